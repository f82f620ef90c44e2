//! A choice taken by telephone: a yes, a no, or how to reach somebody; with a receipt to read out.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Channel, Kind as Asks, Party};
use charter::items::Item;
use charter::{Items, Located};
use people::{Fact, Grounds, NewChoice, PersonId};
use serde::Deserialize;
use words::Message;

use super::request::{Receipt, given, opened};
use super::{Done, For, OnePerson, Pick, Purposes, about, capital, not_done, person};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::nothing;
use crate::staff::Staff;
use crate::state::Query;

/// The most characters of a reason, or of the words that were read out.
const TEXT_LENGTH_MAX: usize = 2_000;

/// What a kind of choice is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Nothing,
    Purpose,
    Channel,
    /// A channel, or all of them.
    AnyChannel,
    Category,
    Recipient,
}

/// What is written down along with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum With {
    /// Why, or what it is.
    Ground,
    /// The words that were read out, and how they were told that they can take it back.
    Wording,
}

/// A kind of choice that somebody makes by telephone.
struct Kind {
    fact: Fact,
    title: &'static str,
    about: About,
    with: With,
}

const fn kind(fact: Fact, title: &'static str, about: About, with: With) -> Kind {
    Kind { fact, title, about, with }
}

/// The kinds, by how often they are made.
const KINDS: &[Kind] = &[
    kind(Fact::NoMarketing, "No news and no offers", About::AnyChannel, With::Ground),
    kind(Fact::Preference, "They would rather be reached this way", About::Channel, With::Ground),
    kind(Fact::Declined, "Do not reach them this way", About::Channel, With::Ground),
    kind(Fact::Safe, "Only this way is safe", About::Channel, With::Ground),
    kind(Fact::Objection, "No to something we do", About::Purpose, With::Ground),
    kind(Fact::Consent, "Yes to something we do", About::Purpose, With::Wording),
    kind(
        Fact::ExplicitConsent,
        "Yes to a use of health or other private facts",
        About::Purpose,
        With::Wording,
    ),
    kind(Fact::AgreedRecipient, "Yes, you may give it to them", About::Recipient, With::Wording),
    kind(Fact::Adjustment, "They need something done another way", About::Nothing, With::Ground),
    kind(Fact::Restriction, "Do not use this for now", About::Category, With::Ground),
    kind(Fact::Dispute, "They say this is wrong", About::Category, With::Ground),
    kind(Fact::NoImages, "No pictures and no film of them", About::Nothing, With::Ground),
];

/// The case a choice opens: what stops at once is weighed from then on.
fn asks(fact: Fact) -> Option<Asks> {
    match fact {
        Fact::Dispute => Some(Asks::Rectification),
        Fact::Objection => Some(Asks::Objection),
        Fact::Restriction => Some(Asks::Restriction),
        _ => None,
    }
}

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    purpose: String,
    kind: String,
    about: String,
    ground: String,
    wording: String,
    told: String,
}

/// The form of one kind.
struct Section {
    kind: &'static str,
    title: &'static str,
    picks: Vec<Pick>,
    /// Whether it may be about all of them.
    all: bool,
    wording: bool,
    typed: Typed,
    wrong: Option<String>,
    once: String,
}

#[derive(Template)]
#[template(path = "en/staff_choice.html")]
struct Choices {
    frame: Frame,
    id: String,
    purposes: Purposes,
    sections: Vec<Section>,
    errors: Wrong,
}

fn picks<T: Item>(items: &Items<T>, chosen: &str, such: impl Fn(&Located<T>) -> bool) -> Vec<Pick> {
    items.iter().filter(|item| such(item)).map(|item| Pick::of(item, chosen)).collect()
}

fn sections(server: &Server, typed: &Typed, wrong: Option<&str>) -> Vec<Section> {
    let charter = server.record().gate().charter();
    let section = |kind: &Kind| {
        let name = kind.fact.choice_name();
        let mine = typed.kind == name;
        let typed = if mine { typed.clone() } else { Typed::default() };
        let chosen = typed.about.as_str();
        let picks = match kind.about {
            About::Nothing => Vec::new(),
            About::Purpose => picks(charter.purposes(), chosen, |_| true),
            About::Channel | About::AnyChannel => picks(charter.channels(), chosen, |_| true),
            About::Category => picks(charter.categories(), chosen, |_| true),
            About::Recipient => picks(charter.recipients(), chosen, |_| true),
        };
        Section {
            kind: name,
            title: kind.title,
            picks,
            all: kind.about == About::AnyChannel,
            wording: kind.with == With::Wording,
            typed,
            wrong: wrong.filter(|_| mine).map(str::to_owned),
            once: once(),
        }
    };
    KINDS.iter().map(section).collect()
}

fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    id: String,
    typed: &Typed,
    wrong: Option<String>,
) -> Response {
    let purposes = Purposes::of(server, &staff.account, &typed.purpose);
    let sections = sections(server, typed, wrong.as_deref());
    let at = KINDS.iter().map(|kind| kind.fact.choice_name()).find(|name| *name == typed.kind);
    let errors: Wrong = at.zip(wrong).into_iter().collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    page(status, &Choices { frame, id, purposes, sections, errors })
}

/// The forms.
pub(super) async fn form(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Query(asked): Query<For>,
) -> Response {
    let typed = Typed { purpose: asked.purpose, ..Typed::default() };
    shown(&server, frame, &staff, id, &typed, None)
}

/// Writes the choice down.
pub(super) async fn choose(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Form(typed): Form<Typed>,
) -> Response {
    let Some(kind) = KINDS.iter().find(|kind| kind.fact.choice_name() == typed.kind) else {
        let wrong = said(&Message::new("web-call-choice-missing"));
        return shown(&server, frame, &staff, id, &typed, Some(wrong));
    };
    let long = [&typed.ground, &typed.wording, &typed.told]
        .iter()
        .any(|text| text.chars().count() > TEXT_LENGTH_MAX);
    if long {
        let wrong = said(&Message::new("web-words-long"));
        return shown(&server, frame, &staff, id, &typed, Some(wrong));
    }
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let grounds = Grounds {
        wording: text(&typed.wording),
        withdrawal_told: text(&typed.told),
        proof: Some("by phone".to_owned()),
        taken_by: Some(staff.account.name.clone()),
        ground: text(&typed.ground),
        note: None,
    };
    let purpose = Purposes::of(&server, &staff.account, &typed.purpose).id;
    let ask = staff.ask_for(&purpose, "collect");
    let (fact, of) = (kind.fact, typed.about.clone());
    let done = about(&server, &id, move |record, id, now| {
        let question = record.question(&ask, now.today())?;
        let new = NewChoice { grounds, ..NewChoice::new(fact, &of, now.today()) };
        Ok(record.choose(&question, id, &new, now)?.0)
    });
    match done.await {
        Ok(Done::Is(receipt)) => {
            let mut receipts = vec![Receipt {
                code: receipt.as_str().to_owned(),
                about: capital(kind.title),
                due: None,
                working: Vec::new(),
            }];
            // Somebody has to weigh it, and to answer by a day.
            if let (Some(asks), Ok(subject)) = (asks(kind.fact), id.parse::<PersonId>()) {
                let requester = Party { channel: Channel::Phone, ..Party::default() };
                let about = typed.about.replace('-', " ");
                let ground = typed.ground.trim();
                let words = format!("{}: {about}. {ground}", kind.title);
                let account = staff.account.clone();
                let what = (vec![asks], requester, words.trim().to_owned());
                match opened(&server, account, subject, what).await {
                    Ok(cases) => receipts.extend(cases),
                    Err(()) => return nothing::later(frame),
                }
            }
            let follows = receipts.len() > 1;
            given(frame, id, purpose, follows, receipts)
        }
        Ok(Done::Refused(because)) => {
            let purposes = Purposes::of(&server, &staff.account, &typed.purpose);
            person::refused(frame, id, purposes, because)
        }
        Ok(Done::Wrong(says)) => shown(&server, frame, &staff, id, &typed, Some(says)),
        done => not_done(frame, &done),
    }
}
