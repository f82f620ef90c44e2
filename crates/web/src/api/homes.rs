//! Homes, and who lives in one.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::Made;
use super::{Why, actor};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// A home.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Home {
    /// Its number in the landlord's own system.
    reference: String,
    /// Its number in the national list of addresses.
    #[serde(default)]
    uprn: Option<String>,
    /// The officer the service acts for.
    #[serde(default)]
    officer: Option<String>,
}

/// Writes a home down; where one of that reference is there already, its id.
#[utoipa::path(
    post, path = "/v1/homes", tag = "people", request_body = Home,
    responses((status = 200, body = Made), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn put(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<Home>,
) -> Result<Json<Made>, Problem> {
    caller.may("write")?;
    let by = actor(&caller, body.officer.as_deref());
    let entity = caller.token.entity.clone();
    let made = server
        .work(move |record, now| {
            let home = ::people::Home { reference: body.reference, uprn: body.uprn, entity };
            Ok(Made { id: record.put_home(&home, &by, now)?.to_string() })
        })
        .await?;
    Ok(Json(made))
}

/// Somebody of a household.
#[derive(Serialize, ToSchema)]
pub(crate) struct Member {
    /// The person.
    person: String,
    /// What they are to the landlord there.
    relationship: String,
    /// The first day.
    since: String,
    /// The last day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// Who lives in a home today, as far as the asker may know of each.
#[utoipa::path(
    post, path = "/v1/homes/{id}/household", tag = "people", request_body = Why,
    params(("id" = String, Path, description = "The home")),
    responses((status = 200, body = Vec<Member>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn household(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(why): Body<Why>,
) -> Result<Json<Vec<Member>>, Problem> {
    caller.may("read")?;
    let id: ::people::HomeId = id.parse().map_err(Problem::bad_request)?;
    let ask = why.ask(&caller, "look")?;
    let members = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let members = record.household(&question, id, now)?;
            Ok(members
                .into_iter()
                .map(|member| Member {
                    person: member.person.to_string(),
                    relationship: member.relationship,
                    since: member.since.to_string(),
                    until: member.until.map(|day| day.to_string()),
                })
                .collect())
        })
        .await?;
    Ok(Json(members))
}

/// Whom somebody speaks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct For {
    /// Why it is asked.
    why: Why,
    /// The person spoken for.
    person: String,
}

/// By what right somebody speaks for another.
#[derive(Serialize, ToSchema)]
pub(crate) struct Speaks {
    /// `attorney`, `deputy`, `parent`...; none where nothing says so, which is no.
    by: Option<String>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// Whether one person may speak for another today, and by what right.
#[utoipa::path(
    post, path = "/v1/people/{id}/authority", tag = "people", request_body = For,
    params(("id" = String, Path, description = "Who would speak")),
    responses((status = 200, body = Speaks), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn authority(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<For>,
) -> Result<Json<Speaks>, Problem> {
    caller.may("read")?;
    let (who, of) = (super::person(&id)?, super::person(&body.person)?);
    let ask = body.why.ask(&caller, "look")?;
    let speaks = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let found = record.authority(&question, who, of, now)?;
            let until = found.as_ref().and_then(|there| there.until).map(|day| day.to_string());
            Ok(Speaks { by: found.map(|there| there.by), until })
        })
        .await?;
    Ok(Json(speaks))
}
