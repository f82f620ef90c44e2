//! Collecting for a case, and the pack its person is sent.

#![expect(
    unused_qualifications,
    reason = "the macro for the document writes types with their paths"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Collection, Packed, Progress, Who};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Why;
use super::cases::{ShowCase, at_desk, question};
use super::documents::as_file;
use crate::problem::Problem;
use crate::state::{Body, Bytes, Caller, Path, Query, Server};

/// What is to be collected.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Collect {
    /// Why, and which officer asks for it.
    why: Why,
    /// What else they are known by: a kind of the map, and the value.
    #[serde(default)]
    also: Vec<(String, String)>,
    /// Tables whose rows somebody has to weigh first: `source:table`.
    #[serde(default)]
    set_aside: Vec<String>,
    /// Only these categories of data; all where there is none.
    #[serde(default)]
    only: Vec<String>,
}

/// A collection.
#[derive(Serialize, ToSchema)]
pub(crate) struct Collected {
    /// When it was asked for.
    asked: String,
    /// `waits`, `runs`, `done`, `not-whole` where not every source could be searched to its end, or
    /// `failed`.
    state: &'static str,
    /// Why it failed.
    why: Option<String>,
}

/// Asks for everything the landlord's systems hold on the person of a case. A server that reaches them
/// does it (`keyholder serve --map`): what each source answered is written into the case, and the pack
/// is kept with it. The gate decides when it is done.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/collections", tag = "cases", request_body = Collect,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 202), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn collect(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<Collect>,
) -> Result<StatusCode, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "look")?;
    let collection = Collection { also: body.also, set_aside: body.set_aside, only: body.only };
    at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.ask_to_collect(&question, &ask, desk.find(&reference)?, &collection, now)
    })
    .await?;
    Ok(StatusCode::ACCEPTED)
}

/// How the collections of a case stand, the newest first.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/collections/show", tag = "cases", request_body = ShowCase,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Vec<Collected>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn collections(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<ShowCase>,
) -> Result<Json<Vec<Collected>>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "look")?;
    let asked = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.collections(Who::Officer(&question), desk.find(&reference)?, now)
    });
    let collected = asked.await?.into_iter().map(|one| {
        let (state, why) = match one.progress {
            Progress::Waits => ("waits", None),
            Progress::Runs => ("runs", None),
            Progress::Done { whole: true } => ("done", None),
            Progress::Done { whole: false } => ("not-whole", None),
            Progress::Failed(why) => ("failed", Some(why)),
        };
        Collected { asked: one.asked.to_string(), state, why }
    });
    Ok(Json(collected.collect()))
}

/// Who puts a pack into a case.
#[derive(Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutPack {
    /// The purpose, by its name in the charter.
    purpose: String,
    /// The officer the service acts for.
    #[serde(default)]
    officer: Option<String>,
}

/// Says which file goes with the answer of a case, before the answer is put forward: the body is the
/// file, of 16 MiB at most. A collection does it by itself.
#[utoipa::path(
    put, path = "/v1/cases/{reference}/pack", tag = "cases",
    params(("reference" = String, Path, description = "The case"), PutPack),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn put_pack(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Query(about): Query<PutPack>,
    Bytes(bytes): Bytes,
) -> Result<StatusCode, Problem> {
    caller.may("office")?;
    let ask = Why::new(about.purpose, about.officer).ask(&caller, "use")?;
    at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let (who, case) = (Who::Officer(&question), desk.find(&reference)?);
        let shown = desk.show(who, case, now)?;
        let (about, version) = (shown.subject, shown.version);
        desk.packed(who, case, &Packed { bytes: &bytes, about, version, open: 0 }, now)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The pack of a case: what the person will open. That it was looked at is in the log before it is.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/pack", tag = "cases", request_body = ShowCase,
    params(("reference" = String, Path, description = "The case")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn pack(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<ShowCase>,
) -> Result<Response, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "look")?;
    let bytes = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let mut bytes = Vec::new();
        desk.pack(Who::Officer(&question), desk.find(&reference)?, &mut bytes, now)?;
        Ok(bytes)
    });
    Ok(as_file(bytes.await?))
}
