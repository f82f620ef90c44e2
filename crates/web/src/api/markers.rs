//! Markers: proposed, approved by somebody else, told, and over. Nobody sets one alone, and no system either.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use registers::markers::{self, Proposal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use ::people::{Error, Now};

use super::registers::of_room;
use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// A marker that is proposed, and why it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposedMarker {
    /// Why; a purpose that such markers are for.
    why: Why,
    /// Its kind, by its name in the charter: `violence`.
    kind: String,
    /// Its code, where the office uses a list of codes.
    #[serde(default)]
    code: String,
    /// What happened, in the words of whoever was there.
    reason: String,
    /// What shows it.
    evidence: String,
    /// Who decided, by name.
    decided_by: String,
    /// The first day; today when left out.
    #[serde(default)]
    since: Option<String>,
    /// The last day; the longest the charter lets it stand when left out.
    #[serde(default)]
    until: Option<String>,
    /// The day the person was told.
    #[serde(default)]
    told: Option<String>,
    /// How they were told.
    #[serde(default)]
    how_told: String,
    /// The day until which telling is put off: 30 days at most.
    #[serde(default)]
    deferred_until: Option<String>,
    /// Why telling would raise the risk.
    #[serde(default)]
    deferred_because: String,
}

fn maybe(text: Option<&String>, now: Now) -> Result<Option<Date>, Error> {
    text.map(|text| day(Some(text), now.today())).transpose()
}

impl ProposedMarker {
    fn read(self, now: Now) -> Result<Proposal, Error> {
        Ok(Proposal {
            since: day(self.since.as_deref(), now.today())?,
            until: maybe(self.until.as_ref(), now)?,
            told: maybe(self.told.as_ref(), now)?,
            deferred_until: maybe(self.deferred_until.as_ref(), now)?,
            kind: self.kind,
            code: self.code,
            reason: self.reason,
            evidence: self.evidence,
            decided_by: self.decided_by,
            how_told: self.how_told,
            deferred_because: self.deferred_because,
        })
    }
}

/// A proposal that waits for somebody else's yes.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingMarker {
    /// Its number.
    proposal: i64,
    /// The number of the approval it waits for.
    approval: i64,
}

/// Proposes a marker: nothing is set before the post that answers for such markers said yes (paragraph 8.7.10).
#[utoipa::path(
    post, path = "/v1/people/{id}/markers", tag = "people", request_body = ProposedMarker,
    params(("id" = String, Path, description = "The person")),
    responses((status = 201, body = WaitingMarker), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn propose(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<ProposedMarker>,
) -> Result<(StatusCode, Json<WaitingMarker>), Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "collect")?);
    let waits = server
        .work(move |record, now| {
            let proposal = body.read(now)?;
            let waits = markers::propose(record, &ask, id, &proposal, now).map_err(of_room)?;
            Ok(WaitingMarker { proposal: waits.no, approval: waits.approval })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(waits)))
}

/// A marker that stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct SetMarker {
    /// Its number.
    marker: i64,
}

/// Sets a marker that was proposed and approved.
#[utoipa::path(
    post, path = "/v1/people/{id}/markers/{no}/set", tag = "people", request_body = Why,
    params(("id" = String, Path, description = "The person"), ("no" = i64, Path, description = "The proposal")),
    responses((status = 201, body = SetMarker), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn set(
    State(server): State<Server>,
    caller: Caller,
    Path((id, no)): Path<(String, i64)>,
    Body(why): Body<Why>,
) -> Result<(StatusCode, Json<SetMarker>), Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, why.ask(&caller, "collect")?);
    let marker = server
        .work(move |record, now| markers::set(record, &ask, id, no, now).map_err(of_room))
        .await?;
    Ok((StatusCode::CREATED, Json(SetMarker { marker })))
}

/// What becomes of a marker.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkerStep {
    /// Why.
    why: Why,
    /// `tell`, `defer`, `extend`, `end` or `appeal`.
    step: String,
    /// The day: when they were told, or until when. Today when left out.
    #[serde(default)]
    day: Option<String>,
    /// How, why, or what the person says against it.
    words: String,
}

/// Takes a step with a marker: the person was told, telling is put off, it goes on for a while, it is over, or
/// the person says something against it.
#[utoipa::path(
    post, path = "/v1/people/{id}/markers/{no}/steps", tag = "people", request_body = MarkerStep,
    params(("id" = String, Path, description = "The person"), ("no" = i64, Path, description = "The marker")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn step(
    State(server): State<Server>,
    caller: Caller,
    Path((id, no)): Path<(String, i64)>,
    Body(body): Body<MarkerStep>,
) -> Result<StatusCode, Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "collect")?);
    server
        .work(move |record, now| {
            let on = day(body.day.as_deref(), now.today())?;
            let said = (on, body.words.as_str());
            let done = match body.step.as_str() {
                "tell" => markers::tell(record, &ask, id, no, said, now),
                "defer" => markers::defer(record, &ask, id, no, said, now),
                "extend" => markers::extend(record, &ask, id, no, said, now),
                "end" => markers::end(record, &ask, id, no, said.1, now),
                "appeal" => markers::appeal(record, &ask, id, no, said.1, now).map(drop),
                other => {
                    return Err(Error::Malformed(format!(
                        "a step is tell, defer, extend, end or appeal, and not `{other}`"
                    )));
                }
            };
            done.map_err(of_room)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
