//! What a crash left in the intake.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{FILE_BYTES, cannot, frame, paths};
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
    /// How many entries the table did not have.
    pub(crate) missing: usize,
}

/// Puts entries that were acknowledged and are not in the table into it, in one transaction.
///
/// # Errors
/// [`Error::Damaged`] when an acknowledged entry cannot be read, or the files are of another store.
pub(crate) fn recover(tx: &Tx<'_>, beside: &Path) -> Result<Recovered, Error> {
    tx.execute(
        "INSERT INTO intake (id) SELECT randomblob(16) WHERE NOT EXISTS (SELECT 1 FROM intake)",
        params![],
    )?;
    let known = tx.one("SELECT id FROM intake", params![], |row| row.bytes::<16>(0))?;
    let store = known.ok_or_else(|| Error::Damaged("it has no mark".to_owned()))?;
    let last = tx.one("SELECT MAX(no) FROM entry", params![], |row| row.opt_int(0))?;
    let mut found =
        Recovered { store, generation: 0, last: last.flatten().unwrap_or(0), missing: 0 };
    let mut missing: Vec<Numbered> = Vec::new();
    for path in paths(beside) {
        let bytes = read(&path)?;
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
            at = begin + frame.bytes;
            // What was left of an earlier turn went into the table before this one began.
            if *newest.get_or_insert(frame.generation) != frame.generation {
                continue;
            }
            let absent = absent(tx, frame.entries)?;
            if broken && !absent.is_empty() {
                return Err(damaged("entries that were acknowledged cannot be read"));
            }
            missing.extend(absent);
        }
    }
    found.missing = missing.len();
    // In the order they were acknowledged; under the number they had, if it is free.
    missing.sort_by_key(|entry| entry.no);
    for entry in missing {
        let taken =
            tx.one("SELECT 1 FROM entry WHERE no = ?1", params![entry.no], |row| row.int(0))?;
        let no = if taken.is_some() { found.last + 1 } else { entry.no };
        tx.take_over(no, &entry.entry)?;
        found.last = found.last.max(no);
    }
    Ok(found)
}

/// Those of a batch that the table does not have.
fn absent(tx: &Tx<'_>, entries: Vec<Numbered>) -> Result<Vec<Numbered>, Error> {
    let mut absent = Vec::new();
    for entry in entries {
        let there = tx.one(
            "SELECT 1 FROM entry WHERE no = ?1 AND leaf = ?2",
            params![entry.no, &entry.entry.leaf],
            |row| row.int(0),
        )?;
        if there.is_none() {
            absent.push(entry);
        }
    }
    Ok(absent)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(file) => file
            .take(FILE_BYTES as u64)
            .read_to_end(&mut bytes)
            .map(|_| bytes)
            .map_err(|error| cannot(path, &error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(bytes),
        Err(error) => Err(cannot(path, &error)),
    }
}
