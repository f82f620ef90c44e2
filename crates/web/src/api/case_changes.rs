//! Changing the landlord's systems for a case: a plan, a second person, carrying out, looking again.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::{Changed, Turn, Who, Wish};
use db::approvals::Stands;
use serde::{Deserialize, Serialize};
use sources::DataCategory;
use sources::change::{Change, diff};
use utoipa::ToSchema;

use super::Why;
use super::cases::{ShowCase, at_desk, question};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// What is to be put right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correct {
    /// The category, by its name in the charter.
    category: String,
    /// What is wrong, as it stands in the systems.
    from: String,
    /// What is right.
    to: String,
}

/// What is to be erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Erase {
    /// Only these categories; all where there is none.
    #[serde(default)]
    categories: Vec<String>,
    /// Whether something that says nothing is put in place of it.
    #[serde(default)]
    anonymise: bool,
}

/// What is to be limited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Restrict {
    /// Only these categories; all where there is none.
    #[serde(default)]
    categories: Vec<String>,
    /// What the person says is wrong.
    ground: String,
}

/// A change to be planned: one of the three, as the kind of the case says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanChange {
    /// Why, and which officer asks for it.
    why: Why,
    /// What is to be put right.
    #[serde(default)]
    correct: Option<Correct>,
    /// What is to be erased.
    #[serde(default)]
    erase: Option<Erase>,
    /// What is to be limited.
    #[serde(default)]
    restrict: Option<Restrict>,
    /// What else they are known by: a kind of the map, and the value.
    #[serde(default)]
    also: Vec<(String, String)>,
}

impl PlanChange {
    fn wish(self) -> Result<(Why, Wish), Problem> {
        let categories =
            |all: Vec<String>| all.iter().map(|one| DataCategory::new(one)).collect::<Vec<_>>();
        let mut ground = None;
        let change = match (self.correct, self.erase, self.restrict) {
            (Some(Correct { category, from, to }), None, None) => {
                Change::Correct { category: DataCategory::new(&category), from, to }
            }
            (None, Some(erase), None) => Change::Erase {
                categories: categories(erase.categories),
                anonymise: erase.anonymise,
            },
            (None, None, Some(restrict)) => {
                ground = Some(restrict.ground);
                Change::Restrict { categories: categories(restrict.categories) }
            }
            _ => {
                return Err(Problem::bad_request(
                    "name one of `correct`, `erase` and `restrict`".to_owned(),
                ));
            }
        };
        Ok((self.why, Wish { change, ground, also: self.also }))
    }
}

/// The number of a change.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeNumber {
    /// The number: it stands in the addresses of what is done with it.
    no: i64,
}

/// How one field ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeEnd {
    /// The source.
    source: String,
    /// The table.
    table: String,
    /// The field.
    field: String,
    /// How many rows.
    rows: usize,
    /// How: `corrected`, `uncertain`, `waits for a work order`.
    ended: &'static str,
    /// Why, where there is a reason.
    why: Option<String>,
    /// Whether nothing is to be done about it any more.
    done: bool,
}

/// An order for a system that is not changed from here.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeOrder {
    /// The source.
    source: String,
    /// The order, signed.
    text: String,
}

/// Something that keeps a change from being complete.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeOpen {
    /// The source.
    source: String,
    /// Why.
    why: String,
}

/// A change of the landlord's systems.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownChange {
    /// The number.
    no: i64,
    /// When it was asked for.
    asked: String,
    /// `planning`, `planned`, `put-forward`, `carrying-out`, `left` where it was carried out and something is
    /// left, `looking-again`, `complete`, `closed` without being complete, or `failed`: there is no plan.
    state: &'static str,
    /// Why what was tried last did not work.
    why: Option<String>,
    /// The plan by its hash: what an approval is bound to.
    plan: Option<String>,
    /// The plan, row by row, as text.
    shown: Option<String>,
    /// Whether something is in the way, so that nothing is done.
    in_the_way: bool,
    /// Whether not every source was searched to its end.
    not_searched: bool,
    /// `waits`, `approved`, `refused`, `used` or `expired`; none where nobody was asked.
    approval: Option<&'static str>,
    /// How each field ended, once it was carried out.
    ends: Vec<ChangeEnd>,
    /// What is there still, or was not searched.
    open: Vec<ChangeOpen>,
    /// Orders for systems that are not changed from here.
    orders: Vec<ChangeOrder>,
    /// Whether all of it is done, and was seen to be. Tell nobody so before.
    complete: bool,
    /// Why it was closed.
    closed: Option<String>,
}

fn state(turn: Turn) -> &'static str {
    match turn {
        Turn::PlanWaits | Turn::PlanRuns => "planning",
        Turn::Planned => "planned",
        Turn::Asked => "put-forward",
        Turn::CarryWaits | Turn::CarryRuns => "carrying-out",
        Turn::Left => "left",
        Turn::LookWaits | Turn::LookRuns => "looking-again",
        Turn::Complete => "complete",
        Turn::Closed => "closed",
        Turn::Failed => "failed",
    }
}

fn shown(one: Changed) -> ShownChange {
    let report = one.report.as_ref();
    let ends = report.map(|report| {
        let end = |end: &sources::change::FieldEnd| ChangeEnd {
            source: end.source.clone(),
            table: end.table.clone(),
            field: end.field.clone(),
            rows: end.rows,
            ended: end.ended.as_str(),
            why: end.ended.why().map(str::to_owned),
            done: end.ended.is_done(),
        };
        report.ends.iter().map(end).collect()
    });
    let open = report.map(|report| {
        let open = report.open.iter();
        open.map(|one| ChangeOpen { source: one.source.clone(), why: one.why.clone() }).collect()
    });
    let plan = one.plan.as_ref();
    let order = |one: casework::WorkOrder| ChangeOrder { source: one.source, text: one.text };
    ShownChange {
        no: one.no,
        asked: one.asked.to_string(),
        state: state(one.turn),
        why: one.said,
        plan: plan.map(|plan| data_encoding::HEXLOWER.encode(&plan.digest())),
        shown: plan.map(diff),
        in_the_way: plan.is_some_and(|plan| plan.cannot().next().is_some()),
        not_searched: plan.is_some_and(|plan| !plan.open.is_empty()),
        approval: one.approval.map(|one| match one.stands {
            Stands::Waits => "waits",
            Stands::Approved => "approved",
            Stands::Refused => "refused",
            Stands::Used => "used",
            Stands::Expired => "expired",
        }),
        ends: ends.unwrap_or_default(),
        open: open.unwrap_or_default(),
        orders: one.orders.into_iter().map(order).collect(),
        complete: one.turn == Turn::Complete,
        closed: one.closed,
    }
}

/// Asks for the plan of a change of the landlord's systems. A server that reaches them makes it
/// (`keyholder serve --map`), and changes nothing. The gate decides when it is done.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/changes", tag = "cases", request_body = PlanChange,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 202, body = ChangeNumber), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn plan_change(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<PlanChange>,
) -> Result<(StatusCode, Json<ChangeNumber>), Problem> {
    caller.may("office")?;
    let (why, wish) = body.wish()?;
    let (uses, looks) = (why.ask(&caller, "use")?, why.ask(&caller, "look")?);
    let no = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &uses, now)?;
        desk.plan_change((&question, &looks), desk.find(&reference)?, &wish, now)
    });
    Ok((StatusCode::ACCEPTED, Json(ChangeNumber { no: no.await? })))
}

/// The changes of a case, the newest first, with their plans.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/changes/show", tag = "cases", request_body = ShowCase,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Vec<ShownChange>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn changes(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<ShowCase>,
) -> Result<Json<Vec<ShownChange>>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "look")?;
    let all = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.changes(Who::Officer(&question), desk.find(&reference)?, now)
    });
    Ok(Json(all.await?.into_iter().map(shown).collect()))
}

/// What is done with a change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActOnChange {
    /// Why, and which officer does it.
    why: Why,
    /// `put-forward`, `approve`, `refuse`, `carry-out`, `look-again` or `close`.
    act: String,
    /// The plan by its hash, for the first three: another one by now is not decided about.
    #[serde(default)]
    plan: Option<String>,
    /// Why, to put it forward or to close it, without anybody's name.
    #[serde(default)]
    reason: Option<String>,
    /// A wall stands around the person, and somebody has looked whether anyone it keeps out could see what
    /// changes: what they found.
    #[serde(default)]
    wall_looked_at: Option<String>,
}

/// Puts a plan to a second person, decides about it as one, has it carried out or looked at again, or closes
/// it. What is to be done by a server is done later: look how it stands.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/changes/{no}", tag = "cases", request_body = ActOnChange,
    params(
        ("reference" = String, Path, description = "The case"),
        ("no" = i64, Path, description = "The change"),
    ),
    responses((status = 202), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn act_on_change(
    State(server): State<Server>,
    caller: Caller,
    Path((reference, no)): Path<(String, i64)>,
    Body(body): Body<ActOnChange>,
) -> Result<StatusCode, Problem> {
    caller.may("office")?;
    let (uses, looks) = (body.why.ask(&caller, "use")?, body.why.ask(&caller, "look")?);
    let plan = body.plan.as_deref().map(|plan| {
        let bytes = data_encoding::HEXLOWER.decode(plan.as_bytes()).ok();
        bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
    });
    let acts = ["put-forward", "approve", "refuse", "carry-out", "look-again", "close"];
    if !acts.contains(&body.act.as_str()) {
        return Err(Problem::bad_request(format!("`act` is one of {}", acts.join(", "))));
    }
    let needs_plan = acts[..3].contains(&body.act.as_str());
    let plan = match plan.flatten() {
        None if needs_plan => {
            return Err(Problem::bad_request("name the plan by its hash".to_owned()));
        }
        plan => plan.unwrap_or_default(),
    };
    at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &uses, now)?;
        let (of, reason) = ((desk.find(&reference)?, no), body.reason.unwrap_or_default());
        match body.act.as_str() {
            "put-forward" => desk.ask_change(&question, of, &plan, &reason, now),
            "approve" => desk.decide_change(&question, of, &plan, true, now),
            "refuse" => desk.decide_change(&question, of, &plan, false, now),
            "carry-out" => {
                let found = body.wall_looked_at;
                desk.turn_change((&question, &looks), of, Turn::CarryWaits, found, now)
            }
            "look-again" => desk.turn_change((&question, &looks), of, Turn::LookWaits, None, now),
            _ => desk.close_change(&question, of, &reason, now),
        }
    })
    .await?;
    Ok(StatusCode::ACCEPTED)
}
