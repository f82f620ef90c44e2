//! Collecting for a case from the landlord's systems, and its pack.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::{Collection, CollectionAsked, Progress};
use serde::Deserialize;
use words::Message;

use super::desk::{Head, Trouble, at_desk};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt;
use crate::staff::{SignedIn, Staff, to};

struct Line {
    asked: String,
    stands: String,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "en/staff_collect.html")]
struct Collecting {
    frame: Frame,
    head: Head,
    lines: Vec<Line>,
    /// Whether there is a pack to open.
    pack: bool,
    /// Whether one is under way: the page is to be opened again.
    runs: bool,
    can: bool,
    typed: Typed,
    once: String,
    errors: Wrong,
}

/// What somebody typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    also: String,
    set_aside: String,
}

fn line(one: &CollectionAsked) -> Line {
    let (stands, why) = match &one.progress {
        Progress::Waits => (Message::new("web-collect-waits"), None),
        Progress::Runs => (Message::new("web-collect-runs"), None),
        Progress::Done { whole: true } => (Message::new("web-collect-done"), None),
        Progress::Done { whole: false } => (Message::new("web-collect-not-whole"), None),
        Progress::Failed(why) => (Message::new("web-collect-failed"), Some(why.clone())),
    };
    let asked = receipt::moment(one.asked);
    Line { asked, stands: said(&stands), why }
}

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    reference: String,
    (typed, status, errors): (Typed, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let asked = at.desk.collections(at.who(), shown.no, at.now)?;
        let can = shown.can.contains(&casework::Step::Search) && shown.subject.is_some();
        Ok((Head::of(&shown), asked, can))
    });
    let (head, asked, can) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let progress = |wanted: fn(&Progress) -> bool| asked.iter().any(|one| wanted(&one.progress));
    let pack = progress(|one| matches!(one, Progress::Done { .. }));
    let runs = progress(|one| matches!(one, Progress::Waits | Progress::Runs));
    let lines = asked.iter().map(line).collect();
    let once = once();
    page(status, &Collecting { frame, head, lines, pack, runs, can, typed, once, errors })
}

/// How the collections of a case stand, and the form that asks for one.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let shows = (Typed::default(), StatusCode::OK, Wrong::new());
    form(&server, frame, &staff, reference, shows).await
}

/// What stands on each line, in two parts.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (kind, value) = line.split_once(':')?;
            Some((kind.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

/// Asks for everything the landlord's systems hold on the person.
pub(crate) async fn ask(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let of = reference.clone();
    let wrong = match pairs(&typed.also) {
        Some(also) => {
            let lines = typed.set_aside.lines().map(|line| line.trim().to_owned());
            let set_aside = lines.filter(|line| !line.is_empty()).collect();
            let collection = Collection { also, set_aside, only: Vec::new() };
            // Collecting looks; the gate decides once more when it is done.
            let ask = staff.ask("look");
            let done = at_desk(&server, &staff, "look", move |at| {
                let shown = at.case(&reference)?;
                at.desk.ask_to_collect(at.question, &ask, shown.no, &collection, at.now)?;
                Ok(shown.reference)
            });
            match done.await {
                Ok(reference) => return to(&format!("/staff/cases/{reference}/collect")),
                Err(Trouble::Says(says)) => says.into_iter().map(|says| ("also", says)).collect(),
                Err(trouble) => return trouble.plain(frame),
            }
        }
        None => vec![("also", said(&Message::new("web-also-wrong")))],
    };
    form(&server, frame, &staff, of, (typed, StatusCode::CONFLICT, wrong)).await
}

/// The pack of a case: what the person will open. That it was looked at is in the log before it is.
pub(crate) async fn pack(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let read = at_desk(&server, &staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let mut bytes = Vec::new();
        at.desk.pack(at.who(), shown.no, &mut bytes, at.now)?;
        Ok((shown.reference, bytes))
    });
    match read.await {
        Ok((reference, bytes)) => {
            let name = format!("attachment; filename=\"{reference}.zip\"");
            let kind = "application/zip".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes)
                .into_response()
        }
        Err(trouble) => trouble.plain(frame),
    }
}
