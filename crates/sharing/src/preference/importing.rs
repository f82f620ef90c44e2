//! Taking a list over: in pieces, beside the one in force, which stands until the whole of the new one
//! is there.

use std::io::BufRead;

use db::{Tx, params};
use jiff::civil::Date;
use people::{Error, Now, Record};

use super::lines::Lines;
use super::screening::is_too_old;
use super::{LIST_DAYS_MAX, List, NotALine, Term, addresses, hashes, numbers};

/// The most people or numbers a list has: 60,000,000, twice what the TPS has.
const ENTRIES_MAX: u64 = 60_000_000;
/// How many lines are hashed and written at once.
const PIECE: usize = 5_000;
/// One line in this many may be unreadable: a file of which more is unreadable is another file.
const UNREAD_SHARE: u64 = 100;
/// The most unreadable lines that are named: 20.
pub const UNREAD_SHOWN_MAX: usize = 20;

/// It is being read, and counts for nothing.
pub(super) const COMING: i64 = 0;
/// It is screened by.
pub(super) const IN_FORCE: i64 = 1;
/// Another took its place, or it never came whole: its rows are deleted.
const GOING: i64 = 2;

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Which list.
    pub list: List,
    /// The day of the file.
    pub day: Date,
    /// How many lines were taken over.
    pub lines: u64,
    /// How many could not be read.
    pub unread: u64,
    /// The numbers of the first of them, [`UNREAD_SHOWN_MAX`] at most.
    pub unread_lines: Vec<u64>,
}

/// Takes a file of a preference service over. It replaces the list before it once the whole of it is
/// there; until then, and where anything goes wrong, the one before it stands.
///
/// `day` is the day the service made the file. With `fewer` a list may be less than half of the one
/// before it, which otherwise is taken for a file that did not arrive whole.
///
/// # Errors
/// [`Error::Malformed`] for a file of another layout, an empty or a cut one, or a day that is not of the
/// last [`LIST_DAYS_MAX`] days; [`Error::TooMany`] for more than any list has; what the store or the
/// vault says.
pub fn import(
    record: &Record,
    (list, day): (List, Date),
    file: &mut dyn BufRead,
    fewer: bool,
    actor: &str,
    now: Now,
) -> Result<Imported, Error> {
    if day > now.today() || is_too_old(day, now.today()) {
        return Err(Error::Malformed(format!(
            "a list counts for {LIST_DAYS_MAX} days from the day it was made: say which day of these \
             it was, or get a newer file"
        )));
    }
    let generation = people::row_number();
    let before = begin(record, list, day, generation, now)?;
    match take_over(record, list, generation, file) {
        Ok((lines, unread)) => {
            let found =
                Imported { list, day, lines, unread: unread.count, unread_lines: unread.lines };
            let sound = sound(&found, before.filter(|_| !fewer));
            match sound.and_then(|()| put_in_force(record, &found, generation, actor, now)) {
                Ok(()) => {
                    clear(record)?;
                    Ok(found)
                }
                Err(error) => give_up(record, generation, error),
            }
        }
        Err(error) => give_up(record, generation, error),
    }
}

/// What cannot be read.
#[derive(Default)]
struct Unread {
    count: u64,
    lines: Vec<u64>,
}

/// Begins a file; how many the list in force has. One that was begun before it is given up.
fn begin(
    record: &Record,
    list: List,
    day: Date,
    generation: i64,
    now: Now,
) -> Result<Option<u64>, Error> {
    let (at, text, list) = (now.micros(), day.to_string(), list.number());
    let before = record.data().write("begin a list", move |tx| {
        let newest = tx.one(
            "SELECT day, listed FROM preference_file WHERE list = ?1 AND state = ?2",
            params![list, IN_FORCE],
            |row| Ok::<_, Error>((row.date(0)?, row.int(1)?)),
        )?;
        if newest.is_some_and(|(newest, _)| newest > day) {
            return Err(Error::Malformed(
                "a newer file of this list is in force: import the newest".to_owned(),
            ));
        }
        tx.execute(
            "UPDATE preference_file SET state = ?2 WHERE list = ?1 AND state = ?3",
            params![list, GOING, COMING],
        )?;
        tx.execute(
            "INSERT INTO preference_file (generation, list, day, state, listed, at)
             VALUES (?1, ?2, ?3, ?4, 0, ?5)",
            params![generation, list, &text, COMING, at],
        )?;
        Ok(newest.map(|(_, listed)| u64::try_from(listed).unwrap_or(0)))
    })?;
    Ok(before.into_inner())
}

fn take_over(
    record: &Record,
    list: List,
    generation: i64,
    file: &mut dyn BufRead,
) -> Result<(u64, Unread), Error> {
    let mut lines = Lines::new(file);
    let mut terms: Vec<Term> = Vec::with_capacity(PIECE);
    let (mut read, mut unread) = (0, Unread::default());
    while let Some(line) = lines.next()? {
        let found: Result<Vec<Term>, NotALine> = match list {
            List::Mps => addresses::read(line),
            List::Ctps | List::Tps => numbers::read(line).map(|term| vec![term]),
        };
        match found {
            Ok(found) => {
                read += 1;
                terms.extend(found);
            }
            Err(NotALine::Form | NotALine::Length) => {
                unread.count += 1;
                if unread.lines.len() < UNREAD_SHOWN_MAX {
                    unread.lines.push(lines.no);
                }
            }
        }
        if read + unread.count > ENTRIES_MAX {
            return Err(Error::TooMany("lines in a list"));
        }
        if terms.len() >= PIECE {
            write(record, list, generation, &terms)?;
            terms.clear();
        }
    }
    write(record, list, generation, &terms)?;
    Ok((read, unread))
}

fn write(record: &Record, list: List, generation: i64, terms: &[Term]) -> Result<(), Error> {
    let hashes = hashes(record.vault().index(), list, terms);
    record.data().write("a piece of a list", move |tx| {
        still_coming(tx, generation)?;
        for hash in &hashes {
            tx.execute(
                "INSERT INTO preference (generation, hash) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![generation, hash],
            )?;
        }
        Ok::<_, Error>(())
    })?;
    Ok(())
}

fn still_coming(tx: &Tx<'_>, generation: i64) -> Result<(), Error> {
    let state = tx.one(
        "SELECT state FROM preference_file WHERE generation = ?1",
        params![generation],
        |row| row.int(0),
    )?;
    if state == Some(COMING) { Ok(()) } else { Err(Error::Changed) }
}

/// Refuses what is no whole list.
fn sound(found: &Imported, before: Option<u64>) -> Result<(), Error> {
    let wrong = found.unread.saturating_mul(UNREAD_SHARE) > found.lines;
    if found.lines == 0 || wrong {
        let lines: Vec<String> = found.unread_lines.iter().map(u64::to_string).collect();
        let which = match lines.as_slice() {
            [] => String::new(),
            lines => format!(" (lines {})", lines.join(", ")),
        };
        return Err(Error::Malformed(format!(
            "{} of {} lines are none of the {} list{which}: this is another file, or a damaged one, and \
             the list before it stands",
            found.unread,
            found.unread + found.lines,
            found.list.id().to_uppercase(),
        )));
    }
    match before {
        Some(before) if found.lines < before / 2 => Err(Error::Malformed(format!(
            "this file has {} lines and the one before it {before}: it may not have arrived whole. \
             Look, and say that there are fewer where that is so",
            found.lines
        ))),
        _ => Ok(()),
    }
}

fn put_in_force(
    record: &Record,
    found: &Imported,
    generation: i64,
    actor: &str,
    now: Now,
) -> Result<(), Error> {
    let (list, listed) = (found.list.number(), i64::try_from(found.lines).unwrap_or(i64::MAX));
    let about = format!("{} of {}: {} lines", found.list.id(), found.day, found.lines);
    record.write_office(actor, "preference-list", &about, now, move |tx| {
        still_coming(tx, generation)?;
        tx.execute(
            "UPDATE preference_file SET state = ?2 WHERE list = ?1 AND state = ?3",
            params![list, GOING, IN_FORCE],
        )?;
        tx.execute(
            "UPDATE preference_file SET state = ?2, listed = ?3 WHERE generation = ?1",
            params![generation, IN_FORCE, listed],
        )?;
        Ok(())
    })
}

fn give_up(record: &Record, generation: i64, why: Error) -> Result<Imported, Error> {
    record.data().write("give a list up", move |tx| {
        tx.execute(
            "UPDATE preference_file SET state = ?2 WHERE generation = ?1 AND state = ?3",
            params![generation, GOING, COMING],
        )
    })?;
    clear(record)?;
    Err(why)
}

/// Deletes what no list needs any more, in pieces: what a crash left as well.
fn clear(record: &Record) -> Result<(), Error> {
    loop {
        let more = record.data().write("clear a list", move |tx| {
            let going = tx.one(
                "SELECT generation FROM preference_file WHERE state = ?1 LIMIT 1",
                params![GOING],
                |row| row.int(0),
            )?;
            let Some(generation) = going else { return Ok::<_, Error>(false) };
            let piece = i64::try_from(PIECE).unwrap_or(i64::MAX);
            let gone = tx.execute(
                "DELETE FROM preference WHERE generation = ?1 AND hash IN
                 (SELECT hash FROM preference WHERE generation = ?1 LIMIT ?2)",
                params![generation, piece],
            )?;
            if gone == 0 {
                let sql = "DELETE FROM preference_file WHERE generation = ?1";
                tx.execute(sql, params![generation])?;
            }
            Ok(true)
        })?;
        if !more.into_inner() {
            return Ok(());
        }
    }
}
