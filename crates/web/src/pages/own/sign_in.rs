//! Signing in to one's own account: by a code that goes to an email address of theirs alone, or by one from
//! a letter. Whether somebody is known is never said, nor can it be told by how long it takes.

use access::residents;
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
use crate::resident::{self, recorded};
use crate::staff::to;

/// The most characters of what somebody types here.
const LINE_LENGTH_MAX: usize = 300;

#[derive(Template)]
#[template(path = "en/sign_in.html")]
struct SignIn {
    frame: Frame,
    /// Whether a code can go out by email.
    by_email: bool,
    errors: Wrong,
}

#[derive(Template)]
#[template(path = "en/sign_in_code.html")]
struct Code {
    frame: Frame,
    asked: String,
    errors: Wrong,
}

#[derive(Template)]
#[template(path = "en/sign_in_letter.html")]
struct Letter {
    frame: Frame,
    errors: Wrong,
}

/// What somebody typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    asked: String,
    #[serde(default)]
    code: String,
}

fn short(text: &str) -> String {
    text.trim().chars().take(LINE_LENGTH_MAX).collect()
}

/// The form.
pub(crate) async fn form(State(server): State<Server>, frame: Frame) -> Response {
    shown(&server, frame, StatusCode::OK, Wrong::new())
}

fn shown(server: &Server, frame: Frame, status: StatusCode, errors: Wrong) -> Response {
    page(status, &SignIn { frame, by_email: server.sends_codes(), errors })
}

/// Takes an address. The answer is the same for everybody; who it is, is found out when it has gone.
pub(crate) async fn ask(
    State(server): State<Server>,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Response {
    if !server.sends_codes() {
        return shown(&server, frame, StatusCode::NOT_FOUND, Wrong::new());
    }
    let email = short(&typed.email);
    if !email.contains('@') {
        let errors = vec![("email", said(&Message::new("web-email-missing")))];
        return shown(&server, frame, StatusCode::BAD_REQUEST, errors);
    }
    if !server.takes_a_form() {
        return nothing::later(frame);
    }
    let contact = email.clone();
    let asked =
        server.work(move |record, now| recorded(residents::ask(record, &contact, now))).await;
    let Ok(Ok(asked)) = asked else { return nothing::later(frame) };
    let (later, token) = (server.clone(), asked.as_str().to_owned());
    tokio::spawn(async move {
        let sent = later
            .work(move |record, now| recorded(residents::send_code(record, &asked, &email, now)));
        if !matches!(sent.await, Ok(Ok(_))) {
            tracing::warn!("a code that was asked for was not sent");
        }
    });
    page(StatusCode::OK, &Code { frame, asked: token, errors: Wrong::new() })
}

/// Lets somebody in by the code they were sent.
pub(crate) async fn code(
    State(server): State<Server>,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Response {
    if !server.takes_a_form() {
        return nothing::later(frame);
    }
    let asked = short(&typed.asked);
    let (of, code) = (asked.clone(), short(&typed.code));
    let tried =
        server.work(move |record, now| recorded(residents::sign_in(record, &of, &code, now)));
    match tried.await {
        Ok(Ok(session)) => entered(session.as_str()),
        Ok(Err(_)) => {
            let errors = vec![("code", said(&Message::new("web-code-wrong")))];
            page(StatusCode::FORBIDDEN, &Code { frame, asked, errors })
        }
        Err(_) => nothing::later(frame),
    }
}

/// The form for the code of a letter.
pub(crate) async fn letter(frame: Frame) -> Response {
    page(StatusCode::OK, &Letter { frame, errors: Wrong::new() })
}

/// Lets somebody in by the code of a letter.
pub(crate) async fn by_letter(
    State(server): State<Server>,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Response {
    if !server.takes_a_form() {
        return nothing::later(frame);
    }
    let code = short(&typed.code);
    let tried =
        server.work(move |record, now| recorded(residents::sign_in_by_letter(record, &code, now)));
    match tried.await {
        Ok(Ok(session)) => entered(session.as_str()),
        Ok(Err(_)) => {
            let errors = vec![("code", said(&Message::new("web-letter-code-wrong")))];
            page(StatusCode::FORBIDDEN, &Letter { frame, errors })
        }
        Err(_) => nothing::later(frame),
    }
}

fn entered(session: &str) -> Response {
    let mut response = to("/account");
    response.headers_mut().insert(header::SET_COOKIE, resident::set(session));
    response
}

/// Ends the session.
pub(crate) async fn sign_out(State(server): State<Server>, headers: HeaderMap) -> Response {
    resident::end(&server, &headers).await;
    let mut response = to("/");
    response.headers_mut().insert(header::SET_COOKIE, resident::set(""));
    response
}
