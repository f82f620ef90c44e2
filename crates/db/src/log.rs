//! The table of the log: entries before they are numbered.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::db::{Kind, measure};
use crate::intake::NotTaken;
use crate::sqlite::Sqlite;
use crate::{Committed, Db, Error, Tx, params, value};

/// What goes into the log: a commitment anyone may see, and a sealed account of what was done.
#[derive(Clone)]
pub struct Entry {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// The number of the person it is about; none when it is about nobody, or about many.
    pub subject: Option<i64>,
    /// The key `body` is sealed under.
    pub key: [u8; 16],
    /// The salted commitment to the account: 32 bytes, the only part that is published.
    pub leaf: [u8; 32],
    /// The account, sealed.
    pub body: Vec<u8>,
}

/// An entry that was written in a transaction. Inside a [`Committed`], the proof that it is durable.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Logged {
    no: i64,
    leaf: [u8; 32],
}

impl Logged {
    /// The number it has until the sequencer gives it its place.
    #[must_use]
    pub fn no(&self) -> i64 {
        self.no
    }

    /// The commitment it carries.
    #[must_use]
    pub fn leaf(&self) -> &[u8; 32] {
        &self.leaf
    }
}

/// An entry as it stands in the table.
#[derive(Clone)]
pub struct Row {
    /// The number it was written under.
    pub no: i64,
    /// Its place in the log; none until the sequencer has been.
    pub seq: Option<i64>,
    /// The entry.
    pub entry: Entry,
}

/// An entry and the number it was written under.
#[derive(Clone)]
pub struct Numbered {
    /// The number.
    pub no: i64,
    /// The entry.
    pub entry: Arc<Entry>,
}

/// How many of the newest entries the embedded engine keeps in memory: 1,024.
const NEWEST_KEPT: u16 = 1024;

/// The newest entries that are on the disk, oldest first: whoever asks what was done lately reads
/// no file.
#[derive(Default)]
pub(crate) struct Newest(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    entries: VecDeque<Numbered>,
    /// How often they were forgotten: what was read before that is not put in after it.
    forgotten: u64,
}

impl Newest {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds entries that have just become durable. One that was given its number first may become
    /// durable last; they are kept in the order of their numbers.
    pub(crate) fn add(&self, added: Vec<Numbered>) {
        let entries = &mut self.kept().entries;
        for entry in added {
            let after = entries.iter().rev().take_while(|kept| kept.no > entry.no).count();
            let at = entries.len() - after;
            // Somebody may have read it from the table in between.
            if at.checked_sub(1).is_none_or(|before| entries[before].no != entry.no) {
                entries.insert(at, entry);
            }
        }
        let over = entries.len().saturating_sub(usize::from(NEWEST_KEPT));
        entries.drain(..over);
    }

    /// Forgets all of them: some are sealed anew.
    fn forget(&self) {
        let mut kept = self.kept();
        kept.entries.clear();
        kept.forgotten += 1;
    }

    /// How often they were forgotten.
    fn forgotten(&self) -> u64 {
        self.kept().forgotten
    }

    /// Adds entries from the table, newest first, that came before those that are kept, unless
    /// these were forgotten since `forgotten` was read.
    fn fill(&self, older: &[Numbered], forgotten: u64) {
        let mut kept = self.kept();
        if kept.forgotten != forgotten {
            return;
        }
        let entries = &mut kept.entries;
        let first = entries.front().map_or(i64::MAX, |first| first.no);
        // Where there is a gap between the two, what lies in it is not known here.
        if !entries.is_empty() && older.first().is_none_or(|newest| newest.no < first) {
            return;
        }
        let room = usize::from(NEWEST_KEPT).saturating_sub(entries.len());
        for entry in older.iter().skip_while(|older| older.no >= first).take(room) {
            entries.push_front(entry.clone());
        }
    }

    /// The newest, newest first; none when not so many are kept.
    pub(crate) fn get(&self, limit: usize) -> Option<Vec<Numbered>> {
        let kept = self.kept();
        let entries = &kept.entries;
        (entries.len() >= limit).then(|| entries.iter().rev().take(limit).cloned().collect())
    }
}

const COLUMNS: &str = "no, seq, at, subject, key, leaf, body";

fn read(row: &value::Row<'_>) -> Result<Row, Error> {
    Ok(Row {
        no: row.int(0)?,
        seq: row.opt_int(1)?,
        entry: Entry {
            at: row.int(2)?,
            subject: row.opt_int(3)?,
            key: row.bytes(4)?,
            leaf: row.bytes(5)?,
            body: row.blob(6)?.to_vec(),
        },
    })
}

impl Tx<'_> {
    /// Writes an entry. It commits with whatever else the transaction does.
    ///
    /// # Errors
    /// What the engine says; then nothing of the transaction may stand.
    pub fn log(&self, entry: &Entry) -> Result<Logged, Error> {
        if let Some(no) = self.next_number() {
            self.take_over(no, entry)?;
            self.note_logged(no, entry);
            return Ok(Logged { no, leaf: entry.leaf });
        }
        let no = self.one(
            "INSERT INTO entry (at, subject, key, leaf, body) VALUES (?1, ?2, ?3, ?4, ?5)
             RETURNING no",
            params![entry.at, entry.subject, &entry.key, &entry.leaf, &entry.body],
            |row| row.int(0),
        )?;
        let no = no.ok_or_else(|| Error::Unavailable("no number was given".to_owned()))?;
        self.note_logged(no, entry);
        Ok(Logged { no, leaf: entry.leaf })
    }

    /// Puts an entry into the table under a number that was given already.
    pub(crate) fn take_over(&self, no: i64, entry: &Entry) -> Result<(), Error> {
        self.execute(
            "INSERT INTO entry (no, at, subject, key, leaf, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![no, entry.at, entry.subject, &entry.key, &entry.leaf, &entry.body],
        )?;
        Ok(())
    }

    /// Puts another seal around what an entry says. Its commitment, and so the log, stay the same.
    /// Afterwards, [`Db::forget_newest`].
    ///
    /// # Errors
    /// What the engine says.
    pub fn reseal_entry(&self, no: i64, key: &[u8; 16], body: &[u8]) -> Result<(), Error> {
        self.execute("UPDATE entry SET key = ?2, body = ?3 WHERE no = ?1", params![no, key, body])?;
        Ok(())
    }

    /// The newest entries, newest first.
    ///
    /// # Errors
    /// What the engine says.
    pub fn newest_entries(&self, limit: u32) -> Result<Vec<Row>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM entry ORDER BY no DESC LIMIT ?1");
        self.all(&sql, params![limit], read)
    }

    /// Entries written after one, in the order they were written, numbered or not.
    ///
    /// # Errors
    /// What the engine says.
    pub fn entries_after(&self, no: i64, limit: i64) -> Result<Vec<Row>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE no > ?1 ORDER BY no LIMIT ?2");
        self.all(&sql, params![no, limit], read)
    }

    /// Entries from a place in the log onwards, in order.
    ///
    /// # Errors
    /// What the engine says.
    pub fn entries_from(&self, seq: i64, limit: u32) -> Result<Vec<Row>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE seq >= ?1 ORDER BY seq LIMIT ?2");
        self.all(&sql, params![seq, limit], read)
    }

    /// What was done about one person, newest first, before `before` (a number of an entry).
    ///
    /// # Errors
    /// What the engine says.
    pub fn entries_about(&self, subject: i64, before: i64, limit: u32) -> Result<Vec<Row>, Error> {
        // What the sequencer has not seen yet is not in `history`; it is the short end of the log.
        let sql = format!(
            "SELECT {COLUMNS} FROM entry WHERE no < ?2 AND (no IN (
                 SELECT no FROM history WHERE subject = ?1)
               OR (seq IS NULL AND subject = ?1)) ORDER BY no DESC LIMIT ?3"
        );
        self.all(&sql, params![subject, before, limit], read)
    }
}

impl Db {
    /// The newest entries that are on the disk, newest first.
    ///
    /// # Errors
    /// What the engine says.
    pub fn newest(&self, limit: u32) -> Result<Vec<Numbered>, Error> {
        let kept = self.kept_entries();
        if let Some(newest) = kept.and_then(|kept| kept.get(limit as usize)) {
            return Ok(newest);
        }
        let forgotten = kept.map_or(0, Newest::forgotten);
        // Everything that will be kept is read once, and no more than was asked for otherwise.
        let wanted = kept.map_or(limit, |_| limit.max(NEWEST_KEPT.into()));
        let rows = self.read_log("newest entries", |tx| tx.newest_entries(wanted))?;
        let numbered = |row: Row| Numbered { no: row.no, entry: Arc::new(row.entry) };
        let mut newest: Vec<Numbered> = rows.into_iter().map(numbered).collect();
        if let Some(kept) = kept {
            kept.fill(&newest, forgotten);
        }
        newest.truncate(limit as usize);
        Ok(newest)
    }

    /// Forgets the newest entries kept in memory: some were sealed anew.
    pub fn forget_newest(&self) {
        if let Some(kept) = self.kept_entries() {
            kept.forget();
        }
    }

    /// Writes one entry and waits until the disk has it.
    ///
    /// # Errors
    /// What the engine says; then the entry is not there.
    pub fn append(&self, entry: Entry) -> Result<Committed<Logged>, Error> {
        let entry = Arc::new(entry);
        if let Some(no) = self.take_in(&entry)? {
            return Ok(Committed::new(Logged { no, leaf: entry.leaf }));
        }
        self.write_as("append", Kind::Entry, move |tx| tx.log(&entry))
    }

    /// The number of an entry that the intake took; none where it goes into the table at once.
    fn take_in(&self, entry: &Arc<Entry>) -> Result<Option<i64>, Error> {
        // With others it waits for the disk once, and not beside them.
        let Some(engine) = self.embedded().filter(|engine| !engine.has_company()) else {
            return Ok(None);
        };
        let begun = Instant::now();
        let taken = loop {
            match engine.take_in(entry) {
                Ok(no) => break Ok(Some(no)),
                Err(NotTaken::Full) => self.settle()?,
                // It is measured where it is written.
                Err(NotTaken::Shut) => return Ok(None),
                Err(NotTaken::Failed(error)) => break Err(error),
            }
        };
        measure("append", begun, taken.is_ok());
        taken
    }

    /// Waits until every entry that was acknowledged is in the table.
    ///
    /// # Errors
    /// What the engine says.
    pub fn settle(&self) -> Result<(), Error> {
        if self.embedded().is_some_and(Sqlite::has_waiting) {
            self.write("settle", |_| Ok::<_, Error>(()))?;
        }
        Ok(())
    }

    /// Reads, as [`Db::read`] does, when every entry that was acknowledged is in the table: for
    /// whoever reads the log.
    ///
    /// # Errors
    /// What `work` or the engine says.
    pub fn read_log<T, E: From<Error>>(
        &self,
        name: &'static str,
        work: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.settle()?;
        self.read(name, work)
    }
}
