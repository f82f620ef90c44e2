//! Choices: given, taken back, listed.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use law::pecr::{Channel, Contact, Content, Listing, Verdict};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use ::people::{Error, Fact, Grounds, NewChoice, Receipt};

use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// A choice to be written down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choose {
    /// Why.
    why: Why,
    /// `consent`, `objection`, `restriction`, `safe-channel`, `no-marketing`...
    kind: String,
    /// What it is about, by the charter's name.
    #[serde(default)]
    about: String,
    /// A topic, for marketing.
    #[serde(default)]
    topic: String,
    /// The first day; today when left out.
    #[serde(default)]
    since: Option<String>,
    /// The last day, where it has one.
    #[serde(default)]
    until: Option<String>,
    /// The words the person was shown.
    #[serde(default)]
    wording: Option<String>,
    /// How they were told they can take it back.
    #[serde(default)]
    withdrawal_told: Option<String>,
    /// What proves it.
    #[serde(default)]
    proof: Option<String>,
    /// Why the person chose so, or what an adjustment is.
    #[serde(default)]
    ground: Option<String>,
}

/// The code a person can quote.
#[derive(Serialize, ToSchema)]
pub(crate) struct Receipted {
    /// The receipt.
    receipt: String,
    /// The newest signed checkpoint of the log: whoever keeps it sees any rewriting of what came
    /// before.
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<String>,
}

/// Writes a choice down.
#[utoipa::path(
    post, path = "/v1/people/{id}/choices", tag = "people", request_body = Choose,
    params(("id" = String, Path, description = "The person")),
    responses((status = 201, body = Receipted), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn choose(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Choose>,
) -> Result<(StatusCode, Json<Receipted>), Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "collect")?);
    let taken_by = ask.actor.clone();
    let receipt = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let fact = Fact::of_choice(&body.kind).ok_or_else(|| {
                let names: Vec<&str> = Fact::choice_names().collect();
                Error::Malformed(format!("a choice is one of {}", names.join(", ")))
            })?;
            let mut new =
                NewChoice::new(fact, &body.about, day(body.since.as_deref(), now.today())?);
            new.topic = body.topic;
            new.until = body.until.as_deref().map(|d| day(Some(d), now.today())).transpose()?;
            new.grounds = Grounds {
                wording: body.wording,
                withdrawal_told: body.withdrawal_told,
                proof: body.proof,
                taken_by,
                ground: body.ground,
                note: None,
            };
            let (receipt, _) = record.choose(&question, id, &new, now)?;
            let checkpoint = record.data().checkpoint().ok();
            Ok(Receipted { receipt: receipt.as_str().to_owned(), checkpoint })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// A choice to be taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdraw {
    /// Why.
    why: Why,
    /// Its receipt.
    receipt: String,
    /// Of a limit on what is done with their data: the day they were told that it is lifted.
    #[serde(default)]
    told: Option<String>,
}

/// Takes a choice back, from today on. A limit is lifted only after the person was told of it.
#[utoipa::path(
    post, path = "/v1/people/{id}/choices/withdraw", tag = "people", request_body = Withdraw,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn withdraw(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Withdraw>,
) -> Result<StatusCode, Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "collect")?);
    server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let receipt = Receipt::parse(&body.receipt)?;
            let today = now.today();
            match &body.told {
                Some(told) => {
                    let days = (today, day(Some(told), today)?);
                    record.lift(&question, id, &receipt, days, now).map(|_| ())
                }
                None => record.withdraw(&question, id, &receipt, today, now).map(|_| ()),
            }
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A choice as it stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct Choice {
    kind: &'static str,
    about: String,
    entity: String,
    topic: String,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    receipt: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    put_right_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wording: Option<String>,
}

/// Every choice a person made, those that ended too, newest first.
#[utoipa::path(
    post, path = "/v1/people/{id}/choices/list", tag = "people", request_body = Why,
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, body = Vec<Choice>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn list(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(why): Body<Why>,
) -> Result<Json<Vec<Choice>>, Problem> {
    caller.may("read")?;
    let (id, ask) = (person(&id)?, why.ask(&caller, "look")?);
    let choices = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let choices = record.choices(&question, id, now)?;
            Ok(choices
                .into_iter()
                .map(|choice| Choice {
                    kind: choice.fact.choice_name(),
                    about: choice.about,
                    entity: choice.entity,
                    topic: choice.topic,
                    since: choice.since.to_string(),
                    until: choice.until.map(|day| day.to_string()),
                    receipt: choice.receipt,
                    put_right_by: choice.put_right_by.map(|day| day.to_string()),
                    wording: choice.grounds.wording,
                })
                .collect())
        })
        .await?;
    Ok(Json(choices))
}

/// A marketing message that is planned. What is not known never opens a route.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Planned {
    /// Why it is asked: any purpose for which the person may be looked at.
    why: Why,
    /// The channel, by its name in the charter.
    channel: String,
    /// What it is about; empty for nothing in particular.
    #[serde(default)]
    topic: String,
    /// Whether somebody looked, and the number is on no list of those who want no calls.
    #[serde(default)]
    not_listed: bool,
    /// The day the number was put on such a list.
    #[serde(default)]
    listed_since: Option<String>,
    /// The day the details were obtained in a sale.
    #[serde(default)]
    sale_on: Option<String>,
    /// It promotes the sender's own similar products or services.
    #[serde(default)]
    own_similar_products: bool,
    /// A simple way to say no was offered when the details were collected.
    #[serde(default)]
    refusal_at_collection: bool,
    /// A simple way to say no is in this message.
    #[serde(default)]
    refusal_in_message: bool,
    /// The person said that they do not mind calls.
    #[serde(default)]
    agreed_to_calls: bool,
}

/// Whether it may be sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct May {
    /// Whether it may.
    may: bool,
    /// Why, in plain words.
    message: String,
}

/// May marketing be sent to this person, this way, about this? Advice, from what they chose and the
/// law on electronic messages.
#[utoipa::path(
    post, path = "/v1/people/{id}/marketing", tag = "people", request_body = Planned,
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, body = May), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn marketing(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Planned>,
) -> Result<Json<May>, Problem> {
    caller.may("read")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "look")?);
    let may = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let on = |text: &Option<String>| {
                text.as_deref().map(|text| day(Some(text), now.today())).transpose()
            };
            let mut known = Contact::new(Channel::Post, Content::Marketing, now.today());
            known.listing = match on(&body.listed_since)? {
                Some(since) => Listing::Since(since),
                None if body.not_listed => Listing::NotListed,
                None => Listing::Unknown,
            };
            known.sale_on = on(&body.sale_on)?;
            known.own_similar_products = body.own_similar_products;
            known.refusal_at_collection = body.refusal_at_collection;
            known.refusal_in_message = body.refusal_in_message;
            known.agreed_to_calls = body.agreed_to_calls;
            let planned = (body.channel.as_str(), body.topic.as_str());
            let verdict = record.marketing(&question, id, planned, &known, now)?;
            Ok(match verdict {
                Verdict::Allowed(route) => {
                    May { may: true, message: route.provision().title().to_owned() }
                }
                Verdict::Refused(refusal) => May {
                    may: false,
                    message: words::Catalogue::english().render(&refusal.message()),
                },
            })
        })
        .await?;
    Ok(Json(may))
}
