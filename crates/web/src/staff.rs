//! Whoever of the office is signed in. What they may see is the gate's to say, every time.

use access::{Account, Present};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use charter::Strength;
use gate::NamedAsk;

use crate::Server;
use crate::look::cookie;

/// The cookie of a session: for this host alone, over a safe connection, and not for scripts.
pub(crate) const SESSION: &str = "__Host-session";
/// Where somebody signs in.
pub(crate) const SIGN_IN: &str = "/staff/sign-in";
/// Where somebody signs in by the organisation's own provider.
pub(crate) const BY_WORK: &str = "/staff/sign-in/work";
/// The purpose of those who work on cases.
const PURPOSE: &str = "rights-requests";

/// The most characters of a path to come back to.
const PATH_LENGTH_MAX: usize = 200;

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Staff {
    pub(crate) account: Account,
    /// How strongly they signed in.
    strength: Strength,
}

impl Staff {
    /// Their ask to do something with a case.
    pub(crate) fn ask(&self, action: &str) -> NamedAsk {
        let Account { name, role, team, entity, .. } = self.account.clone();
        NamedAsk {
            actor: Some(name),
            strength: Some(self.strength.to_string()),
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

/// Whether something is the path of a page of the office, and so somewhere to come back to.
pub(crate) fn is_ours(path: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "/-_".contains(c);
    (path == "/staff" || path.starts_with("/staff/"))
        && path.len() <= PATH_LENGTH_MAX
        && path.chars().all(fits)
        && !path.contains("//")
        && !path.starts_with(SIGN_IN)
}

/// To the provider, which knows whether they still work here, and back to where they were.
fn to_provider(parts: &Parts) -> Response {
    let path = parts.uri.path();
    if parts.method != Method::GET || !is_ours(path) {
        return to(BY_WORK);
    }
    let there = HeaderValue::from_str(&format!("{BY_WORK}?to={path}"));
    let Ok(there) = there else { return to(BY_WORK) };
    (StatusCode::SEE_OTHER, [(header::LOCATION, there)]).into_response()
}

impl FromRequestParts<Server> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Staff, Response> {
        if let Some(staff) = parts.extensions.get::<Staff>() {
            return Ok(staff.clone());
        }
        let token = token(&parts.headers).ok_or_else(|| to(SIGN_IN))?.to_owned();
        let by_work = access::is_by_work(&token) && server.provider().is_some();
        let found = server.work(move |record, now| match access::find(record, &token, now) {
            Err(access::Error::Record(error)) => Err(error),
            found => Ok(found.ok().flatten()),
        });
        match found.await {
            Ok(Some(Present { account, strength })) => Ok(Staff { account, strength }),
            Ok(None) if by_work => Err(to_provider(parts)),
            Ok(None) => Err(to(SIGN_IN)),
            Err(problem) => Err(problem.into_response()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_office_are_come_back_to() {
        for (path, ours) in [
            ("/staff", true),
            ("/staff/cases/AAAA-BBBB-CCCC", true),
            ("/staffing", false),
            ("/staff/sign-in", false),
            ("/staff/sign-in/work", false),
            ("/staff//evil.example", false),
            ("//evil.example/staff", false),
            ("https://evil.example/staff", false),
            ("/staff/../x", false),
            ("/staff/a\r\nset-cookie", false),
            ("/staff/%0d%0a", false),
            ("/staff\\evil", false),
            ("", false),
        ] {
            assert_eq!(is_ours(path), ours, "{path}");
        }
        assert!(!is_ours(&format!("/staff/{}", "a".repeat(200))));
    }
}
