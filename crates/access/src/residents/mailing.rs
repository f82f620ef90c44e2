//! Codes that wait to go out by email. The message says nothing of anybody.

use db::outbox::{self, Outcome};
use db::params;
use people::{Error as RecordError, Now, Record};
use serde::{Deserialize, Serialize};
use vault::KeyId;
use words::{Catalogue, Message};

use super::asking::CODE_LASTS;
use crate::Error;

/// What the outbox calls them.
pub(super) const KIND: &str = "resident-code";
/// The most messages taken at once.
const TAKEN_MAX: u32 = 20;

/// What is sealed in a message.
#[derive(Serialize, Deserialize)]
pub(super) struct Inside {
    pub(super) to: String,
    pub(super) code: String,
}

/// A code to be sent.
pub struct Outgoing {
    no: i64,
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What its `Message-ID` begins with.
    pub id: String,
}

/// Says nothing of whom.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing").field("no", &self.no).finish_non_exhaustive()
    }
}

/// Takes codes that wait. One that is good no longer is not sent: it would only be typed wrong.
///
/// # Errors
/// What the store says.
pub fn outgoing(record: &Record, now: Now) -> Result<Vec<Outgoing>, Error> {
    let at = now.micros();
    // What was lost on the way is not sent again: whoever waits asks for another.
    record.data().write("lost codes", move |tx| outbox::uncertain(tx, KIND, at, TAKEN_MAX))?;
    let taken = record.data().write("codes", move |tx| outbox::take(tx, KIND, at, TAKEN_MAX))?;
    let mut out = Vec::new();
    for (no, message) in taken.into_inner() {
        match one(record, no, &message, now) {
            Ok(Some(one)) => out.push(one),
            // One that cannot be read holds up no other.
            Ok(None) | Err(_) => settle(record, no, Outcome::Failed, now)?,
        }
    }
    Ok(out)
}

fn one(
    record: &Record,
    no: i64,
    message: &outbox::Message,
    now: Now,
) -> Result<Option<Outgoing>, Error> {
    let row: i64 = message.recipient.parse().map_err(|_| RecordError::Damaged("outbox"))?;
    let since = now.micros() - CODE_LASTS;
    let key = record.data().read("a code", |tx| {
        let sql = "SELECT key FROM resident_ask
                   WHERE no = ?1 AND made >= ?2 AND code IS NOT NULL AND key IS NOT NULL";
        tx.one(sql, params![row, since], |row| {
            Ok::<_, RecordError>(KeyId::from_bytes(row.bytes(0)?))
        })
    })?;
    let Some(key) = key else { return Ok(None) };
    let plain = record.open_under(key, "resident_ask", row, &message.body)?;
    let inside: Inside =
        serde_json::from_slice(&plain).map_err(|_| RecordError::Damaged("resident_ask"))?;
    let english = Catalogue::english();
    let organisation = record.gate().charter().head().name.as_str();
    let subject = Message::new("access-code-subject").with("organisation", organisation);
    let text = Message::new("access-code-text")
        .with("organisation", organisation)
        .with("code", inside.code)
        .with("minutes", CODE_LASTS / 60_000_000);
    Ok(Some(Outgoing {
        no,
        to: inside.to,
        subject: english.render(&subject),
        text: english.render(&text),
        id: format!("keyholder.account.{no}"),
    }))
}

/// Says whether a message went. One that did not is not tried again: its code would be old.
///
/// # Errors
/// What the store says.
pub fn settled(record: &Record, message: &Outgoing, sent: bool, now: Now) -> Result<(), Error> {
    let outcome = if sent { Outcome::Sent } else { Outcome::Failed };
    settle(record, message.no, outcome, now)
}

fn settle(record: &Record, no: i64, outcome: Outcome, now: Now) -> Result<(), Error> {
    let at = now.micros();
    record.data().write("settle", move |tx| outbox::settle(tx, no, outcome, at))?;
    Ok(())
}
