//! Reads: each states a purpose, and gives what the notice lets.

#![expect(
    unused_qualifications,
    reason = "the macro for the document writes types with their paths"
)]

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use ::people::{Error, Opened, PersonId, Record};

use super::decide::Decision;
use super::{Why, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Query, Server};

/// The most people in one request.
const BATCH_MAX: usize = 200;

/// What may be seen of one person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Seen {
    /// The person; after a merge the record that was kept.
    pub(crate) person: String,
    /// What may be seen.
    pub(crate) items: Vec<Item>,
    /// How many items are held that may not be seen. An answer with any is not the whole.
    pub(crate) masked: usize,
    /// The decision behind it.
    pub(crate) decision: Decision,
    /// The number of the entry in the log that tells of this look; 0 while it waits in the spool.
    pub(crate) entry: i64,
}

/// One thing held.
#[derive(Serialize, ToSchema)]
pub(crate) struct Item {
    /// Its number among the person's items.
    pub(crate) no: u32,
    /// Its category.
    pub(crate) category: String,
    /// Its value.
    pub(crate) value: String,
    /// Where it came from.
    pub(crate) source: String,
    /// What it is held for.
    pub(crate) purposes: Vec<String>,
    /// The day it is due to go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<String>,
    /// Restricted by the person (Art 18).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) restricted: bool,
    /// What the person says is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dispute: Option<String>,
}

fn see(
    record: &Record,
    named: &gate::NamedAsk,
    id: PersonId,
    now: ::people::Now,
) -> Result<Seen, Error> {
    let question = record.question(named, now.today())?;
    show(record, &record.look(&question, id, now)?)
}

/// What was opened, as an answer.
pub(crate) fn show(record: &Record, opened: &Opened) -> Result<Seen, Error> {
    let mut items = Vec::new();
    opened.each(record, |seen| {
        items.push(Item {
            no: seen.no.n,
            category: seen.category().to_owned(),
            value: seen.text().to_owned(),
            source: seen.source().to_owned(),
            purposes: seen.purposes().map(str::to_owned).collect(),
            due: seen.due.map(|due| due.to_string()),
            restricted: seen.restricted(),
            dispute: seen.disputed().then(|| seen.notes().dispute).flatten(),
        });
    })?;
    Ok(Seen {
        person: opened.person().to_string(),
        masked: opened.masked(record)?,
        decision: Decision::of(&opened.explain(record)),
        entry: opened.entry(),
        items,
    })
}

/// Looks at one person for a purpose. The look is in the log before anything is shown.
#[utoipa::path(
    post, path = "/v1/people/{id}/look", tag = "people", request_body = Why,
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, body = Seen), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn look(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(why): Body<Why>,
) -> Result<Json<Seen>, Problem> {
    caller.may("read")?;
    let (id, ask) = (person(&id)?, why.ask(&caller, "look")?);
    Ok(Json(server.work(move |record, now| see(record, &ask, id, now)).await?))
}

/// Several people, and why they are looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Several {
    /// Why.
    why: Why,
    /// The people.
    people: Vec<String>,
}

/// Looks at several people for one purpose; each answer is what may be seen, or a problem.
#[utoipa::path(
    post, path = "/v1/look/batch", tag = "people", request_body = Several,
    responses((status = 200, body = Vec<serde_json::Value>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn look_batch(
    State(server): State<Server>,
    caller: Caller,
    Body(several): Body<Several>,
) -> Result<Json<Vec<serde_json::Value>>, Problem> {
    caller.may("read")?;
    if several.people.len() > BATCH_MAX {
        return Err(Problem::bad_request(format!(
            "{BATCH_MAX} people are the most in one request"
        )));
    }
    let ids: Vec<PersonId> =
        several.people.iter().map(|id| person(id)).collect::<Result<_, _>>()?;
    let ask = several.why.ask(&caller, "look")?;
    let answers = server
        .work(move |record, now| {
            let answer = |id| match see(record, &ask, id, now) {
                Ok(seen) => serde_json::to_value(seen),
                Err(error) => serde_json::to_value(Problem::of(&error, record.gate())),
            };
            Ok(ids.into_iter().map(|id| answer(id).unwrap_or_default()).collect())
        })
        .await?;
    Ok(Json(answers))
}

/// For which purpose a card is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// The purpose, by its name in the charter.
    purpose: String,
    /// The officer who looks.
    #[serde(default)]
    officer: Option<String>,
}

/// What a team may see, share and say about one person: beside their name in another system.
#[derive(Serialize, ToSchema)]
pub(crate) struct Card {
    /// What may be seen.
    see: Vec<String>,
    /// To whom what may be given.
    share: Vec<Share>,
    /// By which channels the person may be reached.
    say: Vec<String>,
}

/// What may be given to one recipient.
#[derive(Serialize, ToSchema)]
struct Share {
    /// The recipient.
    recipient: String,
    /// The categories.
    data: Vec<String>,
    /// What must be done along with it.
    obligations: Vec<String>,
}

/// What may my team see, share and say here? Kinds of data alone; nothing that is held is shown,
/// and the look is in the log.
#[utoipa::path(
    get, path = "/v1/card/{id}", tag = "people", params(("id" = String, Path, description = "The person"), Wanted),
    responses((status = 200, body = Card), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn card(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Card>, Problem> {
    caller.may("read")?;
    let why = Why {
        purpose: wanted.purpose,
        officer: wanted.officer,
        data: Vec::new(),
        recipient: None,
        channel: None,
        reason: None,
    };
    let (id, ask) = (person(&id)?, why.ask(&caller, "look")?);
    let card = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let opened = record.look(&question, id, now)?;
            let see = opened.explain(record).allowed;
            let charter = record.gate().charter();
            let mut share = Vec::new();
            for recipient in charter.recipients().iter() {
                let mut named = ask.clone();
                named.action = "disclose".to_owned();
                named.data.clone_from(&see);
                named.recipient = Some(recipient.id.get_ref().as_str().to_owned());
                if let Some(explained) = advise(record, &named, id, now)? {
                    share.push(Share {
                        recipient: recipient.id.get_ref().as_str().to_owned(),
                        data: explained.allowed,
                        obligations: (explained.obligations.iter())
                            .map(|(obligation, _)| obligation.as_str().to_owned())
                            .collect(),
                    });
                }
            }
            let mut say = Vec::new();
            for channel in charter.channels().iter() {
                let mut named = ask.clone();
                named.action = "contact".to_owned();
                named.channel = Some(channel.id.get_ref().as_str().to_owned());
                if advise(record, &named, id, now)?.is_some() {
                    say.push(channel.id.get_ref().as_str().to_owned());
                }
            }
            Ok(Card { see, share, say })
        })
        .await?;
    Ok(Json(card))
}

/// A decision about a person without a release: none where nothing is allowed.
fn advise(
    record: &Record,
    named: &gate::NamedAsk,
    id: PersonId,
    now: ::people::Now,
) -> Result<Option<gate::Explanation>, Error> {
    let question = record.question(named, now.today())?;
    let explained = record
        .data()
        .read("advise", |tx| Ok::<_, Error>(record.permit(tx, &question, id)?.explain()));
    match explained {
        Ok(explained) => Ok(Some(explained)),
        Err(Error::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
