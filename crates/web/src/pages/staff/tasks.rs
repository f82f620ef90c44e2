//! What waits for whoever is signed in: tasks of the posts they hold, and what a second person decides.

use access::giving::is_of_a_post;
use access::services::is_of_a_token;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::Error;
use jiff::civil::Date;
use serde::Deserialize;
use words::Message;

use super::desk::{Trouble, at_desk};
use crate::Server;
use crate::api::office::{approvals_of, case_in, decide_one, end_one, open_tasks};
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

/// The most characters of how a task ended.
const OUTCOME_LENGTH_MAX: usize = 2_000;

struct Task {
    no: i64,
    post: String,
    kind: String,
    reference: String,
    /// The case it is about, where it is about one.
    case: Option<String>,
    /// The person whose leaving it is about.
    left: Option<String>,
    due: String,
    late: bool,
}

struct Approval {
    no: i64,
    what: String,
    asked_by: String,
    high: bool,
    /// The part of a case it decides about, where it does: that is decided there.
    at: Option<String>,
    /// The draft of the notice it decides about, where it does: that is read, and signed there.
    draft: Option<i64>,
    /// Whether it is of a post or a token: that is decided at the posts.
    of_a_post: bool,
    own: bool,
}

#[derive(Template)]
#[template(path = "en/staff_tasks.html")]
struct Tasks {
    frame: Frame,
    tasks: Vec<Task>,
    /// None for those who do not work on cases.
    approvals: Option<Vec<Approval>>,
    once: String,
    errors: Wrong,
}

/// What somebody typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    outcome: String,
    yes: String,
}

/// Where something of a case is decided: an answer at the case, a change of our systems beside its plan.
fn part(what: &str, case: &str) -> String {
    match what.contains("in our systems") {
        true => format!("{case}/changes"),
        false => case.to_owned(),
    }
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let name = staff.account.name.clone();
    let read = at_desk(server, staff, "look", move |at| {
        let record = at.desk.record();
        let mut tasks = Vec::new();
        for task in open_tasks(record, &name, at.now)? {
            let subject = task.subject.filter(|_| task.kind == people::LEAVING_TASK);
            let left = match subject {
                Some(no) => record.live_id_of(people::PersonNo::new(no))?,
                None => None,
            };
            tasks.push((task, left.map(|id| id.to_string())));
        }
        let approvals = match at.desk.works_on_cases(at.who(), at.now) {
            Ok(()) => Some(approvals_of(at.desk.record(), at.now)?),
            Err(Error::None) => None,
            Err(error) => return Err(error),
        };
        Ok((tasks, approvals, at.now.today()))
    });
    let (tasks, approvals, today) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let task = |(one, left): (db::tasks::Task, Option<String>)| {
        let due: Option<Date> = one.due.parse().ok();
        Task {
            no: one.no,
            post: one.post,
            kind: one.kind.replace('-', " "),
            case: case_in(&one.reference),
            left,
            reference: one.reference,
            due: due.map(day).unwrap_or(one.due),
            late: due.is_some_and(|due| due < today),
        }
    };
    let own = &staff.account.name;
    let approval = |one: db::approvals::Approval| Approval {
        no: one.no,
        high: one.risk > 1,
        at: case_in(&one.what).map(|case| part(&one.what, &case)),
        draft: publishing::draft_in(&one.what),
        of_a_post: is_of_a_post(&one.what) || is_of_a_token(&one.what),
        own: one.asked_by.rsplit('/').next().is_some_and(|by| by.eq_ignore_ascii_case(own)),
        what: one.what,
        asked_by: one.asked_by,
    };
    let tasks = tasks.into_iter().map(task).collect();
    let approvals = approvals.map(|all| all.into_iter().map(approval).collect());
    page(status, &Tasks { frame, tasks, approvals, once: once(), errors })
}

/// What waits.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    shown(&server, frame, &staff, (StatusCode::OK, Wrong::new())).await
}

async fn after(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    done: Result<(), Trouble>,
) -> Response {
    match done {
        Ok(()) => to("/staff/tasks"),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("waits", says)).collect();
            shown(server, frame, staff, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}

/// Ends a task of a post one holds.
pub(crate) async fn end(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
    Form(typed): Form<Typed>,
) -> Response {
    let outcome = typed.outcome.replace("\r\n", "\n").trim().to_owned();
    let length = outcome.chars().count();
    if length == 0 || length > OUTCOME_LENGTH_MAX {
        let errors = vec![("waits", said(&Message::new("web-outcome-missing")))];
        return shown(&server, frame, &staff, (StatusCode::CONFLICT, errors)).await;
    }
    let name = staff.account.name.clone();
    let done = at_desk(&server, &staff, "use", move |at| {
        Ok(end_one(at.desk.record(), &name, (&name, no, &outcome), at.now)?)
    });
    let done = done.await;
    after(&server, frame, &staff, done).await
}

/// Decides as a second person.
pub(crate) async fn decide(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
    Form(typed): Form<Typed>,
) -> Response {
    let name = staff.account.name.clone();
    let yes = typed.yes == "yes";
    let done = at_desk(&server, &staff, "use", move |at| {
        at.desk.works_on_cases(at.who(), at.now)?;
        Ok(decide_one(at.desk.record(), &name, (&name, no, yes), at.now)?)
    });
    let done = done.await;
    after(&server, frame, &staff, done).await
}
