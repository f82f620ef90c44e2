//! The privacy notice: every paragraph under its number, in plain words first; and what changed.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use charter::publish::{Edition, EditionChange, Part, parts};
use serde::Deserialize;

use super::nothing;
use crate::Server;
use crate::look::{Door, Frame, gzipped, page};
use crate::state::Query;

#[derive(Template)]
#[template(path = "en/privacy_notice.html")]
struct Notice<'a> {
    frame: Frame,
    edition: &'a Edition,
    parts: Vec<Part<'a>>,
}

#[derive(Template)]
#[template(path = "en/notice_changes.html")]
struct Changes<'a> {
    frame: Frame,
    edition: &'a Edition,
    earlier: Vec<&'a Edition>,
    since: &'a Edition,
    changes: Vec<EditionChange>,
}

/// The notice in force.
pub(crate) async fn notice(
    State(server): State<Server>,
    frame: Frame,
    headers: HeaderMap,
) -> Response {
    let Some(edition) = server.edition() else { return nothing::nothing_here(frame) };
    let notice = Notice { frame, edition, parts: parts(edition) };
    packed(&headers, &notice).await
}

/// Since which version.
#[derive(Deserialize)]
pub(crate) struct Since {
    #[serde(default)]
    since: String,
}

/// What changed since a version: since the one before, where none is named.
pub(crate) async fn changes(
    State(server): State<Server>,
    frame: Frame,
    headers: HeaderMap,
    Query(asked): Query<Since>,
) -> Response {
    let Some(edition) = server.edition() else { return nothing::nothing_here(frame) };
    let before = |one: &&Edition| one.version != edition.version;
    let mut earlier: Vec<&Edition> = server.earlier().iter().filter(before).collect();
    earlier.sort_by_key(|one| std::cmp::Reverse(one.published));
    let named = earlier.iter().find(|one| one.file_name() == asked.since);
    let since = named.or(earlier.first()).copied().unwrap_or(edition);
    let changes = edition.changes_since(since);
    packed(&headers, &Changes { frame, edition, earlier, since, changes }).await
}

/// A page that is the same for everybody, and long.
async fn packed(headers: &HeaderMap, template: &impl Template) -> Response {
    gzipped(headers, page(StatusCode::OK, template)).await
}
