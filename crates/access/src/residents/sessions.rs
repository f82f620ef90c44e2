//! Sessions of residents: shorter than those of staff, for a device may be shared.

use db::{Tx, params};
use people::{Error as RecordError, Now, Own, PersonId, PersonNo, Record};

use super::locking;
use crate::Error;
use crate::sessions::{Session, hash};

/// After how long without a word a session ends, in microseconds: a quarter of an hour.
pub const IDLE: i64 = 900_000_000;
/// After how long it ends whatever happens: two hours.
pub const ABSOLUTE: i64 = 7_200_000_000;
/// How often it is written down that somebody is still there.
const NOTED_EVERY: i64 = 30_000_000;
/// The most characters of what a browser holds.
const TOKEN_LENGTH_MAX: usize = 100;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Their own account.
    pub own: Own,
    /// The account they look at now, where that is another's.
    pub other: Option<Own>,
}

impl Entered {
    /// The account that is looked at.
    #[must_use]
    pub fn account(&self) -> &Own {
        self.other.as_ref().unwrap_or(&self.own)
    }
}

pub(super) fn begin(
    tx: &Tx<'_>,
    hash: &[u8; 32],
    person: PersonNo,
    at: i64,
) -> Result<(), RecordError> {
    tx.execute(
        "DELETE FROM resident_session WHERE seen < ?1 OR made < ?2",
        params![at - IDLE, at - ABSOLUTE],
    )?;
    tx.execute(
        "INSERT INTO resident_session (hash, person, made, seen) VALUES (?1, ?2, ?3, ?3)",
        params![hash.as_slice(), person.get(), at],
    )?;
    Ok(())
}

/// Whose session it is; none where it has ended, or the person is not there any more.
///
/// # Errors
/// What the store says.
pub fn find(record: &Record, token: &str, now: Now) -> Result<Option<Entered>, Error> {
    if token.is_empty() || token.len() > TOKEN_LENGTH_MAX {
        return Ok(None);
    }
    let (hash, at) = (hash(token), now.micros());
    let found = record.data().read("session", |tx| {
        let sql = "SELECT person, acts_for, seen FROM resident_session
                   WHERE hash = ?1 AND seen >= ?2 AND made >= ?3";
        let found = tx.one(sql, params![hash.as_slice(), at - IDLE, at - ABSOLUTE], |row| {
            let other = row.opt_bytes(1)?.map(PersonId::from_bytes);
            Ok::<_, RecordError>((PersonNo::new(row.int(0)?), other, row.int(2)?))
        })?;
        match found {
            Some((no, ..)) if locking::locked(tx, no)? => Ok::<_, RecordError>(None),
            found => Ok(found),
        }
    })?;
    let Some((no, other, seen)) = found else { return Ok(None) };
    let Some(person) = record.live_id_of(no)? else { return Ok(None) };
    let Some(own) = record.own(person, now)? else { return Ok(None) };
    // A right to act for somebody is read anew, every time.
    let other = other.map(|other| for_another(record, person, other, now)).transpose()?.flatten();
    if at - seen >= NOTED_EVERY {
        record.data().write("still there", move |tx| {
            let sql = "UPDATE resident_session SET seen = ?2 WHERE hash = ?1 AND seen < ?2";
            tx.execute(sql, params![hash.as_slice(), at])
        })?;
    }
    Ok(Some(Entered { own, other }))
}

/// The account of another that somebody may read; none where whose it is has shut it.
fn for_another(
    record: &Record,
    reader: PersonId,
    other: PersonId,
    now: Now,
) -> Result<Option<Own>, RecordError> {
    let shut = record.data().read("locked", |tx| {
        Ok::<_, RecordError>(match people::number(tx, other) {
            Ok(no) => locking::locked(tx, no)?,
            Err(RecordError::Nobody) => true,
            Err(error) => return Err(error),
        })
    })?;
    if shut { Ok(None) } else { record.account_for(reader, other, now) }
}

/// Looks at another's account from now on, or at one's own again; whether that may be. Without a right on
/// record it may not, whoever it is, and whether there is such a person at all.
///
/// # Errors
/// What the store says.
pub fn act_for(
    record: &Record,
    token: &str,
    other: Option<PersonId>,
    now: Now,
) -> Result<bool, Error> {
    let Some(entered) = find(record, token, now)? else { return Ok(false) };
    let may = match other {
        Some(other) => for_another(record, entered.own.person, other, now)?.is_some(),
        None => true,
    };
    let act = match (other, may) {
        (Some(_), true) => "own-account-for-another",
        (None, _) => "own-account-again",
        (Some(_), false) => "own-account-for-another-refused",
    };
    let hash = hash(token);
    let _ = record.write_incoming(
        super::DOOR,
        Some(entered.own.person),
        act,
        |account| account,
        now,
        move |tx, _| {
            if may {
                let sql = "UPDATE resident_session SET acts_for = ?2 WHERE hash = ?1";
                let other = other.as_ref().map(|id| id.as_bytes().as_slice());
                tx.execute(sql, params![hash.as_slice(), other])?;
            }
            Ok(())
        },
    )?;
    Ok(may)
}

/// Ends a session, and says in the log that it was ended.
///
/// # Errors
/// What the store says.
pub fn sign_out(record: &Record, token: &str, now: Now) -> Result<(), Error> {
    let Some(entered) = find(record, token, now)? else { return Ok(()) };
    let hash = hash(token);
    let person = Some(entered.own.person);
    let _ = record.write_incoming(
        super::DOOR,
        person,
        "resident-signed-out",
        |account| account,
        now,
        move |tx, _| {
            tx.execute("DELETE FROM resident_session WHERE hash = ?1", params![hash.as_slice()])?;
            Ok(())
        },
    )?;
    Ok(())
}

/// A new session, and its hash.
pub(super) fn made() -> (Session, [u8; 32]) {
    crate::sessions::made()
}
