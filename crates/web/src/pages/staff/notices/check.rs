//! What the check says of a draft, and how each paragraph reads.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use charter::{Charter, Diagnostic, Severity};
use words::reading;

use super::{At, at_notices, in_a_sentence};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt::day;
use crate::staff::SignedIn;

struct Finding {
    error: bool,
    severity: &'static str,
    code: &'static str,
    message: String,
    help: String,
    keeps: String,
    /// The file and the line.
    place: Option<(String, usize)>,
}

struct Reads {
    id: String,
    grade: String,
    hard: bool,
}

#[derive(Template)]
#[template(path = "en/staff_draft_check.html")]
struct Page {
    frame: Frame,
    no: i64,
    day: String,
    errors: usize,
    findings: Vec<Finding>,
    whole: String,
    paragraphs: Vec<Reads>,
}

fn finding(charter: &Charter, one: &Diagnostic) -> Finding {
    let place = one.span.as_ref().and_then(|span| {
        let file = charter.files().get(span.file)?;
        Some((file.name().to_owned(), file.position(span.bytes.start).0))
    });
    Finding {
        error: one.severity == Severity::Error,
        severity: one.severity.as_str(),
        code: one.code,
        message: in_a_sentence(&said(&one.message)),
        help: in_a_sentence(&said(&one.help)),
        keeps: one.keeps.join(", "),
        place,
    }
}

fn paragraphs(charter: &Charter, found: &[Diagnostic]) -> Vec<Reads> {
    let all = charter.paragraphs().iter();
    all.map(|one| {
        let place = Some(one.span_of(&one.plain));
        Reads {
            id: one.id.get_ref().to_string(),
            grade: format!("{:.1}", reading::grade(one.plain.get_ref())),
            hard: found.iter().any(|found| found.code == "hard-to-read" && found.span == place),
        }
    })
    .collect()
}

/// All of it, as of the day the draft counts from.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    let read = at_notices(&server, &staff, "look", move |at: &At<'_>| {
        let charter = at.publishing.draft(no, at.now)?.charter;
        let (on, found) = publishing::checked(&charter, at.now.today());
        Ok((charter, on, found))
    });
    let (charter, on, found) = match read.await {
        Ok(read) => read,
        Err(not) => return not.plain(frame),
    };
    let plain: Vec<&str> =
        charter.paragraphs().iter().map(|one| one.plain.get_ref().as_str()).collect();
    let checked = Page {
        frame,
        no,
        day: day(on),
        errors: found.iter().filter(|one| one.severity == Severity::Error).count(),
        findings: found.iter().map(|one| finding(&charter, one)).collect(),
        whole: format!("{:.1}", reading::grade(&plain.join("\n"))),
        paragraphs: paragraphs(&charter, &found),
    };
    page(StatusCode::OK, &checked)
}
