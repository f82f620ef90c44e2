//! The switch: until a landlord switches disposal on, it only plans.

use db::approvals::{self, Asked, Risk};
use db::params;
use people::{Now, Record};
use sha2::{Digest, Sha256};

use crate::Error;

/// How the switch stands, and who put it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switched {
    /// Whether runs may be carried out.
    pub on: bool,
    /// Who switched it last.
    pub actor: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// How the switch stands; none where nobody ever touched it: then it is off.
///
/// # Errors
/// What the store says.
pub fn switched(record: &Record) -> Result<Option<Switched>, Error> {
    let read = record.data().read("switch", |tx| {
        tx.one(
            "SELECT switched_on, actor, at FROM disposal_switch ORDER BY no DESC LIMIT 1",
            params![],
            |row| {
                let (on, at) = (row.int(0)? == 1, row.int(2)?);
                Ok::<_, db::Error>(Switched { on, actor: row.text(1)?.to_owned(), at })
            },
        )
    })?;
    Ok(read)
}

fn digest() -> [u8; 32] {
    Sha256::digest(b"keyholder/disposal-switch/v1").into()
}

/// Asks for the approval of switching it on; its number.
///
/// # Errors
/// What the store says.
pub fn ask_to_switch_on(record: &Record, by: &str, reason: &str, now: Now) -> Result<i64, Error> {
    let asked = Asked {
        what: "switch disposal on".to_owned(),
        digest: digest(),
        risk: Risk::High,
        by: by.to_owned(),
        reason: reason.to_owned(),
    };
    let at = now.micros();
    Ok(*record.data().write("ask", move |tx| approvals::ask(tx, &asked, at))?)
}

/// Switches it on: from now on runs that were approved are carried out.
///
/// # Errors
/// [`Error::NotApproved`].
pub fn switch_on(record: &Record, by: &str, approval: i64, now: Now) -> Result<(), Error> {
    turn(record, by, Some(approval), now)
}

/// Switches it off, at once and by anybody of the office: a run that is under way stops after its batch.
///
/// # Errors
/// What the store says.
pub fn switch_off(record: &Record, by: &str, now: Now) -> Result<(), Error> {
    turn(record, by, None, now)
}

fn turn(record: &Record, by: &str, approval: Option<i64>, now: Now) -> Result<(), Error> {
    let (actor, at) = (by.to_owned(), now.micros());
    let act = if approval.is_some() { "disposal-on" } else { "disposal-off" };
    record.write_office(by, act, "disposal", now, move |tx| {
        if let Some(approval) = approval {
            approvals::use_up(tx, approval, &digest(), at)
                .map_err(|why| people::Error::NotApproved(why.to_string()))?;
        }
        tx.execute(
            "INSERT INTO disposal_switch (no, switched_on, actor, at) VALUES (
                 (SELECT COALESCE(MAX(no), 0) + 1 FROM disposal_switch), ?1, ?2, ?3)",
            params![i64::from(approval.is_some()), &actor, at],
        )?;
        Ok(())
    })?;
    Ok(())
}
