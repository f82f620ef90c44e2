//! Going on where a collection was cut off: what every question to a source gave is kept, sealed,
//! until the collection is whole.
//!
//! A question that was answered to its end is not asked again; one that was cut off is. What is
//! kept is of the moment it was read, so it is used for a day and no longer.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use people::PersonId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::collect::Identity;
use crate::connect::{Connector, FoundRow, Wanted};
use crate::{Error, LiveTable, Map, Schema, Stop};

/// How long what was read is used: a day.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);
/// How many rows are sealed together: 500.
const PART_ROWS: usize = 500;
/// The most bytes one sealed part may have: 64 MiB.
const PART_BYTES_MAX: usize = 64 << 20;

/// The name of a collection: the same person, looked for by the same identifiers, over the same map.
#[must_use]
pub fn name_of(person: PersonId, map: &Map, identities: &[Identity]) -> String {
    let mut hash = Sha256::new();
    for text in map.files().iter().map(charter::File::text) {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    for one in identities {
        for part in [one.kind.as_str(), one.value.as_str(), one.only.as_deref().unwrap_or("")] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    format!("{person} {}", data_encoding::HEXLOWER.encode(&hash.finalize()))
}

/// What seals and opens what is kept: the number of the part, and its bytes.
pub trait Seal {
    /// Seals a part.
    ///
    /// # Errors
    /// When it cannot be sealed.
    fn seal(&self, part: i64, plain: &[u8]) -> Result<Vec<u8>, Error>;

    /// Opens a part; none when it cannot be opened.
    fn open(&self, part: i64, sealed: &[u8]) -> Option<Vec<u8>>;
}

/// One sealed part.
#[derive(Serialize, Deserialize)]
enum Part {
    /// When it was begun, and for what: the same collection goes on, another begins anew.
    Begun(Timestamp, String),
    /// Rows a question gave. The first and the last ones say so, and the last what was met that
    /// could not be read.
    Rows { question: String, first: bool, last: bool, rows: Vec<FoundRow>, missed: Vec<String> },
}

/// What was read before the collection was cut off.
pub struct Journal {
    file: File,
    seal: Box<dyn Seal>,
    /// How many parts there are.
    parts: i64,
    /// The parts of each question that was answered to its end: number, place and length.
    answered: HashMap<String, Vec<(i64, u64, usize)>>,
    begun: Timestamp,
    /// Whether there was something to go on with.
    goes_on: bool,
}

impl Journal {
    /// Opens the file, or begins it. What is there is used when it is of the same collection, by
    /// its name, and less than [`KEPT_FOR`] old at `now`.
    ///
    /// # Errors
    /// [`Error::Refused`] when it cannot be written.
    pub fn open(
        path: &Path,
        what: &str,
        seal: Box<dyn Seal>,
        now: Timestamp,
    ) -> Result<Journal, Error> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(|_| unwritable())?;
        let mut journal =
            Journal { file, seal, parts: 0, answered: HashMap::new(), begun: now, goes_on: false };
        if !journal.read_over(what, now)? {
            journal.answered.clear();
            journal.parts = 0;
            journal.begun = now;
            journal.file.set_len(0).map_err(|_| unwritable())?;
            journal.file.rewind().map_err(|_| unwritable())?;
            journal.append(&Part::Begun(now, what.to_owned()))?;
        }
        journal.goes_on = !journal.answered.is_empty();
        Ok(journal)
    }

    /// When what it goes on with was begun; none where it begins anew.
    #[must_use]
    pub fn goes_on_from(&self) -> Option<Timestamp> {
        self.goes_on.then_some(self.begun)
    }

    /// Reads what is there; whether it is of use.
    fn read_over(&mut self, what: &str, now: Timestamp) -> Result<bool, Error> {
        let mut at = 0;
        let mut open: HashMap<String, Vec<(i64, u64, usize)>> = HashMap::new();
        while let Some((length, part)) = self.part(self.parts, at) {
            match (self.parts, part) {
                (0, Part::Begun(begun, of)) => {
                    let age = now.duration_since(begun);
                    if of != what || age < SignedDuration::ZERO || age > KEPT_FOR {
                        return Ok(false);
                    }
                    self.begun = begun;
                }
                (0, _) | (_, Part::Begun(..)) => return Ok(false),
                (no, Part::Rows { question, first, last, .. }) => {
                    let parts = open.entry(question.clone()).or_default();
                    // It was cut off, and asked again.
                    if first {
                        parts.clear();
                    }
                    parts.push((no, at, length));
                    if last {
                        self.answered.insert(question, std::mem::take(parts));
                    }
                }
            }
            self.parts += 1;
            at += 4 + length as u64;
        }
        // What was half-written when it was cut off goes.
        self.file.set_len(at).map_err(|_| unwritable())?;
        self.file.seek(SeekFrom::End(0)).map_err(|_| unwritable())?;
        Ok(self.parts > 0)
    }

    /// The part at a place, and its length.
    fn part(&mut self, no: i64, at: u64) -> Option<(usize, Part)> {
        self.file.seek(SeekFrom::Start(at)).ok()?;
        let mut length = [0; 4];
        self.file.read_exact(&mut length).ok()?;
        let length = usize::try_from(u32::from_le_bytes(length)).ok()?;
        if length > PART_BYTES_MAX {
            return None;
        }
        let mut sealed = vec![0; length];
        self.file.read_exact(&mut sealed).ok()?;
        let plain = self.seal.open(no, &sealed)?;
        Some((length, serde_json::from_slice(&plain).ok()?))
    }

    fn append(&mut self, part: &Part) -> Result<(), Error> {
        let plain = serde_json::to_vec(part).map_err(|_| unwritable())?;
        let sealed = self.seal.seal(self.parts, &plain)?;
        let length = u32::try_from(sealed.len()).ok().filter(|n| *n as usize <= PART_BYTES_MAX);
        let length = length.ok_or(Error::TooMany { what: "bytes", limit: PART_BYTES_MAX })?;
        let written = self
            .file
            .seek(SeekFrom::End(0))
            .and_then(|_| self.file.write_all(&length.to_le_bytes()))
            .and_then(|()| self.file.write_all(&sealed));
        written.map_err(|_| unwritable())?;
        self.parts += 1;
        Ok(())
    }

    /// Gives again what a question gave, and what could not be read; none when it was not answered.
    fn replay(
        &mut self,
        question: &str,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<Option<Vec<String>>, Error> {
        let mut all_missed = Vec::new();
        let Some(parts) = self.answered.get(question).cloned() else { return Ok(None) };
        for (no, at, _) in parts {
            let Some((_, Part::Rows { rows, missed, .. })) = self.part(no, at) else {
                return Err(Error::Refused("what was kept of it cannot be read".to_owned()));
            };
            rows.into_iter().try_for_each(&mut *each)?;
            all_missed.extend(missed);
        }
        Ok(Some(all_missed))
    }
}

fn unwritable() -> Error {
    Error::Refused(
        "what is read cannot be kept: the disk is full, or may not be written".to_owned(),
    )
}

/// A source whose answers are kept.
pub struct Kept {
    source: String,
    inner: Box<dyn Connector>,
    journal: Rc<RefCell<Journal>>,
    /// What could not be read, when what is given again was read.
    missed: Vec<String>,
}

impl Kept {
    /// Keeps what a source answers.
    #[must_use]
    pub fn new(source: &str, inner: Box<dyn Connector>, journal: Rc<RefCell<Journal>>) -> Kept {
        Kept { source: source.to_owned(), inner, journal, missed: Vec::new() }
    }

    /// A name for a question: whoever reads the file learns nothing from it but that it is the same.
    fn name(&self, wanted: &Wanted<'_>) -> String {
        let any: Vec<_> = wanted.any.iter().map(|one| (one.field, one.how, one.values)).collect();
        let text = format!("{:?}", (&self.source, wanted.schema, wanted.table, wanted.fields, any));
        data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
    }
}

impl Connector for Kept {
    fn stop_with(&mut self, stop: &Stop) {
        self.inner.stop_with(stop);
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.inner.begin()
    }

    fn expect(&mut self, tables: &[(Option<&str>, &str)]) -> Result<(), Error> {
        self.inner.expect(tables)
    }

    fn end(&mut self) -> Result<(), Error> {
        self.inner.end()
    }

    fn missed(&self) -> Vec<String> {
        let mut missed = self.missed.clone();
        missed.extend(self.inner.missed());
        missed.sort();
        missed.dedup();
        missed
    }

    fn statements(&self) -> u64 {
        self.inner.statements()
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        self.inner.schema()
    }

    fn sample(
        &mut self,
        table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error> {
        self.inner.sample(table, limit, each)
    }

    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let question = self.name(wanted);
        if let Some(missed) = self.journal.borrow_mut().replay(&question, each)? {
            self.missed.extend(missed);
            return Ok(());
        }
        let journal = &self.journal;
        let mut rows: Vec<FoundRow> = Vec::new();
        let mut first = true;
        let mut keep = |rows: &mut Vec<FoundRow>, last: bool, missed: Vec<String>| {
            let (question, rows) = (question.clone(), std::mem::take(rows));
            let part = Part::Rows { question, first, last, rows, missed };
            first = false;
            journal.borrow_mut().append(&part)
        };
        self.inner.find(wanted, &mut |row| {
            rows.push(row.clone());
            each(row)?;
            if rows.len() >= PART_ROWS { keep(&mut rows, false, Vec::new()) } else { Ok(()) }
        })?;
        // It is read from the beginning up to the first part that does not open, so that nothing
        // half-written is taken for the whole, and the disk need not be waited for.
        keep(&mut rows, true, self.inner.missed())
    }
}
