//! What an office looks after beside single steps: words that are blacked out, whose relative it is, and
//! how it has done.

#![expect(
    unused_qualifications,
    reason = "the macro for the document writes types with their paths"
)]

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::{Figures, Taken as CaseTaken, Weighing, Who};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Why;
use super::cases::{Taken, a_day, at_desk, question};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Query, Server};

/// Words to be blacked out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlackOut {
    /// Why, and which officer does it.
    why: Why,
    /// The words, as they stand.
    words: String,
    /// What is said of them: `{"somebody-else": {...}}` or `{"hold-back": {...}}`, as for items.
    #[schema(value_type = Object)]
    weighing: Weighing,
}

/// Blacks words out in every copy of what is given, on a ground of the law. Collect again: a pack made
/// before has them still.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/black-outs", tag = "cases", request_body = BlackOut,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Taken), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn black_out(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<BlackOut>,
) -> Result<Json<Taken>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let taken = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let (who, case) = (Who::Officer(&question), desk.find(&reference)?);
        desk.black_out(who, case, &body.words, &body.weighing, now)
    });
    let taken: CaseTaken = taken.await?;
    Ok(Json(taken.into()))
}

/// An interest in somebody: a relative, a neighbour.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Interest {
    /// The officer who has it.
    officer: String,
    /// In whom.
    person: String,
    /// The last day it stands, where it ends.
    #[serde(default)]
    until: Option<String>,
}

/// Declares that somebody of the office has an interest in a person: from then on they cannot handle a
/// case about them.
#[utoipa::path(
    post, path = "/v1/office/interests", tag = "cases", request_body = Interest,
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn interest(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<Interest>,
) -> Result<StatusCode, Problem> {
    caller.may("office")?;
    let person = super::person(&body.person)?;
    let until = body.until.as_deref().map(a_day).transpose()?;
    at_desk(&server, move |desk, now| desk.declare_interest(&body.officer, person, until, now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// From when to when.
#[derive(Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Between {
    /// The first day; a year ago where it is left out.
    #[serde(default)]
    from: Option<String>,
    /// The last day; today where it is left out.
    #[serde(default)]
    to: Option<String>,
}

/// The figures of one kind of case.
#[derive(Serialize, ToSchema)]
pub(crate) struct Statistic {
    /// How many came.
    received: usize,
    /// How many of them are open.
    open: usize,
    /// How many were answered in time.
    in_time: usize,
    /// How many were answered late, or are late.
    late: usize,
    /// The days from coming to answering, of the one in the middle.
    median_days: Option<i32>,
    /// How many ended how.
    outcomes: BTreeMap<String, usize>,
    /// How often something was held back on which ground.
    grounds: BTreeMap<String, usize>,
}

impl From<Figures> for Statistic {
    fn from(of: Figures) -> Statistic {
        let Figures { received, open, in_time, late, median_days, outcomes, grounds } = of;
        Statistic { received, open, in_time, late, median_days, outcomes, grounds }
    }
}

/// Figures of the cases that came in a time, by kind; of nobody.
#[utoipa::path(
    get, path = "/v1/office/statistics", tag = "cases", params(Between),
    responses((status = 200, body = BTreeMap<String, Statistic>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn statistics(
    State(server): State<Server>,
    caller: Caller,
    Query(between): Query<Between>,
) -> Result<Json<BTreeMap<&'static str, Statistic>>, Problem> {
    caller.may("office")?;
    let from = between.from.as_deref().map(a_day).transpose()?;
    let to = between.to.as_deref().map(a_day).transpose()?;
    let figures = at_desk(&server, move |desk, now| {
        let to = to.unwrap_or_else(|| now.today());
        desk.statistics(from.unwrap_or_else(|| to.saturating_sub(1.year())), to, now)
    });
    let figures = figures.await?.into_iter().map(|(kind, of)| (kind, of.into()));
    Ok(Json(figures.collect()))
}
