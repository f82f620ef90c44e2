//! What waits to go out of the house: written with the effect it tells of, sent afterwards, once.

use crate::{Error, Tx, params};

/// The most bytes of one message: 1 MiB.
pub const MESSAGE_BYTES_MAX: usize = 1 << 20;
/// How often sending one is tried, over some 17 hours.
pub const TRIES_MAX: i64 = 10;
/// How long after the first try the second one is, in microseconds: each next one waits twice as long.
const FIRST_WAIT: i64 = 60_000_000;
/// How long one may be under way before somebody has to look: an hour, in microseconds.
const UNDER_WAY_MAX: i64 = 3_600_000_000;

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct Message {
    /// A name of its own: the same message is not put in twice.
    pub name: String,
    /// What kind: `checkpoint`, `auditor`.
    pub kind: String,
    /// To whom: an address from the configuration, or a reference that is looked up then.
    pub recipient: String,
    /// What it says, sealed where it is personal.
    pub body: Vec<u8>,
    /// Not before this instant, in microseconds.
    pub not_before: i64,
}

/// How sending one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It went.
    Sent = 2,
    /// It did not go, and must not be tried again.
    Failed = 3,
    /// It is not known whether it went: somebody has to look.
    Uncertain = 4,
}

/// Puts a message in; whether it was not there already.
///
/// # Errors
/// [`Error::TooLarge`] beyond [`MESSAGE_BYTES_MAX`].
pub fn put(tx: &Tx<'_>, message: &Message, at: i64) -> Result<bool, Error> {
    if message.body.len() > MESSAGE_BYTES_MAX {
        return Err(Error::TooLarge { what: "a message", limit: MESSAGE_BYTES_MAX });
    }
    let put = tx.execute(
        "INSERT INTO outbox (name, kind, recipient, body, not_before, made, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0) ON CONFLICT (name) DO NOTHING",
        params![
            &message.name,
            &message.kind,
            &message.recipient,
            &message.body,
            message.not_before,
            at
        ],
    )?;
    Ok(put == 1)
}

/// Takes messages of a kind to be sent. What was taken and never settled stays taken: it may have
/// gone, and somebody has to look.
///
/// # Errors
/// What the store says.
pub fn take(tx: &Tx<'_>, kind: &str, at: i64, limit: u32) -> Result<Vec<(i64, Message)>, Error> {
    let found = tx.all(
        "SELECT no, name, recipient, body, not_before FROM outbox
         WHERE state = 0 AND not_before <= ?2 AND kind = ?1 ORDER BY no LIMIT ?3",
        params![kind, at, limit],
        |row| {
            let message = Message {
                name: row.text(1)?.to_owned(),
                kind: kind.to_owned(),
                recipient: row.text(2)?.to_owned(),
                body: row.blob(3)?.to_vec(),
                not_before: row.int(4)?,
            };
            Ok::<_, Error>((row.int(0)?, message))
        },
    )?;
    let mut taken = Vec::with_capacity(found.len());
    for (no, message) in found {
        // From now on it is under way; what another server took is not taken again.
        let first = tx.execute(
            "UPDATE outbox SET state = 1, not_before = ?2 WHERE no = ?1 AND state = 0",
            params![no, at],
        )?;
        if first == 1 {
            taken.push((no, message));
        }
    }
    Ok(taken)
}

/// Says how sending one ended.
///
/// # Errors
/// What the store says.
pub fn settle(tx: &Tx<'_>, no: i64, outcome: Outcome, at: i64) -> Result<bool, Error> {
    let settled = tx.execute(
        "UPDATE outbox SET state = ?2, settled = ?3 WHERE no = ?1 AND state = 1",
        params![no, outcome as i64, at],
    )?;
    Ok(settled == 1)
}

/// Puts back one that did not go for now; whether it is tried again. One that was tried
/// [`TRIES_MAX`] times is not, and has failed.
///
/// # Errors
/// What the store says.
pub fn again(tx: &Tx<'_>, no: i64, at: i64) -> Result<bool, Error> {
    let sql = "SELECT tries FROM outbox WHERE no = ?1 AND state = 1";
    let Some(tries) = tx.one(sql, params![no], |row| row.int(0))? else { return Ok(false) };
    let tries = tries + 1;
    if tries >= TRIES_MAX {
        settle(tx, no, Outcome::Failed, at)?;
        return Ok(false);
    }
    let wait = FIRST_WAIT << tries.clamp(0, TRIES_MAX);
    tx.execute(
        "UPDATE outbox SET state = 0, tries = ?2, not_before = ?3 WHERE no = ?1 AND state = 1",
        params![no, tries, at + wait],
    )?;
    Ok(true)
}

/// Puts back messages of a kind that were taken long ago and never settled: for what may arrive twice.
///
/// # Errors
/// What the store says.
pub fn take_again(tx: &Tx<'_>, kind: &str, at: i64) -> Result<u64, Error> {
    let back = tx.execute(
        "UPDATE outbox SET state = 0 WHERE state = 1 AND kind = ?1 AND not_before <= ?2",
        params![kind, at - UNDER_WAY_MAX],
    )?;
    Ok(back)
}

/// Messages of a kind that were taken long ago and never settled: it is not known whether they went.
/// Each is answered once, by its number and recipient.
///
/// # Errors
/// What the store says.
pub fn uncertain(
    tx: &Tx<'_>,
    kind: &str,
    at: i64,
    limit: u32,
) -> Result<Vec<(i64, String)>, Error> {
    let found = tx.all(
        "SELECT no, recipient FROM outbox
         WHERE state = 1 AND not_before <= ?2 AND kind = ?1 ORDER BY no LIMIT ?3",
        params![kind, at - UNDER_WAY_MAX, limit],
        |row| Ok::<_, Error>((row.int(0)?, row.text(1)?.to_owned())),
    )?;
    for (no, _) in &found {
        settle(tx, *no, Outcome::Uncertain, at)?;
    }
    Ok(found)
}

/// How many messages wait, and how many were taken and never settled.
///
/// # Errors
/// What the store says.
pub fn backlog(tx: &Tx<'_>) -> Result<(i64, i64), Error> {
    let count = |state: i64| {
        tx.one("SELECT COUNT(*) FROM outbox WHERE state = ?1", params![state], |row| row.int(0))
    };
    Ok((count(0)?.unwrap_or(0), count(1)?.unwrap_or(0)))
}
