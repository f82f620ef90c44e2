//! The register of breaches, and reporting one: the hours run from when somebody of the office knew.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Capacity, Channel, Kind, NewCase, Party};
use law::clock::Moment;
use serde::Deserialize;
use words::Message;

use super::desk::{Trouble, at_desk};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

struct Line {
    reference: String,
    received: String,
    state: String,
    what: String,
}

#[derive(Template)]
#[template(path = "en/staff_breaches.html")]
struct Register {
    frame: Frame,
    /// None for somebody who does not work on cases: they report, and do not read.
    lines: Option<Vec<Line>>,
    typed: Typed,
    once: String,
    errors: Wrong,
}

/// What somebody reports.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    words: String,
    when: String,
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (typed, status, errors): (Typed, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| at.desk.breaches(at.who(), at.now));
    let lines = match read.await {
        Ok(breaches) => Some(breaches.into_iter().map(|one| Line {
            reference: one.reference,
            received: day(one.received),
            state: said(&one.state.message()),
            what: one.answers.get("what").to_owned(),
        })),
        Err(Trouble::Nothing) => None,
        Err(trouble) => return trouble.plain(frame),
    };
    let lines = lines.map(Iterator::collect);
    page(status, &Register { frame, lines, typed, once: once(), errors })
}

/// The register, for those who work on cases; the form for everybody.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    shown(&server, frame, &staff, (Typed::default(), StatusCode::OK, Wrong::new())).await
}

/// Opens a case of a breach: the first words are enough.
pub(crate) async fn report(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let typed = Typed { words: typed.words.replace("\r\n", "\n").trim().to_owned(), ..typed };
    let when = match typed.when.trim() {
        "" => Ok(None),
        text => text.parse::<Moment>().map(Some),
    };
    let wrong = match when {
        _ if typed.words.is_empty() => vec![("words", said(&Message::new("web-words-missing")))],
        Err(_) => vec![("when", said(&Message::new("web-when-wrong")))],
        Ok(when) => {
            let (words, by) = (typed.words.clone(), staff.account.name.clone());
            let entity = staff.account.entity.clone();
            let done = at_desk(&server, &staff, "look", move |at| {
                let now = jiff::Timestamp::from_microsecond(at.now.micros()).unwrap_or_default();
                let requester = Party {
                    person: None,
                    name: Some(by.clone()),
                    reach: None,
                    capacity: Capacity::Office,
                    channel: Channel::default(),
                };
                let new = NewCase {
                    kinds: vec![Kind::Breach],
                    entity,
                    received: when.unwrap_or_else(|| Moment::from(now)),
                    subject: None,
                    requester,
                    recipient: None,
                    words,
                    by: None,
                };
                at.desk.open(&by, &new, at.now)
            });
            match done.await {
                Ok(_) => return to("/staff/breaches"),
                Err(Trouble::Says(says)) => says.into_iter().map(|says| ("when", says)).collect(),
                Err(trouble) => return trouble.plain(frame),
            }
        }
    };
    shown(&server, frame, &staff, (typed, StatusCode::CONFLICT, wrong)).await
}
