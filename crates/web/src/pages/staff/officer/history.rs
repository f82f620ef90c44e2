//! Who had somebody's data: who looked, and to whom something went. For those whom the gate lets: whoever
//! answers a person's requests.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::{CodeKind, Error, Now, PersonId, Record};
use serde::Deserialize;
use words::Message;

use super::{Done, OnePerson, Purposes, about, name_of, names_of, not_done, person};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt;
use crate::staff;
use crate::state::Query;

/// The most events on one page.
const PAGE_MAX: u32 = 50;

/// Which part is wanted.
#[derive(Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    before: i64,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted { before: i64::MAX }
    }
}

/// Something that went.
struct Gone {
    day: String,
    recipient: String,
    purpose: String,
    data: String,
    told: Option<String>,
    excepted: bool,
    /// The day it was called back.
    recalled: Option<String>,
    /// The day the recipient confirmed that it is deleted.
    confirmed: Option<String>,
    how: String,
}

/// Something that was done.
struct Event {
    at: String,
    act: String,
    actor: String,
    team: String,
    purpose: String,
    recipient: String,
    data: String,
    refused: bool,
}

struct Had {
    gone: Vec<Gone>,
    events: Vec<Event>,
    next: Option<i64>,
}

#[derive(Template)]
#[template(path = "en/staff_history.html")]
struct History {
    frame: Frame,
    id: String,
    first: bool,
    had: Had,
}

/// Who had it.
pub(super) async fn history(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Query(wanted): Query<Wanted>,
) -> Response {
    let (ask, before) = (staff.ask("look"), wanted.before);
    let done = about(&server, &id, move |record, id, now| had(record, &ask, id, before, now));
    match done.await {
        Ok(Done::Is(had)) => {
            page(StatusCode::OK, &History { frame, id, first: before == i64::MAX, had })
        }
        Ok(Done::Refused(because)) => {
            let purposes = Purposes::of(&server, &staff.account, staff::PURPOSE);
            person::refused(frame, id, purposes, because)
        }
        done => not_done(frame, &done),
    }
}

fn had(
    record: &Record,
    ask: &gate::NamedAsk,
    id: PersonId,
    before: i64,
    now: Now,
) -> Result<Had, Error> {
    let charter = record.gate().charter();
    let question = record.question(ask, now.today())?;
    let gone = sharing::register(record, &question, id, now)?
        .into_iter()
        .map(|row| Gone {
            day: receipt::day(row.given),
            recipient: name_of(charter.recipients(), &row.recipient),
            purpose: name_of(charter.purposes(), &row.purpose),
            data: names_of(charter.categories(), &row.data),
            told: row.told.map(receipt::day),
            excepted: row.excepted,
            recalled: row.recalled.map(receipt::day),
            confirmed: row.confirmed.map(receipt::day),
            how: row.how.how,
        })
        .collect();
    let rows = record.history(&question, id, before, PAGE_MAX, now)?;
    let full = rows.len() == PAGE_MAX as usize;
    let next = rows.last().map(|event| event.no).filter(|_| full);
    let events = rows.into_iter().map(|event| {
        let account = event.account;
        let refused = account.more.contains_key("refused");
        let data = if refused { &account.masked } else { &account.allowed };
        let data: Vec<String> = (data.iter())
            .map(|code| record.name_of(CodeKind::Category, *code).to_owned())
            .collect();
        let team = record.name_of(CodeKind::Team, account.team);
        let purpose = record.name_of(CodeKind::Purpose, account.purpose);
        let recipient = record.name_of(CodeKind::Recipient, account.recipient);
        Event {
            at: moment(event.at),
            team: name_of(charter.teams(), team),
            purpose: name_of(charter.purposes(), purpose),
            recipient: name_of(charter.recipients(), recipient),
            data: names_of(charter.categories(), &data),
            act: done(&account.act),
            actor: account.actor,
            refused,
        }
    });
    Ok(Had { gone, events: events.collect(), next })
}

/// What was done, in words; as the log has it where there are none.
fn done(act: &str) -> String {
    let message = match act {
        "choice" => Message::new("web-act-choice"),
        "contact" => Message::new("web-act-contact"),
        "contact-answer" => Message::new("web-act-contact-answer"),
        "correction-told" => Message::new("web-act-correction-told"),
        "disclose" => Message::new("web-act-disclose"),
        "disclosed" => Message::new("web-act-disclosed"),
        "disclosure-asked-again" => Message::new("web-act-disclosure-asked-again"),
        "disclosure-called-off" => Message::new("web-act-disclosure-called-off"),
        "disclosure-deletion-confirmed" => Message::new("web-act-disclosure-deletion-confirmed"),
        "disclosure-recalled" => Message::new("web-act-disclosure-recalled"),
        "disclosure-scheduled" => Message::new("web-act-disclosure-scheduled"),
        "enter" => Message::new("web-act-enter"),
        "history" => Message::new("web-act-history"),
        "look" => Message::new("web-act-look"),
        "mark" => Message::new("web-act-mark"),
        "open-case" => Message::new("web-act-open-case"),
        "scheduled-disclosure-refused" => Message::new("web-act-scheduled-disclosure-refused"),
        "search" => Message::new("web-act-search"),
        "told-of-disclosure" => Message::new("web-act-told-of-disclosure"),
        "wall" => Message::new("web-act-wall"),
        "withdraw" => Message::new("web-act-withdraw"),
        other => return other.to_owned(),
    };
    said(&message)
}

/// A moment as people say it, in the time of this country.
fn moment(at: i64) -> String {
    jiff::Timestamp::from_microsecond(at).map_or_else(|_| String::new(), receipt::moment)
}
