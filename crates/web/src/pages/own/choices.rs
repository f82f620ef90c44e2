//! What somebody chooses: each with a receipt, and taken back by one button as it was given.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::{OwnChoice, Wish};
use serde::Deserialize;

use super::read;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::once;
use crate::pages::receipt::day;
use crate::pages::{letters, nothing};
use crate::resident::Resident;

/// One choice, as it is written.
struct Shown {
    wish: &'static str,
    about: String,
    name: String,
    plain: String,
    since: Option<String>,
    once: String,
}

#[derive(Template)]
#[template(path = "en/account_choices.html")]
struct Choices {
    frame: Frame,
    no_news: Option<Shown>,
    no_images: Option<Shown>,
    ways: Vec<Shown>,
    consents: Vec<Shown>,
    objections: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "en/account_receipt.html")]
struct Receipt {
    frame: Frame,
    yes: bool,
    receipt: String,
    case: Option<String>,
}

fn shown(one: OwnChoice) -> Shown {
    Shown {
        wish: one.wish.id(),
        about: one.about,
        name: one.name,
        plain: one.plain,
        since: one.stands.map(|(since, _)| day(since)),
        once: once(),
    }
}

/// The page.
pub(crate) async fn choices(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
) -> Response {
    let own = resident.entered.account().clone();
    if own.is_for_another() {
        return nothing::nothing_here(frame.own());
    }
    match read(&server, frame, move |record, now| record.own_choices(&own, now)).await {
        Ok((frame, all)) => {
            let of = |wish| {
                let of = all.iter().filter(|one| one.wish == wish).cloned();
                of.map(shown).collect::<Vec<_>>()
            };
            let page_of = Choices {
                frame: frame.own(),
                no_news: of(Wish::NoMarketing).pop(),
                no_images: of(Wish::NoImages).pop(),
                ways: of(Wish::Preference),
                consents: of(Wish::Consent),
                objections: of(Wish::Objection),
            };
            page(StatusCode::OK, &page_of)
        }
        Err(response) => response,
    }
}

/// What somebody chose.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    wish: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    yes: String,
}

/// Writes a choice down; its receipt.
pub(crate) async fn chosen(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
    Form(chosen): Form<Chosen>,
) -> Response {
    let own = resident.entered.account().clone();
    let wish = Wish::ALL.iter().find(|wish| wish.id() == chosen.wish).copied();
    let Some(wish) = wish.filter(|_| !own.is_for_another()) else {
        return nothing::nothing_here(frame.own());
    };
    let yes = chosen.yes == "yes";
    let done = letters::desk(&server, move |desk, now| {
        desk.own_choose(&own, (wish, &chosen.about), yes, now)
    });
    match done.await {
        Ok((receipt, opened)) => {
            let case = opened.into_iter().next().map(|one| one.reference);
            let receipt = receipt.as_str().to_owned();
            page(StatusCode::OK, &Receipt { frame: frame.own(), yes, receipt, case })
        }
        Err(()) => nothing::later(frame.own()),
    }
}
