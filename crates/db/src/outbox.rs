//! What waits to go out of the house: written with the effect it tells of, sent afterwards, once.

use crate::{Error, Tx, params};

/// The most bytes of one message: 1 MiB.
pub const MESSAGE_BYTES_MAX: usize = 1 << 20;

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
    for (no, _) in &found {
        tx.execute("UPDATE outbox SET state = 1 WHERE no = ?1 AND state = 0", params![*no])?;
    }
    Ok(found)
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
