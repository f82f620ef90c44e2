//! Giving what somebody else may have: through the gate, by the power and for the purpose the case has
//! written down, after a second person has approved. Where a life may depend on it, at once, and
//! written up within 24 hours.

use db::params;
use gate::NamedAsk;
use people::{Now, Question};
use sharing::{Disclosed, HowGiven, Told};

use crate::row;
use crate::{Desk, Error, Kind, State, Step, Who, Work, Worked};

/// How something is given.
#[derive(Clone, Debug)]
pub struct Giving {
    /// The way it goes: `secure mail`, `by phone`.
    pub how: String,
    /// Where it cannot wait for a second person: why, and what goes to whom.
    pub at_once: Option<AtOnce>,
}

/// What goes to whom before anybody has approved it.
#[derive(Clone, Debug)]
pub struct AtOnce {
    /// Why it cannot wait.
    pub why: String,
    /// What goes to whom.
    pub given: Given,
}

/// What goes to whom, by the charter's names: what the gate is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The recipient.
    pub recipient: String,
    /// The purpose.
    pub purpose: String,
    /// The kinds of data: no more than is needed.
    pub data: Vec<String>,
}

impl Desk {
    /// Gives what the notice lets to whoever asked, and writes it into the register of disclosures: what
    /// the case has written down and a second person has approved, or what cannot wait.
    ///
    /// `question` is about the case; `asker` says who gives, in which role and team: whether they may
    /// give this is the gate's to say.
    ///
    /// # Errors
    /// [`people::Error::Refused`] with the paragraphs; [`Error::Malformed`] before a second person has
    /// approved, unless it cannot wait; as for [`Desk::take`].
    pub fn disclose(
        &self,
        question: &Question,
        asker: &NamedAsk,
        case: i64,
        giving: &Giving,
        now: Now,
    ) -> Result<Disclosed, Error> {
        let who = Who::Officer(question);
        let person = self.about(who, case, Kind::Disclosure, now)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        let answers = self.answers_of(&row)?;
        let given = match &giving.at_once {
            Some(AtOnce { why, .. }) if why.trim().is_empty() => {
                return Err(Error::Malformed("say why it cannot wait".to_owned()));
            }
            Some(at_once) => at_once.given.clone(),
            None if row.state != State::Ready => {
                return Err(Error::Malformed(
                    "a second person approves it first; where a life may depend on it, say why it \
                     cannot wait"
                        .to_owned(),
                ));
            }
            None if self.was_given(&row)? => {
                return Err(Error::Malformed(
                    "it was given already, and was approved once: put it forward anew".to_owned(),
                ));
            }
            None => Given {
                recipient: answers.get("recipient").to_owned(),
                purpose: answers.get("purpose").to_owned(),
                data: answers
                    .get("data")
                    .split([' ', ','])
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned)
                    .collect(),
            },
        };
        let ask = NamedAsk {
            action: "disclose".to_owned(),
            recipient: Some(given.recipient),
            purpose: given.purpose,
            data: given.data,
            ..asker.clone()
        };
        let disclose = self.record().question(&ask, now.today())?;
        let at_once = giving.at_once.as_ref().map(|at_once| at_once.why.trim());
        let told = told(answers.get("person-told"), answers.get("person-not-told"), at_once);
        let power = Some(answers.get("power").to_owned()).filter(|power| !power.is_empty());
        let note = Some(match at_once {
            Some(why) => format!("case {}, at once: {why}", row.reference),
            None => format!("case {}", row.reference),
        });
        let how = HowGiven { how: giving.how.clone(), power, note };
        let disclosed =
            sharing::disclose(self.record(), &disclose, person, told.as_ref(), &how, now)?;
        let what = format!("given, number {} of the register", disclosed.no);
        let worked = Worked {
            work: Work::Disclosed,
            whole: true,
            what,
            tell: Vec::new(),
            write_up: at_once.is_some(),
        };
        self.worked(who, case, worked, now).map_err(|error| {
            Error::Malformed(format!(
                "it was given, number {} of the register, and the case could not be written \
                 ({error}): do not give it again",
                disclosed.no
            ))
        })?;
        Ok(disclosed)
    }

    /// Whether something was given since the answer was put forward that is being carried out.
    fn was_given(&self, row: &row::CaseRow) -> Result<bool, Error> {
        Ok(self.record().data().read("given", |tx| {
            let steps = row::steps(tx, row.no)?;
            let put = steps.iter().rposition(|step| step.happened.step == Step::Propose);
            let sql =
                "SELECT 1 FROM case_work WHERE casefile = ?1 AND work = ?2 AND n > ?3 LIMIT 1";
            let since = i64::try_from(put.map_or(0, |at| at + 1)).unwrap_or(i64::MAX);
            let given =
                tx.one(sql, params![row.no, Work::Disclosed.number(), since], |row| row.int(0))?;
            Ok::<_, people::Error>(given.is_some())
        })?)
    }
}

/// Whether the person knows, by what was answered.
fn told(on: &str, not: &str, at_once: Option<&str>) -> Option<Told> {
    if let Ok(day) = on.parse() {
        return Some(Told::On(day));
    }
    let why = if not.is_empty() { at_once } else { Some(not) };
    why.map(|why| Told::Exception(why.to_owned()))
}
