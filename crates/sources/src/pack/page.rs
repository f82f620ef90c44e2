//! The page one opens first, and what it says of each table.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use charter::Charter;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{About, own};
use crate::collect::{Answer, Collected, Row};
use crate::{Map, Source, Table};

#[derive(Template)]
#[template(path = "pack.html")]
pub(super) struct Page<'a> {
    pub(super) organisation: &'a str,
    pub(super) made: String,
    pub(super) whole: bool,
    pub(super) regulator: Option<&'a law::regulator::Regulator>,
    pub(super) places: Vec<Place>,
    pub(super) parts: &'a [Part<'a>],
    pub(super) held_back: &'a [(String, usize)],
    pub(super) unweighed: usize,
}

pub(super) struct Place {
    name: String,
    answer: String,
}

/// The rows of one table, and what is to be said of them.
#[derive(Default)]
pub(super) struct Part<'a> {
    source: &'a str,
    table: &'a str,
    pub(super) file: String,
    title: String,
    why: String,
    basis: String,
    what: String,
    whence: String,
    to: String,
    until: String,
    labels: BTreeMap<&'a str, String>,
    rows: Vec<&'a Row>,
}

/// One field of a row: its name in the source, what it is called on the page, and what it says.
pub(super) struct Shown<'a> {
    pub(super) name: &'a str,
    label: &'a str,
    pub(super) text: Cow<'a, str>,
}

impl<'a> Part<'a> {
    /// The rows, and of each the fields that say something and are about the person.
    pub(super) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = Shown<'_>>> {
        self.rows.iter().map(|row| {
            let theirs = row.theirs();
            theirs.filter_map(|(name, value)| {
                let text = match value {
                    Value::Null => return None,
                    Value::String(text) => Cow::Borrowed(text.trim_end()),
                    other => Cow::Owned(other.to_string()),
                };
                let label = self.labels.get(name.as_str()).map_or(name.as_str(), String::as_str);
                (!text.is_empty()).then_some(Shown { name, label, text })
            })
        })
    }

    /// What Article 15(1) asks for beside the data itself, and the kind of each field.
    pub(super) fn explained(&self, map: &Map) -> Value {
        let of = map.source(self.source).and_then(|source| source.table(self.table));
        let kinds = of.into_iter().flat_map(|table| &table.fields);
        let kinds = kinds.filter(|(_, field)| field.category.get_ref().is_personal());
        let kinds: BTreeMap<&String, &str> =
            kinds.map(|(name, field)| (name, field.category.get_ref().in_charter())).collect();
        json!({
            "place": self.source, "table": self.table, "why": self.why, "basis": self.basis,
            "kinds": kinds, "comes-from": self.whence, "may-be-given-to": self.to,
            "kept-as": self.until,
        })
    }
}

pub(super) fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

pub(super) fn places(collected: &Collected, map: &Map) -> Vec<Place> {
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
            let name = source.map_or_else(|| id.clone(), |source| source.name.clone());
            Place { name, answer: say(source, answer) }
        })
        .collect()
}

/// The person's own rows, table by table.
pub(super) fn parts<'a>(collected: &'a Collected, about: &About<'a>) -> Vec<Part<'a>> {
    let mut parts: BTreeMap<(&str, &str), Part<'a>> = BTreeMap::new();
    for row in own(collected) {
        let begun = || begin(&row.source, &row.table, about);
        parts.entry((&row.source, &row.table)).or_insert_with(begun).rows.push(row);
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

fn begin<'a>(source: &'a str, table: &'a str, about: &About<'a>) -> Part<'a> {
    let safe = |text: &str| text.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let mut part = Part {
        source,
        table,
        file: format!("{}-{}", safe(source), safe(table)),
        title: table.to_owned(),
        ..Part::default()
    };
    let Some(of) = about.map.source(source) else { return part };
    part.title = format!("{}: {}", of.name, table.replace('_', " "));
    if let Some(table) = of.table(table) {
        let names = table.fields.keys().map(String::as_str);
        part.labels = names.map(|name| (name, label(Some(table), name, about.charter))).collect();
        explain(&mut part, of, table, about.charter);
    }
    part
}

/// What Article 15(1) asks for beside the data itself, from the charter.
fn explain(part: &mut Part<'_>, source: &Source, table: &Table, charter: &Charter) {
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
