//! Where there is nothing, or it did not work: in words, with a way on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use words::{Catalogue, Message};

use crate::look::{Door, Frame, page};

#[derive(Template)]
#[template(path = "en/nothing.html")]
struct Nothing {
    frame: Frame,
    title: String,
    says: Vec<String>,
}

/// A page that says what did not work, and what to do.
pub(crate) fn said(
    frame: Frame,
    status: StatusCode,
    title: &Message,
    says: &[Message],
) -> Response {
    let english = Catalogue::english();
    let title = english.render(title);
    let says = says.iter().map(|one| english.render(one)).collect();
    page(status, &Nothing { frame, title, says })
}

/// There is no such page.
pub(crate) fn nothing_here(frame: Frame) -> Response {
    let title = Message::new("web-nothing-here");
    said(frame, StatusCode::NOT_FOUND, &title, &[Message::new("web-nothing-here-what")])
}

/// It did not work, and may work later.
pub(super) fn later(frame: Frame) -> Response {
    let title = Message::new("web-later");
    said(frame, StatusCode::SERVICE_UNAVAILABLE, &title, &[Message::new("web-later-what")])
}

/// It cannot be done so: what stands in the way.
pub(super) fn said_no(frame: Frame, status: StatusCode, says: Vec<String>) -> Response {
    let title = Catalogue::english().render(&Message::new("web-cannot"));
    page(status, &Nothing { frame, title, says })
}
