//! "May I contact them about this?": one answer with its reasons, before anything is sent or dialled. What is
//! typed of the message is read and not kept.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charter::Charter;
use jiff::civil::Date;
use people::{Error, Now, Record};
use serde::Deserialize;
use sharing::contact::{Answer, May, Plan, Whose, may};
use words::{Catalogue, Message};
use zeroize::Zeroizing;

use super::{
    Because, Done, For, OnePerson, Pick, Purposes, about, capital, listed, name_of, not_done,
    sentence,
};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, said};
use crate::pages::nothing;
use crate::staff::Staff;
use crate::state::Query;

/// The most characters of a topic, of an address, and of why a text is no marketing.
const LINE_LENGTH_MAX: usize = 300;
/// The most characters of a text in this form: 20,000.
const TEXT_LENGTH_MAX: usize = 20_000;

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    purpose: String,
    channel: String,
    whose: String,
    topic: String,
    to: String,
    text: String,
    voicemail: String,
    read: String,
    sale_on: String,
    supported_on: String,
    own_products: String,
    own_charity: String,
    refusal_then: String,
    refusal_now: String,
    calls: String,
}

impl Typed {
    /// What is wrong with it: the field, and what is said beside it.
    fn wrong(&self) -> Wrong {
        let mut wrong = Wrong::new();
        let lines = [("topic", &self.topic), ("to", &self.to), ("read", &self.read)];
        let long = |text: &str, most| text.chars().count() > most;
        for (field, _) in lines.iter().filter(|(_, text)| long(text, LINE_LENGTH_MAX)) {
            wrong.push((*field, said(&Message::new("web-words-long"))));
        }
        if long(&self.text, TEXT_LENGTH_MAX) {
            wrong.push(("text", said(&Message::new("web-words-long"))));
        }
        for (field, text) in [("sale_on", &self.sale_on), ("supported_on", &self.supported_on)] {
            if !text.trim().is_empty() && day(text).is_none() {
                wrong.push((field, said(&Message::new("web-contact-day"))));
            }
        }
        wrong
    }

    /// The contact as it is planned.
    fn plan(&self, record: &Record, now: Now) -> Result<Plan, Error> {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let ticked = |text: &str| text == "yes";
        let mut plan = Plan::new(now.today());
        plan.topic = self.topic.trim().to_owned();
        plan.whose = self.whose.parse::<Whose>().unwrap_or_default();
        plan.text = filled(&self.text).map(Zeroizing::new);
        plan.voicemail = ticked(&self.voicemail);
        plan.read = filled(&self.read);
        let known = &mut plan.known;
        known.sale_on = day(&self.sale_on);
        known.supported_on = day(&self.supported_on);
        known.own_similar_products = ticked(&self.own_products);
        known.own_charitable_purpose = ticked(&self.own_charity);
        known.refusal_at_collection = ticked(&self.refusal_then);
        known.refusal_in_message = ticked(&self.refusal_now);
        known.agreed_to_calls = ticked(&self.calls);
        match filled(&self.to) {
            Some(to) => plan.goes_to(record, &self.channel, &to),
            None => Ok(plan),
        }
    }
}

fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

/// What is said to it.
struct Says {
    may: May,
    marketing: bool,
    channel: String,
    purpose: String,
    /// The rule of law that allows it, and where it stands.
    route: Option<(String, String)>,
    because: Vec<Because>,
    obligations: Vec<String>,
    /// The channels they like better, in one sentence.
    rather: String,
    adjusted: bool,
}

impl Says {
    fn of(charter: &Charter, typed: &Typed, answer: &Answer) -> Says {
        let english = Catalogue::english();
        let because = |one: &sharing::contact::Because| {
            let law = one.citation.map(|law| format!(" ({law})")).unwrap_or_default();
            let says = english.render(&one.message);
            let lacks: Vec<String> = one.lacks.iter().map(|lacks| english.render(lacks)).collect();
            Because {
                rule: one.rule,
                says: format!("{}{law}", sentence(&says)),
                about: None,
                kinds: (!lacks.is_empty()).then(|| sentence(&lacks.join("; "))),
                whole: true,
                paragraphs: one.paragraphs.clone(),
                unblock: one.unblock.as_ref().map(|who| sentence(&english.render(who))),
            }
        };
        let names: Vec<String> =
            answer.rather.iter().map(|id| name_of(charter.channels(), id)).collect();
        Says {
            may: answer.may,
            marketing: answer.content == law::pecr::Content::Marketing,
            channel: name_of(charter.channels(), &typed.channel),
            purpose: name_of(charter.purposes(), &typed.purpose),
            route: answer.route.map(|route| {
                let rule = route.provision();
                (rule.title().to_owned(), rule.citation().to_owned())
            }),
            because: answer.because.iter().map(because).collect(),
            obligations: (answer.obligations.iter())
                .map(|(_, says)| sentence(&english.render(says)))
                .collect(),
            rather: listed(&names),
            adjusted: answer.adjusted,
        }
    }

    fn yes(&self) -> bool {
        self.may == May::Yes
    }

    /// Whether somebody has to read the text first.
    fn look(&self) -> bool {
        self.may == May::Look
    }
}

#[derive(Template)]
#[template(path = "en/staff_contact.html")]
struct Contact {
    frame: Frame,
    id: String,
    purposes: Purposes,
    channels: Vec<Pick>,
    whose: Vec<Pick>,
    typed: Typed,
    says: Option<Says>,
    errors: Wrong,
}

impl Contact {
    fn wrong(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
}

fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    id: String,
    typed: Typed,
    (says, errors): (Option<Says>, Wrong),
) -> Response {
    let charter = server.record().gate().charter();
    let channels = charter.channels().iter().map(|one| Pick::of(one, &typed.channel)).collect();
    let whose = Whose::ALL.map(|whose| {
        let name = said(&match whose {
            Whose::Ours => Message::new("web-contact-ours"),
            Whose::Groups => Message::new("web-contact-groups"),
            Whose::Others => Message::new("web-contact-others"),
        });
        Pick { id: whose.id().to_owned(), chosen: typed.whose == whose.id(), name: capital(&name) }
    });
    let purposes = Purposes::of(server, &staff.account, &typed.purpose);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let whose = whose.into_iter().collect();
    page(status, &Contact { frame, id, purposes, channels, whose, typed, says, errors })
}

/// The question.
pub(super) async fn form(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Query(asked): Query<For>,
) -> Response {
    let typed = Typed { purpose: asked.purpose, ..Typed::default() };
    shown(&server, frame, &staff, id, typed, (None, Wrong::new()))
}

/// The answer. It is asked by a form and not by an address: what a message says is in no address.
pub(super) async fn ask(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Form(typed): Form<Typed>,
) -> Response {
    let wrong = typed.wrong();
    if !wrong.is_empty() {
        return shown(&server, frame, &staff, id, typed, (None, wrong));
    }
    let mut named = staff.ask_for(&typed.purpose, "contact");
    named.channel = Some(typed.channel.clone());
    let of = typed.clone();
    let done = about(&server, &id, move |record, id, now| {
        let plan = of.plan(record, now)?;
        may(record, &named, id, &plan, now)
    });
    match done.await {
        // A person behind a wall and a person nobody knows are nowhere, here as on every page.
        Ok(Done::Is(answer)) if answer.is_of_nobody() => nothing::nothing_here(frame),
        Ok(Done::Is(answer)) => {
            let says = Says::of(server.record().gate().charter(), &typed, &answer);
            shown(&server, frame, &staff, id, typed, (Some(says), Wrong::new()))
        }
        Ok(Done::Wrong(says)) => {
            shown(&server, frame, &staff, id, typed, (None, vec![("to", says)]))
        }
        done => not_done(frame, &done),
    }
}
