//! Warnings about one person: those that stand, those that wait for a second person, and what is done with them.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charter::items::Purpose;
use jiff::civil::Date;
use people::{Error, Now, PersonId, Record};
use registers::markers::{self, Proposal};
use serde::Deserialize;

use super::{Because, Done, For, OnePerson, Pick, Purposes, about, not_done, person};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::once;
use crate::pages::receipt::day;
use crate::staff::{Staff, in_query, to};
use crate::state::Query;

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    purpose: String,
    what: String,
    no: String,
    kind: String,
    code: String,
    reason: String,
    evidence: String,
    decided_by: String,
    until: String,
    told: String,
    how_told: String,
    defer_until: String,
    defer_because: String,
    on: String,
    words: String,
}

struct Standing {
    no: i64,
    since: String,
    until: String,
    told: String,
    words: Vec<String>,
}

struct Waiting {
    no: i64,
    approval: i64,
    kind: String,
    reason: String,
    evidence: String,
    /// Whether whoever looks is the one who says yes or no.
    mine: bool,
}

struct Against {
    no: i64,
    day: String,
    due: Option<String>,
    text: String,
}

#[derive(Template)]
#[template(path = "en/staff_markers.html")]
struct Markers {
    frame: Frame,
    id: String,
    once: String,
    purposes: Purposes,
    kinds: Vec<Pick>,
    standing: Vec<Standing>,
    waiting: Vec<Waiting>,
    against: Vec<Against>,
    typed: Typed,
    errors: Vec<(&'static str, String)>,
}

/// What there is about one person.
struct There {
    standing: Vec<Standing>,
    waiting: Vec<Waiting>,
    against: Vec<Against>,
}

/// An error of the room as one of the record.
fn of_room(error: registers::Error) -> Error {
    match error {
        registers::Error::Record(error @ Error::NotApproved(_)) => {
            Error::Malformed(error.to_string())
        }
        registers::Error::Record(error) => error,
        error => Error::Malformed(error.to_string()),
    }
}

fn there(
    record: &Record,
    staff: &Staff,
    purpose: &str,
    id: PersonId,
    now: Now,
) -> Result<There, Error> {
    let ask = staff.ask_for(purpose, "look");
    let standing = markers::list(record, &ask, id, now).map_err(of_room)?;
    let proposed = markers::proposals(record, &ask, id, now).map_err(of_room)?;
    let against = markers::appeals(record, &ask, id, now).map_err(of_room)?;
    let (name, today) = (staff.account.name.clone(), now.today().to_string());
    let mut waiting = Vec::new();
    for one in proposed {
        let mine = record.data().read("whose yes", |tx| {
            let post = markers::decided_by(tx, one.approval)?;
            Ok::<_, Error>(match post {
                Some(post) => db::posts::holds(tx, &post, &name, &today)?,
                None => false,
            })
        })?;
        waiting.push(Waiting {
            no: one.no,
            approval: one.approval,
            kind: one.proposal.kind.replace('-', " "),
            reason: one.proposal.reason,
            evidence: one.proposal.evidence,
            mine,
        });
    }
    let standing = standing.into_iter().map(|one| Standing {
        no: one.no,
        since: day(one.since),
        until: one.until.map_or_else(|| "no day".to_owned(), day),
        told: match (one.told, one.deferred_until) {
            (Some(told), _) => format!("told on {}", day(told)),
            (None, Some(until)) => format!("not told; put off until {}", day(until)),
            (None, None) => "not told".to_owned(),
        },
        words: String::from_utf8_lossy(&one.detail).lines().map(str::to_owned).collect(),
    });
    let against = against.into_iter().map(|one| Against {
        no: one.no,
        day: day(one.day),
        due: one.due.map(day),
        text: one.text,
    });
    Ok(There { standing: standing.collect(), waiting, against: against.collect() })
}

/// The purpose that was chosen, or where warnings are not for it the first of the role's that they are for; and
/// whether there is one at all.
fn for_markers(server: &Server, staff: &Staff, chosen: &str) -> (Purposes, bool) {
    let charter = server.record().gate().charter();
    let has = |purpose: &Purpose| {
        let mut data = purpose.data().filter_map(|id| charter.categories().get(id.get_ref()));
        data.any(|category| category.marker)
    };
    let mut with = super::purposes(charter, &staff.account).into_iter().filter(|one| has(one));
    let any = with.clone().next().is_some();
    let first = with.clone().next().map_or(chosen, |one| one.id.get_ref().as_str());
    let chosen = if with.any(|one| one.id.get_ref().as_str() == chosen) { chosen } else { first };
    (Purposes::of(server, &staff.account, chosen), any)
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    id: String,
    typed: Typed,
    wrong: Option<String>,
) -> Response {
    let (purposes, any) = for_markers(server, staff, &typed.purpose);
    let (purpose, of) = (purposes.id.clone(), staff.clone());
    let read = about(server, &id, move |record, id, now| there(record, &of, &purpose, id, now));
    let charter = server.record().gate().charter();
    let kinds = charter.markers().iter().map(|one| Pick::of(one, &typed.kind)).collect();
    let there = match read.await {
        Ok(Done::Refused(because)) => return refused(frame, id, purposes, because),
        // A role none of whose purposes has warnings: there is none it may see. What cannot be read is never
        // said to be nothing.
        Ok(Done::Wrong(_)) if !any => {
            There { standing: Vec::new(), waiting: Vec::new(), against: Vec::new() }
        }
        Ok(Done::Is(there)) => there,
        done => return not_done(frame, &done),
    };
    let status = if wrong.is_none() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let errors = wrong.into_iter().map(|says| ("markers", says)).collect();
    let There { standing, waiting, against } = there;
    let once = once();
    let all =
        Markers { frame, id, once, purposes, kinds, standing, waiting, against, typed, errors };
    page(status, &all)
}

fn refused(frame: Frame, id: String, purposes: Purposes, because: Vec<Because>) -> Response {
    person::refused(frame, id, purposes, because)
}

/// The warnings, and the form that proposes one.
pub(super) async fn form(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Query(asked): Query<For>,
) -> Response {
    let typed = Typed { purpose: asked.purpose, ..Typed::default() };
    shown(&server, frame, &staff, id, typed, None).await
}

fn when(text: &str) -> Result<Option<Date>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Error::Malformed(format!("`{text}` is no day; write it as 2026-11-30"));
    text.parse().map(Some).map_err(|_| wrong())
}

fn act(record: &Record, staff: &Staff, typed: &Typed, id: PersonId, now: Now) -> Result<(), Error> {
    let ask = staff.ask_for(&typed.purpose, "collect");
    let no = || -> Result<i64, Error> {
        typed.no.trim().parse().map_err(|_| Error::Malformed("this is no number".to_owned()))
    };
    let on = when(&typed.on)?;
    let said = (on.unwrap_or_else(|| now.today()), typed.words.as_str());
    match typed.what.as_str() {
        "propose" => {
            let proposal = Proposal {
                kind: typed.kind.clone(),
                code: typed.code.trim().to_owned(),
                reason: typed.reason.clone(),
                evidence: typed.evidence.clone(),
                decided_by: typed.decided_by.clone(),
                since: now.today(),
                until: when(&typed.until)?,
                told: when(&typed.told)?,
                how_told: typed.how_told.clone(),
                deferred_until: when(&typed.defer_until)?,
                deferred_because: typed.defer_because.clone(),
            };
            markers::propose(record, &ask, id, &proposal, now).map(drop)
        }
        "approve" | "refuse" => return decide(record, staff, no()?, typed.what == "approve", now),
        "set" => markers::set(record, &ask, id, no()?, now).map(drop),
        "put-away" => markers::put_away(record, &ask, id, no()?, said.1, now),
        "tell" => markers::tell(record, &ask, id, no()?, said, now),
        "extend" => markers::extend(record, &ask, id, no()?, said, now),
        "end" => markers::end(record, &ask, id, no()?, said.1, now),
        "appeal" => markers::appeal(record, &ask, id, no()?, said.1, now).map(drop),
        "stays" | "over" => {
            let decided = (typed.what == "stays", said.1);
            markers::decide_appeal(record, &ask, id, no()?, decided, now)
        }
        _ => return Err(Error::Malformed("choose what is to be done".to_owned())),
    }
    .map_err(of_room)
}

/// The yes or no of whoever holds the post that decides about such warnings.
fn decide(record: &Record, staff: &Staff, no: i64, yes: bool, now: Now) -> Result<(), Error> {
    let (who, day, at) = (staff.account.name.clone(), now.today().to_string(), now.micros());
    let (act, by) = (if yes { "approved" } else { "not-approved" }, who.clone());
    record.write_office(&by, act, &format!("approval {no}"), now, move |tx| {
        let Some(post) = markers::decided_by(tx, no)? else {
            return Err(Error::Malformed("nothing of that number waits".to_owned()));
        };
        db::approvals::decide(tx, no, &who, yes, &post, &day, at)
            .map_err(|why| Error::Malformed(why.to_string()))
    })
}

/// Does one thing with a warning.
pub(super) async fn done(
    State(server): State<Server>,
    OnePerson { frame, staff, id }: OnePerson,
    Form(typed): Form<Typed>,
) -> Response {
    let (of, by) = (typed.clone(), staff.clone());
    let done = about(&server, &id, move |record, id, now| act(record, &by, &of, id, now));
    match done.await {
        Ok(Done::Is(())) => {
            to(&format!("/staff/people/{id}/markers?purpose={}", in_query(&typed.purpose)))
        }
        Ok(Done::Wrong(says)) => shown(&server, frame, &staff, id, typed, Some(says)).await,
        Ok(Done::Refused(because)) => {
            let purposes = Purposes::of(&server, &staff.account, &typed.purpose);
            refused(frame, id, purposes, because)
        }
        done => not_done(frame, &done),
    }
}
