//! Telling those who were given the data what was put right, erased or limited (Art 19): who had it by the
//! register, and a letter behind a link to each.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Error, Outside, Step, Telling};
use gate::NamedAsk;
use serde::Deserialize;
use sharing::Told;
use words::Message;

use super::desk::{Head, Trouble, at_desk};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, filled, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

/// What somebody typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    recipient: String,
    email: String,
    text: String,
    data: String,
    told: String,
    not_told: String,
    seen: i64,
}

/// Somebody who has to be told.
struct Line {
    id: String,
    name: String,
    /// When they were given what, by the register.
    given: Vec<(String, String)>,
    /// Yes, no or not yet.
    told: Option<bool>,
}

#[derive(Template)]
#[template(path = "en/staff_told.html")]
struct Page {
    frame: Frame,
    head: Head,
    lines: Vec<Line>,
    /// Whether somebody is still to be told.
    left: bool,
    can: bool,
    typed: Typed,
    once: String,
    errors: Wrong,
}

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    reference: String,
    (typed, status, errors): (Typed, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let recipients = at.desk.recipients(at.who(), shown.no, at.now)?;
        let record = at.desk.record();
        let mut given: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        // The register is looked at only where somebody of it has to be told.
        if let Some(person) = shown.subject.filter(|_| !recipients.is_empty()) {
            for one in sharing::register(record, at.question, person, at.now)? {
                let line = (day(one.given), one.data.join(", "));
                given.entry(one.recipient).or_default().push(line);
            }
        }
        let names = record.gate().charter().recipients();
        let name = |id: &str| {
            let found = names.iter().find(|one| one.id.get_ref().as_str() == id);
            found.map_or_else(|| id.to_owned(), |one| one.name.clone())
        };
        let line = |(id, told): (String, Option<bool>)| Line {
            name: name(&id),
            given: given.remove(&id).unwrap_or_default(),
            id,
            told,
        };
        let lines: Vec<Line> = recipients.into_iter().map(line).collect();
        Ok((Head::of(&shown), lines, shown.can.contains(&Step::Tell)))
    });
    let (head, lines, can) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let left = lines.iter().any(|line| line.told.is_none());
    page(status, &Page { frame, head, lines, left, can, typed, once: once(), errors })
}

/// Who has to be told, and the form of a letter to one of them.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let shows = (Typed::default(), StatusCode::OK, Wrong::new());
    form(&server, frame, &staff, reference, shows).await
}

/// Writes to one: what stands in it is a disclosure, which the gate decides.
pub(crate) async fn write(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let of = reference.clone();
    let wrong = match filled(&typed.told).map(|text| text.parse()).transpose() {
        Err(_) => vec![("told", said(&Message::new("web-day-wrong")))],
        Ok(told) => {
            let (typed, gives) = (typed.clone(), staff.ask("disclose"));
            let done = at_desk(&server, &staff, "use", move |at| {
                let shown = at.case(&reference)?;
                let Some(recipient) = filled(&typed.recipient) else {
                    let says = said(&Message::new("web-told-recipient-missing"));
                    return Err(Error::Malformed(says));
                };
                let data = typed.data.split([',', '\n']).filter_map(filled).collect();
                let gives = NamedAsk { recipient: Some(recipient), data, ..gives };
                let gives = at.desk.record().question(&gives, at.now.today())?;
                let told = told.map(Told::On);
                let told = told.or(filled(&typed.not_told).map(Told::Exception));
                let outside = Outside { email: typed.email.trim().to_owned(), gives, told };
                let text = typed.text.replace("\r\n", "\n");
                let telling = Telling { outside, text, seen: Some(typed.seen) };
                at.desk.tell_by_letter(at.question, shown.no, &telling, at.now)?;
                Ok(shown.reference)
            });
            match done.await {
                Ok(reference) => return to(&format!("/staff/cases/{reference}/told")),
                Err(Trouble::Says(says)) => {
                    says.into_iter().map(|says| ("recipient", says)).collect()
                }
                // They may read the case, so what was refused is what would have gone out.
                Err(Trouble::Nothing) => vec![("data", said(&Message::new("web-may-not-go")))],
                Err(trouble) => return trouble.plain(frame),
            }
        }
    };
    form(&server, frame, &staff, of, (typed, StatusCode::CONFLICT, wrong)).await
}
