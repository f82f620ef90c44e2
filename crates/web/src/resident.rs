//! Whoever is signed in to their own account. What they see is the charter's and the gate's to say.

use access::residents::{self, Entered};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::Server;
use crate::look::cookie;
use crate::staff::to;

/// The cookie of a session: for this host alone, over a safe connection, not for scripts, and not when
/// somebody comes from elsewhere.
const SESSION: &str = "__Host-account";
/// Where somebody signs in.
pub(crate) const SIGN_IN: &str = "/sign-in";

/// Somebody who is signed in.
pub(crate) struct Resident {
    pub(crate) entered: Entered,
}

/// What a browser holds of a session.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SESSION).filter(|token| !token.is_empty())
}

/// The cookie that keeps a session, or with nothing in it ends it.
pub(crate) fn set(token: &str) -> HeaderValue {
    let over = if token.is_empty() { "; Max-Age=0" } else { "" };
    let text = format!("{SESSION}={token}; Path=/; Secure; HttpOnly; SameSite=Strict{over}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Ends the session of a browser, where it has one. The browser forgets it in any case.
pub(crate) async fn end(server: &Server, headers: &HeaderMap) {
    if let Some(token) = token(headers).map(str::to_owned) {
        let _ = server
            .work(move |record, now| recorded(residents::sign_out(record, &token, now)).map(|_| ()))
            .await;
    }
}

/// An answer of the door: what the store says is an error, and everything else an answer.
pub(crate) fn recorded<T>(
    answer: Result<T, access::Error>,
) -> Result<Result<T, access::Error>, people::Error> {
    match answer {
        Err(access::Error::Record(error)) => Err(error),
        answer => Ok(answer),
    }
}

/// Whoever a browser's session is of.
pub(crate) async fn find(
    server: &Server,
    headers: &HeaderMap,
) -> Result<Option<Entered>, Response> {
    let Some(token) = token(headers).map(str::to_owned) else { return Ok(None) };
    let found =
        server.work(move |record, now| recorded(residents::find(record, &token, now))).await;
    found.map(|found| found.ok().flatten()).map_err(IntoResponse::into_response)
}

impl FromRequestParts<Server> for Resident {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Resident, Response> {
        let entered = find(server, &parts.headers).await?.ok_or_else(|| to(SIGN_IN))?;
        Ok(Resident { entered })
    }
}
