//! Sessions: what a browser holds is known here by a hash alone, and ends by itself.

use charter::Strength;
use db::{Tx, params};
use people::{Error as RecordError, Now, Record};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Error;
use crate::accounts::{self, Account};
use crate::standing::{self, Standing};

/// After how long without a word a session ends, in microseconds: half an hour.
pub const IDLE: i64 = 1_800_000_000;
/// After how long it ends whatever happens: ten hours.
pub const ABSOLUTE: i64 = 36_000_000_000;
/// How often it is written down that somebody is still there.
const NOTED_EVERY: i64 = 60_000_000;
/// What a session by the provider begins with, so that its browser is sent there when it is over.
const BY_WORK: &str = "work-";
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

/// The same for somebody the provider vouches for.
pub(crate) fn made_by_work() -> (Session, [u8; 32]) {
    let token = Zeroizing::new(format!("{BY_WORK}{}", made().0.as_str()));
    let hash = hash(&token);
    (Session(token), hash)
}

/// Whether what a browser holds is of somebody the provider vouched for, even if it is over.
#[must_use]
pub fn is_by_work(token: &str) -> bool {
    token.starts_with(BY_WORK)
}

pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

pub(crate) fn begin(
    tx: &Tx<'_>,
    hash: &[u8; 32],
    staff: i64,
    at: i64,
    strength: Strength,
    until: Option<i64>,
) -> Result<(), RecordError> {
    // What has ended goes with the next one that begins.
    tx.execute(
        "DELETE FROM session WHERE seen < ?1 OR made < ?2 OR until <= ?3",
        params![at - IDLE, at - ABSOLUTE, at],
    )?;
    tx.execute(
        "INSERT INTO session (hash, staff, made, seen, strength, until)
         VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
        params![hash.as_slice(), staff, at, strength.as_str(), until],
    )?;
    Ok(())
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Present {
    /// Their account.
    pub account: Account,
    /// How strongly they signed in.
    pub strength: Strength,
    /// What they are by the posts they hold.
    pub standing: Standing,
}

/// Whose session it is; none where it has ended, or is none.
///
/// # Errors
/// What the store says.
pub fn find(record: &Record, token: &str, now: Now) -> Result<Option<Present>, Error> {
    if token.is_empty() || token.len() > TOKEN_LENGTH_MAX {
        return Ok(None);
    }
    let (hash, at, day) = (hash(token), now.micros(), now.today().to_string());
    let found = record.data().read("session", |tx| {
        let sql = "SELECT a.name, a.role, a.team, a.entity, a.ended, a.subject, s.seen, s.strength
                   FROM session s JOIN staff a ON a.no = s.staff
                   WHERE s.hash = ?1 AND s.seen >= ?2 AND s.made >= ?3 AND a.ended IS NULL
                   AND (s.until IS NULL OR s.until > ?4)";
        let found = tx.one(sql, params![hash.as_slice(), at - IDLE, at - ABSOLUTE, at], |row| {
            let strength = row.text(7)?.parse();
            let strength = strength.map_err(|_| RecordError::Damaged("session.strength"))?;
            Ok::<_, RecordError>((accounts::read(row)?, strength, row.int(6)?))
        })?;
        let Some((account, strength, seen)) = found else { return Ok(None) };
        if standing::is_over(tx, &account.name, &day)? {
            return Ok(None);
        }
        let standing = Standing::of(tx, &account.name, &day)?;
        Ok::<_, RecordError>(Some((Present { account, strength, standing }, seen)))
    })?;
    let Some((present, seen)) = found else { return Ok(None) };
    if at - seen >= NOTED_EVERY {
        record.data().write("still there", move |tx| {
            let sql = "UPDATE session SET seen = ?2 WHERE hash = ?1 AND seen < ?2";
            tx.execute(sql, params![hash.as_slice(), at])
        })?;
    }
    Ok(Some(present))
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
