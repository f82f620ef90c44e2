//! What we hold about you: why, from whom, until when. By the charter's closed list; everything else comes
//! in a copy that a person has looked over.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::Held;

use super::read;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::receipt::day;
use crate::resident::Resident;

/// One thing, as it is written.
struct Shown {
    name: String,
    value: Option<String>,
    since: String,
    why: String,
    from: String,
    until: Option<String>,
    kept: String,
    disputed: bool,
}

#[derive(Template)]
#[template(path = "en/account_held.html")]
struct Page {
    frame: Frame,
    other: bool,
    /// None before it is switched on.
    held: Option<Vec<Shown>>,
}

fn shown(held: Held) -> Shown {
    Shown {
        name: held.name,
        value: held.value.map(|value| value.to_string()),
        since: day(held.since),
        why: held.why.join("; "),
        from: held.from,
        until: held.until.map(day),
        kept: held.kept,
        disputed: held.disputed,
    }
}

/// The page.
pub(crate) async fn held(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
) -> Response {
    let own = resident.entered.account().clone();
    let other = own.is_for_another();
    match read(&server, frame, move |record, now| record.held(&own, now)).await {
        Ok((frame, held)) => {
            let held = held.map(|held| held.into_iter().map(shown).collect());
            page(StatusCode::OK, &Page { frame: frame.own(), other, held })
        }
        Err(response) => response,
    }
}
