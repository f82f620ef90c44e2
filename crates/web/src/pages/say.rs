//! Complaining, and telling us of a message that looks wrong: what was written is a case, at once.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Capacity, Kind};
use words::Message;

use super::ask::{PORTAL, new_case};
use super::form::{Typed, Wrong, once, said};
use super::receipt::{self, About};
use super::{letters, nothing};
use crate::Server;
use crate::look::{Door, Frame, page};

#[derive(Template)]
#[template(path = "en/say.html")]
struct Say {
    frame: Frame,
    title: String,
    complaint: bool,
    once: String,
    typed: Typed,
    errors: Wrong,
}

fn form(frame: Frame, kind: Kind, typed: Typed, errors: Wrong) -> Response {
    let complaint = kind == Kind::Complaint;
    let title = match complaint {
        true => said(&Message::new("web-complain")),
        false => said(&Message::new("web-report")),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    page(status, &Say { frame, title, complaint, once: once(), typed, errors })
}

async fn sent(server: Server, frame: Frame, kind: Kind, typed: Typed) -> Response {
    let typed = typed.trimmed();
    let complaint = kind == Kind::Complaint;
    let errors = typed.wrong(complaint);
    if !errors.is_empty() {
        return form(frame, kind, typed, errors);
    }
    let new = new_case(&server, vec![kind], typed, Capacity::Own);
    let opened = letters::desk(&server, move |desk, now| {
        let opened = desk.open(PORTAL, &new, now)?;
        Ok(receipt::of(desk, &opened, now))
    });
    let about = if complaint { About::Complaint } else { About::Message };
    match opened.await {
        Ok(receipts) => receipt::given(frame, about, receipts),
        Err(()) => nothing::later(frame),
    }
}

/// The page to complain.
pub(crate) async fn complain(frame: Frame) -> Response {
    form(frame, Kind::Complaint, Typed::default(), Wrong::new())
}

/// Takes a complaint.
pub(crate) async fn complained(
    State(server): State<Server>,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Response {
    sent(server, frame, Kind::Complaint, typed).await
}

/// The page to report a message.
pub(crate) async fn report(frame: Frame) -> Response {
    form(frame, Kind::Phishing, Typed::default(), Wrong::new())
}

/// Takes a report, and says at once what we never ask for.
pub(crate) async fn reported(
    State(server): State<Server>,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Response {
    sent(server, frame, Kind::Phishing, typed).await
}
