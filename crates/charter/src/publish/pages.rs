//! Pages, by templates that escape what goes into them.

use askama::Template;

use super::edition::{Part, parts};
use super::tables::{self, PurposeRow, RecipientRow, RetentionRow};
use super::{Edition, EditionChange};
use crate::Charter;

/// What every page has.
struct Frame<'a> {
    language: &'a str,
    organisation: &'a str,
    example: bool,
    /// `../` for each folder the page is below the notice.
    up: &'static str,
}

impl<'a> Frame<'a> {
    fn of(charter: &'a Charter, up: &'static str) -> Frame<'a> {
        let head = charter.head();
        Frame { language: &head.language, organisation: &head.name, example: head.example, up }
    }
}

#[derive(Template)]
#[template(path = "en/notice.html")]
struct Notice<'a> {
    frame: Frame<'a>,
    edition: &'a Edition,
    grade: String,
    hardest: String,
    parts: Vec<Part<'a>>,
    purposes: Vec<PurposeRow>,
    recipients: Vec<RecipientRow>,
    retentions: Vec<RetentionRow>,
}

#[derive(Template)]
#[template(path = "en/version.html")]
struct Version<'a> {
    frame: Frame<'a>,
    edition: &'a Edition,
    current: bool,
    parts: Vec<Part<'a>>,
}

#[derive(Template)]
#[template(path = "en/versions.html")]
struct Versions<'a> {
    frame: Frame<'a>,
    edition: &'a Edition,
    earlier: Vec<&'a Edition>,
}

#[derive(Template)]
#[template(path = "en/changes.html")]
struct Changes<'a> {
    frame: Frame<'a>,
    edition: &'a Edition,
    since: Option<&'a Edition>,
    changes: Vec<EditionChange>,
}

pub(super) fn notice(charter: &Charter, edition: &Edition) -> String {
    let (grade, hardest) = edition.grades();
    written(&Notice {
        frame: Frame::of(charter, ""),
        edition,
        grade: format!("{grade:.1}"),
        hardest: format!("{hardest:.1}"),
        parts: parts(edition),
        purposes: tables::purposes(charter),
        recipients: tables::recipients(charter),
        retentions: tables::retentions(charter),
    })
}

pub(super) fn version(charter: &Charter, edition: &Edition, current: bool) -> String {
    written(&Version { frame: Frame::of(charter, "../"), edition, current, parts: parts(edition) })
}

pub(super) fn versions(charter: &Charter, edition: &Edition, earlier: &[&Edition]) -> String {
    let earlier = earlier.iter().rev().copied().collect();
    written(&Versions { frame: Frame::of(charter, "../"), edition, earlier })
}

pub(super) fn changes(charter: &Charter, edition: &Edition, since: Option<&Edition>) -> String {
    let changes = since.map(|since| edition.changes_since(since)).unwrap_or_default();
    written(&Changes { frame: Frame::of(charter, ""), edition, since, changes })
}

fn written(page: &impl Template) -> String {
    page.render().expect("a template that writes to memory does not fail")
}
