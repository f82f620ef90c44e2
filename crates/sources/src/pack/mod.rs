//! The pack: what a person is sent. A ZIP that opens offline and asks nobody for anything.

mod page;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Seek, Write};

use askama::Template;
use charter::Charter;
use data_encoding::HEXLOWER;
use jiff::civil::Date;
use ledger::Signer;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use self::page::{Page, Part, Shown, in_words, parts, places};
use crate::Map;
use crate::collect::{Collected, Row, Whose};

/// The first line of a manifest. It is no log's name, so that a manifest is never taken for a
/// checkpoint.
pub const MANIFEST: &str = "Keyholder pack";

/// What goes into a pack beside what was collected.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// The map it was collected by.
    pub map: &'a Map,
    /// The charter that says why, for how long, and who may be given it.
    pub charter: &'a Charter,
    /// The day it is put together.
    pub made: Date,
    /// The entry of the log that gave leave.
    pub entry: i64,
    /// The log's newest checkpoint, where there is one.
    pub checkpoint: Option<&'a str>,
    /// What was held back, where somebody weighed it: the sentence for each ground, and how often.
    pub held_back: &'a [(String, usize)],
    /// How many pieces nobody has weighed yet: they are not in it.
    pub unweighed: usize,
}

/// Why a pack could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The file could not be written.
    #[error("the pack cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The ZIP could not be made.
    #[error("the pack cannot be put together: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The manifest could not be signed.
    #[error("the manifest cannot be signed: {0}")]
    Sign(#[from] ledger::Untrusted),
    /// A page or a table could not be made.
    #[error("a page of the pack cannot be made")]
    Page,
}

/// Puts a pack together. Only rows that are the person's own are in it: others are for a person to
/// look at first. What goes in is written as it is made, so that a large file is never in memory.
///
/// # Errors
/// [`PackError`]; then what was written is no pack.
pub fn write<W: Write + Seek>(
    collected: &Collected,
    about: &About<'_>,
    signer: &Signer,
    out: W,
) -> Result<W, PackError> {
    let parts = parts(collected, about);
    let mut pack = Pack { zip: zip::ZipWriter::new(out), hash: Sha256::new(), hashes: Vec::new() };
    if let Some(checkpoint) = about.checkpoint {
        pack.file("checkpoint.txt", |to| Ok(to.write_all(checkpoint.as_bytes())?))?;
    }
    pack.file("everything.json", |to| everything(collected, about, &parts, to))?;
    let page = Page {
        organisation: &about.charter.head().name,
        made: in_words(about.made),
        whole: collected.is_whole(),
        regulator: law::regulator::on(about.made),
        places: places(collected, about.map),
        parts: &parts,
        held_back: about.held_back,
        unweighed: about.unweighed,
    };
    pack.file("open-me-first.html", |to| Ok(page.write_into(to)?))?;
    let mut names: Vec<String> = Vec::new();
    for (no, part) in parts.iter().enumerate() {
        // Two tables may differ by a character no file is called by.
        let mut name = format!("tables/{}.csv", part.file);
        if names.contains(&name) {
            name = format!("tables/{}-{no}.csv", part.file);
        }
        pack.file(&name, |to| table(part, to))?;
        names.push(name);
    }
    let mut manifest = format!("{MANIFEST}\nmade {}\nentry {}\n", about.made, about.entry);
    for (name, hash) in &pack.hashes {
        manifest += &format!("{hash}  {name}\n");
    }
    let manifest = signer.sign(&manifest)?;
    pack.file("manifest.txt", |to| Ok(to.write_all(manifest.as_bytes())?))?;
    Ok(pack.zip.finish()?)
}

/// A ZIP that is being written, and the hash of each file of it.
struct Pack<W: Write + Seek> {
    zip: zip::ZipWriter<W>,
    hash: Sha256,
    hashes: Vec<(String, String)>,
}

impl<W: Write + Seek> Pack<W> {
    fn file(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), PackError>,
    ) -> Result<(), PackError> {
        self.zip.start_file(name, SimpleFileOptions::default())?;
        let mut buffered = std::io::BufWriter::with_capacity(1 << 16, &mut *self);
        fill(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        let hash = HEXLOWER.encode(&self.hash.finalize_reset());
        self.hashes.push((name.to_owned(), hash));
        Ok(())
    }
}

impl<W: Write + Seek> Write for Pack<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.zip.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.zip.flush()
    }
}

/// Everything, as programs read it.
#[derive(Serialize)]
struct Everything<'a, R: Iterator<Item = &'a Row> + Clone> {
    made: String,
    whole: bool,
    #[serde(rename = "held-back")]
    held_back: Vec<Value>,
    places: Vec<Value>,
    tables: Vec<Value>,
    #[serde(serialize_with = "rows")]
    rows: R,
}

/// A row, as programs read it.
#[derive(Serialize)]
struct Entry<'a> {
    place: &'a str,
    table: &'a str,
    values: BTreeMap<&'a String, &'a Value>,
}

fn rows<'a, S: Serializer>(
    rows: &(impl Iterator<Item = &'a Row> + Clone),
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_seq(rows.clone().map(|row| Entry {
        place: &row.source,
        table: &row.table,
        values: row.theirs().collect(),
    }))
}

fn everything(
    collected: &Collected,
    about: &About<'_>,
    parts: &[Part<'_>],
    to: &mut dyn Write,
) -> Result<(), PackError> {
    let everything = Everything {
        made: about.made.to_string(),
        whole: collected.is_whole(),
        held_back: (about.held_back.iter())
            .map(|(says, count)| json!({ "why": says, "count": count }))
            .collect(),
        places: (collected.answers.iter())
            .map(|(source, answer)| json!({ "place": source, "answer": answer.as_str() }))
            .collect(),
        tables: parts.iter().map(|part| part.explained(about.map)).collect(),
        rows: own(collected),
    };
    serde_json::to_writer_pretty(to, &everything).map_err(|error| PackError::Write(error.into()))
}

/// The rows that are the person's own.
fn own(collected: &Collected) -> impl Iterator<Item = &Row> + Clone {
    collected.rows.iter().filter(|row| row.whose == Whose::Own)
}

/// A table for spreadsheets: every field any row has, in order of appearance.
fn table(part: &Part<'_>, to: &mut dyn Write) -> Result<(), PackError> {
    let mut columns: Vec<&str> = Vec::new();
    for shown in part.rows().flatten() {
        if !columns.contains(&shown.name) {
            columns.push(shown.name);
        }
    }
    let mut writer = csv::Writer::from_writer(to);
    let wrong = |_| PackError::Page;
    writer.write_record(&columns).map_err(wrong)?;
    for row in part.rows() {
        let row: Vec<Shown<'_>> = row.collect();
        let cells = columns.iter().map(|column| {
            let shown = row.iter().find(|shown| shown.name == *column);
            harmless(shown.map_or("", |shown| &shown.text))
        });
        writer.write_record(cells.map(Cow::into_owned)).map_err(wrong)?;
    }
    Ok(writer.flush()?)
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}
