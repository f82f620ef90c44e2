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

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use people::{Now, Record};

use super::nothing;
use crate::Server;
use crate::look::Frame;

/// Every page of theirs.
pub(super) fn routes() -> Router<Server> {
    Router::new()
        .route("/account", get(account::account))
        .route("/account/act", post(account::act))
        .route("/account/ask", get(ask::ask).post(ask::asked))
        .route("/account/cases", get(cases::cases).post(cases::said_more))
        .route("/account/choices", get(choices::choices).post(choices::chosen))
        .route("/account/had", get(had::had))
        .route("/account/held", get(held::held))
        .route("/account/lock", get(lock::lock).post(lock::locked))
        .route("/account/sign-out", post(sign_in::sign_out))
        .route("/sign-in", get(sign_in::form).post(sign_in::ask))
        .route("/sign-in/code", post(sign_in::code))
        .route("/sign-in/letter", get(sign_in::letter).post(sign_in::by_letter))
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
