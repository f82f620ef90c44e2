//! A life is at risk: a look that is made at once, also while the log cannot be written, with a reason and
//! a review.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::BREAK_GLASS_REASON_MIN;
use serde::Deserialize;
use words::Message;

use super::person::{self, Item};
use super::{Done, OnePerson, Purposes, about, because, not_done, obligations, purposes};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, said};
use crate::staff::Staff;

/// The lawful basis of saving a life, as the tables of law name it (UK GDPR Art 6(1)(d)).
const VITAL: &str = "vital-interests";

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    reason: String,
}

/// What was seen.
struct Seen {
    items: Vec<Item>,
    masked: usize,
    because: Vec<super::Because>,
    obligations: Vec<String>,
    /// Whether it waits in the spool for the log.
    waits: bool,
}

#[derive(Template)]
#[template(path = "en/staff_emergency.html")]
struct Emergency {
    frame: Frame,
    id: String,
    /// Whether this role looks for it at all.
    may: bool,
    /// Whether a look is made while the log cannot be written.
    glass: bool,
    reason: String,
    seen: Option<Seen>,
    errors: Wrong,
}

/// The purpose of an officer's role that saves a life; none where theirs does not.
pub(super) fn purpose(server: &Server, staff: &Staff) -> Option<String> {
    let all = purposes(server.record().gate().charter(), &staff.account);
    let vital = all
        .into_iter()
        .find(|purpose| purpose.basis.as_ref().is_some_and(|basis| basis.get_ref() == VITAL));
    vital.map(|purpose| purpose.id.get_ref().as_str().to_owned())
}

/// The warning, and the form.
pub(super) async fn form(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
) -> Response {
    let may = purpose(&server, &staff).is_some();
    let (glass, reason) = (server.inner.glass.get().is_some(), String::new());
    page(
        StatusCode::OK,
        &Emergency { frame, id, may, glass, reason, seen: None, errors: Wrong::new() },
    )
}

/// Looks, with the reason on record.
pub(super) async fn look(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Form(typed): Form<Typed>,
) -> Response {
    let (of, reason) = (purpose(&server, &staff), typed.reason.trim().to_owned());
    let (may, kept) = (of.is_some(), server.inner.glass.get().cloned());
    let glass = kept.is_some();
    let length = reason.chars().count();
    if !(BREAK_GLASS_REASON_MIN..=people::REASON_LENGTH_MAX).contains(&length) {
        let errors = vec![("reason", said(&Message::new("web-glass-reason")))];
        let status = StatusCode::BAD_REQUEST;
        return page(status, &Emergency { frame, id, may, glass, reason, seen: None, errors });
    }
    let of = of.unwrap_or_default();
    let mut ask = staff.ask_for(&of, "look");
    ask.reason = Some(reason.clone());
    let done = about(&server, &id, move |record, id, now| {
        let question = record.question(&ask, now.today())?;
        let opened = match kept {
            Some(glass) => {
                let opened = glass.look(&question, id, now)?;
                if opened.entry() == 0 {
                    // Frames cut off the end of a spool do not show in it: this line is kept elsewhere.
                    tracing::error!(waiting = glass.waiting(), "the glass was broken");
                    metrics::counter!("glass_broken_total").increment(1);
                }
                opened
            }
            None => record.look(&question, id, now)?,
        };
        let explanation = opened.explain(record);
        Ok(Seen {
            items: person::items(record, &opened)?,
            masked: opened.masked(record)?,
            because: because(record.gate().charter(), &explanation),
            obligations: obligations(&explanation),
            waits: opened.entry() == 0,
        })
    });
    match done.await {
        Ok(Done::Is(seen)) => {
            let (seen, errors) = (Some(seen), Wrong::new());
            page(StatusCode::OK, &Emergency { frame, id, may, glass, reason, seen, errors })
        }
        Ok(Done::Refused(because)) => {
            let purposes = Purposes::of(&server, &staff.account, &of);
            person::refused(frame, id, purposes, because)
        }
        Ok(Done::Wrong(says)) => {
            let (errors, status) = (vec![("reason", says)], StatusCode::BAD_REQUEST);
            page(status, &Emergency { frame, id, may, glass, reason, seen: None, errors })
        }
        done => not_done(frame, &done),
    }
}
