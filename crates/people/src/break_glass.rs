//! Break-glass: a look that saves a life while the log cannot be written.
//!
//! Nothing is released that is not written down first. Where the log cannot take an entry, and only
//! then, and only for vital interests and with a reason, the same sealed entry goes into a spool on
//! another disk; the proof that it is there opens in place of the log's. The gate decides as ever:
//! walls and what is never collected hold. When the log can be written again the entries are merged
//! into it, each once. The data protection officer gets a task to review each look, those that the log
//! took at once as well.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use db::spool::{Frame, Spool, Spooled};
use db::tasks::{self, NewTask};
use db::{Committed, Entry, Logged, Tx, params};
use gate::Act;
use jiff::Span;
use jiff::civil::Date;
use vault::{Key, Place};

use crate::{Error, Now, Opened, PersonId, Question, Record};

/// The fewest characters of the reason.
pub const BREAK_GLASS_REASON_MIN: usize = 10;
/// The post that reviews.
const POST: &str = "data-protection-officer";
/// How many days the post has for it.
const DAYS: i64 = 3;
/// How far back the log is searched for an entry whose commit was in doubt, in entries.
const IN_DOUBT: i64 = 100_000;

/// A record that can be looked at while its log is down, against a spool.
pub struct BreakGlass {
    record: Record,
    spool: Arc<Spool>,
    key: Key,
    /// Whether the post that reviews has been told of a spool that was found changed.
    told: AtomicBool,
}

impl BreakGlass {
    /// Ties a spool to a record. The key it seals by is taken now, so that it is there when nothing
    /// else is.
    ///
    /// # Errors
    /// What the vault says.
    pub fn new(record: Record, spool: Spool) -> Result<BreakGlass, Error> {
        let key = record.key(record.log_key())?;
        Ok(BreakGlass { record, spool: Arc::new(spool), key, told: AtomicBool::new(false) })
    }

    /// The same, with the same spool, for a record under another charter.
    #[must_use]
    pub fn under(&self, record: Record) -> BreakGlass {
        let told = AtomicBool::new(self.told.load(Ordering::SeqCst));
        BreakGlass { record, spool: self.spool.clone(), key: self.key.clone(), told }
    }

    /// How many looks wait to be merged.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.spool.waiting()
    }

    /// Looks at one person to save a life. While the log can be written this is a look like any
    /// other, which the data protection officer reviews.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a purpose that does not rest on vital interests, or without a
    /// reason of [`BREAK_GLASS_REASON_MIN`] characters; [`Error::Refused`] as ever; what the store
    /// says when neither the log nor the spool can be written.
    pub fn look(&self, question: &Question, person: PersonId, now: Now) -> Result<Opened, Error> {
        self.fits(question)?;
        let record = &self.record;
        let released =
            record.data().read("break glass", |tx| record.permit(tx, question, person)?.release());
        let release = match released {
            Ok(release) => release.noting("break-glass", true),
            Err(Error::Refused(refusal)) => {
                // Who tried stands in the log as well.
                let account = refusal.account.clone().with("refused", true);
                let entry =
                    record.entry(account.with("break-glass", true), refusal.subject, now)?;
                if record.data().append(entry.clone()).is_err() {
                    let _ = self.put(&entry)?;
                }
                return Err(Error::Refused(refusal));
            }
            Err(error) => return Err(error),
        };
        let (awaiting, entry) = release.entry(record, now)?;
        let kept = entry.clone();
        match record.data().write("broken glass", move |tx| reviewed(tx, &kept, now)) {
            Ok(proof) => awaiting.open(record, &proof),
            Err(_) => awaiting.open_spooled(record, &self.put(&entry)?),
        }
    }

    fn fits(&self, question: &Question) -> Result<(), Error> {
        if !self.record.gate().is_vital(&question.ask) || question.ask.act != Act::Look {
            return Err(Error::Malformed(
                "breaking the glass is for a look that saves a life: name a purpose that rests on \
                 vital interests"
                    .to_owned(),
            ));
        }
        let reason = question.reason.as_deref().map_or(0, |reason| reason.trim().chars().count());
        if reason < BREAK_GLASS_REASON_MIN {
            return Err(Error::Malformed(format!(
                "say why the glass is broken, in {BREAK_GLASS_REASON_MIN} characters or more"
            )));
        }
        Ok(())
    }

    fn put(&self, entry: &Entry) -> Result<Committed<Spooled>, Error> {
        let sealed = self.key.seal(place(&entry.leaf), &pack(entry))?;
        Ok(self.spool.append(entry.leaf, &sealed)?)
    }

    fn take(&self, frame: &Frame) -> Option<Entry> {
        let plain = self.key.open(place(&frame.name), &frame.bytes).ok()?;
        unpack(&plain).filter(|entry| entry.leaf == frame.name)
    }

    /// Merges what waits into the log, and gives the post that reviews a task for each; how many
    /// there were. A frame that was merged before is not merged again. The spool is emptied when
    /// the log has everything.
    ///
    /// # Errors
    /// What the store says: then nothing is lost, and it is done again later.
    pub fn merge(&self, now: Now) -> Result<usize, Error> {
        let changed = self.spool.set_aside().is_some() && !self.told.load(Ordering::SeqCst);
        if self.spool.waiting() == 0 && !changed {
            return Ok(0);
        }
        let frames = self.spool.frames()?;
        let mut merged = 0;
        let mut strange = changed;
        for frame in &frames {
            let Some(entry) = self.take(frame) else {
                strange = true;
                continue;
            };
            let new = self.record.data().write("merge", move |tx| merge(tx, &entry, now))?;
            merged += usize::from(*new);
        }
        if strange {
            let kept = self.spool.keep()?;
            let _ = self
                .record
                .data()
                .write("a changed spool", move |tx| give(tx, "changed-spool", None, &kept, now))?;
            self.told.store(true, Ordering::SeqCst);
        }
        self.spool.clear(frames.len())?;
        Ok(merged)
    }
}

fn place(leaf: &[u8; 32]) -> Place<'_> {
    Place::new("spool", "frame", leaf)
}

/// An entry as bytes: when, of whom, under which key, its commitment, its sealed account.
fn pack(entry: &Entry) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(72 + entry.body.len());
    bytes.extend(entry.at.to_le_bytes());
    // The number of a person is never below 1.
    bytes.extend(entry.subject.unwrap_or(0).to_le_bytes());
    bytes.extend(entry.key);
    bytes.extend(entry.leaf);
    bytes.extend(&entry.body);
    bytes
}

fn unpack(bytes: &[u8]) -> Option<Entry> {
    let (at, rest) = bytes.split_first_chunk::<8>()?;
    let (subject, rest) = rest.split_first_chunk::<8>()?;
    let (key, rest) = rest.split_first_chunk::<16>()?;
    let (leaf, body) = rest.split_first_chunk::<32>()?;
    let subject = i64::from_le_bytes(*subject);
    Some(Entry {
        at: i64::from_le_bytes(*at),
        subject: (subject != 0).then_some(subject),
        key: *key,
        leaf: *leaf,
        body: body.to_vec(),
    })
}

/// Logs one look, with the task to review it.
fn reviewed(tx: &Tx<'_>, entry: &Entry, now: Now) -> Result<Logged, Error> {
    let logged = tx.log(entry)?;
    mark(tx, entry, logged.no(), now)?;
    Ok(logged)
}

/// Notes that an entry is in the log, and gives the post that reviews a task for it.
fn mark(tx: &Tx<'_>, entry: &Entry, no: i64, now: Now) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO broken_glass (leaf, entry, at, merged) VALUES (?1, ?2, ?3, ?4)",
        params![&entry.leaf, no, entry.at, now.micros()],
    )?;
    give(tx, "review-break-glass", entry.subject, &format!("entry {no}"), now)?;
    Ok(())
}

fn due(today: Date) -> String {
    today.checked_add(Span::new().days(DAYS)).unwrap_or(today).to_string()
}

fn give(
    tx: &Tx<'_>,
    kind: &str,
    subject: Option<i64>,
    reference: &str,
    now: Now,
) -> Result<i64, Error> {
    let task = NewTask {
        post: POST.to_owned(),
        kind: kind.to_owned(),
        subject,
        reference: reference.to_owned(),
        due: due(now.today()),
    };
    Ok(tasks::give(tx, &task, now.micros())?)
}

/// Puts one entry into the log unless it was there before; whether it was not.
fn merge(tx: &Tx<'_>, entry: &Entry, now: Now) -> Result<bool, Error> {
    let known =
        tx.one("SELECT 1 FROM broken_glass WHERE leaf = ?1", params![&entry.leaf], |row| {
            row.int(0)
        })?;
    if known.is_some() {
        return Ok(false);
    }
    // The connection may have broken after the log had it.
    let there = tx.one(
        "SELECT no FROM entry WHERE leaf = ?1
         AND no > (SELECT COALESCE(MAX(no), 0) FROM entry) - ?2 LIMIT 1",
        params![&entry.leaf, IN_DOUBT],
        |row| row.int(0),
    )?;
    let no = match there {
        Some(no) => no,
        None => tx.log(entry)?.no(),
    };
    mark(tx, entry, no, now)?;
    Ok(true)
}
