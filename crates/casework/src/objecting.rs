//! An objection (rows 20.1.7, 24; Art 21), purpose by purpose: marketing ends at once and for good; a
//! use that can be objected to stops while the objection is weighed, for the gate refuses it from then
//! on (Art 18(1)(d)); any other basis is said.

use people::{Fact, NewChoice, Now, PersonId, Question, Receipt};

use crate::row;
use crate::{Desk, Error, Kind, State, Step, Who, Work, Worked};

/// What an objection to one purpose came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objected {
    /// It is marketing, and has ended: there is nothing to weigh (Art 21(3)).
    Ended(Receipt),
    /// It has stopped, and is weighed now.
    Stopped(Receipt),
    /// The right does not reach what rests on this basis.
    NotReached(String),
}

/// The most purposes of one objection.
pub const PURPOSES_MAX: usize = 50;

impl Desk {
    /// Puts an objection on record, purpose by purpose, by the charter's names.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a purpose the charter has not, or a case that is no objection; as for
    /// [`Desk::take`].
    pub fn object(
        &self,
        question: &Question,
        case: i64,
        purposes: &[String],
        now: Now,
    ) -> Result<Vec<(String, Objected)>, Error> {
        let who = Who::Officer(question);
        let person = self.about(who, case, Kind::Objection, now)?;
        if purposes.is_empty() || purposes.len() > PURPOSES_MAX {
            return Err(Error::Malformed(format!(
                "an objection names 1 to {PURPOSES_MAX} purposes"
            )));
        }
        let charter = self.record().gate().charter();
        let named = |name: &String| {
            let found = charter.purposes().iter().find(|one| one.id.get_ref().as_str() == name);
            found.ok_or_else(|| Error::Malformed(format!("the charter has no purpose `{name}`")))
        };
        // All are known before the first is written down.
        let found = purposes.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        let right = law::right::find("objection");
        let mut came = Vec::new();
        for (name, purpose) in purposes.iter().zip(found) {
            let basis = purpose.basis.as_ref().map_or("", |basis| basis.get_ref().as_str());
            let reached = right.is_some_and(|right| right.reaches(basis));
            let objected = if purpose.marketing {
                let choice = NewChoice::new(Fact::NoMarketing, "", now.today());
                Objected::Ended(self.chosen(question, person, choice, "they objected", now)?)
            } else if reached {
                let choice = NewChoice::new(Fact::Objection, name, now.today());
                Objected::Stopped(self.chosen(question, person, choice, "they objected", now)?)
            } else {
                Objected::NotReached(basis.to_owned())
            };
            came.push((name.clone(), objected));
        }
        let on_record = |one: &(String, Objected)| !matches!(one.1, Objected::NotReached(_));
        if came.iter().any(on_record) {
            let names: Vec<&str> =
                came.iter().filter(|one| on_record(one)).map(|one| one.0.as_str()).collect();
            let what = format!("objection on record: {}", names.join(", "));
            let worked = Worked {
                work: Work::Objected,
                whole: true,
                what,
                tell: Vec::new(),
                write_up: false,
            };
            self.worked(who, case, worked, now)?;
        }
        Ok(came)
    }

    /// Writes down that an objection was weighed and our grounds are stronger, or a claim needs it
    /// (Art 21(1)): the use goes on from now. Only once a second person has approved that answer.
    ///
    /// # Errors
    /// [`Error::Malformed`] before that, without the grounds, or for marketing, where nothing is
    /// weighed; as for [`Desk::take`].
    pub fn overrule(
        &self,
        question: &Question,
        case: i64,
        purpose: &str,
        grounds: &str,
        now: Now,
    ) -> Result<Receipt, Error> {
        let who = Who::Officer(question);
        let person = self.about(who, case, Kind::Objection, now)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let refused = row.is_some_and(|row| {
            row.state == State::Ready
                && matches!(row.outcome.as_deref(), Some("refused" | "partly"))
        });
        if !refused {
            return Err(Error::Malformed(
                "an objection is overruled by an answer that says so and was approved".to_owned(),
            ));
        }
        if grounds.trim().is_empty() {
            return Err(Error::Malformed("say which grounds are stronger".to_owned()));
        }
        let charter = self.record().gate().charter();
        let marketing = charter
            .purposes()
            .iter()
            .any(|one| one.id.get_ref().as_str() == purpose && one.marketing);
        if marketing {
            return Err(Error::Malformed("there is nothing to weigh against marketing".to_owned()));
        }
        let stands = self.record().choices(question, person, now)?.iter().any(|choice| {
            choice.fact == Fact::Objection
                && choice.about == purpose
                && choice.until.is_none_or(|until| until >= now.today())
        });
        if !stands {
            return Err(Error::Malformed(format!("no objection to `{purpose}` stands")));
        }
        let choice = NewChoice::new(Fact::Overruled, purpose, now.today());
        let receipt = self.chosen(question, person, choice, grounds, now)?;
        let what = format!("overruled: {purpose}");
        let worked =
            Worked { work: Work::Overruled, whole: true, what, tell: Vec::new(), write_up: false };
        self.worked(who, case, worked, now)?;
        Ok(receipt)
    }

    fn chosen(
        &self,
        question: &Question,
        person: PersonId,
        mut choice: NewChoice,
        ground: &str,
        now: Now,
    ) -> Result<Receipt, Error> {
        choice.grounds.ground = Some(ground.to_owned());
        Ok(self.record().choose(question, person, &choice, now)?.0)
    }

    /// Whom a case of a kind is about, where whoever asks may do its work now: what is asked before
    /// anything is done for it.
    ///
    /// # Errors
    /// [`Error::Malformed`] where it is of another kind, or it is not known whom it is about; as for
    /// [`Desk::take`].
    pub fn about(&self, who: Who<'_>, case: i64, kind: Kind, now: Now) -> Result<PersonId, Error> {
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        if row.kind != kind {
            return Err(Error::Malformed(format!("this case is {}", row.kind)));
        }
        // Before anything is done for it.
        self.could(who, case, Step::Work, now)?;
        let person = self.subject_of(&row)?;
        person.ok_or_else(|| {
            Error::Malformed(
                "it is not known whom this is about: `keyholder case take REFERENCE identify`"
                    .to_owned(),
            )
        })
    }
}
