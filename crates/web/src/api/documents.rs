//! Documents: put into a person's file, and read out of it.

#![expect(
    unused_qualifications,
    reason = "the macro for the document writes types with their paths"
)]

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use ::people::{Error, NewItem};

use super::items::Held;
use super::{Why, person};
use crate::problem::Problem;
use crate::state::{Body, Bytes, Caller, Path, Query, Server};

/// What a document is, and why it is held.
#[derive(Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    /// The purpose, by its name in the charter.
    purpose: String,
    /// The category, by its name in the charter.
    category: String,
    /// Where it came from, by its name in the charter.
    source: String,
    /// What it is called.
    name: String,
    /// Its media type.
    media_type: String,
    /// The officer the service acts for.
    #[serde(default)]
    officer: Option<String>,
}

/// Puts a document into a person's file: the body is the document, of 16 MiB at most.
#[utoipa::path(
    post, path = "/v1/people/{id}/documents", tag = "people",
    params(("id" = String, Path, description = "The person"), About),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Held), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn add(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Query(about): Query<About>,
    Bytes(bytes): Bytes,
) -> Result<(StatusCode, Json<Held>), Problem> {
    caller.may("write")?;
    let ask = Why::new(about.purpose, about.officer).ask(&caller, "collect")?;
    let id = person(&id)?;
    let held = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let name = about.name.into_bytes();
            let item = NewItem::new(&about.category, name, &about.source, now.today());
            let mut read = &bytes[..];
            let no =
                record.hold_document(&question, id, &item, &about.media_type, &mut read, now)?;
            Ok(Held { no: no.n })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(held)))
}

/// Reads a document, for a stated purpose. The look is in the log before it is opened.
#[utoipa::path(
    post, path = "/v1/people/{id}/documents/{no}", tag = "people", request_body = Why,
    params(("id" = String, Path, description = "The person"), ("no" = u32, Path, description = "The item")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn read(
    State(server): State<Server>,
    caller: Caller,
    Path((id, no)): Path<(String, u32)>,
    Body(why): Body<Why>,
) -> Result<Response, Problem> {
    caller.may("read")?;
    let (id, ask) = (person(&id)?, why.ask(&caller, "look")?);
    let bytes = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let opened = record.look(&question, id, now)?;
            let items = opened.items(record)?;
            let seen = items.iter().find(|item| item.no.n == no).ok_or_else(|| {
                Error::Malformed("there is no item of that number you may see".to_owned())
            })?;
            let mut bytes = Vec::new();
            record.open_document(seen, &mut bytes)?;
            Ok(bytes)
        })
        .await?;
    Ok(as_file(bytes))
}

/// Bytes, as a file: whatever it is said to be, a browser must not run it.
pub(super) fn as_file(bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
