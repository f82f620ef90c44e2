//! The pack: what a person is sent. A ZIP that opens offline and asks nobody for anything.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use askama::Template;
use charter::Charter;
use jiff::civil::Date;
use ledger::Signer;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use crate::collect::{Answer, Collected, Row, Whose};
use crate::{Map, Source, Table};

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

#[derive(Template)]
#[template(path = "pack.html")]
struct Page<'a> {
    organisation: &'a str,
    made: String,
    whole: bool,
    regulator: Option<&'a law::regulator::Regulator>,
    places: Vec<Place>,
    parts: Vec<Part>,
}

struct Place {
    name: String,
    answer: String,
}

/// The rows of one table.
#[derive(Default)]
struct Part {
    file: String,
    title: String,
    why: String,
    basis: String,
    what: String,
    whence: String,
    to: String,
    until: String,
    rows: Vec<Vec<Shown>>,
}

/// One field of a row: its name in the source, what it is called on the page, and what it says.
struct Shown {
    name: String,
    label: String,
    text: String,
}

/// Puts a pack together. Only rows that are the person's own are in it: others are for a person to
/// look at first.
///
/// # Errors
/// [`PackError`]; then what was written is no pack.
pub fn write<W: Write + Seek>(
    collected: &Collected,
    about: &About<'_>,
    signer: &Signer,
    out: W,
) -> Result<W, PackError> {
    let own = || collected.rows.iter().filter(|row| row.whose == Whose::Own);
    let parts = parts(own(), about);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (no, part) in parts.iter().enumerate() {
        // Two tables may differ by a character no file is called by.
        let mut name = format!("tables/{}.csv", part.file);
        if files.iter().any(|(other, _)| *other == name) {
            name = format!("tables/{}-{no}.csv", part.file);
        }
        files.push((name, csv(part).ok_or(PackError::Page)?));
    }
    let page = Page {
        organisation: &about.charter.head().name,
        made: in_words(about.made),
        whole: collected.is_whole(),
        regulator: law::regulator::on(about.made),
        places: places(collected, about.map),
        parts,
    };
    let page = page.render().map_err(|_| PackError::Page)?;
    files.push(("open-me-first.html".to_owned(), page.into_bytes()));
    let everything = json!({
        "made": about.made.to_string(),
        "whole": collected.is_whole(),
        "places": collected.answers.iter().map(|(source, answer)| json!({
            "place": source, "answer": word(answer),
        })).collect::<Vec<_>>(),
        "rows": own().map(|row| json!({
            "place": row.source, "table": row.table,
            "values": row.values.iter().filter(|(name, _)| !row.about_others.contains(name))
                .collect::<BTreeMap<_, _>>(),
        })).collect::<Vec<Value>>(),
    });
    let everything = serde_json::to_vec_pretty(&everything).map_err(|_| PackError::Page)?;
    files.push(("everything.json".to_owned(), everything));
    if let Some(checkpoint) = about.checkpoint {
        files.push(("checkpoint.txt".to_owned(), checkpoint.as_bytes().to_vec()));
    }
    files.sort();
    let mut manifest = format!("{MANIFEST}\nmade {}\nentry {}\n", about.made, about.entry);
    for (name, bytes) in &files {
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
        manifest += &format!("{hash}  {name}\n");
    }
    files.push(("manifest.txt".to_owned(), signer.sign(&manifest)?.into_bytes()));
    let mut zip = zip::ZipWriter::new(out);
    for (name, bytes) in &files {
        zip.start_file(name.as_str(), SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?)
}

fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn word(answer: &Answer) -> &'static str {
    match answer {
        Answer::Held(_) => "held",
        Answer::NothingHeld => "nothing-held",
        Answer::Partly(..) => "partly",
        Answer::CannotSearch(_) => "cannot-search",
        Answer::NotSearched(_) => "not-searched",
        Answer::LookedByHand(_) => "looked-by-hand",
        Answer::Failed(_) => "failed",
    }
}

fn places(collected: &Collected, map: &Map) -> Vec<Place> {
    let say = |source: Option<&Source>, answer: &Answer| match answer {
        Answer::Held(_) => "We found data.".to_owned(),
        Answer::NothingHeld => "We looked, and there is nothing about you.".to_owned(),
        Answer::Partly(0, _) => {
            "We found nothing where we could look. Some of it we could not search.".to_owned()
        }
        Answer::Partly(..) => "We found data. Some of it we could not search.".to_owned(),
        Answer::CannotSearch(_) => {
            "We could not look: it cannot be searched by what we know of you.".to_owned()
        }
        Answer::NotSearched(_) if source.is_some_and(Source::is_by_hand) => {
            "Only a person can look here. They have been asked to, and have not answered yet."
                .to_owned()
        }
        Answer::NotSearched(_) => "We did not look here.".to_owned(),
        Answer::LookedByHand(_) => {
            "Somebody looked by hand. What they found is not in this file: it is sent beside it."
                .to_owned()
        }
        Answer::Failed(_) => "We tried to look, and could not finish.".to_owned(),
    };
    (collected.answers.iter())
        .map(|(id, answer)| {
            let source = map.source(id);
            Place {
                name: source.map_or_else(|| id.clone(), |source| source.name.clone()),
                answer: say(source, answer),
            }
        })
        .collect()
}

fn parts<'r>(rows: impl Iterator<Item = &'r Row>, about: &About<'_>) -> Vec<Part> {
    let mut parts: BTreeMap<(&str, &str), Part> = BTreeMap::new();
    for row in rows {
        let part = parts
            .entry((&row.source, &row.table))
            .or_insert_with(|| begin(&row.source, &row.table, about));
        let table = about.map.source(&row.source).and_then(|source| source.table(&row.table));
        let theirs = row.values.iter().filter(|(name, _)| !row.about_others.contains(name));
        let fields = theirs.filter_map(|(name, value)| {
            let text = match value {
                Value::Null => return None,
                Value::String(text) => text.trim_end().to_owned(),
                other => other.to_string(),
            };
            let label = label(table, name, about.charter);
            (!text.is_empty()).then(|| Shown { name: name.clone(), label, text })
        });
        part.rows.push(fields.collect());
    }
    parts.into_values().collect()
}

/// What a field is called: its name, in words, and what kind of data it is where that says more.
fn label(table: Option<&Table>, name: &str, charter: &Charter) -> String {
    let words = name.replace(['_', '-'], " ");
    let category = table.and_then(|table| table.fields.get(name));
    let category = category.filter(|field| field.category.get_ref().is_personal());
    let kind = category.and_then(|field| named(charter, field.category.get_ref().in_charter()));
    match kind {
        Some(kind) if !kind.to_lowercase().contains(&words.to_lowercase()) => {
            format!("{words} ({kind})")
        }
        _ => words,
    }
}

fn named<'c>(charter: &'c Charter, category: &str) -> Option<&'c str> {
    let at = charter.categories().find(category)?;
    Some(&charter.categories()[at].name)
}

fn begin(source: &str, table: &str, about: &About<'_>) -> Part {
    let safe = |text: &str| text.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let mut part = Part {
        file: format!("{}-{}", safe(source), safe(table)),
        title: table.to_owned(),
        ..Part::default()
    };
    let Some(of) = about.map.source(source) else { return part };
    part.title = format!("{}: {}", of.name, table.replace('_', " "));
    if let Some(table) = of.table(table) {
        explain(&mut part, of, table, about.charter);
    }
    part
}

/// What Article 15(1) asks for beside the data itself, from the charter.
fn explain(part: &mut Part, source: &Source, table: &Table, charter: &Charter) {
    let mut kinds: Vec<&str> = Vec::new();
    let (mut whence, mut until): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for field in table.fields.values().filter(|field| field.category.get_ref().is_personal()) {
        let Some(at) = charter.categories().find(field.category.get_ref().in_charter()) else {
            continue;
        };
        let category = &charter.categories()[at];
        kinds.push(&category.name);
        for from in &category.sources {
            if let Some(from) = charter.sources().get(from.get_ref()) {
                whence.push(&from.name);
            }
        }
        let retention = category.retention.as_ref();
        if let Some(kept) = retention.and_then(|id| charter.retentions().get(id.get_ref())) {
            until.push(&kept.name);
        }
    }
    let purpose = table.purpose.as_ref().or(source.purpose.as_ref());
    let purpose = purpose.and_then(|purpose| charter.purposes().find(purpose.get_ref()));
    if let Some(purpose) = purpose.map(|at| &charter.purposes()[at]) {
        part.why.clone_from(purpose.plain.get_ref());
        part.basis =
            purpose.basis.as_ref().map(|b| b.get_ref().replace('-', " ")).unwrap_or_default();
        let given = charter
            .disclosures()
            .iter()
            .filter(|one| one.purpose.get_ref() == purpose.id.get_ref());
        let to = given.filter_map(|one| charter.recipients().get(one.recipient.get_ref()));
        part.to = list(to.map(|recipient| recipient.name.as_str()).collect());
    }
    part.what = list(kinds);
    part.whence = list(whence);
    part.until = list(until);
}

fn list(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// A table for spreadsheets: every field any row has, in order of appearance.
fn csv(part: &Part) -> Option<Vec<u8>> {
    let mut columns: Vec<&str> = Vec::new();
    for shown in part.rows.iter().flatten() {
        if !columns.contains(&shown.name.as_str()) {
            columns.push(&shown.name);
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns).ok()?;
    for row in &part.rows {
        let cells = columns.iter().map(|column| {
            let shown = row.iter().find(|shown| shown.name == *column);
            harmless(shown.map_or("", |shown| &shown.text))
        });
        writer.write_record(cells).ok()?;
    }
    writer.into_inner().ok()
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
