//! Taking a step with a case: a form of what the step needs. Whether it can be taken is the desk's to say,
//! when it is taken.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Error, Outcome, Shown, Step, Taking};
use law::clock::Gate;
use serde::Deserialize;
use words::Message;

use super::desk::{At, Head, Trouble, at_desk};
use crate::Server;
use crate::api::cases::day_or_moment;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, filled, once, said};
use crate::staff::{SignedIn, Staff, to};

/// The most characters of one line of a form.
const LINE_LENGTH_MAX: usize = 300;
/// The most posts to choose from.
const POSTS_MAX: u32 = 500;

/// What somebody typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    why: String,
    when: String,
    proof: String,
    outcome: String,
    goes_to: String,
    agrees: String,
    subject: String,
    post: String,
    other: String,
    source: String,
    recipient: String,
    seen: i64,
}

/// What a step asks for beside the words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Agrees,
    Other,
    Outcome,
    Post,
    Proof,
    Recipient,
    Source,
    Subject,
    Words,
}

/// What a step asks for; nothing where it is not taken by this form.
fn asks(step: Step) -> &'static [Asks] {
    match step {
        Step::Accept => &[Asks::Source, Asks::Words],
        Step::Advise => &[Asks::Agrees, Asks::Words],
        Step::AskProof | Step::Proof => &[Asks::Proof, Asks::Words],
        Step::HandOver => &[Asks::Post, Asks::Words],
        Step::Identify => &[Asks::Subject],
        Step::Link => &[Asks::Other, Asks::Words],
        Step::Propose => &[Asks::Outcome, Asks::Words],
        Step::Tell => &[Asks::Recipient, Asks::Words],
        Step::Items | Step::Receive | Step::Search | Step::Send | Step::Work | Step::Write => &[],
        Step::Acknowledge
        | Step::Answered
        | Step::Approve
        | Step::Ask
        | Step::Back
        | Step::Begin
        | Step::Bounce
        | Step::Close
        | Step::Extend
        | Step::Lateness
        | Step::NotValid
        | Step::Note
        | Step::Overrule
        | Step::Reopen
        | Step::Revive
        | Step::SendBack
        | Step::Weigh
        | Step::Withdraw => &[Asks::Words],
    }
}

/// Whether a step leads a case on: the others are there when they are needed.
pub(super) fn leads_on(step: Step) -> bool {
    matches!(
        step,
        Step::Accept
            | Step::Approve
            | Step::Begin
            | Step::Close
            | Step::Identify
            | Step::Items
            | Step::Overrule
            | Step::Proof
            | Step::Propose
            | Step::Send
            | Step::SendBack
            | Step::Weigh
            | Step::Work
    )
}

/// Where a step is taken, and what the link says. Those with a page of their own lead there.
pub(super) fn link(reference: &str, step: Step) -> Option<(String, String)> {
    let page = match step {
        Step::Items => "items",
        Step::Send | Step::Write => "answer",
        Step::Work => "work",
        Step::Receive | Step::Search => return None,
        step => {
            let address = format!("/staff/cases/{reference}/steps/{}", step.id());
            return Some((address, name(step)));
        }
    };
    Some((format!("/staff/cases/{reference}/{page}"), name(step)))
}

/// What is done, in a few words.
fn name(step: Step) -> String {
    said(&match step {
        Step::Accept => Message::new("web-step-accept"),
        Step::Acknowledge => Message::new("web-step-acknowledge"),
        Step::Advise => Message::new("web-step-advise"),
        Step::Answered => Message::new("web-step-answered"),
        Step::Approve => Message::new("web-step-approve"),
        Step::Ask => Message::new("web-step-ask"),
        Step::AskProof => Message::new("web-step-ask-proof"),
        Step::Back => Message::new("web-step-back"),
        Step::Begin => Message::new("web-step-begin"),
        Step::Bounce => Message::new("web-step-bounce"),
        Step::Close => Message::new("web-step-close"),
        Step::Extend => Message::new("web-step-extend"),
        Step::HandOver => Message::new("web-step-hand-over"),
        Step::Identify => Message::new("web-step-identify"),
        Step::Items => Message::new("web-step-items"),
        Step::Lateness => Message::new("web-step-lateness"),
        Step::Link => Message::new("web-step-link"),
        Step::NotValid => Message::new("web-step-not-valid"),
        Step::Note => Message::new("web-step-note"),
        Step::Overrule => Message::new("web-step-overrule"),
        Step::Proof => Message::new("web-step-proof"),
        Step::Propose => Message::new("web-step-propose"),
        Step::Reopen => Message::new("web-step-reopen"),
        Step::Revive => Message::new("web-step-revive"),
        Step::Send => Message::new("web-step-send"),
        Step::SendBack => Message::new("web-step-send-back"),
        Step::Tell => Message::new("web-step-tell"),
        Step::Weigh => Message::new("web-step-weigh"),
        Step::Withdraw => Message::new("web-step-withdraw"),
        Step::Work => Message::new("web-step-work"),
        Step::Write => Message::new("web-step-write"),
        Step::Receive | Step::Search => step.message(),
    })
}

/// What the words of a step are.
fn label(step: Step) -> String {
    said(&match step {
        Step::Propose => Message::new("web-words-propose"),
        Step::Ask => Message::new("web-words-ask"),
        Step::AskProof => Message::new("web-words-ask-proof"),
        Step::Answered => Message::new("web-words-answered"),
        Step::Note => Message::new("web-words-note"),
        Step::Tell => Message::new("web-words-tell"),
        step if step.needs_reason() => Message::new("web-words-why"),
        _ => Message::new("web-words-if-any"),
    })
}

/// What can be chosen from.
struct Choices {
    posts: Vec<String>,
    /// Sources that were not searched to their end.
    sources: Vec<String>,
    recipients: Vec<String>,
    /// What an answer can come to, with what that says.
    outcomes: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "en/staff_step.html")]
struct Page {
    frame: Frame,
    head: Head,
    title: String,
    label: String,
    step: Step,
    can: bool,
    /// What is in the way, where it cannot be taken now.
    way: Vec<String>,
    typed: Typed,
    choices: Choices,
    once: String,
    errors: Wrong,
}

impl Page {
    fn asks(&self, what: &str) -> bool {
        asks(self.step).iter().any(|one| {
            what == match one {
                Asks::Agrees => "agrees",
                Asks::Other => "other",
                Asks::Outcome => "outcome",
                Asks::Post => "post",
                Asks::Proof => "proof",
                Asks::Recipient => "recipient",
                Asks::Source => "source",
                Asks::Subject => "subject",
                Asks::Words => "words",
            }
        })
    }
}

fn outcome(one: Outcome) -> String {
    said(&match one {
        Outcome::Given => Message::new("web-outcome-given"),
        Outcome::Partly => Message::new("web-outcome-partly"),
        Outcome::Refused => Message::new("web-outcome-refused"),
        Outcome::NothingHeld => Message::new("web-outcome-nothing-held"),
        Outcome::Upheld => Message::new("web-outcome-upheld"),
        Outcome::NotUpheld => Message::new("web-outcome-not-upheld"),
        Outcome::Answered => Message::new("web-outcome-answered"),
        Outcome::Withdrawn => Message::new("web-outcome-withdrawn"),
    })
}

fn choices(at: &At<'_>, shown: &Shown, step: Step) -> Result<Choices, Error> {
    let posts = match asks(step).contains(&Asks::Post) {
        true => {
            let day = at.now.today().to_string();
            let read = |tx: &db::Tx<'_>| db::posts::all_holders(tx, &day, POSTS_MAX);
            let held = at.desk.record().data().read("posts", read)?;
            let mut posts: Vec<String> = held.into_iter().map(|(post, ..)| post).collect();
            posts.dedup();
            posts
        }
        false => Vec::new(),
    };
    let recipients = match asks(step).contains(&Asks::Recipient) {
        true => at.desk.recipients(at.who(), shown.no, at.now)?,
        false => Vec::new(),
    };
    Ok(Choices {
        posts,
        sources: (shown.sources.iter())
            .filter(|one| !one.answer.is_whole() && !one.accepted)
            .map(|one| one.source.clone())
            .collect(),
        recipients: recipients.into_iter().map(|(name, _)| name).collect(),
        outcomes: (Outcome::ALL.iter().filter(|one| one.fits(shown.kind)))
            .map(|one| (one.id(), outcome(*one)))
            .collect(),
    })
}

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (reference, step): (String, Step),
    (typed, status, errors): (Typed, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let choices = choices(at, &shown, step)?;
        let way = match shown.can.contains(&step) {
            true => Vec::new(),
            // What is in the way, and who can take it away.
            false => match at.desk.could(at.who(), shown.no, step, at.now) {
                Err(error @ Error::Blocked(_)) => error.messages().iter().map(said).collect(),
                _ => Vec::new(),
            },
        };
        Ok((Head::of(&shown), shown.can.contains(&step), way, choices))
    });
    let (head, can, way, choices) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let (title, label, once) = (name(step), label(step), once());
    let form = Page { frame, head, title, label, step, can, way, typed, choices, once, errors };
    page(status, &form)
}

/// The form of a step.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((reference, step)): Path<(String, String)>,
) -> Response {
    match step.parse::<Step>() {
        Ok(step) if !asks(step).is_empty() => {
            let typed = (Typed::default(), StatusCode::OK, Wrong::new());
            form(&server, frame, &staff, (reference, step), typed).await
        }
        _ => Trouble::Nothing.plain(frame),
    }
}

/// What was typed, as what the desk takes; or the field that is wrong.
fn taking(typed: &Typed) -> Result<Taking, (&'static str, Message)> {
    let lines = [&typed.goes_to, &typed.subject, &typed.post, &typed.other, &typed.source];
    if lines.iter().any(|line| line.chars().count() > LINE_LENGTH_MAX) {
        return Err(("why", Message::new("web-line-long")));
    }
    let when = match filled(&typed.when) {
        None => None,
        Some(text) => Some(day_or_moment(&text).ok_or(("when", Message::new("web-when-wrong")))?),
    };
    let gate = match typed.proof.as_str() {
        "authority" => Some(Gate::Authority),
        "fee" => Some(Gate::Fee),
        "identity" => Some(Gate::Identity),
        _ => None,
    };
    let subject = match filled(&typed.subject) {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| ("subject", Message::new("web-person-wrong")))?),
    };
    Ok(Taking {
        why: filled(&typed.why),
        when,
        gate,
        outcome: typed.outcome.parse().ok(),
        to: filled(&typed.goes_to),
        agrees: typed.agrees == "yes",
        subject,
        post: filled(&typed.post),
        source: filled(&typed.source),
        recipient: filled(&typed.recipient),
        seen: Some(typed.seen),
        ..Taking::default()
    })
}

/// Takes a step, and shows the case as it stands then.
pub(crate) async fn take(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((reference, step)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Response {
    let step = match step.parse::<Step>() {
        Ok(step) if !asks(step).is_empty() => step,
        _ => return Trouble::Nothing.plain(frame),
    };
    let of = (reference.clone(), step);
    let wrong = match taking(&typed) {
        Ok(taking) => {
            let other = filled(&typed.other);
            let done = at_desk(&server, &staff, "use", move |at| {
                let shown = at.case(&reference)?;
                let other = other.map(|other| at.case(&other)).transpose()?.map(|other| other.no);
                let taking = Taking { other, ..taking };
                at.desk.take(at.who(), shown.no, step, &taking, at.now)?;
                Ok(shown.reference)
            });
            match done.await {
                Ok(reference) => return to(&format!("/staff/cases/{reference}")),
                Err(Trouble::Says(says)) => {
                    let field = asks(step).first().map_or("why", |one| field(*one));
                    says.into_iter().map(|says| (field, says)).collect()
                }
                Err(trouble) => return trouble.plain(frame),
            }
        }
        Err((field, message)) => vec![(field, said(&message))],
    };
    form(&server, frame, &staff, of, (typed, StatusCode::CONFLICT, wrong)).await
}

/// The field of a form that is looked at first.
fn field(asks: Asks) -> &'static str {
    match asks {
        Asks::Agrees => "agrees",
        Asks::Other => "other",
        Asks::Outcome => "outcome",
        Asks::Post => "post",
        Asks::Proof => "proof",
        Asks::Recipient => "recipient",
        Asks::Source => "source",
        Asks::Subject => "subject",
        Asks::Words => "why",
    }
}
