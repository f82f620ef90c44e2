//! Pages: the residents' privacy centre, and what lies behind the link of a letter. Without script; every
//! form goes to a page of ours and says what was wrong beside the field.

mod ask;
mod cookies;
mod display;
mod follow;
mod form;
mod home;
mod letters;
mod nothing;
mod notice;
mod own;
mod receipt;
mod say;
mod staff;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

use crate::Server;
use crate::look;

pub(crate) use form::is_from_here;
pub(crate) use nothing::nothing_here;
pub(crate) use staff::looks_people_up;

/// The most bytes of what somebody types: 128 KiB.
pub(crate) const BODY_BYTES_MAX: usize = 128 << 10;

/// Every page.
pub(crate) fn routes() -> Router<Server> {
    Router::new()
        .route("/", get(home::home))
        .route("/ask", get(ask::ask).post(ask::check))
        .route("/ask/send", post(ask::send))
        .route("/assets/{name}", get(look::served))
        .route("/complain", get(say::complain).post(say::complained))
        .route("/cookies", get(cookies::cookies))
        .route("/display", post(display::display))
        .route("/exit", get(display::exit))
        .route("/follow", get(follow::follow).post(follow::found))
        .route("/letters/{token}", get(letters::ask))
        .route("/letters/{token}/answer", post(letters::answer))
        .route("/letters/{token}/code", post(letters::code))
        .route("/letters/{token}/open", post(letters::open))
        .route("/letters/{token}/pack", post(letters::pack))
        .route("/notice", get(notice::notice))
        .route("/notice/changes", get(notice::changes))
        .route("/report", get(say::report).post(say::reported))
        .merge(own::routes())
        .merge(staff::routes())
        .layer(middleware::from_fn(form::from_here))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}
