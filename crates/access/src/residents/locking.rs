//! Shutting one's own account: nobody signs in to it by email until somebody of the office has found out
//! who asks, or a letter came to their address.

use db::{Tx, params};
use people::{Error as RecordError, Now, Own, PersonId, PersonNo, Question, Record};

use super::DOOR;
use crate::Error;

/// Whether any record of a person is shut.
pub(super) fn locked(tx: &Tx<'_>, person: PersonNo) -> Result<bool, RecordError> {
    for record in people::records_of(tx, person)? {
        let sql = "SELECT 1 FROM resident_lock WHERE person = ?1";
        if tx.one(sql, params![record.get()], |row| row.int(0))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Opens every record of a person.
pub(super) fn open(tx: &Tx<'_>, person: PersonNo) -> Result<(), RecordError> {
    for record in people::records_of(tx, person)? {
        tx.execute("DELETE FROM resident_lock WHERE person = ?1", params![record.get()])?;
    }
    Ok(())
}

/// Whether somebody's account is shut.
///
/// # Errors
/// What the store says.
pub fn is_locked(record: &Record, person: PersonId) -> Result<bool, Error> {
    Ok(record.data().read("locked", |tx| {
        let no = people::number(tx, person)?;
        locked(tx, no)
    })?)
}

/// Shuts an account: every session ends, and every code that was sent or printed is good for nothing.
///
/// # Errors
/// What the store says.
pub fn lock(record: &Record, own: &Own, now: Now) -> Result<(), Error> {
    let at = now.micros();
    let _ = record.write_incoming(
        DOOR,
        Some(own.person),
        "own-account-locked",
        |account| account,
        now,
        move |tx, person| {
            let Some(person) = person else { return Ok(()) };
            tx.execute(
                "INSERT INTO resident_lock (person, made) VALUES (?1, ?2)
                 ON CONFLICT (person) DO NOTHING",
                params![person.get(), at],
            )?;
            for record in people::records_of(tx, person)? {
                let no = params![record.get()];
                tx.execute("DELETE FROM resident_session WHERE person = ?1", no)?;
                tx.execute("DELETE FROM resident_letter WHERE person = ?1", no)?;
                tx.execute("UPDATE resident_ask SET code = NULL WHERE person = ?1", no)?;
            }
            Ok(())
        },
    )?;
    Ok(())
}

/// Opens an account again, for somebody of the office who found out who asks: how, is in the log. Whether
/// it was shut.
///
/// # Errors
/// [`Error::Malformed`] without how; [`people::Error::Refused`] where they may not deal with this person.
pub fn unlock(
    record: &Record,
    question: &Question,
    person: PersonId,
    checked: &str,
    now: Now,
) -> Result<bool, Error> {
    if checked.trim().is_empty() {
        return Err(Error::Malformed("say how you found out who asks".to_owned()));
    }
    let was = is_locked(record, person)?;
    let say = |account: people::Account| account.with("checked", checked);
    let _ = record.write_about(question, person, now, "own-account-unlocked", say, open)?;
    Ok(was)
}
