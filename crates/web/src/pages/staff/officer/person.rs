//! One person on one page: what this team may see, share and say here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charter::items::Purpose;
use charter::{Charter, Identifies};
use gate::Outcome;
use people::{Error, Fact, Now, PersonId, Record};

use super::{
    Because, Done, For, OnePerson, Purposes, about, at_purpose, because, capital, name_of,
    names_of, not_done, obligations, purposes, weigh,
};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::receipt;
use crate::staff::{self, Staff};
use crate::state::Query;

/// The rule by which nobody is reached by a channel for a purpose, whoever they are.
const CHANNEL: &str = "channel";
/// The rules that say how somebody wants to be reached, or can be.
const THEIR_OWN: &[&str] = &["death", "marketing", "preference", "safe-contact"];

/// One thing held.
pub(super) struct Item {
    /// Its category, by the charter's name.
    pub(super) category: String,
    pub(super) name: String,
    /// Whether it is what they are called.
    called: bool,
    pub(super) value: String,
    pub(super) source: String,
    pub(super) due: Option<String>,
    pub(super) restricted: bool,
    pub(super) dispute: Option<String>,
}

/// A warning that stands, and where it is read.
struct Warning {
    name: String,
    purpose: String,
    link: String,
}

/// To whom something goes for this purpose.
struct Goes {
    recipient: String,
    data: String,
    link: String,
}

/// What is on the page besides its head.
struct Seen {
    items: Vec<Item>,
    masked: usize,
    because: Vec<Because>,
    obligations: Vec<String>,
    warnings: Vec<Warning>,
    /// By which ways the person may be reached.
    reached: Vec<String>,
    /// By which they may not, for reasons of their own.
    unreached: Vec<Because>,
    adjusted: bool,
    died: bool,
    goes: Vec<Goes>,
}

#[derive(Template)]
#[template(path = "en/staff_person.html")]
struct Person {
    frame: Frame,
    id: String,
    purposes: Purposes,
    seen: Seen,
    /// Whether this role answers people's requests, and so may ask who had what.
    history: bool,
    vital: bool,
}

#[derive(Template)]
#[template(path = "en/staff_refused.html")]
struct Refused {
    frame: Frame,
    id: String,
    purposes: Purposes,
    because: Vec<Because>,
    /// What stands in the way of a part alone.
    more: Vec<Because>,
    vital: bool,
}

impl Seen {
    /// What they are called, where that may be seen.
    fn called(&self) -> Option<&str> {
        self.items.iter().find(|item| item.called).map(|item| item.value.as_str())
    }
}

/// A person, for a purpose.
pub(super) async fn person(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Query(asked): Query<For>,
) -> Response {
    let purposes = Purposes::of(&server, &staff.account, &asked.purpose);
    let (purpose, vital) = (purposes.id.clone(), super::glass::purpose(&server, &staff).is_some());
    let done = about(&server, &id, move |record, id, now| look(record, &staff, &purpose, id, now));
    match done.await {
        Ok(Done::Is(seen)) => {
            let history = purposes.has(staff::PURPOSE);
            page(StatusCode::OK, &Person { frame, id, purposes, seen, history, vital })
        }
        Ok(Done::Refused(because)) => no(frame, id, purposes, because, vital),
        done => not_done(frame, &done),
    }
}

/// The page that says why nothing is shown.
pub(super) fn refused(
    frame: Frame,
    id: String,
    purposes: Purposes,
    because: Vec<Because>,
) -> Response {
    no(frame, id, purposes, because, false)
}

fn no(
    frame: Frame,
    id: String,
    purposes: Purposes,
    because: Vec<Because>,
    vital: bool,
) -> Response {
    // Where no reason stands in the way of everything, they do together.
    let (whole, part): (Vec<_>, Vec<_>) = because.into_iter().partition(|one| one.whole);
    let (because, more) = if whole.is_empty() { (part, Vec::new()) } else { (whole, part) };
    // Where it is everything, which kinds these are says nothing more.
    let because = because.into_iter();
    let because = because.map(|one| if one.whole { Because { kinds: None, ..one } } else { one });
    let because = because.collect();
    page(StatusCode::FORBIDDEN, &Refused { frame, id, purposes, because, more, vital })
}

/// What was opened, item by item, in the order of the charter.
pub(super) fn items(record: &Record, opened: &people::Opened) -> Result<Vec<Item>, Error> {
    let charter = record.gate().charter();
    let mut items = Vec::new();
    opened.each(record, |seen| {
        let at = charter.categories().find(seen.category()).unwrap_or(usize::MAX);
        let marker =
            charter.categories().as_slice().get(at).is_some_and(|category| category.marker);
        let item = Item {
            category: seen.category().to_owned(),
            name: capital(&name_of(charter.categories(), seen.category())),
            called: (charter.categories().as_slice().get(at))
                .is_some_and(|category| category.identifies.contains(&Identifies::Name)),
            value: seen.text().to_owned(),
            source: name_of(charter.sources(), seen.source()),
            due: seen.due.map(receipt::day),
            restricted: seen.restricted(),
            dispute: seen.disputed().then(|| seen.notes().dispute.unwrap_or_default()),
        };
        // What keeps somebody safe comes before everything else.
        items.push((!marker, at, item));
    })?;
    items.sort_by_key(|(later, at, _)| (*later, *at));
    Ok(items.into_iter().map(|(_, _, item)| item).collect())
}

/// What goes to somebody: the items, and a sentence in the place of what goes only as a summary.
pub(super) fn going(record: &Record, given: &sharing::share::Given) -> Result<Vec<Item>, Error> {
    let charter = record.gate().charter();
    let mut items = items(record, &given.disclosed.opened)?;
    items.retain(|item| {
        let goes = |(kind, value): &(String, _)| {
            let value: &zeroize::Zeroizing<String> = value;
            *kind == item.category && value.as_str() == item.value
        };
        given.values.iter().any(goes)
    });
    for (kind, value) in &given.values {
        if !items.iter().any(|item| item.category == *kind) {
            items.push(Item {
                category: kind.clone(),
                name: capital(&name_of(charter.categories(), kind)),
                called: false,
                value: value.as_str().to_owned(),
                source: String::new(),
                due: None,
                restricted: false,
                dispute: None,
            });
        }
    }
    Ok(items)
}

fn look(
    record: &Record,
    staff: &Staff,
    purpose: &str,
    id: PersonId,
    now: Now,
) -> Result<Seen, Error> {
    let charter = record.gate().charter();
    let question = record.question(&staff.ask_for(purpose, "look"), now.today())?;
    let opened = record.look(&question, id, now)?;
    let explanation = opened.explain(record);
    let (on, no) = (now.today(), opened.number());
    let (ways, marked) = record.data().read("ways", |tx| {
        let ways = record.ways(tx, no, question.entity_code(), on)?;
        Ok::<_, Error>((ways, record.has_fact(tx, no, Fact::Marker, on)?))
    })?;
    let (mut reached, mut unreached) = (Vec::new(), Vec::new());
    for channel in charter.channels().iter() {
        let mut ask = staff.ask_for(purpose, "contact");
        ask.channel = Some(channel.id.get_ref().as_str().to_owned());
        let weighed = weigh(record, &ask, id, now)?;
        if weighed.decision.outcome() != Outcome::Refused {
            reached.push(capital(&channel.name));
        } else if weighed.reasons.iter().all(|reason| reason.rule != CHANNEL) {
            let own = because(charter, &weighed).into_iter();
            let own = own.filter(|reason| THEIR_OWN.contains(&reason.rule));
            // It is about the way, whatever would be said by it.
            unreached.extend(own.map(|one| Because { about: None, kinds: None, ..one }));
        }
    }
    Ok(Seen {
        items: items(record, &opened)?,
        masked: opened.masked(record)?,
        because: because(charter, &explanation),
        obligations: obligations(&explanation),
        warnings: if marked { warnings(record, staff, purpose, id, now)? } else { Vec::new() },
        reached,
        unreached,
        adjusted: ways.adjusted,
        died: ways.died,
        goes: goes(charter, purpose, id),
    })
}

/// The warnings that stand and that this team may read, for another purpose of theirs. What they say is
/// read there.
fn warnings(
    record: &Record,
    staff: &Staff,
    here: &str,
    id: PersonId,
    now: Now,
) -> Result<Vec<Warning>, Error> {
    let charter = record.gate().charter();
    let mut warnings = Vec::new();
    for category in charter.categories().iter().filter(|category| category.marker) {
        let names =
            |purpose: &Purpose| purpose.data().any(|data| data.get_ref() == category.id.get_ref());
        let all = purposes(charter, &staff.account);
        if all.iter().any(|purpose| purpose.id.get_ref().as_str() == here && names(purpose)) {
            continue;
        }
        for purpose in all.into_iter().filter(|purpose| names(purpose)) {
            let of = purpose.id.get_ref().as_str();
            let mut ask = staff.ask_for(of, "look");
            ask.data = vec![category.id.get_ref().as_str().to_owned()];
            if weigh(record, &ask, id, now)?.decision.outcome() != Outcome::Refused {
                warnings.push(Warning {
                    name: category.name.clone(),
                    purpose: purpose.name.clone(),
                    link: at_purpose(&id.to_string(), of),
                });
                break;
            }
        }
    }
    Ok(warnings)
}

/// To whom the notice lets something go for a purpose, whoever it is about.
fn goes(charter: &Charter, purpose: &str, id: PersonId) -> Vec<Goes> {
    let listed = charter.disclosures().iter();
    let listed = listed.filter(|one| one.purpose.get_ref().as_str() == purpose);
    listed
        .map(|one| {
            let to = one.recipient.get_ref().as_str();
            let ids: Vec<String> =
                one.data.iter().map(|data| data.get_ref().as_str().to_owned()).collect();
            Goes {
                recipient: name_of(charter.recipients(), to),
                data: names_of(charter.categories(), &ids),
                link: format!(
                    "/staff/people/{id}/share?purpose={}&recipient={}",
                    staff::in_query(purpose),
                    staff::in_query(to)
                ),
            }
        })
        .collect()
}
