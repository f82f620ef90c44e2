//! "May I share this with...?": one sentence, what must be told first, and the disclosure written down in
//! the same step.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charter::Charter;
use gate::NamedAsk;
use jiff::civil::Date;
use people::{Error, Now, PersonId, Record};
use serde::Deserialize;
use sharing::share::{self as sharing_asks, First, Giving, Waiting};
use sharing::{Exception, HowGiven, Told};
use words::Message;

use super::person::{self, Item};
use super::{
    Because, Done, OnePerson, Pick, Purposes, about, because_of, name_of, names_of, not_done,
    obligations, purposes, sentence,
};
use crate::Server;
use crate::idempotent::Again;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt;
use crate::staff::Staff;
use crate::state::Query;

/// The most characters of how something goes, and of why somebody is not told.
const LINE_LENGTH_MAX: usize = 300;
/// What a kind of data that goes is called in the form, with its name behind it.
const DATA: &str = "data-";

/// What was typed, or stands in the address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    purpose: String,
    recipient: String,
    how: String,
    told: String,
    on: String,
    exception: String,
    /// What kind of exception; empty where nobody said.
    kind: String,
    power: String,
    note: String,
    #[serde(flatten)]
    more: BTreeMap<String, String>,
}

impl Typed {
    fn data(&self) -> Vec<String> {
        self.more.keys().filter_map(|key| key.strip_prefix(DATA)).map(str::to_owned).collect()
    }

    /// How the person knows; or the field that is wrong.
    fn told(&self) -> Result<Telling, &'static str> {
        let day = || self.on.trim().parse::<Date>().map_err(|_| "on");
        match self.told.as_str() {
            "on" => Ok(Telling::Now(Some(Told::On(day()?)))),
            "by-notice" => Ok(Telling::Now(Some(Told::ByNotice))),
            "wait" => Ok(Telling::Waits(day()?)),
            "exception" => {
                let why = Some(self.exception.trim())
                    .filter(|why| !why.is_empty() && why.chars().count() <= LINE_LENGTH_MAX)
                    .ok_or("exception")?
                    .to_owned();
                let told = match self.kind.parse::<Exception>() {
                    Ok(kind) => Told::Excepted(kind, why),
                    Err(_) => Told::Exception(why),
                };
                Ok(Telling::Now(Some(told)))
            }
            _ => Ok(Telling::Now(None)),
        }
    }
}

/// How the person knows.
#[derive(Clone)]
enum Telling {
    /// They do, or there is a reason why not, or they need not be told.
    Now(Option<Told>),
    /// They will be told: it waits, until that day at least.
    Waits(Date),
}

/// What the notice says to it.
struct Answer {
    /// Nothing may go.
    no: bool,
    recipient: String,
    purpose: String,
    /// What may go, by id and name.
    allowed: Vec<(String, String)>,
    /// The same in one sentence.
    listed: String,
    because: Vec<Because>,
    obligations: Vec<String>,
    /// What has to come first, in sentences.
    firsts: Vec<String>,
    /// Whether the person is told before it goes.
    first: bool,
    /// The day since which a notice on record tells them.
    notice: Option<String>,
    /// Why they need not be told, as the notice has it.
    exempt: Option<String>,
    /// The power of somebody who may demand it.
    power: Option<String>,
    /// For what else of this role they do get something.
    instead: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "en/staff_share.html")]
struct Share {
    frame: Frame,
    id: String,
    once: String,
    purposes: Purposes,
    listed: Vec<Pick>,
    others: Vec<Pick>,
    typed: Typed,
    answer: Option<Answer>,
    errors: Wrong,
}

impl Share {
    fn says(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
}

#[derive(Template)]
#[template(path = "en/staff_shared.html")]
struct Shared<'a> {
    frame: &'a Frame,
    id: &'a str,
    purpose: &'a str,
    recipient: &'a str,
    no: i64,
    /// The day it waits for, where it waits.
    waits: Option<String>,
    /// What goes; none where the form was sent a second time.
    items: Option<&'a [Item]>,
    kinds: &'a [String],
    obligations: &'a [String],
}

/// To whom things go for what this role does, and everybody else on the list.
fn recipients(server: &Server, staff: &Staff, chosen: &str) -> (Vec<Pick>, Vec<Pick>) {
    let charter = server.record().gate().charter();
    let mine = purposes(charter, &staff.account);
    let gets = |recipient: &charter::Located<charter::items::Recipient>| {
        charter.disclosures().iter().any(|one| {
            one.recipient.get_ref() == recipient.id.get_ref()
                && mine.iter().any(|purpose| purpose.id.get_ref() == one.purpose.get_ref())
        })
    };
    let (listed, others): (Vec<_>, Vec<_>) = charter.recipients().iter().partition(|one| gets(one));
    let picks = |all: Vec<&_>| all.into_iter().map(|one| Pick::of(one, chosen)).collect();
    (picks(listed), picks(others))
}

fn ask(staff: &Staff, typed: &Typed, data: Vec<String>) -> NamedAsk {
    let mut ask = staff.ask_for(&typed.purpose, "disclose");
    ask.recipient = Some(typed.recipient.clone());
    ask.data = data;
    ask
}

fn answer(
    record: &Record,
    staff: &Staff,
    typed: &Typed,
    id: PersonId,
    now: Now,
) -> Result<Answer, Error> {
    let asked = sharing_asks::ask(record, &ask(staff, typed, Vec::new()), id, now)?;
    Ok(said_of(record.gate().charter(), staff, typed, &asked))
}

fn said_of(
    charter: &Charter,
    staff: &Staff,
    typed: &Typed,
    asked: &sharing_asks::Answer,
) -> Answer {
    let to_them = |purpose: &str| {
        charter.disclosures().iter().any(|one| {
            one.purpose.get_ref().as_str() == purpose
                && one.recipient.get_ref().as_str() == typed.recipient
        })
    };
    let (no, allowed) = (asked.is_no(), asked.goes());
    let instead = purposes(charter, &staff.account)
        .into_iter()
        .filter(|_| no)
        .filter(|purpose| purpose.id.get_ref().as_str() != typed.purpose)
        .filter(|purpose| to_them(purpose.id.get_ref().as_str()))
        .map(|purpose| (purpose.id.get_ref().as_str().to_owned(), purpose.name.clone()))
        .collect();
    // What they may demand, and why nobody is told, is said by itself.
    let said_apart = |first: &&First| !matches!(first, First::Power(_) | First::Reason(_));
    let firsts = asked.first.iter().filter(said_apart);
    let mut reasons: Vec<Because> = Vec::new();
    for one in because_of(charter, &asked.reasons, asked.fields.len() - allowed.len()) {
        if !reasons.iter().any(|there| there.is_as(&one)) {
            reasons.push(one);
        }
    }
    Answer {
        no,
        recipient: name_of(charter.recipients(), &typed.recipient),
        purpose: name_of(charter.purposes(), &typed.purpose),
        listed: names_of(charter.categories(), &allowed),
        allowed: (allowed.into_iter())
            .map(|one| (super::capital(&name_of(charter.categories(), &one)), one))
            .map(|(name, one)| (one, name))
            .collect(),
        because: reasons,
        obligations: asked.obligations.iter().map(|(_, says)| sentence(&said(says))).collect(),
        firsts: firsts.map(|first| sentence(&said(&first.message()))).collect(),
        first: asked.tells_first(),
        notice: asked.notice().map(|(_, since)| receipt::day(since)),
        exempt: asked.exempt.clone(),
        power: asked.power.clone(),
        instead,
    }
}

/// The question, and the answer where somebody was named.
pub(super) async fn form(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Query(typed): Query<Typed>,
) -> Response {
    shown(&server, frame, staff, id, typed, Wrong::new()).await
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: Staff,
    id: String,
    mut typed: Typed,
    errors: Wrong,
) -> Response {
    let purposes = Purposes::of(server, &staff.account, &typed.purpose);
    typed.purpose.clone_from(&purposes.id);
    let (listed, others) = recipients(server, &staff, &typed.recipient);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let share = |answer| {
        let once = once();
        Share {
            frame,
            id: id.clone(),
            once,
            purposes,
            listed,
            others,
            typed: typed.clone(),
            answer,
            errors,
        }
    };
    if typed.recipient.is_empty() {
        return page(status, &share(None));
    }
    let of = typed.clone();
    let done =
        about(server, &id, move |record, id, now| answer(record, &staff, &of, id, now)).await;
    match done {
        Ok(Done::Is(answer)) => page(status, &share(Some(answer))),
        Ok(Done::Refused(because)) => {
            let share = share(None);
            person::refused(share.frame, share.id, share.purposes, because)
        }
        done => not_done(share(None).frame, &done),
    }
}

/// Writes the disclosure into the register, and shows what may go.
pub(super) async fn share(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Form(typed): Form<Typed>,
) -> Response {
    let mut errors = Wrong::new();
    let data = typed.data();
    if data.is_empty() {
        errors.push(("data", said(&Message::new("web-share-data-missing"))));
    }
    let how = typed.how.trim().to_owned();
    if how.is_empty() || how.chars().count() > LINE_LENGTH_MAX {
        errors.push(("how", said(&Message::new("web-share-how-missing"))));
    }
    let told = typed.told();
    match told {
        Err("on") => errors.push(("on", said(&Message::new("web-share-day-missing")))),
        Err(_) => errors.push(("exception", said(&Message::new("web-share-why-missing")))),
        Ok(_) => {}
    }
    let (Ok(told), true) = (told, errors.is_empty()) else {
        return shown(&server, frame, staff, id, typed, errors).await;
    };
    let line = |text: &str| {
        Some(text.trim().chars().take(LINE_LENGTH_MAX).collect::<String>())
            .filter(|text| !text.is_empty())
    };
    let how = HowGiven { how, power: line(&typed.power), note: line(&typed.note) };
    let named = ask(&staff, &typed, data);
    let told = match told {
        Telling::Now(told) => told,
        Telling::Waits(day) => {
            return waits(
                &server,
                frame,
                &staff,
                id,
                typed,
                (named, Waiting { day, post: None, how }),
            )
            .await;
        }
    };
    let done = about(&server, &id, move |record, id, now| {
        let given = sharing_asks::give(record, &named, id, &Giving { told, how }, now)?;
        let explanation = given.disclosed.opened.explain(record);
        let charter = record.gate().charter();
        let kinds = explanation.allowed.iter().map(|one| name_of(charter.categories(), one));
        let kinds: Vec<String> = kinds.collect();
        let items = person::going(record, &given)?;
        Ok((given.disclosed.no, items, kinds, obligations(&explanation)))
    });
    let charter = server.record().gate().charter();
    match done.await {
        Ok(Done::Is((no, items, kinds, obligations))) => {
            let recipient = name_of(charter.recipients(), &typed.recipient);
            let mut shared = Shared {
                frame: &frame,
                id: &id,
                purpose: &typed.purpose,
                recipient: &recipient,
                no,
                waits: None,
                items: Some(&items),
                kinds: &kinds,
                obligations: &obligations,
            };
            let mut response = page(StatusCode::OK, &shared);
            shared.items = None;
            let again = shared.render().unwrap_or_default();
            response.extensions_mut().insert(Again(again));
            response
        }
        Ok(Done::Refused(because)) => {
            let purposes = Purposes::of(&server, &staff.account, &typed.purpose);
            person::refused(frame, id, purposes, because)
        }
        Ok(Done::Wrong(says)) => {
            shown(&server, frame, staff, id, typed, vec![("told", says)]).await
        }
        done => not_done(frame, &done),
    }
}

/// Lets it wait until the person was told.
async fn waits(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    id: String,
    typed: Typed,
    (named, waiting): (NamedAsk, Waiting),
) -> Response {
    let day = waiting.day;
    let done = about(server, &id, move |record, id, now| {
        sharing_asks::schedule(record, &named, id, &waiting, now)
    });
    match done.await {
        Ok(Done::Is(no)) => {
            let charter = server.record().gate().charter();
            let recipient = name_of(charter.recipients(), &typed.recipient);
            let shared = Shared {
                frame: &frame,
                id: &id,
                purpose: &typed.purpose,
                recipient: &recipient,
                no,
                waits: Some(receipt::day(day)),
                items: None,
                kinds: &[],
                obligations: &[],
            };
            let mut response = page(StatusCode::OK, &shared);
            let again = shared.render().unwrap_or_default();
            response.extensions_mut().insert(Again(again));
            response
        }
        Ok(Done::Refused(because)) => {
            let purposes = Purposes::of(server, &staff.account, &typed.purpose);
            person::refused(frame, id, purposes, because)
        }
        Ok(Done::Wrong(says)) => {
            shown(server, frame, staff.clone(), id, typed, vec![("on", says)]).await
        }
        done => not_done(frame, &done),
    }
}
