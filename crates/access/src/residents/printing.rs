//! Letters with a code that wait to be printed. The officer who asks for one never sees its code, nor does
//! anybody on a page: it lies sealed until whoever prints takes it, and what it was sealed under is destroyed
//! then.

use db::outbox::{self, Message as Waits, Outcome};
use db::params;
use people::identify::Kind;
use people::{Error as RecordError, Now, PersonId, Question, Record, row_number};
use serde::{Deserialize, Serialize};
use vault::KeyId;
use words::{Catalogue, Message};
use zeroize::Zeroizing;

use super::letters::{LETTER_LASTS, letter_code};
use super::typed;
use crate::Error;
use crate::sessions::hash;

/// What the outbox calls them.
const KIND: &str = "resident-letter";
/// What is sealed, as the vault knows it.
const SEALED: &str = "resident_letter_waits";
/// The most letters taken at once.
const TAKEN_MAX: u32 = 200;
/// The channel, by the charter's name.
const CHANNEL: &str = "post";
/// The fewest characters of how somebody found out who asks.
pub const CHECKED_LENGTH_MIN: usize = 10;
/// The most.
pub const CHECKED_LENGTH_MAX: usize = 500;

/// What is sealed in one.
#[derive(Serialize, Deserialize)]
struct Inside {
    name: String,
    address: String,
    code: String,
}

/// A letter to be printed.
pub struct ToPrint {
    no: i64,
    key: KeyId,
    /// What the file is called: of nobody.
    pub name: String,
    /// What it says.
    pub text: Zeroizing<String>,
}

/// Says nothing of whom.
impl std::fmt::Debug for ToPrint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ToPrint").field("no", &self.no).finish_non_exhaustive()
    }
}

fn wrong<T>(why: &str) -> Result<T, Error> {
    Err(Error::Malformed(why.to_owned()))
}

/// Has a letter with a code printed for somebody, to the address that is held. Whoever asks says how they
/// found out who it is, and sees no code. Codes from before are good for nothing.
///
/// # Errors
/// [`Error::Malformed`] where a letter is not safe, there is no address that may be seen for this purpose, or
/// it is not said how; [`people::Error::Refused`] where they may not deal with this person.
pub fn have_letter_printed(
    record: &Record,
    question: &Question,
    person: PersonId,
    checked: &str,
    now: Now,
) -> Result<(), Error> {
    let length = checked.trim().chars().count();
    // Whether there is anybody at all is found out first: else what was typed would tell.
    let opened = record.look(question, person, now)?;
    if !(CHECKED_LENGTH_MIN..=CHECKED_LENGTH_MAX).contains(&length) {
        return wrong("say how you found out who asks, in ten characters or more");
    }
    let (mut name, mut address) = (String::new(), String::new());
    opened.each(record, |seen| match seen.notes().identifies.as_deref() {
        Some(kind) if kind == Kind::Name.as_str() => seen.text().clone_into(&mut name),
        Some(kind) if kind == Kind::Address.as_str() => seen.text().clone_into(&mut address),
        _ => {}
    })?;
    let ways = record
        .data()
        .read("ways", |tx| record.ways(tx, opened.number(), question.entity_code(), now.today()))?;
    if !ways.lets(CHANNEL) {
        return wrong(
            "a letter is not safe for them, as far as is known: ask the data protection team",
        );
    }
    if name.is_empty() || address.is_empty() {
        return wrong(
            "there is no name and address that you may see for this: ask the data protection team",
        );
    }
    let code = letter_code(record, question, person, Some(checked), now)?.to_string();
    let plain = serde_json::to_vec(&Inside { name, address, code });
    let plain = Zeroizing::new(plain.map_err(|_| RecordError::Damaged("resident_letter"))?);
    let (key, no, at) = (record.fresh_key()?, row_number(), now.micros());
    let mut body = key.as_bytes().to_vec();
    body.extend(record.seal_under(key, SEALED, no, &plain)?);
    let message = Waits {
        name: format!("{KIND} {no}"),
        kind: KIND.to_owned(),
        recipient: no.to_string(),
        body,
        not_before: at,
    };
    record.data().write("a letter to print", move |tx| outbox::put(tx, &message, at))?;
    Ok(())
}

/// Takes the letters that wait. One whose code is good for nothing any more is not printed.
///
/// # Errors
/// What the store says.
pub fn letters_to_print(record: &Record, by: &str, now: Now) -> Result<Vec<ToPrint>, Error> {
    let at = now.micros();
    let taken = record.data().write("letters", move |tx| outbox::take(tx, KIND, at, TAKEN_MAX))?;
    let mut letters = Vec::new();
    for (no, message) in taken.into_inner() {
        let Some((key, sealed)) = message.body.split_first_chunk::<16>() else { continue };
        let key = KeyId::from_bytes(*key);
        match one(record, no, key, (&message.recipient, sealed), now) {
            Ok(Some(letter)) => letters.push(letter),
            // One that cannot be read holds up no other.
            Ok(None) | Err(_) => settle(record, no, key, Outcome::Failed, now)?,
        }
    }
    if !letters.is_empty() {
        let about = format!("{} letters", letters.len());
        record.write_office(by, "letters-taken-to-print", &about, now, |_| Ok(()))?;
    }
    Ok(letters)
}

fn one(
    record: &Record,
    no: i64,
    key: KeyId,
    (row, sealed): (&str, &[u8]),
    now: Now,
) -> Result<Option<ToPrint>, Error> {
    let row: i64 = row.parse().map_err(|_| RecordError::Damaged("outbox"))?;
    let plain = record.open_under(key, SEALED, row, sealed)?;
    let inside: Inside =
        serde_json::from_slice(&plain).map_err(|_| RecordError::Damaged("resident_letter"))?;
    let (kept, since) = (hash(&typed(&inside.code)), now.micros() - LETTER_LASTS);
    let good = record.data().read("letter code", |tx| {
        let sql = "SELECT 1 FROM resident_letter WHERE hash = ?1 AND made >= ?2";
        tx.one(sql, params![kept.as_slice(), since], |row| row.int(0))
    })?;
    if good.is_none() {
        return Ok(None);
    }
    let text = Message::new("access-letter-text")
        .with("organisation", record.gate().charter().head().name.as_str())
        .with("name", inside.name)
        .with("address", inside.address)
        .with("code", inside.code)
        .with("days", LETTER_LASTS / 86_400_000_000);
    let text = Zeroizing::new(Catalogue::english().render(&text));
    Ok(Some(ToPrint { no, key, name: format!("letter-{no}.txt"), text }))
}

/// Says whether a letter was printed: what it was sealed under is destroyed. One that was not is gone, and
/// another is asked for: nobody knows who has seen it.
///
/// # Errors
/// What the store says.
pub fn printed(record: &Record, letter: &ToPrint, done: bool, now: Now) -> Result<(), Error> {
    let outcome = if done { Outcome::Sent } else { Outcome::Failed };
    settle(record, letter.no, letter.key, outcome, now)
}

fn settle(record: &Record, no: i64, key: KeyId, outcome: Outcome, now: Now) -> Result<(), Error> {
    let at = now.micros();
    record.vault().destroy(&[key], at).map_err(RecordError::from)?;
    record.data().write("settle", move |tx| outbox::settle(tx, no, outcome, at))?;
    Ok(())
}
