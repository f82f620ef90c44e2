//! Drafts: begun from the charter in force, changed one thing at a time, put away.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use charter::{Charter, File, Fingerprint};
use db::{Row, Tx, params};
use jiff::civil::Date;
use people::{Error as RecordError, Now};
use words::Message;

use crate::published::{files, newest};
use crate::signing::{self, Signed};
use crate::{Error, Publishing};

/// The most drafts that are open at the same time.
pub const DRAFTS_MAX: i64 = 20;
/// The most characters of a version.
pub const VERSION_LENGTH_MAX: usize = 40;

pub(crate) const OPEN: i64 = 0;
pub(crate) const PUBLISHED: i64 = 1;
const PUT_AWAY: i64 = 2;

/// A draft, as a list has it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number.
    pub no: i64,
    /// The fingerprint of what it was begun from.
    pub base: [u8; 32],
    /// The fingerprint of what it says.
    pub fingerprint: [u8; 32],
    /// When it was begun, in microseconds since 1970, and by whom.
    pub begun: (i64, String),
    /// When it was last changed, and by whom.
    pub edited: (i64, String),
    /// How often it was changed.
    pub seen: i64,
    /// Who has signed it as it stands.
    pub signed: Signed,
    pub(crate) approval: Option<i64>,
}

/// A draft with its charter.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What a list has of it.
    pub line: Line,
    /// What it says.
    pub charter: Charter,
}

/// One change of a draft.
#[derive(Clone, Debug)]
pub enum Change {
    /// Other words in a paragraph.
    Paragraph {
        /// Its number.
        id: String,
        /// In plain words.
        plain: String,
        /// In formal words.
        formal: String,
    },
    /// Its version, and the day it counts from.
    Version {
        /// The version.
        version: String,
        /// The day.
        day: Date,
    },
    /// Another text of one of its files.
    File {
        /// Which.
        name: String,
        /// The text.
        text: String,
    },
}

const COLUMNS: &str = "no, base, fingerprint, begun, begun_by, edited, edited_by, seen, approval";

fn read(row: &Row<'_>) -> Result<Line, db::Error> {
    Ok(Line {
        no: row.int(0)?,
        base: row.bytes(1)?,
        fingerprint: row.bytes(2)?,
        begun: (row.int(3)?, row.text(4)?.to_owned()),
        edited: (row.int(5)?, row.text(6)?.to_owned()),
        seen: row.int(7)?,
        approval: row.opt_int(8)?,
        signed: Signed::Nobody,
    })
}

/// An open draft in a transaction, with who signed it.
pub(crate) fn open(tx: &Tx<'_>, no: i64, at: i64) -> Result<Option<Line>, db::Error> {
    let sql = format!("SELECT {COLUMNS} FROM charter_draft WHERE no = ?1 AND state = ?2");
    let Some(mut line) = tx.one(&sql, params![no, OPEN], read)? else { return Ok(None) };
    line.signed = signing::signed(tx, line.approval, at)?;
    Ok(Some(line))
}

/// The same where it must be there, and say what was read.
pub(crate) fn as_read(
    tx: &Tx<'_>,
    no: i64,
    fingerprint: &[u8; 32],
    at: i64,
) -> Result<Line, RecordError> {
    match open(tx, no, at)? {
        Some(line) if line.fingerprint == *fingerprint => Ok(line),
        _ => Err(RecordError::Changed),
    }
}

fn trimmed(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

fn applied(charter: &Charter, change: &Change) -> Result<Charter, Error> {
    match change {
        Change::Paragraph { id, plain, formal } => {
            let (plain, formal) = (trimmed(plain), trimmed(formal));
            for (field, text) in [("plain", &plain), ("formal", &formal)] {
                if text.is_empty() {
                    return Err(Error::Field(field, Message::new("publishing-words-missing")));
                }
            }
            Ok(charter.with_paragraph(id, &plain, &formal)?)
        }
        Change::Version { version, day } => {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
            let length = version.len();
            if length == 0 || length > VERSION_LENGTH_MAX || !version.bytes().all(fits) {
                let most = VERSION_LENGTH_MAX;
                let message = Message::new("publishing-version-wrong").with("most", most);
                return Err(Error::Field("version", message));
            }
            Ok(charter.with_version(version, *day)?)
        }
        Change::File { name, text } => {
            // A browser writes its own line breaks.
            let mut text = text.replace("\r\n", "\n");
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            Ok(charter.with_file(name, &text)?)
        }
    }
}

impl Publishing {
    /// The open drafts, the newest first.
    ///
    /// # Errors
    /// What the store says.
    pub fn drafts(&self, now: Now) -> Result<Vec<Line>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM charter_draft WHERE state = ?1 ORDER BY no DESC LIMIT ?2"
        );
        Ok(self.record.data().read("drafts", |tx| {
            let mut all = tx.all(&sql, params![OPEN, DRAFTS_MAX], read)?;
            for line in &mut all {
                line.signed = signing::signed(tx, line.approval, now.micros())?;
            }
            Ok::<_, RecordError>(all)
        })?)
    }

    /// One open draft.
    ///
    /// # Errors
    /// [`Error::None`]; [`Error::Unreadable`] where another version of the program wrote it.
    pub fn draft(&self, no: i64, now: Now) -> Result<Draft, Error> {
        let found = self.record.data().read("draft", |tx| {
            let Some(line) = open(tx, no, now.micros())? else { return Ok(None) };
            Ok::<_, RecordError>(Some((line, files(tx, no)?)))
        })?;
        let (line, files) = found.ok_or(Error::None)?;
        let charter =
            Charter::parse(files).map_err(|_| Error::Unreadable(format!("draft {no}")))?;
        Ok(Draft { line, charter })
    }

    /// Begins a draft from the newest charter that was published, or from the one in force; its number.
    ///
    /// # Errors
    /// [`people::Error::NotApproved`] for whoever holds no post that signs; [`people::Error::TooMany`].
    pub fn begin(&self, by: &str, now: Now) -> Result<i64, Error> {
        let newest = self.newest_files()?;
        self.begun(by, &newest, newest.clone(), now)
    }

    /// Begins a draft that says what a charter from elsewhere does; its number.
    ///
    /// # Errors
    /// As for [`Publishing::begin`].
    pub fn begin_as(&self, by: &str, charter: &Charter, now: Now) -> Result<i64, Error> {
        self.begun(by, &self.newest_files()?, charter.files().to_vec(), now)
    }

    fn newest_files(&self) -> Result<Vec<File>, Error> {
        let newest = self.record.data().read("newest charter", newest)?;
        Ok(match newest {
            Some(newest) => newest.files,
            None => self.record.gate().charter().files().to_vec(),
        })
    }

    fn begun(&self, by: &str, base: &[File], files: Vec<File>, now: Now) -> Result<i64, Error> {
        let base = *Fingerprint::of(base).as_bytes();
        let fingerprint = Fingerprint::of(&files);
        let (posts, by_whom, today) = (self.posts.clone(), by.to_owned(), now.today().to_string());
        let (at, number) = (now.micros(), Arc::new(AtomicI64::new(0)));
        let made = number.clone();
        self.record.write_office(
            by,
            "charter-begun",
            &fingerprint.to_string(),
            now,
            move |tx| {
                signing::may(tx, &posts, &by_whom, &today)?;
                let sql = "SELECT COUNT(*) FROM charter_draft WHERE state = ?1";
                let there = tx.one(sql, params![OPEN], |row| row.int(0))?;
                if there.unwrap_or(0) >= DRAFTS_MAX {
                    return Err(RecordError::TooMany("drafts: put one away first"));
                }
                let no = tx.one(
                    "INSERT INTO charter_draft
                   (base, fingerprint, begun, begun_by, edited, edited_by, seen, state)
                 VALUES (?1, ?2, ?3, ?4, ?3, ?4, 0, ?5) RETURNING no",
                    params![&base, fingerprint.as_bytes(), at, &by_whom, OPEN],
                    |row| row.int(0),
                )?;
                let no = no.ok_or(RecordError::Damaged("charter_draft"))?;
                for file in &files {
                    tx.execute(
                        "INSERT INTO charter_text (draft, name, text) VALUES (?1, ?2, ?3)",
                        params![no, file.name(), file.text()],
                    )?;
                }
                made.store(no, Ordering::SeqCst);
                Ok(())
            },
        )?;
        Ok(number.load(Ordering::SeqCst))
    }

    /// Changes one thing of a draft that was read at its change `seen`. Whoever signed it has to sign
    /// again. A change that is there already changes nothing, however often it comes.
    ///
    /// # Errors
    /// [`Error::Changed`] when somebody else changed it in between; [`Error::Field`] and [`Error::Cannot`]
    /// where it does not fit; as for [`Publishing::begin`].
    pub fn edit(
        &self,
        by: &str,
        (no, seen): (i64, i64),
        change: &Change,
        now: Now,
    ) -> Result<(), Error> {
        let draft = self.draft(no, now)?;
        let edited = applied(&draft.charter, change)?;
        if edited.fingerprint() == draft.charter.fingerprint() {
            return Ok(());
        }
        if draft.line.seen != seen {
            return Err(Error::Changed);
        }
        let before = draft.charter.files().iter();
        let changed: Vec<File> = before
            .zip(edited.files())
            .filter(|(before, after)| before != after)
            .map(|(_, after)| after.clone())
            .collect();
        let fingerprint = *edited.fingerprint().as_bytes();
        let (posts, by_whom, today) = (self.posts.clone(), by.to_owned(), now.today().to_string());
        let (was, at) = (draft.line.fingerprint, now.micros());
        let about = edited.fingerprint().to_string();
        self.record.write_office(by, "charter-edited", &about, now, move |tx| {
            signing::may(tx, &posts, &by_whom, &today)?;
            let line = as_read(tx, no, &was, at)?;
            if let Some(approval) = line.approval {
                db::approvals::take_back(tx, approval, &by_whom, at)?;
            }
            for file in &changed {
                tx.execute(
                    "UPDATE charter_text SET text = ?3 WHERE draft = ?1 AND name = ?2",
                    params![no, file.name(), file.text()],
                )?;
            }
            tx.execute(
                "UPDATE charter_draft SET fingerprint = ?2, edited = ?3, edited_by = ?4,
                   seen = seen + 1, approval = NULL WHERE no = ?1",
                params![no, &fingerprint, at, &by_whom],
            )?;
            Ok(())
        })?;
        Ok(())
    }

    /// Puts a draft away: nothing comes of it.
    ///
    /// # Errors
    /// As for [`Publishing::begin`]; [`Error::None`].
    pub fn put_away(&self, by: &str, no: i64, now: Now) -> Result<(), Error> {
        let draft = self.draft(no, now)?;
        let (posts, by_whom, today) = (self.posts.clone(), by.to_owned(), now.today().to_string());
        let (was, at) = (draft.line.fingerprint, now.micros());
        let about = draft.charter.fingerprint().to_string();
        self.record.write_office(by, "charter-put-away", &about, now, move |tx| {
            signing::may(tx, &posts, &by_whom, &today)?;
            let line = as_read(tx, no, &was, at)?;
            if let Some(approval) = line.approval {
                db::approvals::take_back(tx, approval, &by_whom, at)?;
            }
            let sql = "UPDATE charter_draft SET state = ?2, approval = NULL WHERE no = ?1";
            tx.execute(sql, params![no, PUT_AWAY])?;
            tx.execute("DELETE FROM charter_text WHERE draft = ?1", params![no])?;
            Ok(())
        })?;
        Ok(())
    }
}
