//! The evidence of one case, in one file: what was asked and done, and for each entry of the log about it
//! the proof that it is there. Whoever has it needs nothing of ours to check it but the key of the log.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use casework::{Error, Shown};
use people::Event;
use serde_json::{Value, json};

use super::desk::{At, at_desk};
use crate::Server;
use crate::staff::SignedIn;

/// How many events are read at a time.
const PAGE: u32 = 500;
/// The most events of a person that are looked through for those of the case: 20,000.
const PAGES_MAX: usize = 40;

/// The events about the person of a case that are of this case; and whether all were looked through.
fn events(at: &At<'_>, shown: &Shown) -> Result<(Vec<Event>, bool), Error> {
    let Some(person) = shown.subject else { return Ok((Vec::new(), true)) };
    let (mut found, mut before) = (Vec::new(), i64::MAX);
    for _ in 0..PAGES_MAX {
        let rows = at.desk.record().history(at.question, person, before, PAGE, at.now)?;
        let full = rows.len() == PAGE as usize;
        before = rows.last().map_or(before, |row| row.no);
        let of_the_case = |row: &Event| {
            row.account.more.get("case").and_then(Value::as_str) == Some(&shown.reference)
        };
        found.extend(rows.into_iter().filter(of_the_case));
        if !full {
            return Ok((found, true));
        }
    }
    Ok((found, false))
}

fn entry(at: &At<'_>, event: &Event) -> Value {
    let place = event.seq.and_then(|seq| u64::try_from(seq).ok());
    let proof = place.map(|place| match at.desk.record().data().prove(place) {
        Ok((proof, leaf)) => json!({
            "commitment": data_encoding::HEXLOWER.encode(&leaf),
            "proof": proof.to_string(),
        }),
        Err(error) => json!({"not proven": error.to_string()}),
    });
    json!({
        "act": event.account.act,
        "at": jiff::Timestamp::from_microsecond(event.at).map(|at| at.to_string()).ok(),
        "by": event.account.actor,
        "place": event.seq,
        "in the log": proof,
    })
}

fn file(at: &At<'_>, shown: &Shown) -> Result<Value, Error> {
    let items = at.desk.items(at.who(), shown.no, at.now)?;
    let asked = at.desk.asked(at.who(), shown.no, at.now)?;
    let recipients = at.desk.recipients(at.who(), shown.no, at.now)?;
    let (events, whole) = events(at, shown)?;
    let steps = shown.steps.iter().map(|step| {
        json!({"step": step.step.id(), "day": step.day, "by": step.by, "said": step.why,
               "state": step.state.id()})
    });
    let clock = shown.clock.as_ref();
    let working: Vec<String> = clock
        .map(|clock| clock.trace.iter().map(crate::pages::form::said).collect())
        .unwrap_or_default();
    // Before a checkpoint leaves the house the vault notes how far the log has come.
    at.desk.record().note_entries()?;
    let checkpoint = at.desk.record().data().checkpoint();
    let checkpoint = checkpoint.unwrap_or_else(|error| format!("there is none: {error}"));
    let log: Vec<Value> = events.iter().map(|event| entry(at, event)).collect();
    let proven = log.iter().all(|one| one["in the log"].get("not proven").is_none());
    Ok(json!({
        "case": shown.reference,
        "about": shown.kind.id(),
        "state": shown.state.id(),
        "entity": shown.entity,
        "received": shown.received,
        "due": clock.and_then(|clock| clock.due),
        "working": working,
        "asked by": shown.words.requester.name,
        "what they said": shown.words.said,
        "answer": shown.words.answer,
        "outcome": shown.outcome,
        "steps": steps.collect::<Vec<Value>>(),
        "systems": (shown.sources.iter()).map(|one| json!({
            "source": one.source, "answer": one.answer.id(), "held": one.held,
            "accepted": one.accepted,
        })).collect::<Vec<Value>>(),
        "weighed": (items.iter()).map(|(item, said)| json!({
            "where": item.place, "why": item.why.id(), "given": item.given,
            "ground": item.ground, "said": said,
        })).collect::<Vec<Value>>(),
        "asked to look": (asked.iter()).map(|one| json!({
            "source": one.source, "who": one.whom, "by": one.due,
            "holds": one.reply.as_ref().map(|reply| reply.holds),
        })).collect::<Vec<Value>>(),
        "recipients told": recipients.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "work": shown.works.iter().map(|(work, whole, what)| json!({
            "what": work.id(), "complete": whole, "said": what,
        })).collect::<Vec<Value>>(),
        "checkpoint": checkpoint,
        "log": log,
        "log is whole": whole && proven && shown.subject.is_some(),
        "note": if shown.subject.is_some() {
            "an entry without a place was not numbered yet when this was made; one that says why it is not proven needs to be looked into"
        } else {
            "the case is about nobody on record: its entries cannot be told from others"
        },
    }))
}

/// The evidence of a case, to keep.
pub(crate) async fn download(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let made = at_desk(&server, &staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let file = file(at, &shown)?;
        Ok((shown.reference, format!("{file:#}\n")))
    });
    match made.await {
        Ok((reference, text)) => {
            let name = format!("attachment; filename=\"{reference}.json\"");
            let kind = "application/json".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text)
                .into_response()
        }
        Err(trouble) => trouble.plain(frame),
    }
}
