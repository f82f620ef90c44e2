//! A code that is printed in a letter, by somebody of the office: who lives at the address reads it.

use db::params;
use jiff::ToSpan;
use people::identify::Kind;
use people::{Error as RecordError, Now, PersonId, PersonNo, Question, Record};
use zeroize::Zeroizing;

use super::asking::COOLING_OFF_DAYS;
use super::{DOOR, locking, sessions, typed};
use crate::sessions::{Session, hash};
use crate::{Error, NAME_LENGTH_MAX};

/// How long a code of a letter is good, in microseconds: three weeks, for a letter that lies there while
/// somebody is away.
pub const LETTER_LASTS: i64 = 21 * 86_400_000_000;
/// The channel, by the charter's name.
const CHANNEL: &str = "post";
/// How many letters and digits it has.
const LENGTH: usize = 16;

/// Makes a code to be printed in a letter; one that was made before is good for nothing. Shown this once.
///
/// # Errors
/// [`Error::Malformed`] where the address was changed a moment ago or a letter is not safe, and nothing
/// says how the office found out who asks; [`people::Error::Refused`] where they may not deal with this person.
pub fn letter_code(
    record: &Record,
    question: &Question,
    person: PersonId,
    checked: Option<&str>,
    now: Now,
) -> Result<Zeroizing<String>, Error> {
    let checked = checked.map(str::trim).filter(|how| !how.is_empty());
    if checked.is_none() && is_new(record, question, person, now)? {
        return Err(Error::Malformed(format!(
            "the address was changed less than {COOLING_OFF_DAYS} days ago; find out who asks, and \
             say how: `--checked`"
        )));
    }
    let ways = record.data().read("ways", |tx| {
        let no = people::number(tx, person)?;
        record.ways(tx, no, question.entity_code(), now.today())
    })?;
    if checked.is_none() && !ways.lets(CHANNEL) {
        return Err(Error::Malformed(
            "a letter is not safe for them, as far as is known; give them the code in a way that is, \
             and say how you found out who asks: `--checked`"
                .to_owned(),
        ));
    }
    made(record, question, person, checked, now)
}

/// Whether the address somebody is written to is new, and has to cool off.
pub(super) fn is_new(
    record: &Record,
    question: &Question,
    person: PersonId,
    now: Now,
) -> Result<bool, Error> {
    let changed = record.contact_changed(question, person, Kind::Address, now)?;
    let cold = now.today().saturating_sub(COOLING_OFF_DAYS.days());
    Ok(changed.is_some_and(|day| day > cold))
}

/// Makes a code, whether or not a letter is safe: whoever calls has found that out.
pub(super) fn made(
    record: &Record,
    question: &Question,
    person: PersonId,
    checked: Option<&str>,
    now: Now,
) -> Result<Zeroizing<String>, Error> {
    let code = data_encoding::BASE32_NOPAD.encode(&vault::random::<10>());
    let (kept, at) = (hash(&code), now.micros());
    let how: String = checked.unwrap_or_default().chars().take(10 * NAME_LENGTH_MAX).collect();
    let say = |account: people::Account| account.with("checked", how.as_str());
    let _ = record.write_about(
        question,
        person,
        now,
        "own-account-letter",
        say,
        move |tx, person| {
            for record in people::records_of(tx, person)? {
                tx.execute("DELETE FROM resident_letter WHERE person = ?1", params![record.get()])?;
            }
            tx.execute(
                "INSERT INTO resident_letter (person, hash, made) VALUES (?1, ?2, ?3)",
                params![person.get(), kept.as_slice(), at],
            )?;
            Ok(())
        },
    )?;
    let groups: Vec<&str> = (0..4).map(|at| &code[at * 4..at * 4 + 4]).collect();
    Ok(Zeroizing::new(groups.join("-")))
}

/// Signs somebody in by the code of a letter, once. It opens an account that was shut, too.
///
/// # Errors
/// [`Error::Wrong`] where there is no such code, or it was used, or is too old.
pub fn sign_in_by_letter(record: &Record, code: &str, now: Now) -> Result<Session, Error> {
    let (code, at) = (typed(code), now.micros());
    let (session, session_hash) = sessions::made();
    let kept = hash(&code);
    let found = record.data().read("letter code", |tx| {
        let sql = "SELECT person FROM resident_letter WHERE hash = ?1 AND made >= ?2";
        tx.one(sql, params![kept.as_slice(), at - LETTER_LASTS], |row| row.int(0))
    })?;
    let person = match found.filter(|_| code.len() == LENGTH) {
        Some(no) => record.live_id_of(PersonNo::new(no))?,
        None => None,
    };
    let Some(person) = person else {
        record.write_office(DOOR, "resident-refused", "letter", now, |_| Ok(()))?;
        return Err(Error::Wrong);
    };
    let signed = record.write_incoming(
        DOOR,
        Some(person),
        "resident-signed-in",
        |account| account.with("by", "letter"),
        now,
        move |tx, person| {
            let person = person.ok_or(RecordError::Nobody)?;
            let sql = "DELETE FROM resident_letter WHERE hash = ?1";
            // Of two who use one code at once, one is too late.
            if tx.execute(sql, params![kept.as_slice()])? != 1 {
                return Err(RecordError::Changed);
            }
            locking::open(tx, person)?;
            sessions::begin(tx, &session_hash, person, at)
        },
    );
    match signed {
        Ok(_) => Ok(session),
        Err(RecordError::Changed) => Err(Error::Wrong),
        Err(error) => Err(error.into()),
    }
}
