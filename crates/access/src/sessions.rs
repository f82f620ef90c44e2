//! Sessions: what a browser holds is known here by a hash alone, and ends by itself.

use db::{Tx, params};
use people::{Error as RecordError, Now, Record};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Error;
use crate::accounts::{self, Account};

/// After how long without a word a session ends, in microseconds: half an hour.
pub const IDLE: i64 = 1_800_000_000;
/// After how long it ends whatever happens: ten hours.
pub const ABSOLUTE: i64 = 36_000_000_000;
/// How often it is written down that somebody is still there.
const NOTED_EVERY: i64 = 60_000_000;
/// The most characters of what a browser holds.
const TOKEN_LENGTH_MAX: usize = 100;

/// What a browser holds while somebody is signed in.
#[derive(Clone)]
pub struct Session(Zeroizing<String>);

/// Says nothing of it.
impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session(..)")
    }
}

impl Session {
    /// It, for the browser.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A new one, and what is kept of it.
pub(crate) fn made() -> (Session, [u8; 32]) {
    let token = data_encoding::BASE32_NOPAD.encode(&vault::random::<32>()).to_lowercase();
    let hash = hash(&token);
    (Session(Zeroizing::new(token)), hash)
}

pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

pub(crate) fn begin(tx: &Tx<'_>, hash: &[u8; 32], staff: i64, at: i64) -> Result<(), RecordError> {
    // What has ended goes with the next one that begins.
    tx.execute(
        "DELETE FROM session WHERE seen < ?1 OR made < ?2",
        params![at - IDLE, at - ABSOLUTE],
    )?;
    tx.execute(
        "INSERT INTO session (hash, staff, made, seen) VALUES (?1, ?2, ?3, ?3)",
        params![hash.as_slice(), staff, at],
    )?;
    Ok(())
}

/// Whose session it is; none where it has ended, or is none.
///
/// # Errors
/// What the store says.
pub fn find(record: &Record, token: &str, now: Now) -> Result<Option<Account>, Error> {
    if token.is_empty() || token.len() > TOKEN_LENGTH_MAX {
        return Ok(None);
    }
    let (hash, at) = (hash(token), now.micros());
    let found = record.data().read("session", |tx| {
        let sql = "SELECT a.name, a.role, a.team, a.entity, a.ended, s.seen
                   FROM session s JOIN staff a ON a.no = s.staff
                   WHERE s.hash = ?1 AND s.seen >= ?2 AND s.made >= ?3 AND a.ended IS NULL";
        tx.one(sql, params![hash.as_slice(), at - IDLE, at - ABSOLUTE], |row| {
            Ok::<_, RecordError>((accounts::read(row)?, row.int(5)?))
        })
    })?;
    let Some((account, seen)) = found else { return Ok(None) };
    if at - seen >= NOTED_EVERY {
        record.data().write("still there", move |tx| {
            let sql = "UPDATE session SET seen = ?2 WHERE hash = ?1 AND seen < ?2";
            tx.execute(sql, params![hash.as_slice(), at])
        })?;
    }
    Ok(Some(account))
}

/// Ends a session.
///
/// # Errors
/// What the store says.
pub fn sign_out(record: &Record, token: &str) -> Result<(), Error> {
    let hash = hash(token);
    record.data().write("sign out", move |tx| {
        tx.execute("DELETE FROM session WHERE hash = ?1", params![hash.as_slice()])
    })?;
    Ok(())
}
