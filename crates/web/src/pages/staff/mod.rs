//! The pages of the office: signing in, what is open, and everything that is done with a case.

mod access;
mod account;
mod admin;
mod answer;
mod assessments;
mod audit;
mod board;
mod breaches;
mod case;
mod cases;
mod change;
mod changes;
mod collect;
mod desk;
mod disposal;
mod disposal_system;
mod enrolled;
mod evidence;
mod figures;
mod inbox;
mod items;
mod leaving;
mod notices;
mod objection;
mod officer;
mod posts;
mod questions;
mod recipients;
mod registers;
mod reviews;
mod rules;
mod services;
mod sign_in;
mod sources;
mod step;
mod tasks;
mod team;
mod told;
mod weighing;
mod work;
mod work_account;

use super::doors::{Pages, Whom};
pub(crate) use officer::looks_people_up;

/// Every page of the office.
pub(super) fn routes() -> Pages {
    Pages::default()
        .get("/staff", Whom::Staff, cases::cases)
        .get("/staff/access", Whom::Officer, access::show)
        .post("/staff/access", Whom::Officer, access::decide)
        .get("/staff/account", Whom::Staff, account::form)
        .post("/staff/account", Whom::Staff, account::password)
        .get("/staff/account/app", Whom::Staff, account::app_form)
        .post("/staff/account/app", Whom::Staff, account::second)
        .get("/staff/admin", Whom::Administrator, admin::show)
        .post("/staff/admin", Whom::Administrator, admin::done)
        .get("/staff/assessments", Whom::Officer, assessments::show)
        .post("/staff/assessments", Whom::Officer, assessments::begin)
        .get("/staff/assessments/{no}", Whom::Officer, assessments::one)
        .post("/staff/assessments/{no}", Whom::Officer, assessments::deal_with)
        .get("/staff/audit", Whom::Auditor, audit::show)
        .get("/staff/board", Whom::Officer, board::show)
        .get("/staff/breaches", Whom::Worker, breaches::show)
        .post("/staff/breaches", Whom::Worker, breaches::report)
        .get("/staff/cases/{reference}", Whom::CaseWorker, case::case)
        .get("/staff/cases/{reference}/answer", Whom::CaseWorker, answer::show)
        .post("/staff/cases/{reference}/answer", Whom::CaseWorker, answer::send)
        .get("/staff/cases/{reference}/black-out", Whom::CaseWorker, items::black_out)
        .post("/staff/cases/{reference}/black-out", Whom::CaseWorker, items::black_out_words)
        .get("/staff/cases/{reference}/changes", Whom::CaseWorker, changes::show)
        .post("/staff/cases/{reference}/changes", Whom::CaseWorker, changes::plan)
        .get("/staff/cases/{reference}/changes/{no}", Whom::CaseWorker, change::show)
        .post("/staff/cases/{reference}/changes/{no}", Whom::CaseWorker, change::act)
        .get(
            "/staff/cases/{reference}/changes/{no}/orders/{source}",
            Whom::CaseWorker,
            change::order,
        )
        .get("/staff/cases/{reference}/collect", Whom::CaseWorker, collect::show)
        .post("/staff/cases/{reference}/collect", Whom::CaseWorker, collect::ask)
        .get("/staff/cases/{reference}/evidence", Whom::CaseWorker, evidence::download)
        .get("/staff/cases/{reference}/items", Whom::CaseWorker, items::list)
        .get("/staff/cases/{reference}/items/{item}", Whom::CaseWorker, items::item)
        .post("/staff/cases/{reference}/items/{item}", Whom::CaseWorker, items::weigh)
        .get("/staff/cases/{reference}/objection", Whom::CaseWorker, objection::show)
        .post("/staff/cases/{reference}/objection", Whom::CaseWorker, objection::act)
        .get("/staff/cases/{reference}/pack", Whom::CaseWorker, collect::pack)
        .get("/staff/cases/{reference}/questions", Whom::CaseWorker, questions::show)
        .post("/staff/cases/{reference}/questions", Whom::CaseWorker, questions::ask)
        .post("/staff/cases/{reference}/replies", Whom::Worker, questions::reply)
        .get("/staff/cases/{reference}/steps/{step}", Whom::CaseWorker, step::show)
        .post("/staff/cases/{reference}/steps/{step}", Whom::CaseWorker, step::take)
        .get("/staff/cases/{reference}/told", Whom::CaseWorker, told::show)
        .post("/staff/cases/{reference}/told", Whom::CaseWorker, told::write)
        .get("/staff/cases/{reference}/work", Whom::CaseWorker, work::show)
        .post("/staff/cases/{reference}/work", Whom::CaseWorker, work::fill)
        .get("/staff/disposal", Whom::Officer, disposal::show)
        .post("/staff/disposal", Whom::Officer, disposal::done)
        .get("/staff/disposal/{no}/certificate", Whom::Officer, disposal::certificate)
        .get("/staff/disposal/systems/{no}", Whom::Officer, disposal_system::show)
        .post("/staff/disposal/systems/{no}", Whom::Officer, disposal_system::act)
        .get("/staff/disposal/systems/{no}/called-off", Whom::Officer, disposal_system::called_off)
        .get("/staff/disposal/systems/{no}/order", Whom::Officer, disposal_system::order)
        .get("/staff/drift/{no}", Whom::Officer, sources::show_drift)
        .post("/staff/drift/{no}", Whom::Officer, sources::deal_with)
        .get("/staff/figures", Whom::Reader, figures::show)
        .get("/staff/inbox", Whom::CaseWorker, inbox::show)
        .post("/staff/inbox/{no}", Whom::CaseWorker, inbox::read)
        .get("/staff/people/{id}/leaving", Whom::Officer, leaving::show)
        .post("/staff/people/{id}/leaving", Whom::Officer, leaving::done)
        .get("/staff/posts", Whom::Giver, posts::show)
        .post("/staff/posts", Whom::Giver, posts::done)
        .get("/staff/questions", Whom::Worker, questions::waiting)
        .get("/staff/recipients", Whom::Officer, recipients::show)
        .post("/staff/recipients", Whom::Officer, recipients::done)
        .get("/staff/registers", Whom::Officer, registers::show)
        .post("/staff/registers", Whom::Officer, registers::done)
        .get("/staff/reviews", Whom::Officer, reviews::show)
        .get("/staff/rules", Whom::Reader, rules::rules)
        .with(notices::routes())
        .get("/staff/services", Whom::Administrator, services::show)
        .post("/staff/services", Whom::Administrator, services::done)
        .get("/staff/sources", Whom::Officer, sources::show)
        .post("/staff/sources", Whom::Officer, sources::look)
        .get("/staff/sources/{system}", Whom::Officer, sources::one)
        .get("/staff/tasks", Whom::Worker, tasks::show)
        .post("/staff/tasks/{no}", Whom::Worker, tasks::end)
        .post("/staff/approvals/{no}", Whom::CaseWorker, tasks::decide)
        .get("/staff/team", Whom::Manager, team::show)
        .post("/staff/team", Whom::Manager, team::said)
        .with(officer::routes())
        .get("/staff/sign-in", Whom::Anybody, sign_in::form)
        .post("/staff/sign-in", Whom::Anybody, sign_in::sign_in)
        .get("/staff/sign-in/work", Whom::Anybody, work_account::begin)
        .get("/staff/sign-in/work/back", Whom::Anybody, work_account::back)
        .get("/staff/sign-in/work/out", Whom::Anybody, work_account::out)
        .post("/staff/sign-out", Whom::Anybody, sign_in::sign_out)
}
