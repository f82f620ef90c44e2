//! One file of a draft, as text: for what is no wording.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use publishing::{Change, Error};
use serde::Deserialize;

use super::{At, Not, at_notices};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::Wrong;
use crate::staff::{SignedIn, Staff, to};

#[derive(Template)]
#[template(path = "en/staff_draft_file.html")]
struct Page {
    frame: Frame,
    no: i64,
    name: String,
    typed: Typed,
    errors: Wrong,
}

/// What somebody writes.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    seen: i64,
    text: String,
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (no, name): (i64, String),
    (typed, status, errors): (Option<Typed>, StatusCode, Wrong),
) -> Response {
    let asked = name.clone();
    let read = at_notices(server, staff, "look", move |at: &At<'_>| {
        let draft = at.publishing.draft(no, at.now)?;
        let mut files = draft.charter.files().iter();
        let found = files.find(|file| file.name() == asked).ok_or(Error::None)?;
        Ok(Typed { seen: draft.line.seen, text: found.text().to_owned() })
    });
    let there = match read.await {
        Ok(there) => there,
        Err(not) => return not.plain(frame),
    };
    let typed = typed.unwrap_or(there);
    page(status, &Page { frame, no, name, typed, errors })
}

/// The form.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((no, name)): Path<(i64, String)>,
) -> Response {
    shown(&server, frame, &staff, (no, name), (None, StatusCode::OK, Wrong::new())).await
}

/// Writes the file down, where it is a charter still.
pub(crate) async fn edit(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((no, name)): Path<(i64, String)>,
    Form(typed): Form<Typed>,
) -> Response {
    let Typed { seen, text } = typed.clone();
    let change = Change::File { name: name.clone(), text };
    let done = at_notices(&server, &staff, "use", move |at: &At<'_>| {
        at.publishing.edit(at.by, (no, seen), &change, at.now)
    });
    match done.await {
        Ok(()) => to(&format!("/staff/notices/{no}")),
        Err(Not::Page(trouble)) => trouble.plain(frame),
        Err(Not::Wrong(errors)) => {
            let again = (Some(typed), StatusCode::CONFLICT, errors);
            shown(&server, frame, &staff, (no, name), again).await
        }
    }
}
