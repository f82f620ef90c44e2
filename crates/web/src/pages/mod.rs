//! Pages: the residents' privacy centre, and what lies behind the link of a letter. Without script; every
//! form goes to a page of ours and says what was wrong beside the field.

mod ask;
mod cookies;
mod display;
mod doors;
mod follow;
mod form;
mod home;
mod letters;
mod nothing;
mod notice;
mod own;
mod receipt;
mod roles;
mod say;
mod staff;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;

use crate::Server;
use crate::look;

use doors::Pages;
pub use doors::{Page, Whom};
pub(crate) use form::is_from_here;
pub(crate) use nothing::nothing_here;
pub use roles::{Meets, Role};
pub(crate) use staff::looks_people_up;

/// The most bytes of what somebody types: 128 KiB.
pub(crate) const BODY_BYTES_MAX: usize = 128 << 10;

/// Every page, with for whom it is.
fn pages() -> Pages {
    Pages::default()
        .get("/", Whom::Anybody, home::home)
        .get("/ask", Whom::Anybody, ask::ask)
        .post("/ask", Whom::Anybody, ask::check)
        .post("/ask/send", Whom::Anybody, ask::send)
        .get("/assets/{name}", Whom::Anybody, look::served)
        .get("/complain", Whom::Anybody, say::complain)
        .post("/complain", Whom::Anybody, say::complained)
        .get("/cookies", Whom::Anybody, cookies::cookies)
        .post("/display", Whom::Anybody, display::display)
        .get("/exit", Whom::Anybody, display::exit)
        .get("/follow", Whom::Anybody, follow::follow)
        .post("/follow", Whom::Anybody, follow::found)
        .get("/letters/{token}", Whom::Letter, letters::ask)
        .post("/letters/{token}/answer", Whom::Letter, letters::answer)
        .post("/letters/{token}/code", Whom::Letter, letters::code)
        .post("/letters/{token}/open", Whom::Letter, letters::open)
        .post("/letters/{token}/pack", Whom::Letter, letters::pack)
        .get("/notice", Whom::Anybody, notice::notice)
        .get("/notice/changes", Whom::Anybody, notice::changes)
        .get("/report", Whom::Anybody, say::report)
        .post("/report", Whom::Anybody, say::reported)
        .with(own::routes())
        .with(staff::routes())
}

/// Every page, by its address: for whom it is.
pub(crate) fn doors() -> Vec<Page> {
    pages().list()
}

/// Every page, behind what every form has to pass.
pub(crate) fn routes(server: &Server) -> Router<Server> {
    pages()
        .router()
        .layer(middleware::from_fn_with_state(server.clone(), roles::admit))
        .layer(middleware::from_fn(form::from_here))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}
