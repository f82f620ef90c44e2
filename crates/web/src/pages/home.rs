//! Where the privacy centre begins.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::look::{Door, Frame, page};

#[derive(Template)]
#[template(path = "en/home.html")]
struct Home {
    frame: Frame,
}

/// The first page.
pub(crate) async fn home(frame: Frame) -> Response {
    page(StatusCode::OK, &Home { frame })
}
