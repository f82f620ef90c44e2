//! The office, by the officers' own names, whichever service speaks for them: tasks, posts,
//! approvals by a second person, and what only goes ahead with one.

use access::giving::{self, Giving};
use access::services;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::approvals::{self, Asked, Risk};
use db::{posts, tasks};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use ::people::{Error, Now, Record, erasure_digest};

use super::{Why, actor, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// The post that decides where a mistake would do much harm.
const POST: &str = "data-protection-officer";
/// The most rows in one answer.
const ROWS_MAX: u32 = 200;

/// Who of the office asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Who {
    /// The officer.
    officer: String,
}

/// Something to be done by a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct Task {
    /// Its number.
    no: i64,
    /// The post it belongs to.
    post: String,
    /// What kind.
    kind: String,
    /// What it refers to.
    reference: String,
    /// The day by which.
    due: String,
}

/// The open tasks of the posts an officer holds or deputises for, the most urgent first.
#[utoipa::path(
    post, path = "/v1/office/tasks", tag = "office", request_body = Who,
    responses((status = 200, body = Vec<Task>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn tasks_of(
    State(server): State<Server>,
    caller: Caller,
    Body(who): Body<Who>,
) -> Result<Json<Vec<Task>>, Problem> {
    caller.may("office")?;
    let by = who.officer;
    let open = server
        .work(move |record, now| {
            Ok(open_tasks(record, &by, now)?
                .into_iter()
                .map(|task| Task {
                    no: task.no,
                    post: task.post,
                    kind: task.kind,
                    reference: task.reference,
                    due: task.due,
                })
                .collect())
        })
        .await?;
    Ok(Json(open))
}

/// The open tasks of the posts somebody holds or deputises for, the most urgent first.
pub(crate) fn open_tasks(record: &Record, by: &str, now: Now) -> Result<Vec<tasks::Task>, Error> {
    let day = now.today().to_string();
    Ok(record.data().read("tasks", |tx| tasks::of(tx, by, &day, ROWS_MAX))?)
}

/// Ends a task of a post somebody holds: who they are, its number, and how it ended. `by` is what the log
/// calls them.
pub(crate) fn end_one(
    record: &Record,
    by: &str,
    (who, no, outcome): (&str, i64, &str),
    now: Now,
) -> Result<(), Error> {
    let (at, day) = (now.micros(), now.today().to_string());
    let (who, outcome) = (who.to_owned(), outcome.to_owned());
    record.write_office(by, "task-done", &format!("task {no}"), now, move |tx| {
        let theirs = tasks::of(tx, &who, &day, ROWS_MAX)?;
        if theirs.iter().any(|task| task.no == no) && tasks::end(tx, no, &who, &outcome, at)? {
            return Ok(());
        }
        Err(Error::Malformed("this officer has no open task of that number".to_owned()))
    })
}

/// What waits for a second person, oldest first.
pub(crate) fn approvals_of(record: &Record, now: Now) -> Result<Vec<approvals::Approval>, Error> {
    let read = |tx: &db::Tx<'_>| approvals::waiting(tx, now.micros(), ROWS_MAX);
    Ok(record.data().read("approvals", read)?)
}

/// The reference of a case in a text, where there is one.
pub(crate) fn case_in(text: &str) -> Option<String> {
    let word = text.rsplit([' ', ':', ',']).next()?;
    let parts: Vec<&str> = word.split('-').collect();
    let plain = |part: &&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (parts.len() == 3 && parts.iter().all(plain)).then(|| word.to_owned())
}

/// Where else it is decided, with what it is about before one's eyes; none where it is decided here.
fn decided_elsewhere(what: &str) -> Option<&'static str> {
    if giving::is_of_a_post(what) {
        return Some("a post is decided on the page of posts");
    }
    if services::is_of_a_token(what) {
        return Some("a token is decided on the page of posts");
    }
    if publishing::draft_in(what).is_some() {
        return Some("a notice is signed at its draft");
    }
    case_in(what).map(|_| "this is decided at its case")
}

/// Decides about an approval, for those who work on cases: who they are, its number, and what they say.
/// What belongs to a case, a draft of the notice, a post or a token is decided there. `by` is what the log
/// calls them.
pub(crate) fn decide_one(
    record: &Record,
    by: &str,
    (who, no, yes): (&str, i64, bool),
    now: Now,
) -> Result<(), Error> {
    let (day, at, who) = (now.today().to_string(), now.micros(), who.to_owned());
    let act = if yes { "approved" } else { "not-approved" };
    record.write_office(by, act, &format!("approval {no}"), now, move |tx| {
        if let Some(post) = registers::markers::decided_by(tx, no)? {
            return approvals::decide(tx, no, &who, yes, &post, &day, at)
                .map_err(|why| Error::NotApproved(why.to_string()));
        }
        if !posts::is_of_the_office(tx, &who, &day)? {
            let why = "only those who hold a post of the data protection office decide this";
            return Err(Error::NotApproved(why.to_owned()));
        }
        let what = approvals::get(tx, no)?.map(|one| one.what);
        if let Some(why) = what.as_deref().and_then(decided_elsewhere) {
            return Err(Error::Malformed(why.to_owned()));
        }
        approvals::decide(tx, no, &who, yes, POST, &day, at)
            .map_err(|why| Error::NotApproved(why.to_string()))
    })
}

/// How a task ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ended {
    /// The officer who did it.
    officer: String,
    /// How it ended, without anybody's data.
    outcome: String,
}

/// Ends a task.
#[utoipa::path(
    post, path = "/v1/office/tasks/{no}/end", tag = "office", request_body = Ended,
    params(("no" = i64, Path, description = "The task")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn end_task(
    State(server): State<Server>,
    caller: Caller,
    Path(no): Path<i64>,
    Body(body): Body<Ended>,
) -> Result<StatusCode, Problem> {
    caller.may("office")?;
    let by = actor(&caller, Some(&body.officer));
    server
        .work(move |record, now| end_one(record, &by, (&body.officer, no, &body.outcome), now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Something that waits for a second person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Waiting {
    /// Its number.
    no: i64,
    /// What it is for.
    what: String,
    /// Who asked.
    asked_by: String,
    /// How much harm a mistake would do: 1, or 2 for which the holder of a post must decide.
    risk: i64,
}

/// What waits for a second person, oldest first.
#[utoipa::path(
    get, path = "/v1/office/approvals", tag = "office",
    responses((status = 200, body = Vec<Waiting>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn approvals_waiting(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Vec<Waiting>>, Problem> {
    caller.may("office")?;
    let waiting = server
        .work(move |record, now| {
            Ok(approvals_of(record, now)?
                .into_iter()
                .map(|one| Waiting {
                    no: one.no,
                    what: one.what,
                    asked_by: one.asked_by,
                    risk: one.risk,
                })
                .collect())
        })
        .await?;
    Ok(Json(waiting))
}

/// Yes or no.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    /// The officer who decides.
    officer: String,
    /// Whether it may go ahead.
    yes: bool,
}

/// Decides about an approval.
#[utoipa::path(
    post, path = "/v1/office/approvals/{no}", tag = "office", request_body = Decided,
    params(("no" = i64, Path, description = "The approval")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn decide_approval(
    State(server): State<Server>,
    caller: Caller,
    Path(no): Path<i64>,
    Body(body): Body<Decided>,
) -> Result<StatusCode, Problem> {
    caller.may("office")?;
    let by = actor(&caller, Some(&body.officer));
    server
        .work(move |record, now| decide_one(record, &by, (&body.officer, no, body.yes), now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is put into a post.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Appoint {
    /// The officer who appoints.
    officer: String,
    /// The post.
    post: String,
    /// Who is put into it.
    holder: String,
    /// As a deputy.
    #[serde(default)]
    deputy: bool,
}

/// Puts somebody into a post from today.
#[utoipa::path(
    post, path = "/v1/office/posts", tag = "office", request_body = Appoint,
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn appoint(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<Appoint>,
) -> Result<StatusCode, Problem> {
    caller.may("office")?;
    let by = actor(&caller, Some(&body.officer));
    server
        .work(move |record, now| {
            let Appoint { officer, post, holder: to, deputy } = body;
            let giving = Giving { post, to, deputy, until: None };
            match giving::give_by_service(record, &officer, &by, &giving, now) {
                Ok(_) => Ok(()),
                Err(access::Error::Record(error)) => Err(error),
                Err(error) => Err(Error::Malformed(error.to_string())),
            }
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who asks that a person is erased, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskErasure {
    /// The officer who asks.
    officer: String,
    /// Why.
    reason: String,
}

/// The number of something.
#[derive(Serialize, ToSchema)]
pub(crate) struct Number {
    /// The number.
    no: i64,
}

/// Asks for the approval of an erasure: of this one person, once.
#[utoipa::path(
    post, path = "/v1/people/{id}/erasure/ask", tag = "office", request_body = AskErasure,
    params(("id" = String, Path, description = "The person")),
    responses((status = 201, body = Number), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn ask_erasure(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<AskErasure>,
) -> Result<(StatusCode, Json<Number>), Problem> {
    caller.may("erase")?;
    let asked = Asked {
        what: "erase a person".to_owned(),
        digest: erasure_digest(person(&id)?),
        risk: Risk::High,
        by: body.officer,
        reason: body.reason,
    };
    let no = server
        .work(move |record, now| {
            let at = now.micros();
            Ok(record.data().write("ask", move |tx| approvals::ask(tx, &asked, at))?.into_inner())
        })
        .await?;
    Ok((StatusCode::CREATED, Json(Number { no })))
}

/// Which approval lets it go ahead, and why it is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Erase {
    /// Why.
    why: Why,
    /// The number of the approval.
    approval: i64,
}

/// What is left of somebody, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct Left {
    /// What.
    what: &'static str,
    /// Why.
    why: &'static str,
    /// How many rows of it.
    count: i64,
}

/// An erasure that is done.
#[derive(Serialize, ToSchema)]
pub(crate) struct Erased {
    /// Keys destroyed.
    keys: usize,
    /// What is left, and why.
    survives: Vec<Left>,
    /// The number of its entry in the log.
    entry: i64,
}

/// Erases a person, with an approval for this one person that was not used yet.
#[utoipa::path(
    post, path = "/v1/people/{id}/erasure", tag = "office", request_body = Erase,
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, body = Erased), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn erase(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Erase>,
) -> Result<Json<Erased>, Problem> {
    caller.may("erase")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "erase")?);
    let gone = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let erased = casework::erase(record, &question, id, body.approval, now)?;
            let left =
                |one: ::people::Survives| Left { what: one.what, why: one.why, count: one.count };
            Ok(Erased {
                keys: erased.keys,
                survives: erased.survives.into_iter().map(left).collect(),
                entry: erased.entry,
            })
        })
        .await?;
    Ok(Json(gone))
}

#[cfg(test)]
mod tests {
    use super::case_in;

    #[test]
    fn a_case_is_told_from_other_words() {
        for (text, case) in [
            ("answer access: I32Q-BL3E-HYMN", Some("I32Q-BL3E-HYMN")),
            ("I32Q-BL3E-HYMN", Some("I32Q-BL3E-HYMN")),
            ("erase a person", None),
            ("2026-11-24", None),
            ("", None),
        ] {
            assert_eq!(case_in(text).as_deref(), case, "{text}");
        }
    }
}
