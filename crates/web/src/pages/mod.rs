//! Pages for people without an account: bare, without script, and nothing of anybody before the code.

mod letters;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::Server;

/// The most bytes of what somebody types: 128 KiB.
const BODY_BYTES_MAX: usize = 128 << 10;

/// Every page.
pub(crate) fn routes() -> Router<Server> {
    Router::new()
        .route("/letters/{token}", get(letters::ask))
        .route("/letters/{token}/answer", post(letters::answer))
        .route("/letters/{token}/code", post(letters::code))
        .route("/letters/{token}/open", post(letters::open))
        .route("/letters/{token}/pack", post(letters::pack))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}
