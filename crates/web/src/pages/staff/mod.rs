//! The pages of the office: signing in, what is open, and one case.

mod case;
mod cases;
mod officer;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use crate::Server;

pub(crate) use officer::looks_people_up;

/// Every page of the office.
pub(super) fn routes() -> Router<Server> {
    Router::new()
        .route("/staff", get(cases::cases))
        .route("/staff/cases/{reference}", get(case::case))
        .merge(officer::routes())
        .route("/staff/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/staff/sign-out", post(sign_in::sign_out))
}
