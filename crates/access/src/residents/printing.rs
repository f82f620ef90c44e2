//! Letters with a code that wait to be printed. The officer who asks for one never sees its code, nor does
//! anybody on a page: it lies sealed until whoever prints takes it, and what it was sealed under is destroyed
//! then.

use db::outbox::{self, Message as Waits, Outcome};
use db::params;
use people::identify::Kind;
use people::{Error as RecordError, Later, Now, PersonId, Question, Record, row_number};
use serde::{Deserialize, Serialize};
use vault::KeyId;
use words::{Catalogue, Message};
use zeroize::Zeroizing;

use super::asking::COOLING_OFF_DAYS;
use super::letters::{LETTER_LASTS, is_new, made};
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

/// What is sealed in one. Whether it may still go there is decided again when it is printed.
#[derive(Serialize, Deserialize)]
struct Inside {
    /// Who asked for it, and in what role.
    asked: Later,
    person: String,
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

/// Whom a letter goes to, and where: decided when it is asked for, and again when it is printed. However
/// whoever asks was found out, it goes to one address alone, that is not new, and by post only where that is
/// safe.
fn goes_to(
    record: &Record,
    question: &Question,
    person: PersonId,
    now: Now,
) -> Result<(String, String), Error> {
    let opened = record.look(question, person, now)?;
    let (mut name, mut addresses) = (String::new(), Vec::new());
    opened.each(record, |seen| match seen.notes().identifies.as_deref() {
        Some(kind) if kind == Kind::Name.as_str() => seen.text().clone_into(&mut name),
        Some(kind) if kind == Kind::Address.as_str() => addresses.push(seen.text().to_owned()),
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
    if addresses.len() > 1 {
        return wrong(
            "more than one address is held for them, and a letter with a code goes to one alone: have the \
             address put right first",
        );
    }
    let Some(address) = addresses.pop().filter(|_| !name.is_empty()) else {
        return wrong(
            "there is no name and address that you may see for this: ask the data protection team",
        );
    };
    if is_new(record, question, person, now)? {
        return Err(Error::Malformed(format!(
            "the address was changed less than {COOLING_OFF_DAYS} days ago: no code goes to a new address \
             before that"
        )));
    }
    Ok((name, address))
}

/// Has a letter with a code printed for somebody, to the address that is held. Whoever asks says how they
/// found out who it is, and sees no code. Codes from before are good for nothing.
///
/// # Errors
/// [`Error::Malformed`] where a letter is not safe, there is no address that may be seen for this purpose, more
/// than one or a new one, or it is not said how; [`people::Error::Refused`] where they may not deal with this person.
pub fn have_letter_printed(
    record: &Record,
    question: &Question,
    person: PersonId,
    checked: &str,
    now: Now,
) -> Result<(), Error> {
    let length = checked.trim().chars().count();
    // Whether there is anybody at all is found out first: else what was typed would tell.
    let to = goes_to(record, question, person, now);
    if let Err(Error::Record(error)) = to {
        return Err(error.into());
    }
    if !(CHECKED_LENGTH_MIN..=CHECKED_LENGTH_MAX).contains(&length) {
        return wrong("say how you found out who asks, in ten characters or more");
    }
    let (_, address) = to?;
    let asked = record.for_later(question)?;
    let code = made(record, question, person, Some(checked.trim()), now)?.to_string();
    let plain = serde_json::to_vec(&Inside { asked, person: person.to_string(), address, code });
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

/// Takes the letters that wait, and again those a dead process took.
///
/// One is not printed where its code is good for nothing any more, or it may not go there any more: the
/// address was changed, a letter is not safe, there is a wall, or nobody is left. One that cannot be read for
/// now is tried again later.
///
/// # Errors
/// What the store says.
pub fn letters_to_print(record: &Record, by: &str, now: Now) -> Result<Vec<ToPrint>, Error> {
    let at = now.micros();
    let taken = record.data().write("letters", move |tx| {
        // What was put out twice goes to one address, with one code.
        outbox::take_again(tx, KIND, at)?;
        outbox::take(tx, KIND, at, TAKEN_MAX)
    })?;
    let (mut letters, mut failed) = (Vec::new(), Ok(()));
    for (no, message) in taken.into_inner() {
        let Some((key, sealed)) = message.body.split_first_chunk::<16>() else {
            record.data().write("settle", move |tx| outbox::settle(tx, no, Outcome::Failed, at))?;
            continue;
        };
        let key = KeyId::from_bytes(*key);
        // One that cannot be read holds up no other.
        let settled = match one(record, no, key, (&message.recipient, sealed), now) {
            Ok(Some(letter)) => {
                letters.push(letter);
                Ok(())
            }
            Err(Error::Record(RecordError::Store(_) | RecordError::Changed)) => {
                later(record, no, key, now)
            }
            Ok(None) | Err(_) => settle(record, no, key, Outcome::Failed, now),
        };
        failed = failed.and(settled);
    }
    // What was taken is given out first: what could not be settled is taken again.
    if letters.is_empty() {
        failed?;
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
    let person = inside.person.parse().map_err(|_| RecordError::Damaged("resident_letter"))?;
    let question = record.again(&inside.asked, now.today())?;
    let (name, address) = goes_to(record, &question, person, now)?;
    if address != inside.address {
        return Ok(None);
    }
    let text = Message::new("access-letter-text")
        .with("organisation", record.gate().charter().head().name.as_str())
        .with("name", name)
        .with("address", address)
        .with("code", inside.code)
        .with("days", LETTER_LASTS / 86_400_000_000);
    let text = Zeroizing::new(Catalogue::english().render(&text));
    Ok(Some(ToPrint { no, key, name: format!("letter-{no}.txt"), text }))
}

/// Says whether a letter was printed: what it was sealed under is destroyed. One that was not is tried again
/// later, and not for ever.
///
/// # Errors
/// What the store says.
pub fn printed(record: &Record, letter: &ToPrint, done: bool, now: Now) -> Result<(), Error> {
    if done {
        settle(record, letter.no, letter.key, Outcome::Sent, now)
    } else {
        later(record, letter.no, letter.key, now)
    }
}

/// Puts one back for later; what it was sealed under is destroyed where it was tried too often.
fn later(record: &Record, no: i64, key: KeyId, now: Now) -> Result<(), Error> {
    let at = now.micros();
    let waits = record.data().write("later", move |tx| outbox::again(tx, no, at))?;
    if !waits.into_inner() {
        record.vault().destroy(&[key], at).map_err(RecordError::from)?;
    }
    Ok(())
}

/// Forgets letters that nobody printed while their codes were good, and destroys what they were sealed under.
pub(super) fn clear(record: &Record, now: Now) -> Result<(), Error> {
    let (at, before) = (now.micros(), now.micros() - LETTER_LASTS);
    let old = record.data().read("old letters", |tx| {
        let sql = "SELECT no, body FROM outbox WHERE kind = ?1 AND state < 2 AND made < ?2
                   ORDER BY no LIMIT ?3";
        tx.all(sql, params![KIND, before, TAKEN_MAX], |row| {
            Ok::<_, RecordError>((row.int(0)?, row.blob(1)?.to_vec()))
        })
    })?;
    let keys = old.iter().filter_map(|(_, body)| body.first_chunk::<16>());
    let keys: Vec<KeyId> = keys.map(|key| KeyId::from_bytes(*key)).collect();
    if !keys.is_empty() {
        record.vault().destroy(&keys, at).map_err(RecordError::from)?;
    }
    if !old.is_empty() {
        record.data().write("old letters", move |tx| {
            for (no, _) in &old {
                let sql = "UPDATE outbox SET state = ?2, settled = ?3 WHERE no = ?1 AND state < 2";
                tx.execute(sql, params![*no, Outcome::Failed as i64, at])?;
            }
            Ok::<_, RecordError>(())
        })?;
    }
    Ok(())
}

fn settle(record: &Record, no: i64, key: KeyId, outcome: Outcome, now: Now) -> Result<(), Error> {
    let at = now.micros();
    record.vault().destroy(&[key], at).map_err(RecordError::from)?;
    record.data().write("settle", move |tx| outbox::settle(tx, no, outcome, at))?;
    Ok(())
}
