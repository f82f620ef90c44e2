//! Disclosures: what goes out of the house, and who had what.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sharing::{HowGiven, Told};
use utoipa::ToSchema;

use ::people::Error;

use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// What is to go, to whom and how. `why` names the recipient.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Disclose {
    /// Why, and to whom.
    why: Why,
    /// How it goes: `job sheet`, `secure mail`.
    how: String,
    /// The day the person was told.
    #[serde(default)]
    told: Option<String>,
    /// Why they are not told.
    #[serde(default)]
    exception: Option<String>,
    /// Under which power, where somebody may demand it.
    #[serde(default)]
    power: Option<String>,
    /// Who asked, and what for.
    #[serde(default)]
    note: Option<String>,
}

/// What may go.
#[derive(Serialize, ToSchema)]
pub(crate) struct Disclosed {
    /// Its number in the register.
    no: i64,
    /// What goes: kinds of data and values.
    items: Vec<Gone>,
    /// What must be done along with it.
    obligations: Vec<String>,
}

/// One thing that goes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Gone {
    /// The kind of data.
    category: String,
    /// The value, or the sentence that stands for it where only a summary goes.
    value: String,
}

impl Gone {
    pub(crate) fn new(category: &str, value: &str) -> Gone {
        Gone { category: category.to_owned(), value: value.to_owned() }
    }
}

/// Gives what the notice lets to a recipient, and writes it into the register.
#[utoipa::path(
    post, path = "/v1/people/{id}/disclosures", tag = "people", request_body = Disclose,
    params(("id" = String, Path, description = "The person")),
    responses((status = 201, body = Disclosed), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn disclose(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Disclose>,
) -> Result<(StatusCode, Json<Disclosed>), Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "disclose")?);
    let made = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let told = match (&body.told, body.exception) {
                (Some(on), None) => Some(Told::On(day(Some(on), now.today())?)),
                (None, Some(why)) => Some(Told::Exception(why)),
                (None, None) => None,
                (Some(_), Some(_)) => {
                    return Err(Error::Malformed(
                        "the person was told or there is an exception, not both".to_owned(),
                    ));
                }
            };
            let how = HowGiven { how: body.how, power: body.power, note: body.note };
            let done = sharing::disclose(record, &question, id, told.as_ref(), &how, now)?;
            let values = sharing::share::shown(record, &question, &done.opened, now)?;
            let items = values.iter().map(|(kind, value)| Gone::new(kind, value)).collect();
            let obligations = (done.opened.decision().obligations().iter())
                .map(|obligation| obligation.as_str().to_owned())
                .collect();
            Ok(Disclosed { no: done.no, items, obligations })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// One row of the register.
#[derive(Serialize, ToSchema)]
pub(crate) struct Row {
    /// Its number.
    no: i64,
    /// To whom.
    recipient: String,
    /// Why.
    purpose: String,
    /// The day.
    given: String,
    /// The kinds of data.
    data: Vec<String>,
    /// The day the person was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<String>,
    /// Whether they were not, for a recorded reason.
    excepted: bool,
    /// How it went.
    how: String,
}

/// Who was given what of a person, newest first.
#[utoipa::path(
    post, path = "/v1/people/{id}/disclosures/list", tag = "people", request_body = Why,
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, body = Vec<Row>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn register(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(why): Body<Why>,
) -> Result<Json<Vec<Row>>, Problem> {
    caller.may("read")?;
    let (id, ask) = (person(&id)?, why.ask(&caller, "look")?);
    let rows = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let rows = sharing::register(record, &question, id, now)?;
            Ok(rows
                .into_iter()
                .map(|row| Row {
                    no: row.no,
                    recipient: row.recipient,
                    purpose: row.purpose,
                    given: row.given.to_string(),
                    data: row.data,
                    told: row.told.map(|on| on.to_string()),
                    excepted: row.excepted,
                    how: row.how.how,
                })
                .collect())
        })
        .await?;
    Ok(Json(rows))
}
