//! Following what was asked for, by its code alone: how far it is, and nothing about anybody.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use words::{Catalogue, Message};

use super::form::{Wrong, said};
use super::receipt::day;
use super::{letters, nothing};
use crate::Server;
use crate::look::{Door, Frame, page};

/// The most characters of a code as it is typed.
const CODE_LENGTH_MAX: usize = 40;

struct Found {
    state: String,
    received: String,
    due: Option<String>,
    working: Vec<String>,
}

#[derive(Template)]
#[template(path = "en/follow.html")]
struct Follow {
    frame: Frame,
    code: String,
    found: Option<Found>,
    errors: Wrong,
}

/// What somebody typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
}

/// The form.
pub(crate) async fn follow(frame: Frame) -> Response {
    let empty = Follow { frame, code: String::new(), found: None, errors: Wrong::new() };
    page(StatusCode::OK, &empty)
}

/// How far it is. The code is never in an address, so that no history and no log has it.
pub(crate) async fn found(
    State(server): State<Server>,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Response {
    let code: String = typed.code.trim().chars().take(CODE_LENGTH_MAX).collect();
    let of = code.clone();
    let status = letters::desk(&server, move |desk, now| match desk.status(&of, now) {
        Ok(status) => Ok(Some(status)),
        Err(casework::Error::None | casework::Error::Malformed(_)) => Ok(None),
        Err(error) => Err(error),
    });
    let Ok(status) = status.await else { return nothing::later(frame) };
    let Some(status) = status else {
        let says = match code.is_empty() {
            true => Message::new("web-code-missing"),
            false => Message::new("web-code-unknown"),
        };
        let errors = vec![("code", said(&says))];
        return page(StatusCode::NOT_FOUND, &Follow { frame, code, found: None, errors });
    };
    let english = Catalogue::english();
    let found = Found {
        state: english.render(&status.state_message()),
        received: day(status.received),
        due: status.due.map(day),
        working: status.working.iter().map(|says| english.render(says)).collect(),
    };
    let found = Follow { frame, code: String::new(), found: Some(found), errors: Wrong::new() };
    page(StatusCode::OK, &found)
}
