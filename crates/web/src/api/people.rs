//! People: entering them, finding them, what they are to us.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use ::people::identify::{Identifier, Kind};
use ::people::{Error, Found, NewPerson, NewRelationship};

use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// The most identifiers in one request.
const IDENTIFIERS_MAX: usize = 40;

/// Something that tells a person apart.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    /// `name`, `phone`, `email`, `address`, `date-of-birth`, `tenancy-reference`...
    kind: String,
    /// As it was typed.
    value: String,
}

fn identifiers(given: &[Given]) -> Result<Vec<Identifier>, Error> {
    if given.len() > IDENTIFIERS_MAX {
        return Err(Error::TooMany("identifiers"));
    }
    given
        .iter()
        .map(|one| {
            let kind: Kind = one.kind.parse().map_err(wrong)?;
            Identifier::parse(kind, &one.value).map_err(wrong)
        })
        .collect()
}

fn wrong(error: ::people::identify::NotAnIdentifier) -> Error {
    Error::Malformed(error.to_string())
}

/// A relationship with the token's legal entity.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Relationship {
    /// By its name in the charter.
    relationship: String,
    /// The first day; today when left out.
    #[serde(default)]
    since: Option<String>,
    /// The last day, where one is known.
    #[serde(default)]
    until: Option<String>,
    /// By what right a representative stands for somebody.
    #[serde(default)]
    authority: Option<String>,
    /// Whom they stand for.
    #[serde(default)]
    other: Option<String>,
    /// The home it is about.
    #[serde(default)]
    home: Option<String>,
}

impl Relationship {
    fn read(&self, entity: &str, today: jiff::civil::Date) -> Result<NewRelationship, Error> {
        let since = day(self.since.as_deref(), today)?;
        let mut new = NewRelationship::new(&self.relationship, entity, since);
        new.until = self.until.as_deref().map(|text| day(Some(text), today)).transpose()?;
        new.authority = self.authority.clone();
        let id = |text: &String| {
            text.parse().map_err(|e: ::people::NotAnId| Error::Malformed(e.to_string()))
        };
        new.other = self.other.as_ref().map(id).transpose()?;
        let home = |text: &String| {
            text.parse().map_err(|e: ::people::NotAnId| Error::Malformed(e.to_string()))
        };
        new.home = self.home.as_ref().map(home).transpose()?;
        Ok(new)
    }
}

/// A person to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Enter {
    /// Why.
    why: Why,
    /// What they are to us.
    relationship: Relationship,
    /// What they are told apart by.
    identifiers: Vec<Given>,
    /// Where we have it from, by its name in the charter.
    source: String,
}

/// The id of something that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct Made {
    /// The id.
    pub(crate) id: String,
}

/// Enters a person.
#[utoipa::path(
    post, path = "/v1/people", tag = "people", request_body = Enter,
    responses((status = 201, body = Made), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn enter(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<Enter>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    caller.may("write")?;
    let ask = body.why.ask(&caller, "collect")?;
    let entity = caller.token.entity.clone();
    let made = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let relationship = body.relationship.read(&entity, now.today())?;
            let mut new = NewPerson::new(&body.source, relationship);
            new.identifiers = identifiers(&body.identifiers)?;
            Ok(Made { id: record.enter(&question, &new, now)?.to_string() })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Whom to find, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Find {
    /// Why.
    why: Why,
    /// Everything that is known: who fits all of it is found.
    identifiers: Vec<Given>,
}

/// What a search came to. Nobody found is no proof that nothing is held.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answer {
    /// `one`, `several`, `nobody`, `too-many` or `cannot-search`.
    outcome: &'static str,
    /// Who.
    people: Vec<Candidate>,
    /// What to do now.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

/// Somebody who may be the one.
#[derive(Serialize, ToSchema)]
struct Candidate {
    /// The person.
    id: String,
    /// Their name, where it may be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Their address, where it may be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

/// Finds a person by what tells them apart.
#[utoipa::path(
    post, path = "/v1/people/find", tag = "people", request_body = Find,
    responses((status = 200, body = Answer), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn find(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<Find>,
) -> Result<Json<Answer>, Problem> {
    caller.may("read")?;
    let ask = body.why.ask(&caller, "look")?;
    let answer = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let found = record.find(&question, &identifiers(&body.identifiers)?, now)?;
            let candidate = |one: ::people::Candidate| Candidate {
                id: one.id.to_string(),
                name: one.name.map(|name| name.to_string()),
                address: one.address.map(|address| address.to_string()),
            };
            let answer = |outcome, people: Vec<::people::Candidate>, advice| Answer {
                outcome,
                people: people.into_iter().map(candidate).collect(),
                advice,
            };
            Ok(match found {
                Found::One(one) => answer("one", vec![one], None),
                Found::Several(several) => answer(
                    "several",
                    several,
                    Some("ask for something more: a date of birth, a phone number"),
                ),
                Found::Nobody => answer(
                    "nobody",
                    Vec::new(),
                    Some("try another spelling; this does not say that nothing is held"),
                ),
                Found::TooMany => {
                    answer("too-many", Vec::new(), Some("add something else that is known"))
                }
                Found::CannotSearch(why) => answer("cannot-search", Vec::new(), Some(why)),
            })
        })
        .await?;
    Ok(Json(answer))
}

/// A relationship to be written down, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Relate {
    /// Why.
    why: Why,
    /// What they are to us.
    relationship: Relationship,
}

/// Writes down what a person is to us from a day on.
#[utoipa::path(
    post, path = "/v1/people/{id}/relationships", tag = "people", request_body = Relate,
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn relate(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Relate>,
) -> Result<StatusCode, Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "collect")?);
    let entity = caller.token.entity.clone();
    server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let relationship = body.relationship.read(&entity, now.today())?;
            record.relate(&question, id, &relationship, now).map(|_| ())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
