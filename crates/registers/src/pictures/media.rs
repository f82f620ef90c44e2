//! Pictures that go to newspapers, the radio and television: each is a disclosure of everybody in it (rows 7.4d, 11.6a).

use db::{Tx, params, tasks};
use gate::NamedAsk;
use people::{Error as RecordError, Now, PersonId, Record};
use sharing::{HowGiven, Prepared, Told};

use super::appear::{TAKES_DOWN, asked, known, take_down};
use super::{Channel, Picture};
use crate::Error;

/// A row of the register of disclosures for everybody in a picture that goes to the media. They were told before it
/// was taken, on its day at the latest (rows 7.4a, 11.6a).
pub(super) fn disclosures(
    record: &Record,
    named: &NamedAsk,
    found: &Picture,
    now: Now,
) -> Result<Vec<Prepared>, Error> {
    // Of somebody who is gone nothing appears: `in_the_way` has said so.
    let people = known(record, found)?.into_iter().filter_map(|(id, _)| id);
    people.map(|id| disclosure(record, named, found, id, now)).collect()
}

/// The same for one of them.
fn disclosure(
    record: &Record,
    named: &NamedAsk,
    found: &Picture,
    person: PersonId,
    now: Now,
) -> Result<Prepared, Error> {
    let how = HowGiven {
        how: "picture".to_owned(),
        power: None,
        note: Some(format!("{}, {}", found.reference, found.event)),
    };
    let question = asked(record, named, found, Channel::Media, now)?;
    Ok(sharing::prepare(record, &question, person, Some(&Told::On(found.taken)), &how, now)?)
}

/// What somebody being in a picture means for it where it went to the media before that was known.
pub(super) struct InMedia {
    picture: i64,
    /// The uses that stand.
    uses: Vec<i64>,
    /// The row of the register, where the gate lets it go.
    given: Option<Prepared>,
    at: i64,
    today: String,
}

impl InMedia {
    /// What it means; nothing where it is in no media.
    pub(super) fn of(
        record: &Record,
        named: &NamedAsk,
        found: &Picture,
        person: PersonId,
        now: Now,
    ) -> Result<InMedia, Error> {
        let picture = found.no;
        let uses = record
            .data()
            .read("uses in the media", |tx| uses_of(tx, picture, Channel::Media.id()))?;
        let given = match uses.is_empty() {
            true => None,
            false => match disclosure(record, named, found, person, now) {
                Ok(given) => Some(given),
                // It may not be there: it comes down.
                Err(Error::Record(RecordError::Refused(_) | RecordError::Malformed(_))) => None,
                Err(error) => return Err(error),
            },
        };
        Ok(InMedia { picture, uses, given, at: now.micros(), today: now.today().to_string() })
    }

    /// Writes down that it went, or has it taken down.
    pub(super) fn write(&self, tx: &Tx<'_>, record: &Record) -> Result<(), RecordError> {
        // It went there, or came down, meanwhile: that was not decided about.
        if uses_of(tx, self.picture, Channel::Media.id())? != self.uses {
            return Err(RecordError::Changed);
        }
        if let Some(given) = &self.given {
            return given.write(tx, record, people::number(tx, given.person())?);
        }
        give_tasks(tx, &self.uses, &self.today, self.at)
    }
}

/// Has uses of a picture taken down, each by one task.
fn give_tasks(tx: &Tx<'_>, uses: &[i64], today: &str, at: i64) -> Result<(), RecordError> {
    for no in uses {
        tasks::give_once(tx, &take_down(*no, TAKES_DOWN, today), at)?;
    }
    Ok(())
}

/// The uses of a picture that stand, on one channel, or on all where none is named.
fn uses_of(tx: &Tx<'_>, picture: i64, on: &str) -> Result<Vec<i64>, RecordError> {
    tx.all(
        "SELECT no FROM picture_use WHERE picture = ?1 AND (?2 = '' OR channel = ?2)
         AND taken_down IS NULL ORDER BY no",
        params![picture, on],
        |row| Ok(row.int(0)?),
    )
}

/// Has every use of a picture taken down, and lets it appear nowhere any more.
///
/// Somebody is in it who said no. Nothing of them is written down, nor who they are.
pub(super) fn comes_down(
    record: &Record,
    by: &str,
    found: &Picture,
    now: Now,
) -> Result<(), Error> {
    let (of, today, at) = (found.no, now.today().to_string(), now.micros());
    record.write_office(by, "picture-refused", &found.reference, now, move |tx| {
        let sql = "UPDATE picture SET refused = ?2 WHERE no = ?1 AND refused IS NULL";
        tx.execute(sql, params![of, &today])?;
        give_tasks(tx, &uses_of(tx, of, "")?, &today, at)
    })?;
    Ok(())
}
