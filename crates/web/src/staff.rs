//! Whoever of the office is signed in. What they may see is the gate's to say, every time.

use access::Account;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gate::NamedAsk;

use crate::Server;
use crate::look::cookie;

/// The cookie of a session: for this host alone, over a safe connection, and not for scripts.
pub(crate) const SESSION: &str = "__Host-session";
/// Where somebody signs in.
pub(crate) const SIGN_IN: &str = "/staff/sign-in";
/// The purpose of those who work on cases.
const PURPOSE: &str = "rights-requests";

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Staff {
    pub(crate) account: Account,
}

impl Staff {
    /// Their ask to do something with a case.
    pub(crate) fn ask(&self, action: &str) -> NamedAsk {
        let Account { name, role, team, entity, .. } = self.account.clone();
        NamedAsk {
            actor: Some(name),
            strength: Some("second-factor".to_owned()),
            role,
            team,
            entity,
            purpose: PURPOSE.to_owned(),
            action: action.to_owned(),
            ..NamedAsk::default()
        }
    }
}

/// What a browser holds of a session.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SESSION).filter(|token| !token.is_empty())
}

/// The cookie that keeps a session, or with nothing in it ends it.
pub(crate) fn set(token: &str) -> HeaderValue {
    let over = if token.is_empty() { "; Max-Age=0" } else { "" };
    let text = format!("{SESSION}={token}; Path=/; Secure; HttpOnly; SameSite=Lax{over}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// To another page of ours. What is no address leads to the first page.
pub(crate) fn to(path: &str) -> Response {
    let path = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/staff"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

impl FromRequestParts<Server> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Staff, Response> {
        if let Some(staff) = parts.extensions.get::<Staff>() {
            return Ok(staff.clone());
        }
        let token = token(&parts.headers).ok_or_else(|| to(SIGN_IN))?.to_owned();
        let found = server.work(move |record, now| match access::find(record, &token, now) {
            Err(access::Error::Record(error)) => Err(error),
            found => Ok(found.ok().flatten()),
        });
        match found.await {
            Ok(Some(account)) => Ok(Staff { account }),
            Ok(None) => Err(to(SIGN_IN)),
            Err(problem) => Err(problem.into_response()),
        }
    }
}
