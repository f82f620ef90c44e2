//! What the pages keep in a browser: the truth.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::look::{Door, Frame, page};

#[derive(Template)]
#[template(path = "en/cookies.html")]
struct Cookies {
    frame: Frame,
}

/// The page about cookies.
pub(crate) async fn cookies(frame: Frame) -> Response {
    page(StatusCode::OK, &Cookies { frame })
}
