//! Services that ask by a token, and the addresses that are told: made and ended by whoever administers,
//! with a second person's yes.

use access::services::{self, Made, SCOPES, Wanted};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::Desk;
use people::Now;
use serde::Deserialize;
use words::Message;

use super::admin::picks;
use super::desk::{Trouble, at_desk, at_door};
use super::enrolled::{self, Once};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

struct Token {
    name: String,
    says: String,
    /// What it may do, in sentences.
    scopes: Vec<String>,
    stands: bool,
    until: Option<String>,
}

struct Told {
    url: String,
    since: String,
    ended: Option<String>,
}

#[derive(Template)]
#[template(path = "en/staff_services.html")]
struct Services {
    frame: Frame,
    tokens: Vec<Token>,
    asked: Vec<services::Asks>,
    told: Vec<Told>,
    roles: Vec<(String, String, bool)>,
    teams: Vec<(String, String, bool)>,
    entities: Vec<(String, String, bool)>,
    /// What a token may do: by its name, what that is, and whether it is chosen.
    scopes: Vec<(&'static str, String, bool)>,
    typed: Typed,
    once: String,
    errors: Wrong,
}

/// What somebody does with a token.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    name: String,
    role: String,
    team: String,
    entity: String,
    days: String,
    #[serde(rename = "scope-read")]
    read: String,
    #[serde(rename = "scope-write")]
    write: String,
    #[serde(rename = "scope-history")]
    history: String,
    #[serde(rename = "scope-office")]
    office: String,
    #[serde(rename = "scope-erase")]
    erase: String,
    #[serde(rename = "scope-break-glass")]
    glass: String,
}

impl Typed {
    fn has(&self, scope: &str) -> bool {
        let field = match scope {
            "read" => &self.read,
            "write" => &self.write,
            "history" => &self.history,
            "office" => &self.office,
            "erase" => &self.erase,
            _ => &self.glass,
        };
        field == "yes"
    }

    fn wanted(&self) -> Wanted {
        let scopes = SCOPES.iter().filter(|scope| self.has(scope));
        Wanted {
            name: self.name.trim().to_owned(),
            role: self.role.clone(),
            team: self.team.clone(),
            entity: self.entity.clone(),
            scopes: scopes.map(|scope| (*scope).to_owned()).collect(),
            days: self.days.trim().parse().unwrap_or(0),
        }
    }
}

fn date(at: i64) -> String {
    let at = jiff::Timestamp::from_microsecond(at).unwrap_or_default();
    day(Now::new(at).today())
}

/// What a scope allows, in a sentence.
pub(super) fn allows(scope: &str) -> String {
    said(&match scope {
        "read" => Message::new("web-scope-read"),
        "write" => Message::new("web-scope-write"),
        "history" => Message::new("web-scope-history"),
        "office" => Message::new("web-scope-office"),
        "erase" => Message::new("web-scope-erase"),
        "break-glass" => Message::new("web-scope-break-glass"),
        _ => Message::new("web-scope-unknown"),
    })
}

fn token(one: db::tokens::Token, at: i64) -> Token {
    Token {
        says: format!("{} of {} for {}", one.role, one.team, one.entity),
        scopes: one.scopes.iter().map(|scope| allows(scope)).collect(),
        stands: one.revoked.is_none() && one.expires.is_none_or(|end| end > at),
        until: one.expires.map(date),
        name: one.name,
    }
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    typed: Typed,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| {
        let desk: &Desk = at.desk;
        let record = desk.record();
        let wrong = |error: access::Error| match error {
            access::Error::Record(error) => casework::Error::Record(error),
            error => casework::Error::Malformed(error.to_string()),
        };
        let tokens = services::list(record).map_err(wrong)?;
        let asked = services::asked(record, at.now).map_err(wrong)?;
        Ok((tokens, asked, desk.webhooks()?, at.now.micros()))
    });
    let (tokens, asked, told, at) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let charter = server.record().gate().charter();
    let record = server.record();
    let (to_give, of) = (access::roles_to_give(record), access::teams_to_give(record));
    let told = told.into_iter().map(|one| Told {
        url: one.url,
        since: day(one.since),
        ended: one.ended.map(day),
    });
    let all = Services {
        frame,
        tokens: tokens.into_iter().map(|one| token(one, at)).collect(),
        asked,
        told: told.collect(),
        roles: picks(charter.roles(), &typed.role, |id| to_give.iter().any(|one| one == id)),
        teams: picks(charter.teams(), &typed.team, |id| of.iter().any(|one| one == id)),
        entities: picks(charter.entities(), &typed.entity, |_| true),
        scopes: SCOPES.iter().map(|scope| (*scope, allows(scope), typed.has(scope))).collect(),
        typed,
        once: once(),
        errors,
    };
    page(status, &all)
}

/// The tokens there are, and the addresses that are told.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let all_is_well = (StatusCode::OK, Wrong::new());
    page_of(&server, frame, &staff, Typed::default(), all_is_well).await
}

/// Asks for a token, makes one that a second person said yes to, or ends one.
pub(crate) async fn done(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let (by, asked) = (staff.account.name.clone(), typed.clone());
    let done = at_door(&server, move |record, now| match asked.what.as_str() {
        "end" => services::end(record, &by, &asked.name, now).map(|_| None),
        _ => services::make(record, &by, &asked.wanted(), now).map(Some),
    });
    match done.await {
        Ok(None | Some(Made::Waits(_))) => to("/staff/services"),
        Ok(Some(Made::Secret(secret))) => {
            let once = Once {
                title: "The token, shown this once",
                back: "/staff/services",
                name: typed.name.trim().to_owned(),
                secret: secret.as_str().to_owned(),
                link: None,
                says: vec![
                    "Put it into the service that asks by it, and keep no copy. What is asked by it stands in the record under its name.",
                ],
            };
            enrolled::shown(frame, once)
        }
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("tokens", says)).collect();
            page_of(&server, frame, &staff, typed, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
