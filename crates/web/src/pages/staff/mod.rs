//! The pages of the office: signing in, what is open, and one case.

mod account;
mod case;
mod cases;
mod sign_in;
mod work;

use axum::Router;
use axum::routing::{get, post};

use crate::Server;

/// Every page of the office.
pub(super) fn routes() -> Router<Server> {
    Router::new()
        .route("/staff", get(cases::cases))
        .route("/staff/account", get(account::form).post(account::password))
        .route("/staff/account/app", get(account::app_form).post(account::second))
        .route("/staff/cases/{reference}", get(case::case))
        .route("/staff/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/staff/sign-in/work", get(work::begin))
        .route("/staff/sign-in/work/back", get(work::back))
        .route("/staff/sign-in/work/out", get(work::out))
        .route("/staff/sign-out", post(sign_in::sign_out))
}
