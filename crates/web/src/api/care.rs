//! What an office writes down about a person besides their own choices: holds, walls, events, death, and
//! two records of one person.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use ::people::{Against, Error, NewHold, Now, PersonId, Question, Record};

use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// Does one thing to a person's record as an officer who collects.
async fn change(
    server: &Server,
    caller: &Caller,
    id: &str,
    why: &Why,
    work: impl FnOnce(&Record, &Question, PersonId, Now) -> Result<(), Error> + Send + 'static,
) -> Result<StatusCode, Problem> {
    caller.may("write")?;
    let (id, ask) = (person(id)?, why.ask(caller, "collect")?);
    server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            work(record, &question, id, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn last(text: Option<&String>, now: Now) -> Result<Option<jiff::civil::Date>, Error> {
    text.map(|text| day(Some(text), now.today())).transpose()
}

/// A hold, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldBack {
    /// Why.
    why: Why,
    /// `claim`, `police`, `ombudsman`, `request`...
    kind: String,
    /// The post that answers for it.
    post: String,
    /// The day it is looked at again.
    #[serde(default)]
    review: Option<String>,
    /// Why nothing may go.
    detail: String,
}

/// Puts a hold on a person's data: nothing of it goes while it stands.
#[utoipa::path(
    post, path = "/v1/people/{id}/holds", tag = "people", request_body = HoldBack,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn hold_back(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<HoldBack>,
) -> Result<StatusCode, Problem> {
    let why = body.why.clone();
    change(&server, &caller, &id, &why, move |record, question, id, now| {
        let new = NewHold {
            kind: body.kind,
            post: body.post,
            since: now.today(),
            review: last(body.review.as_ref(), now)?,
            detail: body.detail,
        };
        record.hold_back(question, id, &new, now).map(|_| ())
    })
    .await
}

/// A word, and why it is said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    /// Why.
    why: Why,
    /// The kind of hold, or the event.
    name: String,
    /// The day; today when left out.
    #[serde(default)]
    on: Option<String>,
}

/// Releases every hold of a kind.
#[utoipa::path(
    post, path = "/v1/people/{id}/holds/release", tag = "people", request_body = Named,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn let_go(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Named>,
) -> Result<StatusCode, Problem> {
    let why = body.why.clone();
    change(&server, &caller, &id, &why, move |record, question, id, now| {
        let on = day(body.on.as_deref(), now.today())?;
        record.let_go(question, id, &body.name, on, now).map(|_| ())
    })
    .await
}

/// Writes down an event from which retention counts: `tenancy-end`.
#[utoipa::path(
    post, path = "/v1/people/{id}/events", tag = "people", request_body = Named,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn happened(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Named>,
) -> Result<StatusCode, Problem> {
    let why = body.why.clone();
    change(&server, &caller, &id, &why, move |record, question, id, now| {
        let on = day(body.on.as_deref(), now.today())?;
        record.happened(question, id, &body.name, on, now).map(|_| ())
    })
    .await
}

/// An event that was on another day, or did not happen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Instead {
    /// Why.
    why: Why,
    /// The event: `tenancy-end`.
    name: String,
    /// The day it is on record for.
    was: String,
    /// The day it happened; without one it did not happen.
    on: Option<String>,
}

/// Puts an event on another day, or takes it back: what counted from it follows.
#[utoipa::path(
    post, path = "/v1/people/{id}/events/instead", tag = "people", request_body = Instead,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn happened_instead(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Instead>,
) -> Result<StatusCode, Problem> {
    let why = body.why.clone();
    change(&server, &caller, &id, &why, move |record, question, id, now| {
        let was = day(Some(&body.was), now.today())?;
        let on = body.on.as_deref().map(|on| day(Some(on), now.today())).transpose()?;
        record.happened_instead(question, id, (&body.name, was), on, now).map(|_| ())
    })
    .await
}

/// What becomes of one retention class of somebody who left.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// The class, by its name in the charter.
    class: String,
    /// Whether it is kept until its day; where it is not, it is past its time from now on.
    keep: bool,
    /// Why.
    reason: String,
}

/// What is decided when somebody leaves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leaving {
    /// Why.
    why: Why,
    /// By class.
    classes: Vec<Kept>,
}

/// Writes down what is kept of somebody who left, with the reason for each (paragraph 19.1).
#[utoipa::path(
    post, path = "/v1/people/{id}/leaving", tag = "people", request_body = Leaving,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn leaving(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Leaving>,
) -> Result<StatusCode, Problem> {
    caller.may("office")?;
    let why = body.why.clone();
    change(&server, &caller, &id, &why, move |record, question, id, now| {
        let decided: Vec<disposal::Decided> = (body.classes.iter())
            .map(|one| disposal::Decided {
                class: one.class.clone(),
                keep: one.keep,
                reason: one.reason.clone(),
            })
            .collect();
        disposal::decide_leaving(record, question, id, &decided, now).map_err(|error| match error {
            disposal::Error::Record(error) => error,
            error => Error::Malformed(error.to_string()),
        })
    })
    .await
}

/// The day somebody died, and how it is known.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Died {
    /// Why.
    why: Why,
    /// The day.
    on: String,
}

/// Writes down that a person has died. Contact stops at once; the record stays.
#[utoipa::path(
    post, path = "/v1/people/{id}/death", tag = "people", request_body = Died,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn died(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Died>,
) -> Result<StatusCode, Problem> {
    let why = body.why.clone();
    change(&server, &caller, &id, &why, move |record, question, id, now| {
        record.died(question, id, day(Some(&body.on), now.today())?, now).map(|_| ())
    })
    .await
}

/// Against whom a wall stands: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wall {
    /// Why.
    why: Why,
    /// Another person who must not learn of this one.
    #[serde(default)]
    person: Option<String>,
    /// An officer who must not.
    #[serde(default)]
    actor: Option<String>,
    /// The reason. Kept sealed.
    reason: String,
}

/// Puts up a wall: whoever it stands against is told what they would be told of nobody.
#[utoipa::path(
    post, path = "/v1/people/{id}/walls", tag = "people", request_body = Wall,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn wall(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Wall>,
) -> Result<StatusCode, Problem> {
    let against = match (&body.person, &body.actor) {
        (Some(other), None) => Against::Person(person(other)?),
        (None, Some(actor)) => Against::Actor(actor.clone()),
        _ => return Err(Problem::bad_request("a wall stands against a `person` or an `actor`")),
    };
    let why = body.why.clone();
    change(&server, &caller, &id, &why, move |record, question, id, now| {
        record.wall(question, id, &against, now.today(), &body.reason, now).map(|_| ())
    })
    .await
}

/// The other record, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Other {
    /// Why.
    why: Why,
    /// The record that leads to this one.
    gone: String,
}

/// Says that two records are of one person: the other leads here from now on.
#[utoipa::path(
    post, path = "/v1/people/{id}/merge", tag = "people", request_body = Other,
    params(("id" = String, Path, description = "The record that is kept")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn merge(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Other>,
) -> Result<StatusCode, Problem> {
    let gone = person(&body.gone)?;
    change(&server, &caller, &id, &body.why, move |record, question, id, now| {
        record.merge(question, id, gone, now).map(|_| ())
    })
    .await
}

/// Undoes a merge: the two are two again, each with what it had.
#[utoipa::path(
    post, path = "/v1/people/{id}/split", tag = "people", request_body = Other,
    params(("id" = String, Path, description = "The record that was kept")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn split(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Other>,
) -> Result<StatusCode, Problem> {
    let gone = person(&body.gone)?;
    change(&server, &caller, &id, &body.why, move |record, question, id, now| {
        record.split(question, id, gone, now).map(|_| ())
    })
    .await
}
