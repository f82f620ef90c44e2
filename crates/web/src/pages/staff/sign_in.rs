//! Signing in, by a password and a code of the moment; and out.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use words::Message;

use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, said};
use crate::pages::nothing;
use crate::pages::staff::work_account;
use crate::resident::recorded;
use crate::staff::{self, to};
use crate::state::Query;
use crate::whence::Whence;

#[derive(Template)]
#[template(path = "en/staff_sign_in.html")]
struct SignIn {
    frame: Frame,
    name: String,
    /// Whether there is a provider.
    by_work: bool,
    /// The page to go on to.
    next: String,
    errors: Wrong,
}

/// What somebody typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// Where somebody wanted to go.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

fn shown(
    server: &Server,
    frame: Frame,
    status: StatusCode,
    (name, next): (String, &str),
    errors: Wrong,
) -> Response {
    let by_work = server.provider().is_some();
    let next = staff::page_of_ours(next).unwrap_or_default().to_owned();
    page(status, &SignIn { frame: frame.at(Door::Staff), name, by_work, next, errors })
}

/// The form.
pub(crate) async fn form(
    State(server): State<Server>,
    frame: Frame,
    Query(asked): Query<Next>,
) -> Response {
    let blank = (String::new(), asked.next.as_str());
    shown(&server, frame, StatusCode::OK, blank, Wrong::new())
}

/// Lets somebody in.
pub(crate) async fn sign_in(
    State(server): State<Server>,
    frame: Frame,
    Whence(from): Whence,
    Form(typed): Form<Typed>,
) -> Response {
    let Typed { name, password, code, next } = typed;
    let name: String = name.trim().chars().take(access::NAME_LENGTH_MAX).collect();
    let of = name.clone();
    let tried = server.signing_in(move |record, now| {
        recorded(access::sign_in_from(record, &from, &of, &password, &code, now))
    });
    let wrong = match tried.await {
        Ok(Ok(session)) => {
            let mut response = to(staff::page_of_ours(&next).unwrap_or("/staff"));
            response.headers_mut().insert(header::SET_COOKIE, staff::set(session.as_str()));
            return response;
        }
        // Whether there is such a name is not said, nor whether it is shut.
        Ok(Err(_)) => said(&Message::new("web-sign-in-wrong")),
        Err(_) => return nothing::later(frame.at(Door::Staff)),
    };
    shown(&server, frame, StatusCode::FORBIDDEN, (name, &next), vec![("name", wrong)])
}

/// Ends the session.
pub(crate) async fn sign_out(State(server): State<Server>, headers: HeaderMap) -> Response {
    let mut next = staff::SIGN_IN;
    if let Some(token) = staff::token(&headers).map(str::to_owned) {
        if access::is_by_work(&token) && server.provider().is_some() {
            next = work_account::OUT;
        }
        let ended =
            server.work(move |record, _| recorded(access::sign_out(record, &token)).map(|_| ()));
        // The browser forgets it in any case.
        let _ = ended.await;
    }
    let mut response = to(next);
    response.headers_mut().insert(header::SET_COOKIE, staff::set(""));
    response
}
