use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use words::reading::{self, Counts};
use words::{Catalogue, Message};

use super::tables;
use crate::Charter;

/// One published version of a notice, complete: what is kept when a newer one takes its place
/// (row 1.5b).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The version.
    pub version: String,
    /// The day it was published.
    pub published: Date,
    /// The title.
    pub title: String,
    /// The paragraphs, in order.
    pub passages: Vec<Passage>,
    /// The table of purposes, a line each: changes of substance show here.
    pub purposes: Vec<(String, String)>,
}

/// One paragraph of a published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// Its number.
    pub id: String,
    /// The heading of its section.
    pub section: String,
    /// In plain words.
    pub plain: String,
    /// In formal words.
    pub formal: String,
}

/// What is different between two editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionChange {
    /// The paragraph, or the purpose.
    pub id: String,
    /// What it said; none when it is new.
    pub before: Option<String>,
    /// What it says; none when it is gone.
    pub after: Option<String>,
}

impl Edition {
    pub(super) fn of(charter: &Charter, published: Date) -> Edition {
        let head = charter.head();
        let section_of = |id: &crate::ParagraphId| {
            let found = charter.sections().iter().find(|s| s.id.get_ref() == id.section());
            found.map_or_else(String::new, |section| section.title.get_ref().clone())
        };
        let passages = charter.paragraphs().iter().map(|paragraph| Passage {
            id: paragraph.id.get_ref().to_string(),
            section: section_of(paragraph.id.get_ref()),
            plain: paragraph.plain.get_ref().trim().to_owned(),
            formal: paragraph.formal.get_ref().trim().to_owned(),
        });
        Edition {
            version: head.version.get_ref().clone(),
            published,
            title: head.title.clone(),
            passages: passages.collect(),
            purposes: tables::purposes(charter)
                .into_iter()
                .map(|row| (row.name.clone(), row.in_a_line()))
                .collect(),
        }
    }

    /// A name for its file: the version with everything but letters, digits and hyphens made a
    /// hyphen.
    #[must_use]
    pub fn file_name(&self) -> String {
        let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
        self.version.chars().map(safe).collect()
    }

    /// The day it was published, written out.
    #[must_use]
    pub fn published_in_words(&self) -> String {
        Catalogue::english().render(&Message::new("charter-day").with("day", self.published))
    }

    /// The Flesch-Kincaid grade of all its plain words, and of its hardest paragraph.
    #[must_use]
    pub fn grades(&self) -> (f64, f64) {
        let all: Vec<&str> = self.passages.iter().map(|p| p.plain.as_str()).collect();
        let whole = Counts::of(&all.join("\n")).grade();
        (whole, all.iter().map(|text| reading::grade(text)).fold(0.0, f64::max))
    }

    /// What changed since an earlier edition: paragraphs by their plain words, then purposes.
    #[must_use]
    pub fn changes_since(&self, earlier: &Edition) -> Vec<EditionChange> {
        let words = |edition: &Edition| -> Vec<(String, String)> {
            let passages = edition.passages.iter();
            let passages = passages.map(|p| (p.id.clone(), format!("{}\n{}", p.plain, p.formal)));
            passages.chain(edition.purposes.iter().cloned()).collect()
        };
        let (before, after) = (words(earlier), words(self));
        let find = |list: &[(String, String)], id: &str| {
            list.iter().find(|(known, _)| known == id).map(|(_, text)| text.clone())
        };
        let stayed_or_came = after.iter().map(|(id, text)| EditionChange {
            id: id.clone(),
            before: find(&before, id),
            after: Some(text.clone()),
        });
        let went = before.iter().filter(|(id, _)| find(&after, id).is_none()).map(|(id, text)| {
            EditionChange { id: id.clone(), before: Some(text.clone()), after: None }
        });
        stayed_or_came.chain(went).filter(|change| change.before != change.after).collect()
    }
}

/// One section with its paragraphs.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Its heading.
    pub title: &'a str,
    /// Its number, or its letter.
    pub number: &'a str,
    /// Its paragraphs, in order.
    pub passages: Vec<&'a Passage>,
}

impl Part<'_> {
    /// Whether its heading is shown with its number; the notice's head and tail have letters.
    #[must_use]
    pub fn numbered(&self) -> bool {
        self.number.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// The sections of an edition, in order.
#[must_use]
pub fn parts(edition: &Edition) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for passage in &edition.passages {
        let number = passage.id.split('.').next().unwrap_or(&passage.id);
        match parts.last_mut() {
            Some(part) if part.number == number => part.passages.push(passage),
            _ => parts.push(Part { title: &passage.section, number, passages: vec![passage] }),
        }
    }
    parts
}
