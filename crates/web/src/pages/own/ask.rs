//! Asking for something in one's own account: whom it is about is known already.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::Kind;
use serde::Deserialize;
use words::Message;

use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::ask::{SHOWN, wants};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::{self, About};
use crate::pages::{letters, nothing};
use crate::resident::Resident;

/// The most characters of what somebody asks for here.
const WORDS_LENGTH_MAX: usize = 20_000;

#[derive(Template)]
#[template(path = "en/account_ask.html")]
struct Ask {
    frame: Frame,
    other: bool,
    once: String,
    words: String,
    kind: String,
    /// What it may be, by id and in words.
    shown: Vec<(&'static str, String)>,
    errors: Wrong,
}

/// What somebody typed, and what they take it to be.
#[derive(Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    words: String,
    #[serde(default)]
    kind: String,
}

fn form(frame: Frame, resident: &Resident, typed: Typed, errors: Wrong) -> Response {
    let shown = SHOWN.iter().map(|kind| (kind.id(), said(&wants(*kind)))).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let other = resident.entered.other.is_some();
    let Typed { words, kind } = typed;
    let frame = frame.own();
    page(status, &Ask { frame, other, once: once(), words, kind, shown, errors })
}

/// The form.
pub(crate) async fn ask(frame: Frame, resident: Resident) -> Response {
    form(frame, &resident, Typed::default(), Wrong::new())
}

/// Opens what was asked for.
pub(crate) async fn asked(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
    Form(typed): Form<Typed>,
) -> Response {
    let words = typed.words.replace("\r\n", "\n").trim().to_owned();
    let wrong = match words.chars().count() {
        0 => Some(Message::new("web-words-missing")),
        WORDS_LENGTH_MAX.. => Some(Message::new("web-words-long")),
        _ => None,
    };
    if let Some(wrong) = wrong {
        return form(frame, &resident, typed, vec![("words", said(&wrong))]);
    }
    let kind = SHOWN.iter().find(|kind| kind.id() == typed.kind).copied();
    let own = resident.entered.account().clone();
    let opened = letters::desk(&server, move |desk, now| {
        // What nobody can name is somebody's words all the same.
        let opened = desk.own_ask(&own, vec![kind.unwrap_or(Kind::Enquiry)], &words, now)?;
        Ok(receipt::of(desk, &opened, now))
    });
    match opened.await {
        Ok(receipts) => receipt::given(frame.own(), About::Request, receipts),
        Err(()) => nothing::later(frame.own()),
    }
}
