//! Folders of documents: each a row of one table, with its text.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::folder::{self, Listed, Missed, is_of_the_machine};
use super::mail::{Letter, letter_of};
use super::papers::{self, Values};
use super::text::{Paper, Room, Seekable, Sniffed, read, sniff, unpack};
use super::{Connector, FoundRow, SAMPLE_LENGTH, Wanted};
use crate::{Error, LiveTable, Schema, Stop};

/// The fields of a document, in order.
pub(crate) const FIELDS: [&str; 6] = ["path", "name", "kind", "modified", "text", "pages"];
/// Those of them a person may be mentioned in.
const TEXTS: [&str; 3] = ["path", "name", "text"];
/// The name of the table.
pub(crate) const TABLE: &str = "document";

pub(super) struct Documents {
    root: PathBuf,
    files: Option<Vec<Listed>>,
    missed: Missed,
    stop: Stop,
    rounds: u64,
}

impl Documents {
    pub(super) fn open(path: &str) -> Result<Documents, Error> {
        let root = PathBuf::from(path);
        let stop = Stop::default();
        folder::list(&root, &stop, &mut Missed::default())?;
        Ok(Documents { root, files: None, missed: Missed::default(), stop, rounds: 0 })
    }

    fn files(&mut self) -> Result<Vec<Listed>, Error> {
        if self.files.is_none() {
            self.files = Some(folder::list(&self.root, &self.stop, &mut self.missed)?);
        }
        Ok(self.files.clone().unwrap_or_default())
    }

    /// Every document, with those that are packed, one at a time. What cannot be read is named.
    fn each(&mut self, limit: usize, each: &mut Each<'_>) -> Result<(), Error> {
        let files = self.files()?;
        for file in files.iter().filter(|file| !is_of_the_machine(&file.place)).take(limit) {
            self.stop.check()?;
            self.one(file, each)?;
        }
        Ok(())
    }

    fn one(&mut self, file: &Listed, each: &mut Each<'_>) -> Result<(), Error> {
        let missed = &mut self.missed;
        let is_zip = |head: &[u8]| head.starts_with(b"PK");
        let mut head = [0; 4];
        let large = file.bytes > folder::FILE_BYTES_MAX;
        if large
            && file.open().is_ok_and(|mut at| at.read_exact(&mut head).is_ok())
            && is_zip(&head)
        {
            return match file.open() {
                Ok(mut zip) => packed(&mut zip, file, missed, each),
                Err(why) => {
                    missed.add(&file.place, &why);
                    Ok(())
                }
            };
        }
        match file.read() {
            Ok(bytes) if sniff(&file.place, &bytes) == Sniffed::Zip => {
                packed(&mut Cursor::new(bytes), file, missed, each)
            }
            Ok(bytes) => tell(&file.place, file, &bytes, &mut Room::new(), missed, each),
            Err(why) => {
                missed.add(&file.place, &why);
                each(&file.place, file, Paper { kind: "unread", ..Paper::default() })
            }
        }
    }
}

type Each<'e> = dyn FnMut(&str, &Listed, Paper) -> Result<(), Error> + 'e;

fn packed(
    zip: &mut dyn Seekable,
    file: &Listed,
    missed: &mut Missed,
    each: &mut Each<'_>,
) -> Result<(), Error> {
    unpack(
        zip,
        &file.place,
        &mut Room::of_an_export(file.bytes),
        &mut |place, bytes, _| match bytes {
            Ok(bytes) => tell(place, file, &bytes, &mut Room::new(), missed, each),
            Err(why) => {
                missed.add(place, &why);
                each(place, file, Paper { kind: "unread", ..Paper::default() })
            }
        },
    )
}

/// Reads one document and hands it on; a message is one too.
fn tell(
    place: &str,
    file: &Listed,
    bytes: &[u8],
    room: &mut Room,
    missed: &mut Missed,
    each: &mut Each<'_>,
) -> Result<(), Error> {
    let paper = match sniff(place, bytes) {
        kind @ (Sniffed::Message | Sniffed::Outlook) => match letter_of(kind, bytes) {
            Ok(letter) => of_letter(letter),
            Err(why) => Paper { kind: "message", unread: vec![why], ..Paper::default() },
        },
        _ => read(place, bytes, room),
    };
    for why in &paper.unread {
        missed.add(place, why);
    }
    each(place, file, paper)
}

fn of_letter(letter: Letter) -> Paper {
    let text = letter.whole();
    Paper { kind: "message", text, pages: None, unread: letter.unread }
}

fn values(place: &str, file: &Listed, paper: Paper) -> Values {
    let name = Path::new(place).file_name().map(|name| name.to_string_lossy().into_owned());
    let modified = file.modified.and_then(|at| Timestamp::try_from(at).ok());
    let modified = modified.map(|at| at.strftime("%Y-%m-%d").to_string());
    Values::from([
        ("path", place.into()),
        ("name", name.unwrap_or_default().into()),
        ("kind", paper.kind.into()),
        ("modified", modified.into()),
        ("pages", paper.pages.into()),
        ("text", paper.text.into()),
    ])
}

impl Connector for Documents {
    fn stop_with(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        self.stop.check()?;
        Ok(Schema { tables: vec![papers::table(TABLE, &FIELDS)] })
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.stop.check()?;
        self.files = None;
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
        self.each(usize::MAX, &mut |place, file, paper| {
            let values = values(place, file, paper);
            match papers::row(place.to_owned(), wanted, &TEXTS, &values, &stop)? {
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
        let stop = self.stop.clone();
        self.each(limit, &mut |place, file, paper| {
            stop.check()?;
            papers::sampled(&FIELDS, &values(place, file, paper), SAMPLE_LENGTH, each);
            Ok(())
        })
    }
}
