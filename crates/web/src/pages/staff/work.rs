//! What a kind of case asks whoever works on it: the questions, and what follows from the answers.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::form::{Wants, asks};
use casework::{Error, Step};

use super::desk::{At, Head, Trouble, at_desk};
use super::weighing::Fields;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::staff::{SignedIn, Staff, to};

/// One question.
struct Asked {
    id: &'static str,
    question: String,
    wants: Wants,
    answer: String,
    /// Whether an answer is needed now.
    open: bool,
}

impl Asked {
    /// What can be chosen, where it is a choice.
    fn words(&self) -> &'static [&'static str] {
        match self.wants {
            Wants::One(words) => words,
            Wants::YesNo => &["yes", "no"],
            _ => &[],
        }
    }

    fn hint(&self) -> Option<&'static str> {
        match self.wants {
            Wants::Day => Some("A day, such as 2026-11-27"),
            Wants::Moment => Some("A day with a time, such as 2026-11-27T17:30"),
            Wants::Number => Some("A number"),
            Wants::One(_) | Wants::Text | Wants::YesNo => None,
        }
    }

    fn long(&self) -> bool {
        self.wants == Wants::Text
    }
}

struct Read {
    head: Head,
    asked: Vec<Asked>,
    wrong: Vec<String>,
    says: Vec<String>,
    fields: Vec<(String, String)>,
    /// What was really done, and whether it was complete.
    done: Vec<(String, bool)>,
    can: bool,
}

#[derive(Template)]
#[template(path = "en/staff_work.html")]
struct Work {
    frame: Frame,
    read: Read,
    once: String,
    errors: Wrong,
}

fn read(at: &At<'_>, reference: &str, typed: &Fields) -> Result<Read, Error> {
    let shown = at.case(reference)?;
    let concluded = at.desk.conclusion(shown.no, at.now)?;
    let asked = asks(shown.kind, shown.words.requester.capacity).map(|one| Asked {
        id: one.id,
        question: said(&(one.question)()),
        wants: one.wants,
        answer: typed.get(one.id).map_or(shown.answers.get(one.id), String::as_str).to_owned(),
        open: concluded.missing.contains(&one.id),
    });
    let sentences = |all: &[words::Message]| all.iter().map(said).collect();
    Ok(Read {
        asked: asked.collect(),
        wrong: sentences(&concluded.wrong),
        says: sentences(&concluded.says),
        fields: concluded.fields.iter().map(|(name, text)| (said(name), text.clone())).collect(),
        done: shown.works.iter().map(|(_, whole, what)| (what.clone(), *whole)).collect(),
        can: shown.can.contains(&Step::Work),
        head: Head::of(&shown),
    })
}

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (reference, typed): (String, Fields),
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| read(at, &reference, &typed));
    match read.await {
        Ok(read) => page(status, &Work { frame, read, once: once(), errors }),
        Err(trouble) => trouble.plain(frame),
    }
}

/// The questions, with what was answered.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    form(&server, frame, &staff, (reference, Fields::new()), (StatusCode::OK, Wrong::new())).await
}

/// Takes answers. One that is emptied is taken out.
pub(crate) async fn fill(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let (of, typed) = (reference.clone(), fields.clone());
    let done = at_desk(&server, &staff, "use", move |at| {
        let shown = at.case(&reference)?;
        let changed = asks(shown.kind, shown.words.requester.capacity).filter_map(|one| {
            let answer = fields.get(one.id)?.replace("\r\n", "\n").trim().to_owned();
            (answer != shown.answers.get(one.id)).then(|| (one.id.to_owned(), answer))
        });
        let fills: BTreeMap<String, String> = changed.collect();
        let seen = fields.get("seen").and_then(|seen| seen.parse().ok());
        if !fills.is_empty() {
            at.desk.fill(at.who(), shown.no, &fills, seen, at.now)?;
        }
        Ok(shown.reference)
    });
    let errors = match done.await {
        Ok(reference) => return to(&format!("/staff/cases/{reference}/work")),
        Err(Trouble::Says(says)) => says.into_iter().map(|says| ("questions", says)).collect(),
        Err(trouble) => return trouble.plain(frame),
    };
    form(&server, frame, &staff, (of, typed), (StatusCode::CONFLICT, errors)).await
}
