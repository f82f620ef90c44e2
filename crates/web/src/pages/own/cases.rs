//! What somebody asked for: how far it is, and messages to the office. No reference is in an address.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Error, OwnCase};
use serde::Deserialize;
use words::{Catalogue, Message};

use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::pages::{letters, nothing};
use crate::resident::Resident;
use crate::staff::to;
use crate::state::Query;

/// One case, as it is written.
struct Shown {
    reference: String,
    kind: String,
    state: String,
    received: String,
    due: Option<String>,
    working: Vec<String>,
    words: String,
    messages: Vec<(String, String)>,
    once: String,
}

#[derive(Template)]
#[template(path = "en/account_cases.html")]
struct Cases {
    frame: Frame,
    cases: Vec<Shown>,
    sent: bool,
    errors: Wrong,
}

fn shown(case: OwnCase) -> Shown {
    let english = Catalogue::english();
    Shown {
        kind: english.render(&case.kind.message()),
        state: english.render(&case.state.message()),
        received: day(case.received),
        due: case.due.map(day),
        working: case.working.iter().map(|says| english.render(says)).collect(),
        words: case.words,
        messages: case.messages.into_iter().map(|(on, text)| (day(on), text)).collect(),
        reference: case.reference,
        once: once(),
    }
}

async fn shows(
    server: &Server,
    frame: Frame,
    resident: Resident,
    sent: bool,
    errors: Wrong,
) -> Response {
    let own = resident.entered.account().clone();
    match letters::desk(server, move |desk, now| desk.own_cases(&own, now)).await {
        Ok(cases) => {
            let cases = cases.into_iter().map(shown).collect();
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            page(status, &Cases { frame: frame.own(), cases, sent, errors })
        }
        Err(()) => nothing::later(frame.own()),
    }
}

/// The page.
pub(crate) async fn cases(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
    Query(asked): Query<Sent>,
) -> Response {
    shows(&server, frame, resident, asked.sent == "yes", Wrong::new()).await
}

/// Whether a message went a moment ago.
#[derive(Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    sent: String,
}

/// A message to the office.
#[derive(Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    text: String,
}

/// Takes a message.
pub(crate) async fn said_more(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
    Form(more): Form<Said>,
) -> Response {
    let own = resident.entered.account().clone();
    let text = more.text.replace("\r\n", "\n");
    let done = letters::desk(&server, move |desk, now| {
        match desk.say_more(&own, &more.reference, &text, now) {
            Ok(()) => Ok(Some(true)),
            Err(Error::Malformed(_)) => Ok(Some(false)),
            Err(Error::None) => Ok(None),
            Err(error) => Err(error),
        }
    });
    match done.await {
        // What is held is looked at anew, and not kept for a form that is sent twice.
        Ok(Some(true)) => to("/account/cases?sent=yes"),
        Ok(Some(false)) => {
            let wrong = vec![("main", said(&Message::new("web-message-wrong")))];
            shows(&server, frame, resident, false, wrong).await
        }
        Ok(None) => nothing::nothing_here(frame.own()),
        Err(()) => nothing::later(frame.own()),
    }
}
