//! Who has to be told of a correction: what they were given is no longer what is held (Art 19).

use std::collections::BTreeMap;

use db::params;
use jiff::civil::Date;
use people::{CodeKind, Error, Now, Opened, PersonId, Question, Record};
use zeroize::Zeroizing;

use super::{line, name};
use crate::disclosures::{Detail, allowed};
use crate::went::{self, Went};

/// Why somebody has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// What they were given was changed since.
    Changed,
    /// It is no longer held.
    Gone,
    /// Whoever asks may not see this kind of data: somebody else looks.
    NotLooked,
    /// Nobody wrote down what went, and something of this kind came since: a person looks.
    Unknown,
}

impl Why {
    /// The name it goes by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Changed => "changed",
            Why::Gone => "no longer held",
            Why::NotLooked => "not looked at",
            Why::Unknown => "not known",
        }
    }
}

/// One recipient, and one kind of data they have to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The number in the register of what they were given last of this kind.
    pub no: i64,
    /// Who.
    pub recipient: String,
    /// The kind of data.
    pub category: String,
    /// The day they were given it.
    pub given: Date,
    /// Why.
    pub why: Why,
}

struct Row {
    no: i64,
    recipient: i64,
    given: Date,
    data: String,
    detail: Vec<u8>,
}

/// Who has to be told of a correction of what they were given of this person. What was called back is not
/// asked for: it is to be deleted.
///
/// # Errors
/// [`Error::Refused`] where nothing about this person may be seen.
pub fn owed(
    record: &Record,
    question: &Question,
    person: PersonId,
    now: Now,
) -> Result<Vec<Owed>, Error> {
    let opened = record.look(question, person, now)?;
    let seen = allowed(record, &opened);
    let held = values(record, &opened)?;
    let mut newest: BTreeMap<(i64, String), Owed> = BTreeMap::new();
    for row in rows(record, &opened)? {
        let went = detail(record, row.no, &row.detail)?.went;
        for kind in row.data.split(' ').filter(|word| !word.is_empty()) {
            let key = (row.recipient, kind.to_owned());
            // What they were given last is what they have.
            newest.remove(&key);
            let none = (Vec::new(), None);
            let (now_held, newest_day) = held.get(kind).unwrap_or(&none);
            let values: Vec<&[u8]> = now_held.iter().map(|value| value.as_slice()).collect();
            let why = if !seen.iter().any(|there| there == kind) {
                (!went.is_empty()).then_some(Why::NotLooked)
            } else {
                match went.stands(kind, &values) {
                    went::Now::Same => None,
                    went::Now::Changed => Some(Why::Changed),
                    went::Now::Gone => Some(Why::Gone),
                    went::Now::Unknown => {
                        newest_day.is_some_and(|day| day > row.given).then_some(Why::Unknown)
                    }
                }
            };
            if let Some(why) = why {
                let owed = Owed {
                    no: row.no,
                    recipient: name(record, CodeKind::Recipient, row.recipient),
                    category: kind.to_owned(),
                    given: row.given,
                    why,
                };
                newest.insert(key, owed);
            }
        }
    }
    Ok(newest.into_values().collect())
}

type Held = BTreeMap<String, (Vec<Zeroizing<Vec<u8>>>, Option<Date>)>;

/// What is held by kind, and the newest day of it.
fn values(record: &Record, opened: &Opened) -> Result<Held, Error> {
    let mut held = Held::new();
    opened.each(record, |seen| {
        let (values, newest) = held.entry(seen.category().to_owned()).or_default();
        values.push(Zeroizing::new(seen.value().to_vec()));
        *newest = (*newest).max(Some(seen.entered()));
    })?;
    Ok(held)
}

/// The rows of the register of a person, the oldest first.
fn rows(record: &Record, opened: &Opened) -> Result<Vec<Row>, Error> {
    let of = opened.number();
    let mut rows = record.data().read("what was given", |tx| {
        let mut all = Vec::new();
        for one in people::records_of(tx, of)? {
            all.extend(tx.all(
                "SELECT no, recipient, given, data, detail, entry FROM disclosure
                 WHERE person = ?1 AND recalled IS NULL ORDER BY given, entry, no LIMIT 1000",
                params![one.get()],
                |row| {
                    let entry = row.opt_int(5)?.unwrap_or(0);
                    let row = Row {
                        no: row.int(0)?,
                        recipient: row.int(1)?,
                        given: row.date(2)?,
                        data: row.text(3)?.to_owned(),
                        detail: row.blob(4)?.to_vec(),
                    };
                    Ok::<_, Error>((entry, row))
                },
            )?);
        }
        Ok::<_, Error>(all)
    })?;
    rows.sort_by_key(|(entry, row)| (row.given, *entry, row.no));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn detail(record: &Record, no: i64, sealed: &[u8]) -> Result<Detail, Error> {
    let plain = record.open_detail_of("disclosure", no, sealed)?;
    serde_json::from_slice(&plain)
        .map_err(|_| Error::Malformed("a row of the register cannot be read".to_owned()))
}

/// Writes down that a recipient was told of the correction of what it was given: what is held now is what it
/// knows.
///
/// # Errors
/// [`Error::Refused`]; [`Error::Malformed`] where nothing of that number was given of this person.
pub fn settle(
    record: &Record,
    question: &Question,
    person: PersonId,
    no: i64,
    how: &str,
    now: Now,
) -> Result<(), Error> {
    let how = line(how, "how they were told")?;
    let opened = record.look(question, person, now)?;
    let row = rows(record, &opened)?.into_iter().find(|row| row.no == no);
    let row = row.ok_or_else(|| {
        Error::Malformed("nothing of that number was given of this person".to_owned())
    })?;
    let kinds: Vec<String> =
        row.data.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let seen = allowed(record, &opened);
    if let Some(hidden) = kinds.iter().find(|kind| !seen.contains(kind)) {
        return Err(Error::Malformed(format!(
            "whoever settles this sees all of it, and your role does not see `{hidden}`"
        )));
    }
    let mut new = detail(record, no, &row.detail)?;
    new.went = Went::of(record, &opened, &kinds)?;
    let held = values(record, &opened)?;
    let none: Vec<String> = kinds.into_iter().filter(|kind| !held.contains_key(kind)).collect();
    new.went.nothing_of(&none);
    let sealed = new.seal(record, opened.person(), no)?;
    let old = row.detail;
    let say =
        move |account: people::Account| account.with("disclosure", no).with("told", how.as_str());
    let act = "correction-told";
    let _ = record.write_about(question, person, now, act, say, move |tx, _| {
        let done = tx.execute(
            "UPDATE disclosure SET detail = ?2 WHERE no = ?1 AND detail = ?3",
            params![no, &sealed, &old],
        )?;
        if done == 0 {
            return Err(Error::Malformed("it changed meanwhile: look again".to_owned()));
        }
        Ok(())
    })?;
    Ok(())
}
