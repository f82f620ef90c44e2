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
    /// Nothing: go on.
    New,
    /// The same request was answered: status, and the answer sealed.
    Answered(i64, Vec<u8>),
    /// Another request came under this key.
    Other,
}

/// Looks a key up.
///
/// # Errors
/// What the store says.
pub fn look(
    tx: &Tx<'_>,
    actor: &str,
    key: &str,
    request: &[u8; 32],
    at: i64,
) -> Result<Known, Error> {
    let found = tx.one(
        "SELECT request, status, answer FROM idempotency
         WHERE actor = ?1 AND key = ?2 AND expires > ?3",
        params![actor, key, at],
        |row| Ok::<_, Error>((row.bytes::<32>(0)?, row.int(1)?, row.blob(2)?.to_vec())),
    )?;
    Ok(match found {
        None => Known::New,
        Some((was, status, answer)) if was == *request => Known::Answered(status, answer),
        Some(_) => Known::Other,
    })
}

/// Keeps an answer, in the transaction of what was done, and forgets old ones.
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
    tx.execute("DELETE FROM idempotency WHERE expires <= ?1", params![at])?;
    tx.execute(
        "INSERT INTO idempotency (actor, key, request, status, answer, expires)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (actor, key) DO NOTHING",
        params![actor, key, request, status, answer, at + KEPT],
    )?;
    Ok(())
}
