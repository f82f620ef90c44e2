//! What would change by a draft: what is decided, and what people read.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use charter::publish::{self, EditionChange};

use super::{At, at_notices, in_a_sentence};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt::day;
use crate::staff::SignedIn;

#[derive(Template)]
#[template(path = "en/staff_draft_compare.html")]
struct Page {
    frame: Frame,
    no: i64,
    version: String,
    day: Option<String>,
    /// What changes beside the words: decisions, and what is said of them.
    decides: Vec<String>,
    reads: Vec<EditionChange>,
    dated: bool,
}

/// Beside the newest notice that was published, or the one in force.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    let read = at_notices(&server, &staff, "look", move |at: &At<'_>| {
        Ok((at.publishing.newest()?, at.publishing.draft(no, at.now)?.charter))
    });
    let (before, after) = match read.await {
        Ok(read) => read,
        Err(not) => return not.plain(frame),
    };
    let changes = charter::diff::diff(&before, &after);
    // The words of paragraphs stand below, as people will read them.
    let decides = changes.iter().filter(|change| change.kind != "paragraph");
    let editions = publish::in_force(&before).zip(publish::in_force(&after));
    let head = before.head();
    let compared = Page {
        frame,
        no,
        version: head.version.get_ref().clone(),
        day: head.published.as_ref().map(|one| day(one.get_ref().0)),
        decides: decides.map(|change| in_a_sentence(&said(&change.message))).collect(),
        dated: editions.is_some(),
        reads: editions.map(|(old, new)| new.changes_since(&old)).unwrap_or_default(),
    };
    page(StatusCode::OK, &compared)
}
