//! Cases of somebody in their own account: what they asked for themselves, what they said since, and what
//! they ask for now. A case about them that another opened is not among them.

use db::params;
use db::tasks::{self, NewTask};
use jiff::ToSpan;
use jiff::civil::Date;
use law::clock::Moment;
use people::{Error as RecordError, Now, Own, PersonId, Receipt, Wish};
use words::Message;

use crate::clock::{self, Happened};
use crate::opening::{Inside, StepInside};
use crate::party::{Capacity, Channel, Party};
use crate::row::{self, StepRow};
use crate::taking::Beside;
use crate::{Desk, Error, Kind, NewCase, Opened, State, Step, Taking, Who};

/// What the log calls them.
const OWN: &str = "own-account";
/// The most cases that are listed.
const CASES_MAX: i64 = 50;
/// The most messages to one case in a day.
const MESSAGES_MAX: usize = 20;
/// The most characters of one: 5,000.
pub const MESSAGE_LENGTH_MAX: usize = 5_000;
/// The task of whoever has the case.
const MESSAGE: &str = "case-message";

/// A case of somebody's own.
pub struct OwnCase {
    no: i64,
    /// Its reference.
    pub reference: String,
    /// What it is about.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// When it came.
    pub received: Date,
    /// The day by which.
    pub due: Option<Date>,
    /// How the day was worked out.
    pub working: Vec<Message>,
    /// What they wrote.
    pub words: String,
    /// What they wrote since, and when.
    pub messages: Vec<(Date, String)>,
}

/// Says nothing of whom or what.
impl std::fmt::Debug for OwnCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnCase").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Desk {
    /// The cases of somebody's own, the newest first. That they looked is in the log.
    ///
    /// # Errors
    /// [`people::Error::Refused`]; what the store or the vault says.
    pub fn own_cases(&self, own: &Own, now: Now) -> Result<Vec<OwnCase>, Error> {
        let record = self.record();
        let question = record.own_question(own, "look", &[], now)?;
        let _ = record.write_about(
            &question,
            own.person,
            now,
            "own-cases",
            |account| account,
            |_, _| Ok(()),
        )?;
        let rows = record.data().read("own cases", |tx| {
            let mut rows = Vec::new();
            for one in people::records_of(tx, people::number(tx, own.person)?)? {
                let sql = format!(
                    "SELECT {} FROM casefile WHERE person = ?1 AND gone IS NULL
                     ORDER BY received DESC, no DESC LIMIT ?2",
                    row::COLUMNS
                );
                for case in tx.all(&sql, params![one.get(), CASES_MAX], row::read)? {
                    let steps = row::steps(tx, case.no)?;
                    rows.push((case, steps));
                }
            }
            Ok::<_, RecordError>(rows)
        })?;
        let mut cases = Vec::new();
        for (case, steps) in rows {
            let inside: Inside = self.unseal(case.key, "casefile", case.no, &case.sealed)?;
            if !self.is(&inside.requester, own.reader)? {
                continue;
            }
            let days: Vec<Happened> = steps.iter().map(|step| step.happened).collect();
            let clock = clock::read(case.kind, &days, case.named, self.instant(now))?;
            let messages = steps
                .iter()
                .filter(|step| step.happened.step == Step::Note)
                .map(|step| self.message(case.key, step))
                .collect::<Result<Vec<_>, Error>>()?;
            cases.push(OwnCase {
                no: case.no,
                reference: case.reference,
                kind: case.kind,
                state: case.state,
                received: case.received,
                due: case.due,
                working: clock.map(|clock| clock.trace).unwrap_or_default(),
                words: inside.words,
                messages: messages.into_iter().flatten().collect(),
            });
        }
        Ok(cases)
    }

    /// Whether somebody who asked is this person.
    fn is(&self, party: &Party, person: PersonId) -> Result<bool, Error> {
        let Some(Ok(id)) = party.person.as_deref().map(str::parse::<PersonId>) else {
            return Ok(false);
        };
        if id == person {
            return Ok(true);
        }
        // Records that were put together are of one person.
        let kept = self.record().data().read("who asked", |tx| {
            match (people::number(tx, id), people::number(tx, person)) {
                (Ok(one), Ok(other)) => Ok(one == other),
                (Err(RecordError::Nobody), _) | (_, Err(RecordError::Nobody)) => Ok(false),
                (Err(error), _) | (_, Err(error)) => Err(error),
            }
        })?;
        Ok(kept)
    }

    /// What they wrote, where a note is theirs and not the office's.
    fn message(&self, key: vault::KeyId, step: &StepRow) -> Result<Option<(Date, String)>, Error> {
        let inside: StepInside = self.unseal(key, "case_step", step.no, &step.sealed)?;
        let own = inside.by == OWN;
        Ok(inside.why.filter(|_| own).map(|why| (step.happened.day, why)))
    }

    /// Writes a message to the office on a case of somebody's own: a note of the case, and a task of
    /// whoever has it.
    ///
    /// # Errors
    /// [`Error::None`] where it is no case of theirs, or there is none: the two look alike;
    /// [`Error::Malformed`] where it is empty, too long, or one too many for a day.
    pub fn say_more(&self, own: &Own, reference: &str, text: &str, now: Now) -> Result<(), Error> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MESSAGE_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "a message has 1 to {MESSAGE_LENGTH_MAX} characters"
            )));
        }
        let cases = self.own_cases(own, now)?;
        let case = cases.iter().find(|case| case.reference == reference).ok_or(Error::None)?;
        let today = case.messages.iter().filter(|(day, _)| *day == now.today()).count();
        if today >= MESSAGES_MAX {
            return Err(Error::Malformed("that is enough for one day".to_owned()));
        }
        let taking = Taking { why: Some(text.to_owned()), ..Taking::default() };
        let beside = Beside { by: Some(OWN.to_owned()), ..Beside::default() };
        self.take_with(Who::Clock, case.no, Step::Note, &taking, beside, now)?;
        let find = case.no;
        let row = self.record().data().read("a case", |tx| row::find(tx, find))?;
        let task = NewTask {
            post: row.ok_or(Error::None)?.post,
            kind: MESSAGE.to_owned(),
            subject: None,
            reference: format!("{reference} {}", today + 1),
            due: now.today().saturating_add(1.days()).to_string(),
        };
        let at = now.micros();
        let _ = self.record().data().write("a message", move |tx| {
            tasks::give_once(tx, &task, at)?;
            Ok::<_, RecordError>(())
        })?;
        Ok(())
    }

    /// Opens what somebody asks for in their own account, or in that of a person they act for: whom it is
    /// about is known.
    ///
    /// # Errors
    /// As for [`Desk::open`].
    pub fn own_ask(
        &self,
        own: &Own,
        kinds: Vec<Kind>,
        words: &str,
        now: Now,
    ) -> Result<Vec<Opened>, Error> {
        let capacity = match own.right.as_deref() {
            None => Capacity::Own,
            Some(people::PARENT) => Capacity::Parent,
            Some(_) => Capacity::Attorney,
        };
        let requester = Party { capacity, ..Party::known(own.reader, Channel::Portal) };
        let new = NewCase {
            kinds,
            entity: own.entity.clone(),
            received: Moment::from(self.instant(now)),
            subject: Some(own.person),
            requester,
            recipient: None,
            words: words.trim().to_owned(),
            by: None,
        };
        self.open(OWN, &new, now)
    }

    /// Says yes to something, or takes it back; the receipt. An objection stops the use at once, and is a
    /// case from then on: somebody weighs it.
    ///
    /// # Errors
    /// As for [`people::Record::own_choose`] and [`Desk::open`].
    pub fn own_choose(
        &self,
        own: &Own,
        (wish, about): (Wish, &str),
        yes: bool,
        now: Now,
    ) -> Result<(Receipt, Vec<Opened>), Error> {
        let receipt = self.record().own_choose(own, (wish, about), yes, now)?;
        let opened = if wish == Wish::Objection && yes {
            let purposes = self.record().gate().charter().purposes();
            let purpose = purposes.iter().find(|one| one.id.get_ref().as_str() == about);
            let name = purpose.map_or(about, |purpose| purpose.name.as_str());
            self.own_ask(own, vec![Kind::Objection], &format!("I say no to this: {name}."), now)?
        } else {
            Vec::new()
        };
        Ok((receipt, opened))
    }
}
