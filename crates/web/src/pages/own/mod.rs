//! The pages of people in their own account: signing in, what is held, who had it, what they choose, their
//! cases, and shutting the account.

mod account;
mod ask;
mod cases;
mod choices;
mod had;
mod held;
mod lock;
mod sign_in;

use axum::response::Response;
use people::{Now, Record};

use super::doors::{Pages, Whom};
use super::nothing;
use crate::Server;
use crate::look::Frame;

/// Every page of theirs.
pub(super) fn routes() -> Pages {
    Pages::default()
        .get("/account", Whom::Resident, account::account)
        .post("/account/act", Whom::Resident, account::act)
        .get("/account/ask", Whom::Resident, ask::ask)
        .post("/account/ask", Whom::Resident, ask::asked)
        .get("/account/cases", Whom::Resident, cases::cases)
        .post("/account/cases", Whom::Resident, cases::said_more)
        .get("/account/choices", Whom::Resident, choices::choices)
        .post("/account/choices", Whom::Resident, choices::chosen)
        .get("/account/had", Whom::Resident, had::had)
        .get("/account/held", Whom::Resident, held::held)
        .get("/account/lock", Whom::Resident, lock::lock)
        .post("/account/lock", Whom::Resident, lock::locked)
        .post("/account/sign-out", Whom::Anybody, sign_in::sign_out)
        .get("/sign-in", Whom::Anybody, sign_in::form)
        .post("/sign-in", Whom::Anybody, sign_in::ask)
        .post("/sign-in/code", Whom::Anybody, sign_in::code)
        .get("/sign-in/letter", Whom::Anybody, sign_in::letter)
        .post("/sign-in/letter", Whom::Anybody, sign_in::by_letter)
}

/// Reads something of somebody's, where it may wait; a page that says so where it did not work.
async fn read<T: Send + 'static>(
    server: &Server,
    frame: Frame,
    work: impl FnOnce(&Record, Now) -> Result<T, people::Error> + Send + 'static,
) -> Result<(Frame, T), Response> {
    match server.work(work).await {
        Ok(read) => Ok((frame, read)),
        Err(_) => Err(nothing::later(frame)),
    }
}
