//! Looking somebody up by what they say of themselves, for a stated purpose. What was typed stands in no
//! address.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::Error;
use people::identify::{Identifier, Kind, NotAnIdentifier};
use serde::Deserialize;
use words::Message;

use super::{For, Purposes, at_purpose};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, said};
use crate::pages::nothing;
use crate::staff::SignedIn;
use crate::state::Query;

/// The kinds of numbers somebody may give.
const NUMBERS: &[(Kind, &str)] = &[
    (Kind::TenancyReference, "Tenancy"),
    (Kind::PaymentReference, "Payments"),
    (Kind::OtherSystemId, "Another system, as system:number"),
    (Kind::NiNumber, "National Insurance"),
    (Kind::Uprn, "The home (UPRN)"),
];

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    purpose: String,
    name: String,
    born: String,
    address: String,
    phone: String,
    email: String,
    number: String,
    kind: String,
}

impl Typed {
    /// Everything that was filled in, read; or what is wrong with it.
    fn read(&self) -> Result<Vec<Identifier>, Wrong> {
        let number = NUMBERS.iter().find(|(kind, _)| kind.as_str() == self.kind);
        let number = number.map_or(Kind::TenancyReference, |(kind, _)| *kind);
        let (mut given, mut wrong) = (Vec::new(), Wrong::new());
        for (field, kind, text) in [
            ("name", Kind::Name, &self.name),
            ("born", Kind::DateOfBirth, &self.born),
            ("address", Kind::Address, &self.address),
            ("phone", Kind::Phone, &self.phone),
            ("email", Kind::Email, &self.email),
            ("number", number, &self.number),
        ] {
            match Identifier::parse(kind, text) {
                Ok(identifier) => given.push(identifier),
                Err(NotAnIdentifier::Empty) => {}
                Err(error) => wrong.push((field, said(&why(error)))),
            }
        }
        if given.is_empty() && wrong.is_empty() {
            wrong.push(("name", said(&Message::new("web-find-nothing"))));
        }
        if wrong.is_empty() { Ok(given) } else { Err(wrong) }
    }
}

fn why(error: NotAnIdentifier) -> Message {
    match error {
        NotAnIdentifier::Placeholder => Message::new("web-find-placeholder"),
        NotAnIdentifier::TooLong => Message::new("web-line-long"),
        NotAnIdentifier::Century => Message::new("web-find-century"),
        NotAnIdentifier::Joint => Message::new("web-find-joint"),
        NotAnIdentifier::Kind | NotAnIdentifier::Empty | NotAnIdentifier::Form(_) => {
            Message::new("web-find-form")
        }
    }
}

/// Somebody who may be the one.
struct Candidate {
    link: String,
    name: Option<String>,
    address: Option<String>,
}

/// What came of it.
enum Found {
    /// Nobody looked yet.
    Not,
    /// One.
    One(Candidate),
    /// Several: something more has to be asked.
    Several(Vec<Candidate>),
    /// Nobody. That is no proof that nothing is held.
    Nobody,
    /// Too many to show.
    TooMany,
    /// What was given is not enough by itself.
    NotEnough,
}

#[derive(Template)]
#[template(path = "en/staff_people.html")]
struct People {
    frame: Frame,
    purposes: Purposes,
    typed: Typed,
    found: Found,
    errors: Wrong,
}

impl People {
    fn says(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }

    fn numbers(&self) -> Vec<(&'static str, &'static str, bool)> {
        let row = |(kind, name): &(Kind, &'static str)| {
            (kind.as_str(), *name, kind.as_str() == self.typed.kind)
        };
        NUMBERS.iter().map(row).collect()
    }
}

/// The form.
pub(super) async fn form(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Query(asked): Query<For>,
) -> Response {
    let purposes = Purposes::of(&server, &staff.account, &asked.purpose);
    let (typed, errors) = (Typed::default(), Wrong::new());
    page(StatusCode::OK, &People { frame, purposes, typed, found: Found::Not, errors })
}

/// Who fits everything that was given, as far as whoever asks may learn of them.
pub(super) async fn find(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let purposes = Purposes::of(&server, &staff.account, &typed.purpose);
    let given = match typed.read() {
        Ok(given) => given,
        Err(errors) => {
            let status = StatusCode::BAD_REQUEST;
            return page(status, &People { frame, purposes, typed, found: Found::Not, errors });
        }
    };
    let ask = staff.ask_for(&purposes.id, "look");
    let purpose = purposes.id.clone();
    let found = server.work(move |record, now| {
        let question = match record.question(&ask, now.today()) {
            Err(Error::NotInCharter { .. }) => return Ok(Found::Nobody),
            question => question?,
        };
        let found = record.find(&question, &given, now)?;
        let candidate = |one: people::Candidate| Candidate {
            link: at_purpose(&one.id.to_string(), &purpose),
            name: one.name.map(|name| name.to_string()),
            address: one.address.map(|address| address.to_string()),
        };
        Ok(match found {
            people::Found::One(one) => Found::One(candidate(one)),
            people::Found::Several(all) => Found::Several(all.into_iter().map(candidate).collect()),
            people::Found::Nobody => Found::Nobody,
            people::Found::TooMany => Found::TooMany,
            people::Found::CannotSearch(_) => Found::NotEnough,
        })
    });
    let Ok(found) = found.await else { return nothing::later(frame) };
    page(StatusCode::OK, &People { frame, purposes, typed, found, errors: Wrong::new() })
}
