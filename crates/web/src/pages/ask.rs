//! Asking for something in one's own words: read, sorted with whoever asks, and opened as cases.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Capacity, Channel, Kind, NewCase, Party};
use law::clock::Moment;
use serde::Deserialize;
use words::{Catalogue, Message};

use super::form::{Typed, Wrong, once, said};
use super::receipt::{self, About};
use super::{letters, nothing};
use crate::Server;
use crate::look::{Door, Frame, page};

/// What somebody may mean who asks here, by how it is most often meant.
pub(super) const SHOWN: &[Kind] = &[
    Kind::Access,
    Kind::Rectification,
    Kind::Erasure,
    Kind::Objection,
    Kind::Restriction,
    Kind::Portability,
    Kind::AutomatedDecision,
    Kind::ConsentWithdrawal,
    Kind::Informed,
    Kind::Policy,
];

/// What they would say that they want.
pub(super) fn wants(kind: Kind) -> Message {
    match kind {
        Kind::Access => Message::new("web-kind-access"),
        Kind::AutomatedDecision => Message::new("web-kind-automated-decision"),
        Kind::ConsentWithdrawal => Message::new("web-kind-consent-withdrawal"),
        Kind::Erasure => Message::new("web-kind-erasure"),
        Kind::Informed => Message::new("web-kind-informed"),
        Kind::Objection => Message::new("web-kind-objection"),
        Kind::Policy => Message::new("web-kind-policy"),
        Kind::Portability => Message::new("web-kind-portability"),
        Kind::Rectification => Message::new("web-kind-rectification"),
        Kind::Restriction => Message::new("web-kind-restriction"),
        _ => kind.message(),
    }
}

/// The names of those who ask for whom.
const FOR_WHOM: &[(&str, Capacity)] = &[
    ("own", Capacity::Own),
    ("parent", Capacity::Parent),
    ("agent", Capacity::Agent),
    ("attorney", Capacity::Attorney),
    ("executor", Capacity::Executor),
];

#[derive(Template)]
#[template(path = "en/ask.html")]
struct Ask {
    frame: Frame,
    once: String,
    typed: Typed,
    errors: Wrong,
}

impl Ask {
    fn has(&self, field: &str) -> bool {
        self.errors.iter().any(|(name, _)| *name == field)
    }

    fn says(&self, field: &str) -> &str {
        let found = self.errors.iter().find(|(name, _)| *name == field);
        found.map_or("", |(_, says)| says.as_str())
    }
}

#[derive(Template)]
#[template(path = "en/ask_check.html")]
struct Check {
    frame: Frame,
    once: String,
    typed: Typed,
    /// What it may be, by id and in words.
    shown: Vec<(&'static str, String)>,
    /// What we take it to be.
    proposed: Vec<&'static str>,
}

/// The form.
pub(crate) async fn ask(frame: Frame) -> Response {
    let typed = Typed { who: "own".to_owned(), ..Typed::default() };
    page(StatusCode::OK, &Ask { frame, once: once(), typed, errors: Wrong::new() })
}

/// What we take it to be, for whoever asks to say.
pub(crate) async fn check(frame: Frame, Form(typed): Form<Typed>) -> Response {
    let typed = typed.trimmed();
    let errors = wrong(&typed);
    if !errors.is_empty() {
        return page(StatusCode::BAD_REQUEST, &Ask { frame, once: once(), typed, errors });
    }
    let english = Catalogue::english();
    let proposals = casework::recognise::recognise(&typed.words);
    let proposed: Vec<&'static str> = (proposals.iter().map(|one| one.kind))
        .filter(|kind| SHOWN.contains(kind))
        .map(Kind::id)
        .collect();
    let shown = SHOWN.iter().map(|kind| (kind.id(), english.render(&wants(*kind)))).collect();
    page(StatusCode::OK, &Check { frame, once: once(), typed, shown, proposed })
}

/// Everything the second page sends.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(flatten)]
    typed: Typed,
    #[serde(flatten)]
    more: BTreeMap<String, String>,
}

/// Opens what was asked for; once for each form, however often it is sent.
pub(crate) async fn send(
    State(server): State<Server>,
    frame: Frame,
    Form(sent): Form<Sent>,
) -> Response {
    let typed = sent.typed.trimmed();
    let errors = wrong(&typed);
    if !errors.is_empty() {
        return page(StatusCode::BAD_REQUEST, &Ask { frame, once: once(), typed, errors });
    }
    let ticked = |kind: &&Kind| sent.more.contains_key(&format!("kind-{}", kind.id()));
    let mut kinds: Vec<Kind> =
        SHOWN.iter().filter(ticked).copied().take(casework::KINDS_MAX).collect();
    // What nobody can name is somebody's words all the same.
    if kinds.is_empty() {
        kinds.push(Kind::Enquiry);
    }
    let capacity = FOR_WHOM.iter().find(|(name, _)| *name == typed.who).map(|(_, is)| *is);
    let new = new_case(&server, kinds, typed, capacity.unwrap_or_default());
    let opened = letters::desk(&server, move |desk, now| {
        let opened = desk.open(PORTAL, &new, now)?;
        Ok(receipt::of(desk, &opened, now))
    });
    match opened.await {
        Ok(receipts) => receipt::given(frame, About::Request, receipts),
        Err(()) => nothing::later(frame),
    }
}

/// What the log calls these pages.
pub(super) const PORTAL: &str = "portal/";

/// A case of somebody who typed it here. Who they are is found out by whoever works on it.
pub(super) fn new_case(
    server: &Server,
    kinds: Vec<Kind>,
    typed: Typed,
    capacity: Capacity,
) -> NewCase {
    let Typed { words, name, reach, .. } = typed;
    let mut requester = Party::named(&name, capacity, Channel::Portal);
    requester.name = Some(name).filter(|name| !name.is_empty());
    requester.reach = Some(reach).filter(|reach| !reach.is_empty());
    let charter = server.record().gate().charter();
    let entity = charter.entities().first().map(|one| one.id.get_ref().as_str().to_owned());
    let received = server.now().micros();
    let received = jiff::Timestamp::from_microsecond(received).unwrap_or_default();
    NewCase {
        kinds,
        entity: entity.unwrap_or_default(),
        received: Moment::from(received),
        subject: None,
        requester,
        recipient: None,
        words,
        by: None,
    }
}

fn wrong(typed: &Typed) -> Wrong {
    let mut wrong = typed.wrong(true);
    if !FOR_WHOM.iter().any(|(name, _)| *name == typed.who) {
        wrong.insert(wrong.len().min(1), ("who", said(&Message::new("web-who-missing"))));
    }
    wrong
}
