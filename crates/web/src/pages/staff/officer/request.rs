//! A request taken by telephone: opened as cases, with the code to read out.

use access::Account;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Capacity, Channel, Kind, NewCase, Party};
use law::clock::Moment;
use people::{Error, Now, PersonId, Record};
use serde::Deserialize;
use words::{Catalogue, Message};

use super::{Done, For, OnePerson, Purposes, about, capital, not_done, person};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::{letters, nothing, receipt};
use crate::staff::Staff;
use crate::state::Query;

/// The most characters of a name, or of where somebody is reached.
const LINE_LENGTH_MAX: usize = 300;
/// What callers ask for, by how often.
const KINDS: &[Kind] = &[
    Kind::Access,
    Kind::Rectification,
    Kind::Erasure,
    Kind::Objection,
    Kind::Restriction,
    Kind::Portability,
    Kind::AutomatedDecision,
    Kind::ConsentWithdrawal,
    Kind::Complaint,
    Kind::Disclosure,
    Kind::Enquiry,
];
/// For whom somebody calls, as the form has it.
const CALLERS: &[(&str, Capacity)] = &[
    ("own", Capacity::Own),
    ("agent", Capacity::Agent),
    ("parent", Capacity::Parent),
    ("attorney", Capacity::Attorney),
    ("executor", Capacity::Executor),
    ("authority", Capacity::Authority),
];

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    purpose: String,
    words: String,
    kind: String,
    caller: String,
    name: String,
    reach: String,
}

#[derive(Template)]
#[template(path = "en/staff_request.html")]
struct Request {
    frame: Frame,
    id: String,
    once: String,
    purposes: Purposes,
    typed: Typed,
    kinds: Vec<(&'static str, String)>,
    errors: Wrong,
}

impl Request {
    fn says(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
}

/// What is read out.
pub(super) struct Receipt {
    pub(super) code: String,
    pub(super) about: String,
    pub(super) due: Option<String>,
    pub(super) working: Vec<String>,
}

#[derive(Template)]
#[template(path = "en/staff_receipt.html")]
struct Given {
    frame: Frame,
    id: String,
    purpose: String,
    /// Whether the code follows a case, and not a choice.
    follows: bool,
    receipts: Vec<Receipt>,
}

/// The page with what is read out.
pub(super) fn given(
    frame: Frame,
    id: String,
    purpose: String,
    follows: bool,
    receipts: Vec<Receipt>,
) -> Response {
    page(StatusCode::OK, &Given { frame, id, purpose, follows, receipts })
}

fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    id: String,
    typed: Typed,
    errors: Wrong,
) -> Response {
    let english = Catalogue::english();
    let purposes = Purposes::of(server, &staff.account, &typed.purpose);
    let kinds =
        KINDS.iter().map(|kind| (kind.id(), capital(&english.render(&kind.message())))).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    page(status, &Request { frame, id, once: once(), purposes, typed, kinds, errors })
}

/// The form.
pub(super) async fn form(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Query(asked): Query<For>,
) -> Response {
    let typed = Typed { purpose: asked.purpose, caller: "own".to_owned(), ..Typed::default() };
    shown(&server, frame, &staff, id, typed, Wrong::new())
}

fn wrong(typed: &Typed) -> Wrong {
    let mut wrong = Wrong::new();
    let length = typed.words.chars().count();
    if typed.words.trim().is_empty() {
        wrong.push(("words", said(&Message::new("web-call-words-missing"))));
    } else if length > casework::WORDS_LENGTH_MAX {
        wrong.push(("words", said(&Message::new("web-words-long"))));
    }
    if typed.caller != "own" && typed.name.trim().is_empty() {
        wrong.push(("name", said(&Message::new("web-call-name-missing"))));
    }
    for (field, text) in [("name", &typed.name), ("reach", &typed.reach)] {
        if text.chars().count() > LINE_LENGTH_MAX || text.contains('\n') {
            wrong.push((field, said(&Message::new("web-line-long"))));
        }
    }
    wrong
}

/// Opens what the caller asks for.
pub(super) async fn take(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Form(typed): Form<Typed>,
) -> Response {
    let errors = wrong(&typed);
    if !errors.is_empty() {
        return shown(&server, frame, &staff, id, typed, errors);
    }
    let kind = KINDS.iter().find(|kind| kind.id() == typed.kind).copied();
    // What is not named is read out of the words; and what nobody can name is somebody's words still.
    let kinds = kind.map_or_else(|| recognised(&typed.words), |kind| vec![kind]);
    let caller = CALLERS.iter().find(|(name, _)| *name == typed.caller);
    let capacity = caller.map(|(_, capacity)| *capacity).unwrap_or_default();
    let line = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let requester = Party {
        name: line(&typed.name),
        reach: line(&typed.reach),
        capacity,
        channel: Channel::Phone,
        ..Party::default()
    };
    let words = typed.words.trim().replace("\r\n", "\n");
    open(&server, frame, staff, id, typed.purpose, (kinds, requester, words)).await
}

fn recognised(words: &str) -> Vec<Kind> {
    let proposed = casework::recognise::recognise(words);
    let kinds = proposed.iter().map(|one| one.kind).filter(|kind| KINDS.contains(kind));
    let kinds: Vec<Kind> = kinds.take(casework::KINDS_MAX).collect();
    if kinds.is_empty() { vec![Kind::Enquiry] } else { kinds }
}

/// Opens cases about a person whom the officer may look at: nobody learns by a receipt that there is
/// somebody.
pub(super) async fn open(
    server: &Server,
    frame: Frame,
    staff: Staff,
    id: String,
    purpose: String,
    (kinds, requester, words): (Vec<Kind>, Party, String),
) -> Response {
    let account = staff.account.clone();
    let of = Purposes::of(server, &staff.account, &purpose).id;
    let done = about(server, &id, move |record, id, now| leave(record, &staff, &of, id, now)).await;
    let subject = match done {
        Ok(Done::Is(subject)) => subject,
        Ok(Done::Refused(because)) => {
            let purposes = Purposes::of(server, &account, &purpose);
            return person::refused(frame, id, purposes, because);
        }
        done => return not_done(frame, &done),
    };
    match opened(server, account, subject, (kinds, requester, words)).await {
        Ok(receipts) => given(frame, id, purpose, true, receipts),
        Err(()) => nothing::later(frame),
    }
}

/// Opens cases about somebody the officer may deal with; what is read out.
pub(super) async fn opened(
    server: &Server,
    account: Account,
    subject: PersonId,
    (kinds, requester, words): (Vec<Kind>, Party, String),
) -> Result<Vec<Receipt>, ()> {
    let opened = letters::desk(server, move |desk, now| {
        let received = jiff::Timestamp::from_microsecond(now.micros()).unwrap_or_default();
        let own = requester.capacity == Capacity::Own;
        let new = NewCase {
            kinds,
            entity: account.entity,
            received: Moment::from(received),
            subject: Some(subject),
            requester: Party { person: own.then(|| subject.to_string()), ..requester },
            recipient: None,
            words,
            by: None,
        };
        let opened = desk.open(&account.name, &new, now)?;
        let english = Catalogue::english();
        let receipt = |one: &casework::Opened| {
            let status = desk.status(&one.reference, now);
            let working = status.map(|status| status.working).unwrap_or_default();
            Receipt {
                code: one.reference.clone(),
                about: capital(&english.render(&one.kind.message())),
                due: one.due.map(receipt::day),
                working: working.iter().map(|says| english.render(says)).collect(),
            }
        };
        Ok(opened.iter().map(receipt).collect())
    });
    opened.await
}

/// Whether the officer may deal with this person; that they asked is in the log either way.
fn leave(
    record: &Record,
    staff: &Staff,
    purpose: &str,
    id: PersonId,
    now: Now,
) -> Result<PersonId, Error> {
    let question = record.question(&staff.ask_for(purpose, "look"), now.today())?;
    Ok(record.look(&question, id, now)?.person())
}
