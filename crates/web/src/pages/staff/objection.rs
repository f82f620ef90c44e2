//! An objection (Art 21), purpose by purpose: marketing ends at once, a use that can be objected to stops
//! while it is weighed, and stronger grounds are said once a second person has approved them.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Error, Kind, Objected, Step};
use people::Fact;
use words::Message;

use super::desk::{Head, Trouble, at_desk};
use super::weighing::{Fields, text};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

/// What a field of the form begins with that stands for a purpose.
const PURPOSE: &str = "purpose-";

/// A purpose of the charter.
struct Purpose {
    id: String,
    name: String,
    marketing: bool,
}

#[derive(Template)]
#[template(path = "en/staff_objection.html")]
struct Page {
    frame: Frame,
    head: Head,
    purposes: Vec<Purpose>,
    /// What they have said no to, by whichever way it came, and since when.
    stands: Vec<(String, String)>,
    /// What was really done.
    done: Vec<(String, bool)>,
    /// What an objection came to just now, purpose by purpose.
    came: Vec<(String, String)>,
    can: bool,
    /// Whether an answer that refuses was approved: then stronger grounds can be said.
    refused: bool,
    typed: Fields,
    once: String,
    errors: Wrong,
}

impl Page {
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    fn ticked(&self, id: &str) -> bool {
        self.typed.contains_key(&format!("{PURPOSE}{id}"))
    }
}

/// The name of a purpose.
fn name(server: &Server, id: &str) -> String {
    let purposes = server.record().gate().charter().purposes();
    let found = purposes.iter().find(|one| one.id.get_ref().as_str() == id);
    found.map_or_else(|| id.to_owned(), |one| one.name.clone())
}

type Shows = (Fields, StatusCode, Wrong, Vec<(String, String)>);

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    reference: String,
    (typed, status, errors, came): Shows,
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let refused = shown.state == casework::State::Ready
            && matches!(shown.outcome.as_deref(), Some("refused" | "partly"));
        let objects = shown.kind == Kind::Objection && shown.subject.is_some();
        let can = objects && shown.can.contains(&Step::Work);
        let today = at.now.today();
        let mut stands = Vec::new();
        if let Some(person) = shown.subject.filter(|_| shown.kind == Kind::Objection) {
            for one in at.desk.record().choices(at.question, person, at.now)? {
                let now = one.since <= today && one.until.is_none_or(|until| until >= today);
                if now && matches!(one.fact, Fact::NoMarketing | Fact::Objection | Fact::Overruled)
                {
                    stands.push((one.fact, one.about, day(one.since)));
                }
            }
        }
        let done = shown.works.iter().map(|(_, whole, what)| (what.clone(), *whole)).collect();
        Ok((Head::of(&shown), can, refused, stands, done))
    });
    let (head, can, refused, stands, done) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let stands = stands.into_iter().map(|(fact, about, since)| {
        let what = match fact {
            Fact::Objection => {
                Message::new("web-stands-objection").with("what", name(server, &about))
            }
            Fact::Overruled => {
                Message::new("web-stands-overruled").with("what", name(server, &about))
            }
            _ => Message::new("web-stands-no-news"),
        };
        (said(&what), since)
    });
    let stands = stands.collect();
    let all = server.record().gate().charter().purposes();
    let mut purposes: Vec<Purpose> = (all.iter())
        .map(|one| Purpose {
            id: one.id.get_ref().to_string(),
            name: one.name.clone(),
            marketing: one.marketing,
        })
        .collect();
    purposes
        .sort_by(|one, other| (!one.marketing, &one.name).cmp(&(!other.marketing, &other.name)));
    let once = once();
    page(
        status,
        &Page { frame, head, purposes, stands, done, came, can, refused, typed, once, errors },
    )
}

/// What somebody objects to.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let shows = (Fields::new(), StatusCode::OK, Wrong::new(), Vec::new());
    form(&server, frame, &staff, reference, shows).await
}

/// What an objection to one purpose came to.
fn came_to(objected: &Objected) -> String {
    said(&match objected {
        Objected::Ended(_) => Message::new("web-object-ended"),
        Objected::Stopped(_) => Message::new("web-object-stopped"),
        Objected::NotReached(basis) => {
            Message::new("web-object-not-reached").with("basis", basis.replace('-', " "))
        }
    })
}

/// Puts an objection on record, or says which grounds are stronger.
pub(crate) async fn act(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let (of, typed) = (reference.clone(), fields.clone());
    let overrules = fields.get("what").is_some_and(|what| what == "overrule");
    let done = at_desk(&server, &staff, "use", move |at| {
        let shown = at.case(&reference)?;
        if overrules {
            let Some(grounds) = text(&fields, "grounds") else {
                return Err(Error::Malformed(said(&Message::new("web-overrule-missing"))));
            };
            let purpose = text(&fields, "purpose").unwrap_or_default();
            at.desk.overrule(at.question, shown.no, &purpose, &grounds, at.now)?;
            return Ok((shown.reference, Vec::new()));
        }
        let ids = fields.keys().filter_map(|name| name.strip_prefix(PURPOSE));
        let purposes: Vec<String> = ids.map(str::to_owned).collect();
        if purposes.is_empty() {
            return Err(Error::Malformed(said(&Message::new("web-object-missing"))));
        }
        Ok((shown.reference, at.desk.object(at.question, shown.no, &purposes, at.now)?))
    });
    let wrong = match done.await {
        Ok((reference, came)) if came.is_empty() => {
            return to(&format!("/staff/cases/{reference}/objection"));
        }
        Ok((_, came)) => {
            // What it came to is said for each, what is not reached too.
            let came = came.iter().map(|(id, one)| (name(&server, id), came_to(one))).collect();
            let shows = (Fields::new(), StatusCode::OK, Wrong::new(), came);
            return form(&server, frame, &staff, of, shows).await;
        }
        Err(Trouble::Says(says)) => {
            let field = if overrules { "grounds" } else { "purposes" };
            says.into_iter().map(|says| (field, says)).collect()
        }
        Err(trouble) => return trouble.plain(frame),
    };
    form(&server, frame, &staff, of, (typed, StatusCode::CONFLICT, wrong, Vec::new())).await
}
