//! A correction taken by telephone: what is wrong and what is right, opened as a case.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Channel, Kind, Party};
use serde::Deserialize;
use words::Message;

use super::{For, OnePerson, Pick, Purposes, name_of, request};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::staff::Staff;
use crate::state::Query;

/// The most characters of what is wrong, and of what is right.
const TEXT_LENGTH_MAX: usize = 2_000;

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    purpose: String,
    field: String,
    wrong: String,
    right: String,
}

#[derive(Template)]
#[template(path = "en/staff_correction.html")]
struct Correction {
    frame: Frame,
    id: String,
    once: String,
    purposes: Purposes,
    fields: Vec<Pick>,
    typed: Typed,
    errors: Wrong,
}

impl Correction {
    fn says(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
}

fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    id: String,
    typed: Typed,
    errors: Wrong,
) -> Response {
    let charter = server.record().gate().charter();
    let purposes = Purposes::of(server, &staff.account, &typed.purpose);
    let fields = charter.categories().iter().map(|one| Pick::of(one, &typed.field)).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    page(status, &Correction { frame, id, once: once(), purposes, fields, typed, errors })
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

/// Opens the case.
pub(super) async fn correct(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Form(typed): Form<Typed>,
) -> Response {
    let charter = server.record().gate().charter();
    let mut errors = Wrong::new();
    if charter.categories().find(&typed.field).is_none() {
        errors.push(("field", said(&Message::new("web-call-field-missing"))));
    }
    if typed.wrong.trim().is_empty() || typed.wrong.chars().count() > TEXT_LENGTH_MAX {
        errors.push(("wrong", said(&Message::new("web-call-wrong-missing"))));
    }
    if typed.right.chars().count() > TEXT_LENGTH_MAX {
        errors.push(("right", said(&Message::new("web-words-long"))));
    }
    if !errors.is_empty() {
        return shown(&server, frame, &staff, id, typed, errors);
    }
    let right = typed.right.trim();
    let right = if right.is_empty() { "not said yet" } else { right };
    let message = Message::new("web-call-correction")
        .with("field", name_of(charter.categories(), &typed.field))
        .with("wrong", typed.wrong.trim())
        .with("right", right);
    let requester = Party { channel: Channel::Phone, ..Party::default() };
    let asked = (vec![Kind::Rectification], requester, said(&message));
    request::open(&server, frame, staff, id, typed.purpose, asked).await
}
