//! Mailboxes: each message a row of one table, once, however many copies of it there are.

mod boxes;
mod index;
mod letter;
mod mapi;
mod message;
mod outlook;
mod pst;

use std::path::PathBuf;

use serde_json::Value;

use super::folder::{self, Listed, Missed};
use super::papers::{self, Values};
use super::text::{Room, Sniffed};
use super::{Connector, FoundRow, SAMPLE_LENGTH, Wanted};
use crate::{Error, LiveTable, Schema, Stop};
use boxes::Raw;
use index::Index;
pub(super) use letter::Letter;

/// The fields of a message, in order.
pub(crate) const FIELDS: [&str; 11] = [
    "message_id",
    "thread",
    "date",
    "from",
    "to",
    "cc",
    "subject",
    "body",
    "attachments",
    "attachment_text",
    "path",
];
/// Those of them a person may be mentioned in.
const TEXTS: [&str; 8] =
    ["from", "to", "cc", "subject", "body", "attachments", "attachment_text", "path"];
/// The name of the table.
pub(crate) const TABLE: &str = "message";

/// Reads one message: its headers and its text. What is packed in it is read by
/// [`Letter::read_attached`].
fn parse(kind: Sniffed, bytes: &[u8]) -> Result<Letter, String> {
    let parse = || match kind {
        Sniffed::Outlook => outlook::parse(bytes),
        _ => message::parse(bytes),
    };
    // What others wrote to parse hostile messages may still give up in the middle.
    std::panic::catch_unwind(parse).unwrap_or_else(|_| Err("it is damaged".to_owned()))
}

/// Reads one message with everything that is packed in it.
pub(super) fn letter_of(kind: Sniffed, bytes: &[u8]) -> Result<Letter, String> {
    let mut letter = parse(kind, bytes)?;
    letter.read_attached(&mut Room::new());
    Ok(letter)
}

/// The files of a mailbox at one moment, and which messages there are in them.
struct Opened {
    files: Vec<Listed>,
    index: Index,
}

pub(super) struct Mail {
    root: PathBuf,
    opened: Option<Opened>,
    missed: Missed,
    stop: Stop,
    rounds: u64,
}

impl Mail {
    pub(super) fn open(path: &str) -> Result<Mail, Error> {
        let root = PathBuf::from(path);
        let stop = Stop::default();
        let files = folder::list(&root, &stop, &mut Missed::default())?;
        let alone = files.first().filter(|_| root.is_file());
        if let Some(why) = alone.and_then(boxes::refused) {
            return Err(Error::Refused(why));
        }
        Ok(Mail { root, opened: None, missed: Missed::default(), stop, rounds: 0 })
    }

    /// Counts the messages, so that each is read once and knows its thread.
    fn opened(&mut self) -> Result<Opened, Error> {
        if let Some(opened) = self.opened.take() {
            return Ok(opened);
        }
        let files = folder::list(&self.root, &self.stop, &mut self.missed)?;
        let mut index = Index::default();
        for file in &files {
            index.file();
            let missed = &mut self.missed;
            boxes::each(file, &self.stop, &mut |place, raw| match raw.and_then(read) {
                Ok(letter) => index.add(place, Some(&letter)),
                Err(why) => {
                    missed.add(place, &why);
                    index.add(place, None)
                }
            })?;
        }
        index.settle();
        Ok(Opened { files, index })
    }

    /// Every message once, one at a time, with its row.
    fn each(
        &mut self,
        limit: usize,
        each: &mut dyn FnMut(u32, Values, Option<String>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let opened = self.opened()?;
        let mut shown = vec![false; opened.index.rows()];
        let mut left = limit;
        for (no, file) in opened.files.iter().enumerate() {
            if left == 0 {
                break;
            }
            let mut ordinals = opened.index.messages_of(no);
            let missed = &mut self.missed;
            boxes::each(file, &self.stop, &mut |place, raw| {
                let row = ordinals.next();
                // What could be read when the messages were counted, and cannot any more, may be
                // more than one.
                let (raw, row) = match (raw, row) {
                    (Ok(raw), Some(row)) => (raw, row),
                    (Ok(_), None) => {
                        missed.add(&file.place, folder::CHANGED);
                        return Ok(());
                    }
                    (Err(why), _) => {
                        missed.add(place, &why);
                        return Ok(());
                    }
                };
                let Some(row) = row.filter(|_| left > 0) else { return Ok(()) };
                let at = usize::try_from(row).unwrap_or(usize::MAX);
                if shown.get(at).copied().unwrap_or(true) {
                    return Ok(());
                }
                let mut letter = match read(raw) {
                    Ok(letter) => letter,
                    Err(why) => {
                        missed.add(place, &why);
                        return Ok(());
                    }
                };
                shown[at] = true;
                left -= 1;
                letter.read_attached(&mut Room::new());
                for why in &letter.unread {
                    missed.add(place, why);
                }
                let thread = opened.index.thread(row);
                let path = opened.index.places(row, place);
                let formatted = letter.formatted.take();
                each(row, values(letter, thread, path), formatted)
            })?;
        }
        self.opened = Some(opened);
        Ok(())
    }
}

fn read(raw: Raw) -> Result<Letter, String> {
    match raw {
        Raw::Bytes(kind, bytes) => parse(kind, &bytes),
        Raw::Letter(letter) => Ok(*letter),
    }
}

fn values(letter: Letter, thread: String, path: String) -> Values {
    let some = |text: String| if text.is_empty() { Value::Null } else { Value::String(text) };
    Values::from([
        ("message_id", letter.message_id.into()),
        ("thread", thread.into()),
        ("date", letter.date.into()),
        ("from", some(letter.from)),
        ("to", some(letter.to)),
        ("cc", some(letter.cc)),
        ("subject", some(letter.subject)),
        ("body", some(letter.body)),
        ("attachments", some(letter.names.join("; "))),
        ("attachment_text", some(letter.attachment_text)),
        ("path", path.into()),
    ])
}

impl Connector for Mail {
    fn stop_with(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        self.stop.check()?;
        let mut table = papers::table(TABLE, &FIELDS);
        table.comment = Some("each message once, with its thread".to_owned());
        Ok(Schema { tables: vec![table] })
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.stop.check()?;
        self.opened = None;
        self.missed.clear();
        Ok(())
    }

    fn statements(&self) -> u64 {
        self.rounds
    }

    fn missed(&self) -> Vec<String> {
        self.missed.told()
    }

    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        papers::known(wanted, TABLE, &FIELDS)?;
        self.rounds += 1;
        let stop = self.stop.clone();
        self.each(usize::MAX, &mut |no, mut values, formatted| {
            // What a message says in its formatted form alone is what it says.
            if let Some(formatted) = formatted {
                let body = values.get("body").and_then(Value::as_str).unwrap_or_default();
                let mut only_there = false;
                for one in wanted.any.iter().filter(|one| one.field == "body") {
                    only_there = only_there
                        || papers::finds(one, &TEXTS, &formatted, &stop)?
                            && !papers::finds(one, &TEXTS, body, &stop)?;
                }
                if only_there || body.is_empty() {
                    values.insert("body", formatted.into());
                }
            }
            match papers::row(no.to_string(), wanted, &TEXTS, &values, &stop)? {
                Some(row) => each(row),
                None => Ok(()),
            }
        })?;
        self.stop.check()
    }

    fn sample(
        &mut self,
        _table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.each(limit, &mut |_, values, _| {
            papers::sampled(&FIELDS, &values, SAMPLE_LENGTH, each);
            Ok(())
        })
    }
}
