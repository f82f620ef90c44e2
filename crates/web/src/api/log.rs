//! The log as anybody may check it: commitments, no personal data.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::LogError;

use ::people::{Error, Record};

use crate::problem::Problem;
use crate::state::{Path, Server};

fn problem(error: &LogError) -> Problem {
    match error {
        LogError::Store(store) => Problem::store(store),
        LogError::Empty | LogError::NoEntry | LogError::Missing(_) => {
            Problem::new(StatusCode::NOT_FOUND, "no-entry", "There is nothing at that place")
                .detail(error)
        }
        LogError::Untrusted(_) | LogError::Changed(_) => {
            tracing::error!(error = %error, "the log cannot be trusted");
            Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "log-changed",
                "The log cannot be trusted",
            )
        }
    }
}

/// Before a checkpoint leaves the house the vault notes how far the log has come.
fn given<T>(record: &Record, what: T) -> Result<T, Error> {
    record.note_entries()?;
    Ok(what)
}

async fn text(
    server: &Server,
    work: impl FnOnce(&db::Db) -> Result<String, LogError> + Send + 'static,
) -> Result<String, Problem> {
    let done = server.work(move |record, _| given(record, work(record.data()))).await?;
    done.map_err(|error| problem(&error))
}

/// The newest signed checkpoint of the log (C2SP `tlog-checkpoint`).
#[utoipa::path(
    get, path = "/log/checkpoint", tag = "log",
    responses((status = 200, body = String, content_type = "text/plain"), (status = 304), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn checkpoint(
    State(server): State<Server>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let note = text(&server, db::Db::checkpoint).await?;
    Ok(with_tag(&headers, note))
}

/// An answer with an `ETag`; nothing but that where the caller has it already.
pub(crate) fn with_tag(headers: &HeaderMap, body: String) -> Response {
    use sha2::{Digest, Sha256};
    let sum = data_encoding::HEXLOWER.encode(&Sha256::digest(body.as_bytes())[..16]);
    let tag = format!("\"{sum}\"");
    let same =
        headers.get(header::IF_NONE_MATCH).is_some_and(|there| there.as_bytes() == tag.as_bytes());
    let mut response =
        if same { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The proof that one entry is in the log (C2SP `tlog-proof`), for somebody with nothing but the
/// log's key. The entry's commitment is in the header `keyholder-commitment`.
#[utoipa::path(
    get, path = "/log/proof/{place}", tag = "log",
    params(("place" = u64, Path, description = "The entry's place in the log")),
    responses((status = 200, body = String, content_type = "text/plain"), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn proof(
    State(server): State<Server>,
    Path(place): Path<u64>,
) -> Result<Response, Problem> {
    let done = server.work(move |record, _| given(record, record.data().prove(place))).await?;
    let (proof, leaf) = done.map_err(|error| problem(&error))?;
    let mut response = proof.to_string().into_response();
    let leaf = data_encoding::HEXLOWER.encode(&leaf);
    if let Ok(leaf) = HeaderValue::from_str(&leaf) {
        response.headers_mut().insert("keyholder-commitment", leaf);
    }
    Ok(response)
}
