//! The work of cases: letters, questions, objections, consents, recipients; and how the office stands.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use casework::form::{Concluded, asks};
use casework::{
    CodeBy, How, LINK_DAYS, Objected, Outside, Question as Asks, Step, Taking, Which, Who, Whom,
};
use gate::NamedAsk;
use people::Receipt;
use serde::{Deserialize, Serialize};
use sharing::Told;
use utoipa::ToSchema;
use words::{Catalogue, Message};

use super::Why;
use super::cases::{Taken, a_day, at_desk, question};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

fn say(message: &Message) -> String {
    Catalogue::english().render(message)
}

fn said(messages: &[Message]) -> Vec<String> {
    messages.iter().map(say).collect()
}

fn days() -> u16 {
    LINK_DAYS
}

/// A letter to be sent, or looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendLetter {
    /// Why, and which officer sends it.
    why: Why,
    /// Which: `acknowledgement`, `answer`, `ask-proof`, `ask-what`, `breach` or `more-time`.
    letter: String,
    /// How it goes: `email`, `hand` or `post`. Nothing is sent where it is left out.
    #[serde(default)]
    way: Option<String>,
    /// Where to, where that is not what whoever asks has given.
    #[serde(default)]
    to: Option<String>,
    /// Whether the pack of the case goes with it: by email, with the answer.
    #[serde(default)]
    pack: bool,
    /// How many days the link lasts.
    #[serde(default = "days")]
    days: u16,
    /// Whether the office tells them the code: it is in the answer, this once.
    #[serde(default)]
    office_tells_code: bool,
    /// How what they need was met: large print, an interpreter.
    #[serde(default)]
    adjusted: Option<String>,
    /// How many steps the case had when the officer looked.
    #[serde(default)]
    seen: Option<i64>,
}

/// A letter.
#[derive(Serialize, ToSchema)]
pub(crate) struct SentLetter {
    /// What it says.
    text: String,
    /// Where the case stands, where it was sent.
    taken: Option<Taken>,
    /// The code that opens it, where the office tells it.
    code: Option<String>,
}

/// Sends a letter of a case, or shows it where no way is named.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/letters", tag = "cases", request_body = SendLetter,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = SentLetter), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn letter(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<SendLetter>,
) -> Result<Json<SentLetter>, Problem> {
    caller.may("office")?;
    let letter = body.letter.parse().map_err(Problem::bad_request)?;
    let way = body.way.as_deref().map(str::parse).transpose().map_err(Problem::bad_request)?;
    let ask = body.why.ask(&caller, if way.is_some() { "use" } else { "look" })?;
    let sent = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let (who, case) = (Who::Officer(&question), desk.find(&reference)?);
        let Some(way) = way else {
            let text = desk.letter(who, case, letter, None, now)?;
            return Ok(SentLetter { text, taken: None, code: None });
        };
        let code_by = if body.office_tells_code { CodeBy::Office } else { CodeBy::Email };
        let how = How {
            to: body.to,
            pack: body.pack,
            days: body.days,
            code_by,
            adjusted: body.adjusted,
            seen: body.seen,
            ..How::new(letter, way)
        };
        let sent = desk.send(who, case, &how, now)?;
        Ok(SentLetter { text: sent.text, taken: Some(sent.taken.into()), code: sent.code })
    });
    Ok(Json(sent.await?))
}

/// Answers to the questions of a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FillIn {
    /// Why, and which officer answers.
    why: Why,
    /// Answers by the ids of the questions; an empty one takes an answer out. None just looks.
    #[serde(default)]
    answers: BTreeMap<String, String>,
    /// How many steps the case had when the officer looked.
    #[serde(default)]
    seen: Option<i64>,
}

/// How the work of a case stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct Work {
    /// What was answered.
    answers: BTreeMap<&'static str, String>,
    /// Questions that are open, with the question.
    open: BTreeMap<&'static str, String>,
    /// What must not stay so.
    wrong: Vec<String>,
    /// What follows.
    says: Vec<String>,
    /// The fields of an authority's form.
    fields: Vec<(String, String)>,
    /// What was really done; what is not complete says so.
    done: Vec<String>,
    /// The case that was opened because of the answers.
    opened: Option<String>,
}

/// What a kind of case asks whoever works on it: shows it, and answers it.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/work", tag = "cases", request_body = FillIn,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Work), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn work(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<FillIn>,
) -> Result<Json<Work>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, if body.answers.is_empty() { "look" } else { "use" })?;
    let done = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let (who, case) = (Who::Officer(&question), desk.find(&reference)?);
        let mut opened = None;
        if !body.answers.is_empty() {
            opened = desk.fill(who, case, &body.answers, body.seen, now)?.opened;
        }
        let shown = desk.show(who, case, now)?;
        Ok((shown, desk.conclusion(case, now)?, opened))
    });
    let (shown, concluded, opened) = done.await?;
    let Concluded { missing, wrong, says, fields, .. } = concluded;
    let asked = || asks(shown.kind, shown.words.requester.capacity);
    let answered = asked().filter(|one| !shown.answers.get(one.id).is_empty());
    Ok(Json(Work {
        answers: answered.map(|one| (one.id, shown.answers.get(one.id).to_owned())).collect(),
        open: asked()
            .filter(|one| missing.contains(&one.id))
            .map(|one| (one.id, say(&(one.question)())))
            .collect(),
        wrong: said(&wrong),
        says: said(&says),
        fields: fields.iter().map(|(name, text)| (say(name), text.clone())).collect(),
        done: (shown.works.iter())
            .map(|(work, whole, what)| {
                let so = if *whole { "" } else { " (not complete)" };
                format!("{}{so}: {what}", work.id())
            })
            .collect(),
        opened: opened.map(|one| one.reference),
    }))
}

/// An objection.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Object {
    /// Why, and which officer writes it down.
    why: Why,
    /// What they object to, by the charter's purposes.
    purposes: Vec<String>,
}

/// What an objection to one purpose came to.
#[derive(Serialize, ToSchema)]
pub(crate) struct CameTo {
    /// The purpose.
    purpose: String,
    /// `ended`, for marketing; `stopped`, while it is weighed; `not-reached`.
    came_to: &'static str,
    /// The receipt.
    receipt: Option<String>,
    /// The basis the right does not reach.
    basis: Option<String>,
}

/// Puts an objection on record, purpose by purpose.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/objections", tag = "cases", request_body = Object,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Vec<CameTo>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn object(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<Object>,
) -> Result<Json<Vec<CameTo>>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let came = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.object(&question, desk.find(&reference)?, &body.purposes, now)
    });
    let came = came.await?.into_iter().map(|(purpose, objected)| {
        let (came_to, receipt, basis) = match objected {
            Objected::Ended(receipt) => ("ended", Some(receipt), None),
            Objected::Stopped(receipt) => ("stopped", Some(receipt), None),
            Objected::NotReached(basis) => ("not-reached", None, Some(basis)),
        };
        let receipt = receipt.map(|receipt| receipt.as_str().to_owned());
        CameTo { purpose, came_to, receipt, basis }
    });
    Ok(Json(came.collect()))
}

/// Consents to be taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndConsent {
    /// Why, and which officer writes it down.
    why: Why,
    /// To one purpose, recipient or channel, by the charter's name.
    #[serde(default)]
    about: Option<String>,
    /// The one of this receipt. All that stand, where neither is named.
    #[serde(default)]
    receipt: Option<String>,
}

/// How many consents were taken back.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ended {
    /// How many.
    ended: usize,
}

/// Takes consents back, for a case that asks for it.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/consents/end", tag = "cases", request_body = EndConsent,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Ended), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn end_consent(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<EndConsent>,
) -> Result<Json<Ended>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let which = match (body.about, body.receipt) {
        (Some(name), _) => Which::About(name),
        (None, Some(receipt)) => {
            Which::Receipt(Receipt::parse(&receipt).map_err(Problem::bad_request)?)
        }
        (None, None) => Which::All,
    };
    let ended = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.end_consent(&question, desk.find(&reference)?, &which, now)
    });
    Ok(Json(Ended { ended: ended.await? }))
}

/// A question to somebody who alone can look.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskSomebody {
    /// Why, and which officer asks.
    why: Why,
    /// The source it is about.
    source: String,
    /// The post that is asked.
    #[serde(default)]
    post: Option<String>,
    /// Somebody outside.
    #[serde(default)]
    outside: Option<AskOutside>,
    /// What is asked.
    text: String,
    /// The day by which.
    by: String,
}

/// Somebody outside who is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskOutside {
    /// Their email address.
    email: String,
    /// Who that is, by the charter's name for recipients.
    recipient: String,
    /// The kinds of data in what is asked.
    data: Vec<String>,
    /// The day the person was told, where the notice promises to tell them first.
    #[serde(default)]
    told: Option<String>,
    /// Why the person is not told first.
    #[serde(default)]
    not_told: Option<String>,
}

/// Asks somebody who alone can look: a post, or somebody outside by a link and a code. What is said to
/// somebody outside is a disclosure, which the gate decides and the register has.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/questions", tag = "cases", request_body = AskSomebody,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Taken), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn ask_somebody(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<AskSomebody>,
) -> Result<Json<Taken>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    if body.post.is_some() == body.outside.is_some() {
        return Err(Problem::bad_request("name a post or somebody outside, and not both"));
    }
    let day = |outside: &AskOutside| outside.told.as_deref().map(a_day).transpose();
    let told = body.outside.as_ref().map(day).transpose()?.flatten();
    let by = a_day(&body.by)?;
    let gives = body.outside.as_ref().map(|_| body.why.ask(&caller, "disclose")).transpose()?;
    let taken = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        let whom = match (body.outside, gives) {
            (Some(outside), Some(gives)) => {
                let recipient = Some(outside.recipient);
                let gives = NamedAsk { recipient, data: outside.data, ..gives };
                let gives = desk.record().question(&gives, now.today())?;
                let told = told.map(Told::On).or(outside.not_told.map(Told::Exception));
                Whom::Outside(Box::new(Outside { email: outside.email, gives, told }))
            }
            _ => Whom::Post(body.post.unwrap_or_default()),
        };
        let asks = Asks { source: body.source, whom, text: body.text, by };
        desk.ask(Who::Officer(&question), desk.find(&reference)?, &asks, now)
    });
    Ok(Json(taken.await?.into()))
}

/// A recipient who was told, or cannot be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tell {
    /// Why, and which officer says so.
    why: Why,
    /// The recipient, by the charter's name.
    recipient: String,
    /// Whether they were told.
    told: bool,
    /// How they were told, or why they cannot be.
    #[serde(default)]
    said: Option<String>,
}

/// Says that a recipient was told what was put right, erased or limited (Art 19).
#[utoipa::path(
    post, path = "/v1/cases/{reference}/recipients", tag = "cases", request_body = Tell,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Taken), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn tell(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<Tell>,
) -> Result<Json<Taken>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let taking = Taking {
        recipient: Some(body.recipient),
        agrees: body.told,
        why: body.said,
        ..Taking::default()
    };
    let taken = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.take(Who::Officer(&question), desk.find(&reference)?, Step::Tell, &taking, now)
    });
    Ok(Json(taken.await?.into()))
}

/// How the office stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct Digest {
    /// Cases that are open.
    open: i64,
    /// Past their day.
    late: i64,
    /// Due soon.
    soon: i64,
    /// Whose clock stands still.
    paused: i64,
    /// Emails that wait to be read.
    inbox: i64,
    /// Letters that did not arrive.
    lost: i64,
    /// People who were asked and have not answered.
    asked: i64,
    /// Recipients who are to be told.
    to_tell: i64,
    /// Approvals that wait.
    approvals: i64,
    /// Tasks past their day.
    tasks_late: i64,
}

/// How the office stands; of nobody.
#[utoipa::path(
    get, path = "/v1/office/digest", tag = "cases",
    responses((status = 200, body = Digest), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn digest(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Digest>, Problem> {
    caller.may("office")?;
    let digest = at_desk(&server, casework::Desk::digest).await?;
    Ok(Json(Digest {
        open: digest.open,
        late: digest.late,
        soon: digest.soon,
        paused: digest.paused,
        inbox: digest.inbox,
        lost: digest.lost,
        asked: digest.asked,
        to_tell: digest.to_tell,
        approvals: digest.approvals,
        tasks_late: digest.tasks_late,
    }))
}
