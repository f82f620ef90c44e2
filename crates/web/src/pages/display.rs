//! What somebody chose to read in, and leaving in a hurry.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::Server;
use crate::look::{Display, Theme, forget_display, set_display};
use crate::resident;

/// Where somebody goes who has to leave: a page anybody may read.
const ELSEWHERE: &str = "https://www.bbc.co.uk/weather";

/// What somebody chose.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    size: String,
    #[serde(default)]
    back: String,
}

/// Keeps what somebody chose, and goes back to where they were.
pub(crate) async fn display(Form(chosen): Form<Chosen>) -> Response {
    let display = Display { theme: Theme::of(&chosen.theme), large: chosen.size == "large" };
    let mut response = to(inside(&chosen.back).unwrap_or("/"));
    response.headers_mut().insert(header::SET_COOKIE, set_display(display));
    response
}

/// Ends the session, forgets what these pages kept in the browser, and goes elsewhere.
pub(crate) async fn exit(State(server): State<Server>, headers: HeaderMap) -> Response {
    resident::end(&server, &headers).await;
    let mut response = to(ELSEWHERE);
    response.headers_mut().append(header::SET_COOKIE, resident::set(""));
    // What others of the same landlord keep is not ours to clear.
    response.headers_mut().append(header::SET_COOKIE, forget_display());
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    response
}

fn to(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// A path of ours, and no other address: a form somebody else made leads nowhere else.
fn inside(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte));
    (path.starts_with('/') && !path.starts_with("//") && plain).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn a_form_leads_nowhere_else() {
        assert_eq!(inside("/notice/changes"), Some("/notice/changes"));
        for other in ["", "notice", "//elsewhere.example", "/\\elsewhere.example", "/a\r\nb", "/?a"]
        {
            assert_eq!(inside(other), None, "{other}");
        }
    }
}
