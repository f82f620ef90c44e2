//! What is kept of somebody who left: by which rule, until when, and why; what is not kept goes (row 19.1a).

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::Error;
use disposal::Decided;
use people::{PersonId, Shelved};

use super::desk::{At, Trouble, at_desk};
use super::disposal::of_room;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};
use crate::state::Path;

struct Class {
    id: String,
    name: String,
    /// From which events, and until when.
    lies: Vec<String>,
    keep: String,
    reason: String,
}

struct Before {
    day: String,
    actor: String,
    name: String,
    kept: bool,
    reason: String,
}

#[derive(Template)]
#[template(path = "en/staff_leaving.html")]
struct Leaving {
    frame: Frame,
    id: String,
    classes: Vec<Class>,
    before: Vec<Before>,
    once: String,
    errors: Wrong,
}

type Typed = HashMap<String, String>;

fn name_of(server: &Server, class: &str) -> String {
    let classes = server.record().gate().charter().retentions();
    let found = classes.iter().find(|one| one.id.get_ref().as_str() == class);
    found.map_or_else(|| class.to_owned(), |one| one.name.clone())
}

fn lies(one: &Shelved) -> String {
    let event = one.event.split_once(':');
    let from = match event {
        Some((people::LEFT, _)) => "from the day they left, as no event is on record".to_owned(),
        Some((event, _)) => format!("from {}", event.replace('-', " ")),
        None => "waiting for its event".to_owned(),
    };
    let until = one.due.map(|due| format!(", until {}", day(due))).unwrap_or_default();
    format!("{from}{until}")
}

fn classes(server: &Server, shelved: Vec<Shelved>, typed: &Typed) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    for one in shelved {
        let at = classes.iter().position(|class| class.id == one.class);
        let at = at.unwrap_or_else(|| {
            let said = |field: &str| {
                typed.get(&format!("{field}-{}", one.class)).cloned().unwrap_or_default()
            };
            classes.push(Class {
                name: name_of(server, &one.class),
                lies: Vec::new(),
                keep: said("keep"),
                reason: said("reason"),
                id: one.class.clone(),
            });
            classes.len() - 1
        });
        classes[at].lies.push(lies(&one));
    }
    classes
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (id, typed): (PersonId, Typed),
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let record = at.desk.record();
        let shelved = record.shelved(at.question, id, at.now)?;
        let before = disposal::leaving_reviews(record, at.question, id, at.now).map_err(of_room)?;
        Ok((shelved, before))
    });
    let (shelved, before) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let before = before.into_iter().map(|one| Before {
        day: day(one.day),
        name: name_of(server, &one.class),
        actor: one.actor,
        kept: one.kept,
        reason: one.reason,
    });
    let all = Leaving {
        frame,
        id: id.to_string(),
        classes: classes(server, shelved, &typed),
        before: before.collect(),
        once: once(),
        errors,
    };
    page(status, &all)
}

/// By which rules something is kept of somebody, and what was decided before.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse() else { return crate::pages::nothing::nothing_here(frame) };
    let all_is_well = (StatusCode::OK, Wrong::new());
    page_of(&server, frame, &staff, (id, Typed::new()), all_is_well).await
}

fn decide(at: &At<'_>, id: PersonId, typed: &Typed) -> Result<(), Error> {
    let mut decided = Vec::new();
    for (field, keep) in typed {
        let Some(class) = field.strip_prefix("keep-") else { continue };
        if keep.is_empty() {
            continue;
        }
        decided.push(Decided {
            class: class.to_owned(),
            keep: keep == "yes",
            reason: typed.get(&format!("reason-{class}")).cloned().unwrap_or_default(),
        });
    }
    disposal::decide_leaving(at.desk.record(), at.question, id, &decided, at.now).map_err(of_room)
}

/// Writes down what is kept, and why.
pub(crate) async fn done(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let Ok(id) = id.parse::<PersonId>() else { return crate::pages::nothing::nothing_here(frame) };
    let said = typed.clone();
    let done = at_desk(&server, &staff, "use", move |at| decide(at, id, &said));
    match done.await {
        Ok(()) => to(&format!("/staff/people/{id}/leaving")),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("kept", says)).collect();
            page_of(&server, frame, &staff, (id, typed), (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
