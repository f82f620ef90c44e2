//! Who looked, and who was given what.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use ::people::CodeKind;

use super::{Why, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// The most events of one page.
const PAGE_MAX: u32 = 200;

/// Which part of the history is wanted, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Why.
    why: Why,
    /// Only what came before this number: the `next` of the page before.
    #[serde(default)]
    before: Option<i64>,
    /// How many, 200 at most.
    #[serde(default)]
    limit: Option<u32>,
}

/// A page of a person's history.
#[derive(Serialize, ToSchema)]
pub(crate) struct Page {
    /// What was done, newest first.
    events: Vec<Event>,
    /// What to ask `before` for the next page; none on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// One thing that was done.
#[derive(Serialize, ToSchema)]
struct Event {
    /// The number it was written under.
    no: i64,
    /// Its place in the log, once it has one: what a proof is asked for by.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<i64>,
    /// When.
    at: String,
    /// What.
    act: String,
    /// By whom.
    actor: String,
    /// In which team.
    team: String,
    /// Why.
    purpose: String,
    /// To whom, when something was given.
    #[serde(skip_serializing_if = "String::is_empty")]
    recipient: String,
    /// The kinds of data.
    data: Vec<String>,
    /// Whether it was refused.
    refused: bool,
}

/// What was done about a person: who looked, who was given what, what was refused.
#[utoipa::path(
    post, path = "/v1/people/{id}/history", tag = "people", request_body = Wanted,
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, body = Page), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn history(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(wanted): Body<Wanted>,
) -> Result<Json<Page>, Problem> {
    caller.may("history")?;
    let (id, ask) = (person(&id)?, wanted.why.ask(&caller, "look")?);
    let limit = wanted.limit.unwrap_or(50).clamp(1, PAGE_MAX);
    let page = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let before = wanted.before.unwrap_or(i64::MAX);
            let rows = record.history(&question, id, before, limit, now)?;
            let full = rows.len() == limit as usize;
            let next = rows.last().map(|event| event.no).filter(|_| full);
            let events = rows
                .into_iter()
                .map(|event| {
                    let account = event.account;
                    let refused = account.more.contains_key("refused");
                    let data = if refused { &account.masked } else { &account.allowed };
                    Event {
                        no: event.no,
                        place: event.seq,
                        at: jiff::Timestamp::from_microsecond(event.at)
                            .map_or_else(|_| String::new(), |at| at.to_string()),
                        team: record.name_of(CodeKind::Team, account.team).to_owned(),
                        purpose: record.name_of(CodeKind::Purpose, account.purpose).to_owned(),
                        recipient: record
                            .name_of(CodeKind::Recipient, account.recipient)
                            .to_owned(),
                        data: (data.iter())
                            .map(|code| record.name_of(CodeKind::Category, *code).to_owned())
                            .collect(),
                        act: account.act,
                        actor: account.actor,
                        refused,
                    }
                })
                .collect();
            Ok(Page { events, next })
        })
        .await?;
    Ok(Json(page))
}
