//! `POST /v1/decide`: advice, without releasing anything.

use axum::Json;
use axum::extract::State;
use gate::{CannotRead, NamedAsk};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use words::Catalogue;

use crate::problem::{Problem, Why, reasons};
use crate::state::{Body, Caller, Server};

/// The most asks in one request.
const BATCH_MAX: usize = 1_000;

/// A decision: what may be used, what not and why, and what must be done along with it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Decision {
    /// `allowed`, `partly` or `refused`.
    pub(crate) outcome: String,
    /// The categories that may be used.
    pub(crate) allowed: Vec<String>,
    /// The categories that may not.
    pub(crate) masked: Vec<String>,
    /// Why.
    pub(crate) reasons: Vec<Why>,
    /// What must be done along with it.
    pub(crate) obligations: Vec<Obligation>,
    /// The charter it was decided by.
    pub(crate) charter: String,
}

/// Something that must be done along with what is allowed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Obligation {
    /// Its name.
    pub(crate) name: String,
    /// It in plain words.
    pub(crate) message: String,
}

impl Decision {
    pub(crate) fn of(explanation: &gate::Explanation) -> Decision {
        let english = Catalogue::english();
        Decision {
            outcome: explanation.decision.outcome().as_str().to_owned(),
            allowed: explanation.allowed.clone(),
            masked: explanation.masked.clone(),
            reasons: reasons(explanation),
            obligations: explanation
                .obligations
                .iter()
                .map(|(obligation, message)| Obligation {
                    name: obligation.as_str().to_owned(),
                    message: english.render(message),
                })
                .collect(),
            charter: explanation.decision.charter().to_string(),
        }
    }
}

fn one(server: &Server, ask: Value) -> Result<Decision, Problem> {
    let named: NamedAsk = serde_json::from_value(ask).map_err(|_| {
        Problem::bad_request("an ask has a field missing, unknown or of another type")
    })?;
    let gate = server.record().gate();
    let (ask, facts) = gate.read(&named, server.now().today()).map_err(|error| match error {
        CannotRead::Unknown { .. } => Problem::new(
            axum::http::StatusCode::FORBIDDEN,
            "not-in-charter",
            "The charter does not list it",
        )
        .detail(error),
        CannotRead::Malformed(_) => Problem::bad_request(error),
    })?;
    Ok(Decision::of(&gate.explain(&ask, &facts)))
}

/// Decides about an ask with facts that the caller states. Nothing is looked up and nothing is
/// released.
#[utoipa::path(
    post, path = "/v1/decide", tag = "decide", request_body = Value,
    responses((status = 200, body = Decision), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn decide(
    State(server): State<Server>,
    caller: Caller,
    Body(ask): Body<Value>,
) -> Result<Json<Decision>, Problem> {
    caller.may("read")?;
    one(&server, ask).map(Json)
}

/// Decides about many asks at once; each answer is a decision or a problem.
#[utoipa::path(
    post, path = "/v1/decide/batch", tag = "decide", request_body = Vec<Value>,
    responses((status = 200, body = Vec<Value>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn decide_batch(
    State(server): State<Server>,
    caller: Caller,
    Body(asks): Body<Vec<Value>>,
) -> Result<Json<Vec<Value>>, Problem> {
    caller.may("read")?;
    if asks.len() > BATCH_MAX {
        return Err(Problem::bad_request(format!("{BATCH_MAX} asks are the most in one request")));
    }
    let answer = |ask| match one(&server, ask) {
        Ok(decision) => serde_json::to_value(decision),
        Err(problem) => serde_json::to_value(problem),
    };
    Ok(Json(asks.into_iter().map(|ask| answer(ask).unwrap_or_default()).collect()))
}
