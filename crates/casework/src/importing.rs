//! Taking over cases that were begun elsewhere: with the day they came, and every pause, wait and
//! extension they have had, so that their time goes on from where it was. Nobody is told anything.

use db::params;
use jiff::civil::Date;
use law::clock::Gate;
use people::{CodeKind, Error as RecordError, Now};

use crate::clock::Happened;
use crate::{Desk, Error, Kind, NewCase, Opened, Step, Who, opening};

/// The most days of one case that is taken over.
pub const DAYS_MAX: usize = 100;

/// A case that was begun elsewhere.
#[derive(Clone)]
pub struct Begun {
    /// What it was called there: it is taken once.
    pub reference: String,
    /// What it is about, who asks, and when it came.
    pub new: NewCase,
    /// What happened to it since, in any order.
    pub days: Vec<Day>,
}

/// Something that happened on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// What: an acknowledgement, a question and its answer, proof asked for and come, an extension, or
    /// that work began.
    pub step: Step,
    /// When.
    pub day: Date,
    /// Of what proof.
    pub gate: Option<Gate>,
    /// What was said.
    pub why: Option<String>,
}

/// A case as it would be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// It, with the day by which.
    pub opened: Opened,
    /// Whether it was taken over before: then nothing is done.
    pub before: bool,
}

impl Desk {
    /// Takes a case over; or, without `apply`, says how it would be.
    ///
    /// # Errors
    /// [`Error::Impossible`] where its days cannot be so; [`Error::Malformed`] for what does not move a
    /// clock, a day before it came or after today, or several kinds at once; as for [`Desk::open`].
    pub fn import(
        &self,
        who: Who<'_>,
        begun: &Begun,
        apply: bool,
        now: Now,
    ) -> Result<Imported, Error> {
        self.works_on_cases(who, now)?;
        let by = who.name().trim_end_matches('/');
        let new = &begun.new;
        opening::sound(new, now)?;
        let [kind] = new.kinds[..] else {
            return Err(Error::Malformed("a case that is taken over is of one kind".to_owned()));
        };
        let steps = steps(kind, begun, now)?;
        let entity = self.record().codes().code(CodeKind::Entity, &new.entity)?;
        let whole = format!("{}\0{}", new.entity, begun.reference.trim());
        let name = self.record().vault().pseudonym("case-import", whole.as_bytes());
        let before = self.record().data().read("imported", |tx| {
            let sql = "SELECT 1 FROM case_imported WHERE name = ?1";
            tx.one(sql, params![&name], |row| row.int(0))
        })?;
        let making = self.make(by, new, kind, new.by, entity, &steps, now)?;
        let imported = Imported { opened: making.opened(), before: before.is_some() };
        if !apply || imported.before {
            self.record()
                .vault()
                .destroy(&[making.key], now.micros())
                .map_err(RecordError::from)?;
            return Ok(imported);
        }
        let (no, reference) = (making.no, making.reference.clone());
        let _ = self.record().write_incoming(
            by,
            new.subject,
            "import-case",
            |account| account.with("case", reference.as_str()).with("kind", kind.id()),
            now,
            move |tx, person| {
                tx.execute(
                    "INSERT INTO case_imported (name, casefile) VALUES (?1, ?2)",
                    params![&name, no],
                )?;
                opening::insert(tx, std::slice::from_ref(&making), person, None)
            },
        )?;
        Ok(imported)
    }
}

/// The steps of a case that was begun elsewhere, in order.
fn steps(kind: Kind, begun: &Begun, now: Now) -> Result<Vec<(Happened, Option<String>)>, Error> {
    if begun.reference.trim().is_empty() {
        return Err(Error::Malformed("say what it was called where it was begun".to_owned()));
    }
    if begun.days.len() > DAYS_MAX {
        return Err(Error::Malformed(format!("{DAYS_MAX} days at most are taken over")));
    }
    let received = begun.new.received;
    let first =
        Happened { step: Step::Receive, day: received.day(), at: received.instant(), gate: None };
    let why = format!("taken over; it was {} there", begun.reference.trim());
    let mut steps = vec![(first, Some(why))];
    let mut days = begun.days.clone();
    // What was asked on a day was asked before it was answered.
    let order = |step: Step| match step {
        Step::Acknowledge => 0,
        Step::Begin => 1,
        Step::Ask | Step::AskProof => 2,
        Step::Answered | Step::Proof => 3,
        _ => 4,
    };
    days.sort_by_key(|one| (one.day, order(one.step)));
    let mut asked = false;
    for one in days {
        let known = order(one.step) < 4 || one.step == Step::Extend;
        if !known || (one.step == Step::Extend && !kind.can_be_extended()) {
            return Err(Error::Malformed(format!("`{}` is not taken over for {kind}", one.step)));
        }
        if one.day < received.day() || one.day > now.today() {
            return Err(Error::Malformed(format!(
                "{} cannot have happened to it: it came on {}",
                one.day,
                received.day()
            )));
        }
        if matches!(one.step, Step::AskProof | Step::Proof) && one.gate.is_none() {
            return Err(Error::Malformed("say what proof it was".to_owned()));
        }
        match one.step {
            Step::Ask if asked => {
                return Err(Error::Malformed("a question was open already".to_owned()));
            }
            Step::Answered if !asked => {
                return Err(Error::Malformed("there was no question to answer".to_owned()));
            }
            Step::Ask => asked = true,
            Step::Answered => asked = false,
            _ => {}
        }
        let at = law::clock::Moment::start_of(one.day).instant();
        let happened = Happened { step: one.step, day: one.day, at, gate: one.gate };
        steps.push((happened, one.why));
    }
    Ok(steps)
}
