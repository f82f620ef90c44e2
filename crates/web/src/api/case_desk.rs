//! More of the work of cases: what comes by email, what was found, questions answered by colleagues,
//! disclosures, the register of breaches, and who was given the notice.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::{AtOnce, Audience, Given, Giving, Kind, Reply, Step, Taking, Weighing, Who};
use gate::NamedAsk;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Why;
use super::cases::{Opened, ShowCase, Taken, at_desk, question};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// An email that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingEmail {
    /// Its number.
    no: i64,
    /// When it came.
    received: String,
    /// From which address.
    from: Option<String>,
    /// What it is about.
    subject: String,
    /// What it says.
    text: String,
    /// Whether a machine seems to have written it.
    automatic: bool,
    /// How many files are attached: they lie in the mailbox.
    attached: usize,
    /// What it may ask for: proposed, never decided.
    may_be: Vec<&'static str>,
}

/// The emails that wait for somebody to say what they are; that they were looked at is in the log.
#[utoipa::path(
    post, path = "/v1/office/inbox", tag = "cases", request_body = ShowCase,
    responses((status = 200, body = Vec<WaitingEmail>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn inbox(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<ShowCase>,
) -> Result<Json<Vec<WaitingEmail>>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "look")?;
    let waits = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.inbox(Who::Officer(&question), now)
    });
    let waits = waits.await?.into_iter().map(|one| WaitingEmail {
        no: one.no,
        received: one.received.to_string(),
        from: one.from,
        subject: one.subject,
        text: one.text,
        automatic: one.automatic,
        attached: one.attached,
        may_be: one.proposals.iter().map(|one| one.kind.id()).collect(),
    });
    Ok(Json(waits.collect()))
}

/// What an email is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadEmail {
    /// Why, and which officer read it.
    why: Why,
    /// What it is about: a case of each is opened, from when it came.
    #[serde(default)]
    kinds: Vec<String>,
    /// Whom it is about, where that is known.
    #[serde(default)]
    subject: Option<String>,
    /// Why it asks for nothing, where it does not: then it is laid aside.
    #[serde(default)]
    aside: Option<String>,
}

/// Opens cases of an email that waits, or lays it aside with a reason.
#[utoipa::path(
    post, path = "/v1/office/inbox/{no}", tag = "cases", request_body = ReadEmail,
    params(("no" = i64, Path, description = "The email")),
    responses((status = 201, body = Vec<Opened>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn read_email(
    State(server): State<Server>,
    caller: Caller,
    Path(no): Path<i64>,
    Body(body): Body<ReadEmail>,
) -> Result<(StatusCode, Json<Vec<Opened>>), Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let kinds: Vec<Kind> = body
        .kinds
        .iter()
        .map(|kind| kind.parse())
        .collect::<Result<_, casework::UnknownKind>>()
        .map_err(Problem::bad_request)?;
    let subject = body.subject.as_deref().map(super::person).transpose()?;
    let entity = caller.token.entity.clone();
    let opened = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let who = Who::Officer(&question);
        match &body.aside {
            Some(why) => desk.lay_aside(who, no, why, now).map(|()| Vec::new()),
            None => desk.open_mail(who, no, &kinds, subject, &entity, now),
        }
    });
    let opened = opened.await?.into_iter().map(Opened::from).collect();
    Ok((StatusCode::CREATED, Json(opened)))
}

/// Something that was found and has to be weighed.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundItem {
    /// What tells it apart.
    item: String,
    /// Where it was found: never what it says.
    place: String,
    /// Why it has to be weighed.
    why: &'static str,
    /// Whether it goes; none while it is open.
    given: Option<bool>,
    /// The ground it is held back on.
    ground: Option<String>,
}

/// What somebody says about items that were found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeighItems {
    /// Why, and which officer weighs.
    why: Why,
    /// What is said of each, by what tells it apart: `{"give": {"why": ...}}`, `{"health": {...}}`,
    /// `{"somebody-else": {...}}` or `{"hold-back": {"exemption": ..., "answers": [...]}}`. None just
    /// looks.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Object>)]
    weighed: BTreeMap<String, Weighing>,
}

/// What of a case has to be weighed: shows it, and decides about it. The law says what an answer comes
/// to.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/items", tag = "cases", request_body = WeighItems,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Vec<FoundItem>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn items(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<WeighItems>,
) -> Result<Json<Vec<FoundItem>>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, if body.weighed.is_empty() { "look" } else { "use" })?;
    let mut weighed = BTreeMap::new();
    for (item, weighing) in body.weighed {
        let bytes = data_encoding::HEXLOWER.decode(item.to_lowercase().as_bytes());
        let item: Option<[u8; 16]> = bytes.ok().and_then(|bytes| bytes.try_into().ok());
        let item = item.ok_or_else(|| Problem::bad_request("there is no such item"))?;
        weighed.insert(item, weighing);
    }
    let items = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let (who, case) = (Who::Officer(&question), desk.find(&reference)?);
        if !weighed.is_empty() {
            let taking = Taking { weighed, ..Taking::default() };
            desk.take(who, case, Step::Items, &taking, now)?;
        }
        desk.items(who, case, now)
    });
    let items = items.await?.into_iter().map(|(item, _)| FoundItem {
        item: data_encoding::HEXLOWER.encode(&item.item),
        place: item.place,
        why: item.why.id(),
        given: item.given,
        ground: item.ground,
    });
    Ok(Json(items.collect()))
}

/// What a colleague found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replies {
    /// Why, and which officer answers: they hold the post that was asked.
    why: Why,
    /// The source, as their task has it.
    source: String,
    /// Whether something is held.
    holds: bool,
    /// What, and where it is; or how they looked.
    text: String,
}

/// Answers a question that was put to a post the officer holds.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/replies", tag = "cases", request_body = Replies,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Taken), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn reply(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<Replies>,
) -> Result<Json<Taken>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let reply = Reply { holds: body.holds, text: body.text };
    let taken = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.reply(Who::Officer(&question), desk.find(&reference)?, &body.source, &reply, now)
    });
    Ok(Json(taken.await?.into()))
}

/// What is given to whoever asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiveOut {
    /// Why, and which officer gives it.
    why: Why,
    /// The way it goes.
    how: String,
    /// The role of whoever gives, by its name in the charter: what they may give is the gate's to say.
    giver: String,
    /// Their team.
    giver_team: String,
    /// Why it cannot wait for a second person, where it cannot.
    #[serde(default)]
    at_once: Option<String>,
    /// To whom, where it cannot wait.
    #[serde(default)]
    recipient: Option<String>,
    /// For what, where it cannot wait.
    #[serde(default)]
    purpose: Option<String>,
    /// The kinds of data, where it cannot wait.
    #[serde(default)]
    data: Vec<String>,
}

/// What was given.
#[derive(Serialize, ToSchema)]
pub(crate) struct GivenOut {
    /// Its number in the register of disclosures.
    disclosure: i64,
    /// What goes, by category.
    values: Vec<(String, String)>,
}

/// Gives what somebody else may have: as it was approved, or at once where a life may depend on it.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/disclosure", tag = "cases", request_body = GiveOut,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = GivenOut), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn disclose(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<GiveOut>,
) -> Result<Json<GivenOut>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let given = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let asker = NamedAsk { role: body.giver, team: body.giver_team, ..ask };
        let given = Given {
            recipient: body.recipient.unwrap_or_default(),
            purpose: body.purpose.unwrap_or_default(),
            data: body.data,
        };
        let at_once = body.at_once.map(|why| AtOnce { why, given });
        let giving = Giving { how: body.how, at_once };
        let case = desk.find(&reference)?;
        let disclosed = desk.disclose(&question, &asker, case, &giving, now)?;
        let mut values = Vec::new();
        disclosed.opened.each(desk.record(), |seen| {
            let value = String::from_utf8_lossy(seen.value()).into_owned();
            values.push((seen.category().to_owned(), value));
        })?;
        Ok(GivenOut { disclosure: disclosed.no, values })
    });
    Ok(Json(given.await?))
}

/// One breach of the register.
#[derive(Serialize, ToSchema)]
pub(crate) struct BreachRow {
    /// Its reference.
    reference: String,
    /// The day somebody of the office knew.
    received: String,
    /// Where it stands.
    state: &'static str,
    /// What was answered about it, by the ids of the questions.
    answers: BTreeMap<&'static str, String>,
}

/// The register of breaches: every one, told or not (Art 33(5)).
#[utoipa::path(
    post, path = "/v1/office/breaches", tag = "cases", request_body = ShowCase,
    responses((status = 200, body = Vec<BreachRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn breaches(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<ShowCase>,
) -> Result<Json<Vec<BreachRow>>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "look")?;
    let breaches = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.breaches(Who::Officer(&question), now)
    });
    let rows = breaches.await?.into_iter().map(|breach| BreachRow {
        reference: breach.reference,
        received: breach.received.to_string(),
        state: breach.state.id(),
        answers: casework::form::asks(Kind::Breach, casework::Capacity::Office)
            .filter(|asked| !breach.answers.get(asked.id).is_empty())
            .map(|asked| (asked.id, breach.answers.get(asked.id).to_owned()))
            .collect(),
    });
    Ok(Json(rows.collect()))
}

/// Who was given the notice in force.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inform {
    /// Why, and which officer writes it down.
    why: Why,
    /// How it was given.
    how: String,
    /// Only those who are this to the landlord today.
    #[serde(default)]
    relationship: Option<String>,
    /// Only this person.
    #[serde(default)]
    person: Option<String>,
}

/// What a campaign came to.
#[derive(Serialize, ToSchema)]
pub(crate) struct Informed {
    /// People who were given it now.
    given: usize,
    /// People who had been given it before.
    before: usize,
}

/// Writes down that people were given the notice in force: one campaign for all of them.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/informed", tag = "cases", request_body = Inform,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Informed), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn inform(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<Inform>,
) -> Result<Json<Informed>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let audience = match (body.relationship, body.person.as_deref()) {
        (Some(name), None) => Audience::Relationship(name),
        (None, Some(person)) => Audience::One(super::person(person)?),
        (None, None) => Audience::Everybody,
        _ => return Err(Problem::bad_request("name a relationship or a person, and not both")),
    };
    let campaign = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let who = Who::Officer(&question);
        desk.inform(who, desk.find(&reference)?, &body.how, &audience, now)
    });
    let campaign = campaign.await?;
    Ok(Json(Informed { given: campaign.given, before: campaign.before }))
}
