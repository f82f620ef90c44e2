//! Whoever of the office is signed in. What they may see is the gate's to say, every time.

use std::fmt::Write;

use access::{Account, Present, Standing};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use charter::Strength;
use gate::NamedAsk;

use crate::Server;
use crate::look::{Frame, Looks, cookie};
use crate::pages;
use crate::resident::recorded;

/// The cookie of a session: for this host alone, over a safe connection, and not for scripts.
pub(crate) const SESSION: &str = "__Host-session";
/// Where somebody signs in.
pub(crate) const SIGN_IN: &str = "/staff/sign-in";
/// Where somebody signs in by the organisation's own provider.
pub(crate) const BY_WORK: &str = "/staff/sign-in/work";
/// The most characters of an address to come back to.
const PATH_LENGTH_MAX: usize = 300;
/// The purpose of those who work on cases.
pub(crate) const PURPOSE: &str = "rights-requests";

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Staff {
    pub(crate) account: Account,
    /// How strongly they signed in.
    strength: Strength,
    /// What they are by the posts they hold.
    pub(crate) standing: Standing,
    /// Whether their role looks people up.
    pub(crate) looks: bool,
}

impl Staff {
    /// Their ask to do something with a case.
    pub(crate) fn ask(&self, action: &str) -> NamedAsk {
        self.ask_for(PURPOSE, action)
    }

    /// Their ask to do something for a purpose.
    pub(crate) fn ask_for(&self, purpose: &str, action: &str) -> NamedAsk {
        let Account { name, role, team, entity, .. } = self.account.clone();
        NamedAsk {
            actor: Some(name),
            strength: Some(self.strength.to_string()),
            role,
            team,
            entity,
            purpose: purpose.to_owned(),
            action: action.to_owned(),
            ..NamedAsk::default()
        }
    }
}

/// Somebody who is signed in, and the frame of the page they read: what every page of the office begins with.
pub(crate) struct SignedIn {
    pub(crate) frame: Frame,
    pub(crate) staff: Staff,
}

impl FromRequestParts<Server> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<SignedIn, Response> {
        let staff = Staff::from_request_parts(parts, server).await?;
        let Ok(frame) = Frame::from_request_parts(parts, server).await;
        let frame = frame.of(&staff.account.name);
        Ok(SignedIn { frame, staff })
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
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/staff"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// A page of the office to go on to after signing in, and no other address.
pub(crate) fn page_of_ours(path: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.%?=&".contains(&byte);
    let ours = path.starts_with("/staff/") && !path.starts_with(SIGN_IN);
    (ours && path.len() <= PATH_LENGTH_MAX && path.bytes().all(plain)).then_some(path)
}

/// What is said where a form comes and nobody is signed in any more.
const SIGNED_OUT: &str = "You are signed out, and nothing was done. Sign in at /staff, in another tab: then go back \
                          in your browser, where what you typed is still there, and send it again.\n";

/// The page somebody wanted to read.
fn wanted(parts: &Parts) -> Option<&str> {
    let wanted = parts.uri.path_and_query().map_or("", PathAndQuery::as_str);
    page_of_ours(wanted).filter(|_| parts.method == Method::GET)
}

/// To the page where somebody signs in, and from there back to what they wanted to read.
fn sign_in_first(parts: &Parts) -> Response {
    if parts.method == Method::POST {
        // Where it would lead is no place a form can be sent to: what was typed is lost without a word.
        return (StatusCode::UNAUTHORIZED, SIGNED_OUT).into_response();
    }
    match wanted(parts) {
        Some(page) => to(&format!("{SIGN_IN}?next={}", in_query(page))),
        None => to(SIGN_IN),
    }
}

/// To the provider, which knows whether they still work here, and back to where they were.
fn to_provider(parts: &Parts) -> Response {
    if parts.method == Method::POST {
        return (StatusCode::UNAUTHORIZED, SIGNED_OUT).into_response();
    }
    match wanted(parts) {
        Some(page) => to(&format!("{BY_WORK}?to={}", in_query(page))),
        None => to(BY_WORK),
    }
}

/// A text as it stands in the query of an address.
pub(crate) fn in_query(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            written.push(char::from(byte));
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

impl FromRequestParts<Server> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Staff, Response> {
        if let Some(staff) = parts.extensions.get::<Staff>() {
            return Ok(staff.clone());
        }
        let token = token(&parts.headers).ok_or_else(|| sign_in_first(parts))?.to_owned();
        let by_work = access::is_by_work(&token) && server.provider().is_some();
        let found = server.work(move |record, now| {
            recorded(access::find(record, &token, now)).map(|found| found.ok().flatten())
        });
        match found.await {
            Ok(Some(Present { account, strength, standing })) => {
                let looks = pages::looks_people_up(server, &account);
                parts.extensions.get_or_insert_with(Looks::default).set(looks, &standing);
                Ok(Staff { account, strength, standing, looks })
            }
            Ok(None) if by_work => Err(to_provider(parts)),
            Ok(None) => Err(sign_in_first(parts)),
            Err(problem) => Err(problem.into_response()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{in_query, page_of_ours};

    #[test]
    fn signing_in_leads_to_pages_of_the_office_alone() {
        for ours in ["/staff/facts", "/staff/at/housing/P-12", "/staff/people/p_a?purpose=repairs"]
        {
            assert_eq!(page_of_ours(ours), Some(ours));
        }
        for other in [
            "",
            "/",
            "/staff",
            "//elsewhere.example",
            "/staff/sign-in",
            "/staff/a\r\nb",
            "/staff/\\e",
        ] {
            assert_eq!(page_of_ours(other), None, "{other}");
        }
        assert_eq!(in_query("/staff/a?b=c&d=%2F"), "/staff/a%3Fb%3Dc%26d%3D%252F");
    }
}
