//! Requests that may be sent twice: the second time gets the first time's answer.

use crate::{Error, Tx, params};

/// The most characters of a key.
pub const KEY_LENGTH_MAX: usize = 100;
/// The most bytes of an answer that is kept: 256 KiB.
pub const ANSWER_BYTES_MAX: usize = 256 << 10;
/// How long an answer is kept: a day, in microseconds.
pub const KEPT: i64 = 24 * 3600 * 1_000_000;

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: it is taken now; go on.
    New,
    /// The same request was answered: status, and the answer sealed.
    Answered(i64, Vec<u8>),
    /// The same request is under way, or the power went before its answer was kept.
    UnderWay,
    /// Another request came under this key.
    Other,
}

/// The status of a key whose request has not been answered.
const UNDER_WAY: i64 = 0;

/// Takes a key, where nobody has; what is known of it otherwise. Forgets old ones.
///
/// # Errors
/// What the store says.
pub fn take(
    tx: &Tx<'_>,
    actor: &str,
    key: &str,
    request: &[u8; 32],
    at: i64,
) -> Result<Known, Error> {
    expire(tx, at)?;
    let taken = tx.execute(
        "INSERT INTO idempotency (actor, key, request, status, answer, expires)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (actor, key) DO NOTHING",
        params![actor, key, request, UNDER_WAY, &[] as &[u8], at + KEPT],
    )?;
    if taken == 1 {
        return Ok(Known::New);
    }
    let found = tx.one(
        "SELECT request, status, answer FROM idempotency WHERE actor = ?1 AND key = ?2",
        params![actor, key],
        |row| Ok::<_, Error>((row.bytes::<32>(0)?, row.int(1)?, row.blob(2)?.to_vec())),
    )?;
    Ok(match found {
        None => Known::UnderWay,
        Some((was, ..)) if was != *request => Known::Other,
        Some((_, UNDER_WAY, _)) => Known::UnderWay,
        Some((_, status, answer)) => Known::Answered(status, answer),
    })
}

/// Keeps the answer of a key that was taken.
///
/// # Errors
/// [`Error::TooLarge`] beyond [`ANSWER_BYTES_MAX`].
pub fn keep(
    tx: &Tx<'_>,
    actor: &str,
    key: &str,
    request: &[u8; 32],
    status: i64,
    answer: &[u8],
    at: i64,
) -> Result<(), Error> {
    if answer.len() > ANSWER_BYTES_MAX {
        return Err(Error::TooLarge { what: "an answer", limit: ANSWER_BYTES_MAX });
    }
    tx.execute(
        "UPDATE idempotency SET status = ?4, answer = ?5, expires = ?6
         WHERE actor = ?1 AND key = ?2 AND request = ?3",
        params![actor, key, request, status, answer, at + KEPT],
    )?;
    Ok(())
}

/// Gives a key back whose request did nothing.
///
/// # Errors
/// What the store says.
pub fn forget(tx: &Tx<'_>, actor: &str, key: &str) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM idempotency WHERE actor = ?1 AND key = ?2 AND status = ?3",
        params![actor, key, UNDER_WAY],
    )?;
    Ok(())
}

/// Forgets every answer that is kept: what somebody was answered may be about whoever was erased.
///
/// # Errors
/// What the store says.
pub fn forget_all(tx: &Tx<'_>) -> Result<(), Error> {
    tx.execute("DELETE FROM idempotency WHERE status <> ?1", params![UNDER_WAY])?;
    Ok(())
}

/// Forgets what is older than it is kept for.
///
/// # Errors
/// What the store says.
pub fn expire(tx: &Tx<'_>, at: i64) -> Result<(), Error> {
    tx.execute("DELETE FROM idempotency WHERE expires <= ?1", params![at])?;
    Ok(())
}
