//! One draft: what stands in its way, its version and day, its parts; signing, publishing, putting away.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use charter::Severity;
use jiff::civil::Date;
use publishing::{Change, Error, Signed};
use serde::Deserialize;
use words::Message;

use super::{At, Not, at_notices, in_hex, of_hex, on, short};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::staff::{SignedIn, Staff, to};

struct Part {
    title: String,
    /// The number of each paragraph, and how it begins.
    paragraphs: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "en/staff_draft.html")]
struct Page {
    frame: Frame,
    no: i64,
    seen: i64,
    begun: String,
    edited: String,
    digest: String,
    whole: String,
    signed: Signed,
    /// Whether whoever reads may sign.
    may_sign: bool,
    way: Vec<String>,
    findings: usize,
    version: String,
    day: String,
    parts: Vec<Part>,
    files: Vec<String>,
    once: String,
    errors: Wrong,
}

impl Page {
    fn wrong(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| *of == field).map(|(_, says)| says.as_str())
    }
}

/// What a form about a draft says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    digest: String,
    seen: i64,
    version: String,
    day: String,
}

/// How many letters of a paragraph its link shows.
const BEGINNING: usize = 60;

fn parts(charter: &charter::Charter) -> Vec<Part> {
    let mut parts: Vec<(String, Part)> = Vec::new();
    for paragraph in charter.paragraphs().iter() {
        let id = paragraph.id.get_ref();
        let plain = paragraph.plain.get_ref().trim();
        let mut begins: String = plain.chars().take(BEGINNING).collect();
        if begins.len() < plain.len() {
            begins.push_str("...");
        }
        let one = (id.to_string(), begins);
        match parts.last_mut() {
            Some((section, part)) if section == id.section() => part.paragraphs.push(one),
            _ => {
                let mut sections = charter.sections().iter();
                let found = sections.find(|section| section.id.get_ref() == id.section());
                let title = found.map_or_else(String::new, |one| one.title.get_ref().clone());
                parts.push((id.section().to_owned(), Part { title, paragraphs: vec![one] }));
            }
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    no: i64,
    (typed, status, errors): (Option<Typed>, StatusCode, Wrong),
) -> Response {
    let read = at_notices(server, staff, "look", move |at: &At<'_>| {
        let draft = at.publishing.draft(no, at.now)?;
        let way = at.publishing.in_the_way(&draft, at.also, at.now)?;
        let found = draft.charter.check(at.now.today());
        let others = found.iter().filter(|one| one.severity != Severity::Error).count();
        let may_sign = at.publishing.may_sign(&draft, at.by);
        Ok((draft, way, others, may_sign))
    });
    let (draft, way, findings, may_sign) = match read.await {
        Ok(read) => read,
        Err(not) => return not.plain(frame),
    };
    let (line, charter) = (draft.line, draft.charter);
    let head = charter.head();
    let now = Typed {
        version: head.version.get_ref().clone(),
        day: head.published.as_ref().map(|day| day.get_ref().0.to_string()).unwrap_or_default(),
        ..Typed::default()
    };
    let typed = typed.unwrap_or(now);
    let shown = Page {
        frame,
        no,
        seen: line.seen,
        begun: format!("{} by {}", on(line.begun.0), line.begun.1),
        edited: format!("{} by {}", on(line.edited.0), line.edited.1),
        digest: short(&line.fingerprint),
        whole: in_hex(&line.fingerprint),
        signed: line.signed,
        may_sign,
        way: way.iter().map(said).collect(),
        findings,
        version: typed.version,
        day: typed.day,
        parts: parts(&charter),
        files: charter.files().iter().map(|file| file.name().to_owned()).collect(),
        once: once(),
        errors,
    };
    page(status, &shown)
}

/// The draft.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    shown(&server, frame, &staff, no, (None, StatusCode::OK, Wrong::new())).await
}

/// Gives it a version, and the day it counts from.
pub(crate) async fn name(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
    Form(typed): Form<Typed>,
) -> Response {
    let Ok(day) = typed.day.trim().parse::<Date>() else {
        let errors = vec![("day", said(&Message::new("web-day-wrong")))];
        let again = (Some(typed), StatusCode::CONFLICT, errors);
        return shown(&server, frame, &staff, no, again).await;
    };
    let (seen, version) = (typed.seen, typed.version.trim().to_owned());
    let done = at_notices(&server, &staff, "use", move |at: &At<'_>| {
        at.publishing.edit(at.by, (no, seen), &Change::Version { version, day }, at.now)
    });
    match done.await {
        Ok(()) => to(&format!("/staff/notices/{no}")),
        Err(Not::Page(trouble)) => trouble.plain(frame),
        Err(Not::Wrong(errors)) => {
            let again = (Some(typed), StatusCode::CONFLICT, errors);
            shown(&server, frame, &staff, no, again).await
        }
    }
}

/// Does something with a draft that leads to `path`, or says on its page why not.
async fn done(
    (server, frame, staff): (Server, Frame, Staff),
    no: i64,
    path: &str,
    work: impl FnOnce(&At<'_>) -> Result<(), Error> + Send + 'static,
) -> Response {
    let frame = frame.of(&staff.account.name);
    match at_notices(&server, &staff, "use", work).await {
        Ok(()) => to(path),
        Err(Not::Page(trouble)) => trouble.plain(frame),
        Err(Not::Wrong(errors)) => {
            shown(&server, frame, &staff, no, (None, StatusCode::CONFLICT, errors)).await
        }
    }
}

/// Signs it as it was read.
pub(crate) async fn sign(
    State(server): State<Server>,
    frame: Frame,
    staff: Staff,
    Path(no): Path<i64>,
    Form(typed): Form<Typed>,
) -> Response {
    let read = of_hex(&typed.digest);
    let path = format!("/staff/notices/{no}");
    done((server, frame, staff), no, &path, move |at| {
        at.publishing.sign(at.by, (no, read), at.also, at.now)
    })
    .await
}

/// Publishes it as it was read.
pub(crate) async fn publish(
    State(server): State<Server>,
    frame: Frame,
    staff: Staff,
    Path(no): Path<i64>,
    Form(typed): Form<Typed>,
) -> Response {
    let read = of_hex(&typed.digest);
    done((server, frame, staff), no, "/staff/notices", move |at| {
        at.publishing.publish(at.by, (no, read), at.also, at.now)
    })
    .await
}

/// Puts it away.
pub(crate) async fn put_away(
    State(server): State<Server>,
    frame: Frame,
    staff: Staff,
    Path(no): Path<i64>,
) -> Response {
    done((server, frame, staff), no, "/staff/notices", move |at| {
        at.publishing.put_away(at.by, no, at.now)
    })
    .await
}
