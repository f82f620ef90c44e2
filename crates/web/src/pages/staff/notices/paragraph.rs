//! One paragraph of a draft: its plain and its formal words.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use publishing::{Change, Error};
use serde::Deserialize;
use words::reading;

use super::{At, Not, at_notices};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::Wrong;
use crate::staff::{SignedIn, Staff, to};

#[derive(Template)]
#[template(path = "en/staff_draft_paragraph.html")]
struct Page {
    frame: Frame,
    no: i64,
    id: String,
    section: String,
    grade: String,
    typed: Typed,
    errors: Wrong,
}

impl Page {
    fn wrong(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| *of == field).map(|(_, says)| says.as_str())
    }
}

/// What somebody writes.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    seen: i64,
    plain: String,
    formal: String,
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (no, id): (i64, String),
    (typed, status, errors): (Option<Typed>, StatusCode, Wrong),
) -> Response {
    let asked = id.clone();
    let read = at_notices(server, staff, "look", move |at: &At<'_>| {
        let draft = at.publishing.draft(no, at.now)?;
        let mut all = draft.charter.paragraphs().iter();
        let found = all.find(|one| one.id.get_ref().as_str() == asked).ok_or(Error::None)?;
        let section = found.id.get_ref().section();
        let mut sections = draft.charter.sections().iter();
        let section = sections.find(|one| one.id.get_ref() == section);
        let section = section.map_or_else(String::new, |one| one.title.get_ref().clone());
        let there = Typed {
            seen: draft.line.seen,
            plain: found.plain.get_ref().trim().to_owned(),
            formal: found.formal.get_ref().trim().to_owned(),
        };
        Ok((section, there))
    });
    let (section, there) = match read.await {
        Ok(read) => read,
        Err(not) => return not.plain(frame),
    };
    let typed = typed.unwrap_or(there);
    let grade = format!("{:.1}", reading::grade(&typed.plain));
    page(status, &Page { frame, no, id, section, grade, typed, errors })
}

/// The form.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((no, id)): Path<(i64, String)>,
) -> Response {
    shown(&server, frame, &staff, (no, id), (None, StatusCode::OK, Wrong::new())).await
}

/// Writes the words down.
pub(crate) async fn edit(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((no, id)): Path<(i64, String)>,
    Form(typed): Form<Typed>,
) -> Response {
    let Typed { seen, plain, formal } = typed.clone();
    let change = Change::Paragraph { id: id.clone(), plain, formal };
    let done = at_notices(&server, &staff, "use", move |at: &At<'_>| {
        at.publishing.edit(at.by, (no, seen), &change, at.now)
    });
    match done.await {
        Ok(()) => to(&format!("/staff/notices/{no}")),
        Err(Not::Page(trouble)) => trouble.plain(frame),
        Err(Not::Wrong(errors)) => {
            let again = (Some(typed), StatusCode::CONFLICT, errors);
            shown(&server, frame, &staff, (no, id), again).await
        }
    }
}
