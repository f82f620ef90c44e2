//! Items: held, corrected, taken out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use ::people::{Error, NewItem, Now, PersonId};

use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// Something to be held on a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hold {
    /// Why; its purpose is what the item is held for.
    why: Why,
    /// The category, by its name in the charter.
    category: String,
    /// The value.
    value: String,
    /// Where it came from, by its name in the charter.
    source: String,
    /// The day it was collected; today when left out.
    #[serde(default)]
    collected: Option<String>,
    /// What else it is held for.
    #[serde(default)]
    purposes: Vec<String>,
    /// The day of the event its period starts at, where that has happened.
    #[serde(default)]
    event: Option<String>,
    /// The only teams that may see it.
    #[serde(default)]
    teams: Vec<String>,
    /// Where the full record is kept.
    #[serde(default)]
    kept_in: Option<String>,
}

impl Hold {
    fn read(self, now: Now) -> Result<NewItem, Error> {
        let collected = day(self.collected.as_deref(), now.today())?;
        let mut item =
            NewItem::new(&self.category, self.value.into_bytes(), &self.source, collected);
        item.purposes = self.purposes;
        item.teams = self.teams;
        item.event = self.event.as_deref().map(|d| day(Some(d), collected)).transpose()?;
        item.notes.kept_in = self.kept_in;
        Ok(item)
    }
}

/// The number of an item.
#[derive(Serialize, ToSchema)]
pub(crate) struct Held {
    /// Its number among the person's items.
    pub(crate) no: u32,
}

/// Puts an item into a person's file, where the notice lets it be held.
#[utoipa::path(
    post, path = "/v1/people/{id}/items", tag = "people", request_body = Hold,
    params(("id" = String, Path, description = "The person")),
    responses((status = 201, body = Held), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn hold(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Hold>,
) -> Result<(StatusCode, Json<Held>), Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "collect")?);
    let held = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let item = body.read(now)?;
            Ok(Held { no: record.hold(&question, id, &item, now)?.n })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(held)))
}

/// Something to be held on several people at once.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Jointly {
    /// The people it is about: two or more.
    people: Vec<String>,
    /// What.
    item: Hold,
}

/// Puts one item into the files of several people, where the notice lets it be held of each.
#[utoipa::path(
    post, path = "/v1/items/joint", tag = "people", request_body = Jointly,
    responses((status = 201, body = Held), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn hold_jointly(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<Jointly>,
) -> Result<(StatusCode, Json<Held>), Problem> {
    caller.may("write")?;
    let people: Vec<PersonId> =
        body.people.iter().map(|id| person(id)).collect::<Result<_, _>>()?;
    let ask = body.item.why.ask(&caller, "collect")?;
    let held = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let item = body.item.read(now)?;
            Ok(Held { no: record.hold_jointly(&question, &people, &item, now)? })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(held)))
}

/// The right value of an item, and why it is changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correct {
    /// Why.
    why: Why,
    /// The value as it ought to be.
    value: String,
}

/// Corrects an item.
#[utoipa::path(
    put, path = "/v1/people/{id}/items/{no}", tag = "people", request_body = Correct,
    params(("id" = String, Path, description = "The person"), ("no" = u32, Path, description = "The item")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn correct(
    State(server): State<Server>,
    caller: Caller,
    Path((id, no)): Path<(String, u32)>,
    Body(body): Body<Correct>,
) -> Result<StatusCode, Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "use")?);
    server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            record.correct(&question, id, no, body.value.as_bytes(), now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an item out for good.
#[utoipa::path(
    post, path = "/v1/people/{id}/items/{no}/remove", tag = "people", request_body = Why,
    params(("id" = String, Path, description = "The person"), ("no" = u32, Path, description = "The item")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn remove(
    State(server): State<Server>,
    caller: Caller,
    Path((id, no)): Path<(String, u32)>,
    Body(why): Body<Why>,
) -> Result<StatusCode, Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, why.ask(&caller, "use")?);
    server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            record.remove(&question, id, no, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
