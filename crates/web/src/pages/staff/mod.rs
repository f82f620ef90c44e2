//! The pages of the office: signing in, what is open, and everything that is done with a case.

mod account;
mod answer;
mod breaches;
mod case;
mod cases;
mod collect;
mod desk;
mod evidence;
mod figures;
mod inbox;
mod items;
mod officer;
mod questions;
mod rules;
mod sign_in;
mod step;
mod weighing;
mod work;
mod work_account;

use axum::Router;
use axum::routing::{get, post};

use crate::Server;

pub(crate) use officer::looks_people_up;

/// Every page of the office.
pub(super) fn routes() -> Router<Server> {
    Router::new()
        .route("/staff", get(cases::cases))
        .route("/staff/account", get(account::form).post(account::password))
        .route("/staff/account/app", get(account::app_form).post(account::second))
        .route("/staff/breaches", get(breaches::show).post(breaches::report))
        .route("/staff/cases/{reference}", get(case::case))
        .route("/staff/cases/{reference}/answer", get(answer::show).post(answer::send))
        .route(
            "/staff/cases/{reference}/black-out",
            get(items::black_out).post(items::black_out_words),
        )
        .route("/staff/cases/{reference}/collect", get(collect::show).post(collect::ask))
        .route("/staff/cases/{reference}/evidence", get(evidence::download))
        .route("/staff/cases/{reference}/items", get(items::list))
        .route("/staff/cases/{reference}/items/{item}", get(items::item).post(items::weigh))
        .route("/staff/cases/{reference}/pack", get(collect::pack))
        .route("/staff/cases/{reference}/questions", get(questions::show).post(questions::ask))
        .route("/staff/cases/{reference}/replies", post(questions::reply))
        .route("/staff/cases/{reference}/steps/{step}", get(step::show).post(step::take))
        .route("/staff/cases/{reference}/work", get(work::show).post(work::fill))
        .route("/staff/figures", get(figures::show))
        .route("/staff/inbox", get(inbox::show))
        .route("/staff/inbox/{no}", post(inbox::read))
        .route("/staff/questions", get(questions::waiting))
        .route("/staff/rules", get(rules::rules))
        .merge(officer::routes())
        .route("/staff/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/staff/sign-in/work", get(work_account::begin))
        .route("/staff/sign-in/work/back", get(work_account::back))
        .route("/staff/sign-in/work/out", get(work_account::out))
        .route("/staff/sign-out", post(sign_in::sign_out))
}
