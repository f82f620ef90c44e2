//! Signs of fraud (rows 8.7.6 and 8.7.7): somebody looks into each, and a person decides each time.
//!
//! A match proves nothing. Until a named person has decided about a sign nothing may be done because of it,
//! and whoever wrote it down does not decide about it.

use gate::NamedAsk;
use jiff::ToSpan;
use people::{Now, PersonId, Record};

use crate::Error;
use crate::error::{no, said};
use crate::kept::{self, Kept, New, OPEN, Register, Step};

/// The category signs are held as.
pub const CATEGORY: &str = "fraud-match";
/// Within how many days a sign is looked into: what we ask of ourselves.
pub const LOOK_DAYS: i64 = 28;
/// Whose it is.
const POST: &str = "head-of-income";

/// What a person decided about a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub enum Decided {
    /// There is nothing in it.
    Nothing = 1,
    /// It is gone on with: a case, a report to the police or to those who pay benefits.
    GoneOn = 2,
}

impl std::str::FromStr for Decided {
    type Err = String;

    fn from_str(word: &str) -> Result<Decided, String> {
        match word {
            "nothing" => Ok(Decided::Nothing),
            "go-on" => Ok(Decided::GoneOn),
            _ => Err(format!("a sign comes to `nothing`, or one may `go-on`; not `{word}`")),
        }
    }
}

/// How a sign names who wrote it down.
const WRITTEN: &str = "Written down by: ";

/// Writes a sign down; its number.
///
/// # Errors
/// [`Error::Record`] where the gate refuses; [`Error::Malformed`] without saying what was seen.
pub fn sign(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    (what, source): (&str, &str),
    now: Now,
) -> Result<i64, Error> {
    let what = said("say what was seen, and nothing it might mean", what, 10)?;
    let by = named.actor.clone().unwrap_or_default();
    kept::put(
        record,
        named,
        person,
        &New {
            register: Register::FraudSign,
            category: CATEGORY,
            source,
            text: format!("{what}\n{WRITTEN}{by}"),
            due: Some(now.today().saturating_add(LOOK_DAYS.days())),
            post: POST,
            state: OPEN,
            event: None,
            instead: false,
        },
        now,
    )
}

/// A person decides about a sign, with a reason.
///
/// # Errors
/// [`Error::No`] for whoever wrote it down, and for one that was decided.
pub fn decide(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    (number, decided): (i64, Decided),
    because: &str,
    now: Now,
) -> Result<(), Error> {
    let because = said("say why", because, 20)?;
    let by = named.actor.clone().unwrap_or_default();
    let step = Step {
        register: Register::FraudSign,
        category: CATEGORY,
        no: number,
        to: decided as i64,
        due: None,
        adds: format!("Decided on {} by {by}: {because}", now.today()),
    };
    let me = record.pseudonym_of(&by);
    let may = |kept: &Kept| {
        kept::only_from(kept, &[OPEN], "8.7.6", "this sign was decided about before")?;
        if by.trim().is_empty() || kept.writer == me {
            return Err(no("8.7.6", "whoever wrote a sign down does not decide about it"));
        }
        Ok(())
    };
    kept::step(record, named, person, &step, now, may, |_| Ok(()))
}

/// Whether something may be done because of a sign: only where a person decided to go on.
///
/// # Errors
/// [`Error::No`] where nobody has decided, or there was nothing in it; [`Error::None`].
pub fn may_act(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    number: i64,
    now: Now,
) -> Result<(), Error> {
    let found = signs(record, named, person, now)?.into_iter().find(|kept| kept.no == number);
    let found = found.ok_or_else(|| Error::None {
        what: "sign of this person with the number",
        name: number.to_string(),
        way: "`keyholder fraud list` shows them",
    })?;
    kept::only_from(
        &found,
        &[Decided::GoneOn as i64],
        "8.7.6",
        "a match proves nothing; a person decides first, and there may be nothing in it",
    )
}

/// The signs about a person.
///
/// # Errors
/// As for looking at the person.
pub fn signs(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    now: Now,
) -> Result<Vec<Kept>, Error> {
    kept::list(record, named, CATEGORY, person, Register::FraudSign, now)
}
