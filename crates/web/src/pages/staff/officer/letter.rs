//! Somebody cannot get into their own account: a letter with a code is printed for them, or the account they
//! shut is opened. Who asks sees no code: whoever could read it could sign in as them.

use access::residents::{CHECKED_LENGTH_MAX, CHECKED_LENGTH_MIN, have_letter_printed, unlock};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::Error;
use serde::Deserialize;
use words::Message;

use super::{Done, For, OnePerson, Purposes, about, not_done, person};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once};
use crate::pages::nothing;
use crate::staff::Staff;
use crate::state::Query;

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    purpose: String,
    what: String,
    checked: String,
}

#[derive(Template)]
#[template(path = "en/staff_letter.html")]
struct Letter {
    frame: Frame,
    id: String,
    once: String,
    purposes: Purposes,
    checked: String,
    /// Whether this server puts letters out to be printed.
    prints: bool,
    errors: Wrong,
}

fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    id: String,
    typed: Typed,
    errors: Wrong,
) -> Response {
    let purposes = Purposes::of(server, &staff.account, &typed.purpose);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let checked = typed.checked.chars().take(CHECKED_LENGTH_MAX).collect();
    let prints = server.prints_letters();
    page(status, &Letter { frame, id, once: once(), purposes, checked, prints, errors })
}

/// The form.
pub(super) async fn form(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Query(asked): Query<For>,
) -> Response {
    let typed = Typed { purpose: asked.purpose, ..Typed::default() };
    shown(&server, frame, &staff, id, typed, Wrong::new())
}

/// Has the letter printed, or opens the account.
pub(super) async fn done(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Form(typed): Form<Typed>,
) -> Response {
    let purposes = Purposes::of(&server, &staff.account, &typed.purpose);
    let ask = staff.ask_for(&purposes.id, "look");
    let (opens, checked) = (typed.what == "open", typed.checked.trim().to_owned());
    let done = about(&server, &id, move |record, id, now| {
        let question = record.question(&ask, now.today())?;
        let done = if opens {
            let length = checked.chars().count();
            // Whether there is anybody is found out first.
            let _ = record.look(&question, id, now)?;
            if !(CHECKED_LENGTH_MIN..=CHECKED_LENGTH_MAX).contains(&length) {
                return Err(Error::Malformed("say how you found out who asks".to_owned()));
            }
            unlock(record, &question, id, &checked, now).map(|_| ())
        } else {
            have_letter_printed(record, &question, id, &checked, now)
        };
        done.map_err(|error| match error {
            access::Error::Record(error) => error,
            error => Error::Malformed(error.to_string()),
        })
    });
    match done.await {
        Ok(Done::Is(())) => {
            let (title, says) = if opens {
                (Message::new("web-letter-open"), Message::new("web-letter-open-what"))
            } else if server.prints_letters() {
                (Message::new("web-letter-asked"), Message::new("web-letter-asked-what"))
            } else {
                (Message::new("web-letter-waits"), Message::new("web-letter-waits-what"))
            };
            nothing::said(frame, StatusCode::OK, &title, &[says])
        }
        Ok(Done::Refused(because)) => person::refused(frame, id, purposes, because),
        Ok(Done::Wrong(says)) => {
            let errors = vec![("checked", says)];
            shown(&server, frame, &staff, id, typed, errors)
        }
        done => not_done(frame, &done),
    }
}

impl Letter {
    fn says(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
}
