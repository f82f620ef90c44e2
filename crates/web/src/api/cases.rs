//! Cases: everything with a clock. The officers act by their own names, whichever service speaks for
//! them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::{Capacity, Channel, Desk, NewCase, Outcome, Party, Posts, Step, Taking, Who};
use law::clock::{Gate, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::Catalogue;

use ::people::{Now, Question, Record};

use super::{Why, actor};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// The most lines of the queue in one answer.
const LINES_MAX: u32 = 500;

/// Does something at the desk, where it may wait.
pub(super) async fn at_desk<T: Send + 'static>(
    server: &Server,
    work: impl FnOnce(&Desk, Now) -> Result<T, casework::Error> + Send + 'static,
) -> Result<T, Problem> {
    let done = server
        .work(move |record, now| {
            let desk = Desk::new(record.clone(), Posts::default());
            match work(&desk, now) {
                Err(casework::Error::Record(error)) => Err(error),
                done => Ok(done),
            }
        })
        .await?;
    done.map_err(|error| problem(&error))
}

fn problem(error: &casework::Error) -> Problem {
    let conflict = |kind, title| Problem::new(StatusCode::CONFLICT, kind, title);
    match error {
        casework::Error::Blocked(_) => {
            let english = Catalogue::english();
            let why: Vec<String> = error.messages().iter().map(|m| english.render(m)).collect();
            conflict("blocked", "This step cannot be taken now").detail(why.join(" "))
        }
        casework::Error::Faster { .. } => {
            conflict("faster", "Somebody else was faster").detail(error)
        }
        casework::Error::NotApproved(_) => {
            conflict("not-approved", "It needs a second person").detail(error)
        }
        casework::Error::None => {
            Problem::new(StatusCode::NOT_FOUND, "no-case", "There is no such case")
        }
        _ => Problem::bad_request(error),
    }
}

pub(super) fn question(
    record: &Record,
    ask: &gate::NamedAsk,
    now: Now,
) -> Result<Question, casework::Error> {
    Ok(record.question(ask, now.today())?)
}

/// Something that came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenCase {
    /// The officer who writes it down.
    #[serde(default)]
    officer: Option<String>,
    /// What it is about, by the names of `keyholder case kinds`: one letter can open several.
    kinds: Vec<String>,
    /// Whom it is about, where that is known.
    #[serde(default)]
    subject: Option<String>,
    /// Who asks, where it is somebody else.
    #[serde(default)]
    requester: Option<String>,
    /// By what right they ask: `own`, `agent`, `parent`, `attorney`, `executor`, `representative`,
    /// `authority` or `office`.
    #[serde(default)]
    capacity: Option<String>,
    /// Where the answer goes.
    #[serde(default)]
    reach: Option<String>,
    /// How it came: `email`, `in-person`, `message`, `phone`, `portal` or `post`.
    #[serde(default)]
    channel: Option<String>,
    /// When it came, as a day or a day with a time; now when left out.
    #[serde(default)]
    received: Option<String>,
    /// The day named by whoever asks.
    #[serde(default)]
    named: Option<String>,
    /// What they wrote, or what was said.
    #[serde(default)]
    words: String,
}

/// A case that was opened.
#[derive(Serialize, ToSchema)]
pub(crate) struct Opened {
    /// What is read out over the telephone.
    reference: String,
    /// What it is about.
    kind: &'static str,
    /// The day by which; none where nothing sets one.
    due: Option<String>,
}

impl From<casework::Opened> for Opened {
    fn from(one: casework::Opened) -> Opened {
        Opened {
            reference: one.reference,
            kind: one.kind.id(),
            due: one.due.map(|day| day.to_string()),
        }
    }
}

/// Opens a case, or several that belong together. Nothing is refused: no form, no proof and no known
/// person is needed for the time to run.
#[utoipa::path(
    post, path = "/v1/cases", tag = "cases", request_body = OpenCase,
    responses((status = 201, body = Vec<Opened>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn open(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<OpenCase>,
) -> Result<(StatusCode, Json<Vec<Opened>>), Problem> {
    caller.may("write")?;
    let by = actor(&caller, body.officer.as_deref());
    let new = new_case(body, &caller.token.entity)?;
    let opened = at_desk(&server, move |desk, now| {
        let received = new.received.unwrap_or_else(|| Moment::from(instant(now)));
        desk.open(by.trim_end_matches('/'), &NewCase { received, ..new.case }, now)
    })
    .await?;
    let opened = opened.into_iter().map(Opened::from).collect();
    Ok((StatusCode::CREATED, Json(opened)))
}

struct New {
    case: NewCase,
    received: Option<Moment>,
}

fn new_case(body: OpenCase, entity: &str) -> Result<New, Problem> {
    let kinds = body.kinds.iter().map(|kind| kind.parse()).collect::<Result<_, _>>();
    let subject = body.subject.as_deref().map(super::person).transpose()?;
    let received = body.received.as_deref().map(moment).transpose()?;
    let other = if body.requester.is_some() { Capacity::Agent } else { Capacity::Own };
    let case = NewCase {
        kinds: kinds.map_err(|error: casework::UnknownKind| Problem::bad_request(error))?,
        entity: entity.to_owned(),
        received: received.unwrap_or_else(|| Moment::start_of(law::clock::FIRST_DAY)),
        subject,
        requester: Party {
            person: match body.requester {
                Some(_) => None,
                None => subject.map(|person| person.to_string()),
            },
            name: body.requester,
            reach: body.reach,
            // Somebody else has to show that they may.
            capacity: body.capacity.as_deref().map_or(Ok(other), capacity)?,
            channel: (body.channel.as_deref())
                .map_or(Ok(Channel::default()), str::parse)
                .map_err(Problem::bad_request)?,
        },
        recipient: None,
        words: body.words,
        by: body.named.as_deref().map(a_day).transpose()?,
    };
    Ok(New { case, received })
}

fn instant(now: Now) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(now.micros()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

fn capacity(word: &str) -> Result<Capacity, Problem> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| Problem::bad_request("there is no such capacity"))
}

pub(super) fn a_day(text: &str) -> Result<jiff::civil::Date, Problem> {
    text.parse().map_err(|_| Problem::bad_request("a day is written as 2026-11-24"))
}

/// A day, or a day with a time; British where it has no offset.
pub(crate) fn day_or_moment(text: &str) -> Option<Moment> {
    match text.parse::<jiff::civil::Date>() {
        Ok(day) if !text.contains(['T', ':']) => Some(Moment::start_of(day)),
        _ => text.parse().ok(),
    }
}

fn moment(text: &str) -> Result<Moment, Problem> {
    day_or_moment(text).ok_or_else(|| {
        Problem::bad_request("a moment is written as 2026-11-24 or 2026-11-24T17:30")
    })
}

/// A case that is open.
#[derive(Serialize, ToSchema)]
pub(crate) struct Line {
    /// Its reference.
    reference: String,
    /// What it is about.
    kind: &'static str,
    /// Where it stands.
    state: &'static str,
    /// When it came.
    received: String,
    /// The day by which; none while its clock stands still.
    due: Option<String>,
    /// The post that has it.
    post: String,
}

/// The cases that are open, the most urgent first; of nobody.
#[utoipa::path(
    get, path = "/v1/cases", tag = "cases",
    responses((status = 200, body = Vec<Line>), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn queue(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Vec<Line>>, Problem> {
    caller.may("office")?;
    let lines = at_desk(&server, |desk, _| desk.queue(LINES_MAX)).await?;
    let lines = lines.into_iter().map(|line| Line {
        reference: line.reference,
        kind: line.kind.id(),
        state: line.state.id(),
        received: line.received.to_string(),
        due: line.due.map(|day| day.to_string()),
        post: line.post,
    });
    Ok(Json(lines.collect()))
}

/// Where a case stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct Status {
    /// What it is about.
    kind: &'static str,
    /// Where it stands.
    state: &'static str,
    /// When it came.
    received: String,
    /// The day by which; none while its clock stands still.
    due: Option<String>,
}

/// Where a case stands, for whoever has its reference: nothing of whom it is about.
#[utoipa::path(
    get, path = "/v1/cases/{reference}", tag = "cases",
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Status), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn status(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
) -> Result<Json<Status>, Problem> {
    caller.may("read")?;
    let status = at_desk(&server, move |desk, now| desk.status(&reference, now)).await?;
    Ok(Json(Status {
        kind: status.kind,
        state: status.state,
        received: status.received.to_string(),
        due: status.due.map(|day| day.to_string()),
    }))
}

/// Why a case is looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowCase {
    /// Why.
    pub(super) why: Why,
}

/// A case, for those who work on it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Shown {
    /// Where it stands.
    #[serde(flatten)]
    status: Status,
    /// How many steps it has had: what whoever acts on it says they have seen.
    version: i64,
    /// Whom it is about.
    subject: Option<String>,
    /// The post that has it.
    post: String,
    /// The working of its time, sentence by sentence.
    working: Vec<String>,
    /// How it ended, or is to end.
    outcome: Option<String>,
    /// The number of the approval it waits for.
    approval: Option<i64>,
    /// What they wrote, or what was said.
    words: String,
    /// The answer that is put forward, or was given.
    answer: Option<String>,
    /// Where it goes, where that is not what whoever asks has given.
    goes_to: Option<String>,
    /// What every source answered.
    sources: Vec<Source>,
    /// The cases it belongs together with.
    linked: Vec<String>,
    /// What was done with it, in order.
    steps: Vec<Done>,
    /// What the officer can do with it now.
    can: Vec<&'static str>,
}

/// What a source answered.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceAnswer)]
pub(crate) struct Source {
    /// The source.
    source: String,
    /// How it answered.
    answer: &'static str,
    /// How many rows it gave.
    held: usize,
    /// Whether somebody accepted that it was not searched to its end.
    accepted: bool,
}

/// One thing that was done.
#[derive(Serialize, ToSchema)]
#[schema(as = CaseStep)]
pub(crate) struct Done {
    /// What.
    step: &'static str,
    /// When.
    day: String,
    /// By whom.
    by: String,
    /// Why, or what was said.
    why: Option<String>,
}

/// Shows a case to somebody who works on it: that they looked is in the log first.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/show", tag = "cases", request_body = ShowCase,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Shown), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn show(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<ShowCase>,
) -> Result<Json<Shown>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "look")?;
    let shown = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.show(Who::Officer(&question), desk.find(&reference)?, now)
    })
    .await?;
    Ok(Json(told(shown)))
}

fn told(case: casework::Shown) -> Shown {
    let english = Catalogue::english();
    let due = case.clock.as_ref().and_then(|clock| clock.due);
    Shown {
        status: Status {
            kind: case.kind.id(),
            state: case.state.id(),
            received: case.received.to_string(),
            due: due.map(|day| day.to_string()),
        },
        version: case.version,
        subject: case.subject.map(|person| person.to_string()),
        post: case.post,
        working: (case.clock.iter().flat_map(|clock| clock.trace.iter().chain(&clock.warnings)))
            .map(|message| english.render(message))
            .collect(),
        outcome: case.outcome,
        approval: case.approval,
        words: case.words.said,
        answer: case.words.answer,
        goes_to: case.words.to,
        sources: (case.sources.into_iter())
            .map(|one| Source {
                source: one.source,
                answer: one.answer.id(),
                held: one.held,
                accepted: one.accepted,
            })
            .collect(),
        linked: case.linked.into_iter().map(|(reference, _)| reference).collect(),
        steps: (case.steps.into_iter())
            .map(|step| Done {
                step: step.step.id(),
                day: step.day.to_string(),
                by: step.by,
                why: step.why,
            })
            .collect(),
        can: case.can.iter().map(|step| step.id()).collect(),
    }
}

/// A step, and what comes with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeStep {
    /// Why, and which officer takes it.
    why: Why,
    /// The step: `show` says which can be taken.
    step: String,
    /// Why it is taken, or what was said; for an answer, what the person will read.
    #[serde(default)]
    said: Option<String>,
    /// When it happened, where that was not now.
    #[serde(default)]
    when: Option<String>,
    /// Of what proof: `identity`, `authority` or `fee`.
    #[serde(default)]
    proof: Option<String>,
    /// How it ends, for an answer that is put forward.
    #[serde(default)]
    outcome: Option<String>,
    /// Where the answer goes, where that is not what whoever asks has given.
    #[serde(default)]
    to: Option<String>,
    /// Whether the advice is that it is right.
    #[serde(default)]
    agrees: bool,
    /// Whom it is about, where that has become known.
    #[serde(default)]
    subject: Option<String>,
    /// The post that has it from now on.
    #[serde(default)]
    post: Option<String>,
    /// The source that is accepted as it is.
    #[serde(default)]
    source: Option<String>,
    /// How many steps it had when the officer looked: where it has more now, somebody was faster.
    #[serde(default)]
    seen: Option<i64>,
}

/// A step that was taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct Taken {
    /// Where the case stands now.
    state: &'static str,
    /// How many steps it has had.
    version: i64,
    /// The day by which.
    due: Option<String>,
    /// The number of the approval it waits for.
    approval: Option<i64>,
}

impl From<casework::Taken> for Taken {
    fn from(taken: casework::Taken) -> Taken {
        Taken {
            state: taken.state.id(),
            version: taken.version,
            due: taken.due.map(|day| day.to_string()),
            approval: taken.approval,
        }
    }
}

/// Takes a step with a case. What stands in the way is said, and who can unblock it.
#[utoipa::path(
    post, path = "/v1/cases/{reference}/steps", tag = "cases", request_body = TakeStep,
    params(("reference" = String, Path, description = "The case")),
    responses((status = 200, body = Taken), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn take(
    State(server): State<Server>,
    caller: Caller,
    Path(reference): Path<String>,
    Body(body): Body<TakeStep>,
) -> Result<Json<Taken>, Problem> {
    caller.may("office")?;
    let ask = body.why.ask(&caller, "use")?;
    let step: Step =
        body.step.parse().map_err(|_| Problem::bad_request("there is no such step"))?;
    let taking = taking(body)?;
    let taken = at_desk(&server, move |desk, now| {
        let question = question(desk.record(), &ask, now)?;
        desk.take(Who::Officer(&question), desk.find(&reference)?, step, &taking, now)
    })
    .await?;
    Ok(Json(taken.into()))
}

fn taking(body: TakeStep) -> Result<Taking, Problem> {
    let gate = match body.proof.as_deref() {
        None => None,
        Some("identity") => Some(Gate::Identity),
        Some("authority") => Some(Gate::Authority),
        Some("fee") => Some(Gate::Fee),
        Some(_) => return Err(Problem::bad_request("proof is `identity`, `authority` or `fee`")),
    };
    let outcome = body.outcome.as_deref().map(str::parse::<Outcome>).transpose();
    Ok(Taking {
        why: body.said,
        when: body.when.as_deref().map(moment).transpose()?,
        gate,
        outcome: outcome.map_err(|_| Problem::bad_request("there is no such outcome"))?,
        to: body.to,
        agrees: body.agrees,
        subject: body.subject.as_deref().map(super::person).transpose()?,
        post: body.post,
        source: body.source,
        seen: body.seen,
        ..Taking::default()
    })
}
