//! Where somebody's own account begins; and acting for somebody else, by a right that is on record.

use access::residents;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use people::PersonId;
use serde::Deserialize;
use words::Message;

use super::read;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::nothing;
use crate::resident::{self, Resident, recorded};
use crate::staff::to;

#[derive(Template)]
#[template(path = "en/account.html")]
struct Account {
    frame: Frame,
    /// Whether it is another's that is looked at.
    other: bool,
    /// Those they may act for: by id, and as they are called.
    others: Vec<(String, String)>,
}

/// The first page of an account.
pub(crate) async fn account(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
) -> Response {
    let entered = resident.entered;
    let (reader, other) = (entered.own.person, entered.other.is_some());
    let others = read(&server, frame, move |record, now| {
        let mut others = Vec::new();
        for own in record.acts_for(reader, now)? {
            // Whom they see nothing of, they are not told of either.
            let held = record.held(&own, now)?.unwrap_or_default();
            let name = held.iter().find_map(|one| one.value.as_ref());
            if let Some(name) = name {
                others.push((own.person.to_string(), name.to_string()));
            }
        }
        Ok(others)
    });
    match others.await {
        Ok((frame, others)) => page(StatusCode::OK, &Account { frame: frame.own(), other, others }),
        Err(response) => response,
    }
}

/// Whom somebody wants to act for; themselves, where it is empty.
#[derive(Deserialize)]
pub(crate) struct For {
    #[serde(default)]
    person: String,
}

/// Looks at another's account from now on. Without a right on record it is refused in the same words,
/// whoever it is.
pub(crate) async fn act(
    State(server): State<Server>,
    frame: Frame,
    _resident: Resident,
    headers: HeaderMap,
    Form(chosen): Form<For>,
) -> Response {
    let token = resident::token(&headers).unwrap_or_default().to_owned();
    // What is no id is somebody nobody acts for.
    let other = chosen.person.parse().unwrap_or(PersonId::from_bytes([0; 16]));
    let other = (!chosen.person.is_empty()).then_some(other);
    let may = server
        .work(move |record, now| recorded(residents::act_for(record, &token, other, now)))
        .await;
    match may {
        Ok(Ok(true)) => to("/account"),
        Ok(_) => {
            let title = Message::new("web-no-right");
            let says = [Message::new("web-no-right-what")];
            nothing::said(frame.own(), StatusCode::FORBIDDEN, &title, &says)
        }
        Err(_) => nothing::later(frame),
    }
}
