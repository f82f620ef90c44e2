//! What a crash left in the intake.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::{FILE_BYTES, frame, paths};
use crate::log::Numbered;
use crate::{Error, Tx, params};

/// What was found beside a store.
pub(crate) struct Recovered {
    /// The store's own mark; the files' batches carry it.
    pub(crate) store: [u8; 16],
    /// Generations go on after this one.
    pub(crate) generation: u64,
    /// The last number that was given.
    pub(crate) last: i64,
    /// Entries that were acknowledged and are not in the table, in that order.
    pub(crate) missing: Vec<Numbered>,
}

/// Gives the store a mark of its own, unless it has one.
pub(crate) fn mark(tx: &Tx<'_>) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO intake (id) SELECT randomblob(16) WHERE NOT EXISTS (SELECT 1 FROM intake)",
        params![],
    )?;
    Ok(())
}

/// Looks into the files; changes nothing. An older copy of the store takes nothing over: it lacks
/// more than is here, and whoever opens it has to see that.
///
/// # Errors
/// [`Error::Damaged`] when an acknowledged entry cannot be read, or the files are of another store;
/// [`Error::Unavailable`] when a file cannot be read at all.
pub(crate) fn look(tx: &Tx<'_>, beside: &Path) -> Result<Recovered, Error> {
    let store = tx.one("SELECT id FROM intake", params![], |row| row.bytes::<16>(0))?;
    let store = store.ok_or_else(|| Error::Damaged("the store has no mark".to_owned()))?;
    let last = tx.one("SELECT MAX(no) FROM entry", params![], |row| row.opt_int(0))?;
    let last = last.flatten().unwrap_or(0);
    let mut found = Recovered { store, generation: 0, last, missing: Vec::new() };
    let (mut damage, mut behind) = (None, 0);
    for path in &paths(beside) {
        let bytes = read(path)?;
        let damaged = |why: &str| Error::Damaged(format!("`{}`: {why}", path.display()));
        let (mut at, mut broken, mut newest) = (0, false, None);
        while let Some(begin) = if broken { frame::next_name(&bytes, at) } else { Some(at) } {
            let Some(frame) = frame::read(&bytes[begin..]) else {
                // A batch that was never finished, or the end.
                (at, broken) = (begin + 1, true);
                continue;
            };
            if frame.store != store {
                return Err(damaged("it belongs to another store"));
            }
            found.generation = found.generation.max(frame.generation);
            behind = behind.max(frame.behind);
            at = begin + frame.bytes;
            // What was left of an earlier turn went into the table before this one began.
            if *newest.get_or_insert(frame.generation) != frame.generation {
                continue;
            }
            let absent = absent(tx, frame.entries)?;
            if broken && !absent.is_empty() {
                damage.get_or_insert(damaged("entries that were acknowledged cannot be read"));
            }
            found.missing.extend(absent);
        }
    }
    if behind > last {
        found.missing.clear();
        return Ok(found);
    }
    if let Some(damage) = damage {
        return Err(damage);
    }
    // In the order they were acknowledged; under the number they had, if it is free.
    found.missing.sort_by_key(|entry| entry.no);
    for entry in &mut found.missing {
        let taken =
            tx.one("SELECT 1 FROM entry WHERE no = ?1", params![entry.no], |row| row.int(0))?;
        if taken.is_some() {
            entry.no = found.last + 1;
        }
        found.last = found.last.max(entry.no);
    }
    Ok(found)
}

/// Those of a batch that the table does not have. One may stand there under a later number: its
/// commitment is random, and no other's.
fn absent(tx: &Tx<'_>, entries: Vec<Numbered>) -> Result<Vec<Numbered>, Error> {
    let mut absent = Vec::new();
    for entry in entries {
        let (no, leaf) = (entry.no, entry.entry.leaf);
        let there = |sql: &str| tx.one(sql, params![no, &leaf], |row| row.int(0));
        if there("SELECT 1 FROM entry WHERE no = ?1 AND leaf = ?2")?.is_none()
            && there("SELECT 1 FROM entry WHERE no > ?1 AND leaf = ?2 LIMIT 1")?.is_none()
        {
            absent.push(entry);
        }
    }
    Ok(absent)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(FILE_BYTES as u64).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(bytes),
        // Not "there is no room": what is in it was acknowledged.
        Err(error) => Err(Error::Unavailable(format!("`{}`: {error}", path.display()))),
    }
}
