//! May this go to them? The question, the giving, and calling back: for a housing system, in the words of the
//! officer's page.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sharing::share::{self, Answer, Giving, Waiting};
use sharing::{Exception, Holder, HowGiven, Told};
use utoipa::ToSchema;
use words::{Catalogue, Message};

use ::people::Error;

use super::disclosures::Gone;
use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Server};

/// What is to go, to whom. `why` names the recipient; without `data`, what the charter lists for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareAsk {
    /// The person.
    person: String,
    /// Why, and to whom.
    why: Why,
}

/// The answer, field by field.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShareAnswer {
    /// Whether anything may go.
    may: bool,
    /// Each kind of data.
    fields: Vec<SharedField>,
    /// Why something stays.
    because: Vec<AgainstSharing>,
    /// What has to come first.
    first: Vec<ShareFirst>,
    /// The number of the notice on record that tells the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<i64>,
    /// What must be done along with it.
    obligations: Vec<String>,
}

/// The answer about one kind of data.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharedField {
    /// The kind, by the charter's name.
    category: String,
    /// `goes`, `masked` or `refused`.
    answer: &'static str,
    /// Whether only a summary of it goes.
    summary: bool,
    /// The paragraphs it goes under, or is kept back by.
    paragraphs: Vec<String>,
}

/// One reason why something stays.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgainstSharing {
    /// The rule.
    rule: &'static str,
    /// Why, in plain words.
    message: String,
    /// The paragraphs of the notice it keeps.
    paragraphs: Vec<String>,
    /// Who can unblock it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unblock: Option<String>,
}

/// Something that has to come first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShareFirst {
    /// `agreement`, `consent`, `power`, `reason` or `tell`.
    what: &'static str,
    /// It in plain words.
    message: String,
}

fn say(message: &Message) -> String {
    Catalogue::english().render(message)
}

fn answered(answer: &Answer) -> ShareAnswer {
    ShareAnswer {
        may: !answer.is_no(),
        fields: (answer.fields.iter())
            .map(|field| SharedField {
                category: field.category.clone(),
                answer: field.goes.as_str(),
                summary: field.summary,
                paragraphs: field.paragraphs.clone(),
            })
            .collect(),
        because: (answer.reasons.iter())
            .map(|reason| AgainstSharing {
                rule: reason.rule,
                message: say(&reason.message),
                paragraphs: reason.paragraphs.clone(),
                unblock: reason.unblock.as_ref().map(say),
            })
            .collect(),
        first: (answer.first.iter())
            .map(|first| ShareFirst { what: first.as_str(), message: say(&first.message()) })
            .collect(),
        notice: answer.notice().map(|(no, _)| no),
        obligations: answer.obligations.iter().map(|(owed, _)| owed.as_str().to_owned()).collect(),
    }
}

/// Asks whether something may go to somebody. Nothing goes by it, and it stands in the log.
#[utoipa::path(
    post, path = "/v1/share/ask", tag = "people", request_body = ShareAsk,
    responses((status = 200, body = ShareAnswer), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn ask(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<ShareAsk>,
) -> Result<Json<ShareAnswer>, Problem> {
    caller.may("read")?;
    let (id, named) = (person(&body.person)?, body.why.ask(&caller, "disclose")?);
    let answer =
        server.work(move |record, now| Ok(answered(&share::ask(record, &named, id, now)?))).await?;
    Ok(Json(answer))
}

/// What is to go, to whom, and how. How the person knows: one of `told`, `by_notice`, `not_told`, `wait_until`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GivenShare {
    /// The person.
    person: String,
    /// Why, to whom, and which kinds of data.
    why: Why,
    /// How it goes: `job sheet`, `secure mail`.
    how: String,
    /// Under which power, where somebody asks by one.
    #[serde(default)]
    power: Option<String>,
    /// Who asks, and what for.
    #[serde(default)]
    who_asks: Option<String>,
    /// The day the person was told.
    #[serde(default)]
    told: Option<String>,
    /// Whether a notice on record tells them.
    #[serde(default)]
    by_notice: bool,
    /// Why they are not told.
    #[serde(default)]
    not_told: Option<NotTold>,
    /// It waits: the first day it may go, once the person was told.
    #[serde(default)]
    wait_until: Option<String>,
}

/// Why somebody is not told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotTold {
    /// `crime`, `harm`, `law` or `no-time`.
    kind: String,
    /// Why.
    why: String,
}

/// What goes, or what waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharedNow {
    /// Its number in the register; none while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    no: Option<i64>,
    /// The number of what waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits: Option<i64>,
    /// What goes: kinds of data, and values or the sentences in their place.
    items: Vec<Gone>,
    /// What must be done along with it.
    obligations: Vec<String>,
}

fn how_told(body: &GivenShare) -> Result<Option<Told>, Error> {
    let wrong = |why: &str| Error::Malformed(why.to_owned());
    let said =
        [body.told.is_some(), body.by_notice, body.not_told.is_some(), body.wait_until.is_some()];
    if said.iter().filter(|one| **one).count() > 1 {
        return Err(wrong("say one of `told`, `by_notice`, `not_told` and `wait_until`"));
    }
    if let Some(on) = &body.told {
        let on = on.parse().map_err(|_| wrong("a day is written as 2026-11-24"))?;
        return Ok(Some(Told::On(on)));
    }
    if let Some(not) = &body.not_told {
        let kind: Exception = not.kind.parse().map_err(Error::Malformed)?;
        return Ok(Some(Told::Excepted(kind, not.why.clone())));
    }
    Ok(body.by_notice.then_some(Told::ByNotice))
}

/// Gives what the notice lets, and writes it into the register; or lets it wait until the person was told.
#[utoipa::path(
    post, path = "/v1/share", tag = "people", request_body = GivenShare,
    responses((status = 201, body = SharedNow), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn share(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<GivenShare>,
) -> Result<(StatusCode, Json<SharedNow>), Problem> {
    caller.may("write")?;
    let (id, named) = (person(&body.person)?, body.why.ask(&caller, "disclose")?);
    let made = server
        .work(move |record, now| {
            let told = how_told(&body)?;
            let how = HowGiven { how: body.how, power: body.power, note: body.who_asks };
            if let Some(until) = &body.wait_until {
                let day = day(Some(until), now.today())?;
                let waiting = Waiting { day, post: None, how };
                let no = share::schedule(record, &named, id, &waiting, now)?;
                let (items, obligations) = (Vec::new(), Vec::new());
                return Ok(SharedNow { no: None, waits: Some(no), items, obligations });
            }
            let given = share::give(record, &named, id, &Giving { told, how }, now)?;
            let items = given.values.iter();
            let obligations = given.disclosed.opened.decision().obligations();
            Ok(SharedNow {
                no: Some(given.disclosed.no),
                waits: None,
                items: items.map(|(kind, value)| Gone::new(kind, value)).collect(),
                obligations: obligations.iter().map(|owed| owed.as_str().to_owned()).collect(),
            })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// What is called back, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recall {
    /// The person.
    person: String,
    /// Why whoever asks looks at the person.
    why: Why,
    /// Its number in the register.
    no: i64,
    /// Why it is called back.
    reason: String,
}

/// What was called back. It is not back before the recipient has confirmed that it is deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct Recalled {
    /// Its number in the register.
    no: i64,
    /// Who is to delete it.
    recipient: String,
    /// `recalled, not confirmed`.
    stands: &'static str,
    /// By which day they are asked to confirm it.
    due: String,
    /// The letter to them. It names nobody.
    letter: String,
}

/// Calls back what was given.
#[utoipa::path(
    post, path = "/v1/share/recall", tag = "people", request_body = Recall,
    responses((status = 201, body = Recalled), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn recall(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<Recall>,
) -> Result<(StatusCode, Json<Recalled>), Problem> {
    caller.may("write")?;
    let (id, named) = (person(&body.person)?, body.why.ask(&caller, "look")?);
    let made = server
        .work(move |record, now| {
            let question = record.question(&named, now.today())?;
            let called = share::recall(record, &question, id, body.no, &body.reason, None, now)?;
            Ok(Recalled {
                no: called.no,
                letter: called.letter(record),
                recipient: called.recipient,
                stands: "recalled, not confirmed",
                due: called.due.to_string(),
            })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// That the person was told, and when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareTold {
    /// The person.
    person: String,
    /// Why whoever asks looks at the person.
    why: Why,
    /// The number of what waits to be given, or of the row in the register.
    no: i64,
    /// The day they were told, as `2026-11-24`.
    on: String,
}

/// Writes down that the person was told: of what waits to be given, or of what went before there was time.
#[utoipa::path(
    post, path = "/v1/share/told", tag = "people", request_body = ShareTold,
    responses((status = 204), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn told(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<ShareTold>,
) -> Result<StatusCode, Problem> {
    caller.may("write")?;
    let (id, named) = (person(&body.person)?, body.why.ask(&caller, "look")?);
    server
        .work(move |record, now| {
            let question = record.question(&named, now.today())?;
            let on = day(Some(&body.on), now.today())?;
            share::tell(record, &question, id, body.no, on, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A recipient as it stands today.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecipientNow {
    /// The charter's name of it.
    id: String,
    /// What it is called.
    name: String,
    /// In what capacity it receives.
    kind: &'static str,
    /// The last day of its agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// The day it said that it understood what it may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged: Option<String>,
    /// The next day it is looked at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<String>,
    /// Where it handles the data, by two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    /// What makes it lawful that data goes there.
    #[serde(skip_serializing_if = "Option::is_none")]
    mechanism: Option<String>,
    /// Those who work for it and may be sent.
    sub_contractors: Vec<String>,
    /// Why it is given nothing today; empty where something may go.
    refused: Vec<String>,
    /// What is missing, and refuses nothing.
    missing: Vec<String>,
}

fn holder(one: &Holder, today: jiff::civil::Date) -> RecipientNow {
    let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let subs = one.sub_contractors.iter().filter(|sub| sub.may_be_sent(today));
    RecipientNow {
        id: one.id.clone(),
        name: one.name.clone(),
        kind: one.kind,
        until: text(one.until),
        acknowledged: text(one.acknowledged),
        review: text(one.review),
        country: one.country.map(|country| country.as_str().to_owned()),
        mechanism: one.transfer.as_ref().map(|it| it.mechanism.clone()),
        sub_contractors: subs.map(|sub| sub.name.clone()).collect(),
        refused: one.refused.iter().map(say).collect(),
        missing: one.missing.iter().map(say).collect(),
    }
}

/// Every recipient of the charter, as it stands today.
#[utoipa::path(
    get, path = "/v1/recipients", tag = "office",
    responses((status = 200, body = Vec<RecipientNow>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn recipients(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Vec<RecipientNow>>, Problem> {
    caller.may("read")?;
    let all = server
        .work(|record, now| {
            let all = sharing::recipients(record, now)?;
            Ok(all.iter().map(|one| holder(one, now.today())).collect())
        })
        .await?;
    Ok(Json(all))
}
