//! Questions to those who alone can look: of a case, and those that wait for oneself.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Outside, Question, Reply, Step, Whom};
use gate::NamedAsk;
use jiff::ToSpan;
use serde::Deserialize;
use sharing::Told;
use words::Message;

use super::desk::{Head, Trouble, at_desk};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, filled, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

/// How many days somebody who is asked has, where nobody says otherwise.
const DAYS: i32 = 5;

/// What somebody asks.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    source: String,
    post: String,
    email: String,
    recipient: String,
    data: String,
    told: String,
    not_told: String,
    text: String,
    by: String,
}

/// What somebody answers.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answered {
    source: String,
    holds: String,
    text: String,
}

struct Line {
    source: String,
    whom: String,
    due: String,
    reply: Option<(bool, String)>,
    taken_back: bool,
}

#[derive(Template)]
#[template(path = "en/staff_questions.html")]
struct Questions {
    frame: Frame,
    head: Head,
    lines: Vec<Line>,
    recipients: Vec<(String, String)>,
    can: bool,
    typed: Typed,
    once: String,
    errors: Wrong,
}

struct Wait {
    reference: String,
    source: String,
    text: String,
    due: String,
}

#[derive(Template)]
#[template(path = "en/staff_waiting.html")]
struct Waits {
    frame: Frame,
    waits: Vec<Wait>,
    once: String,
    errors: Wrong,
}

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    reference: String,
    (typed, status, errors): (Typed, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let asked = at.desk.asked(at.who(), shown.no, at.now)?;
        let recipients = at.desk.record().gate().charter().recipients();
        let recipients = recipients.iter().map(|one| (one.id.to_string(), one.name.clone()));
        let mut recipients: Vec<(String, String)> = recipients.collect();
        recipients.sort_by(|one, other| one.1.cmp(&other.1));
        let by = at.now.today().saturating_add(DAYS.days()).to_string();
        Ok((Head::of(&shown), asked, recipients, shown.can.contains(&Step::Search), by))
    });
    let (head, asked, recipients, can, by) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let lines = asked.into_iter().map(|one| Line {
        source: one.source,
        whom: one.whom,
        due: day(one.due),
        reply: one.reply.map(|reply| (reply.holds, reply.text)),
        taken_back: one.taken_back,
    });
    let typed = if typed.by.is_empty() { Typed { by, ..typed } } else { typed };
    let (lines, once) = (lines.collect(), once());
    page(status, &Questions { frame, head, lines, recipients, can, typed, once, errors })
}

/// The questions of a case.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let shows = (Typed::default(), StatusCode::OK, Wrong::new());
    form(&server, frame, &staff, reference, shows).await
}

/// Asks a post, or somebody outside: what is said to them is a disclosure, which the gate decides.
pub(crate) async fn ask(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let of = reference.clone();
    let told = filled(&typed.told).map(|text| text.parse()).transpose();
    let wrong = match (typed.by.trim().parse(), told) {
        (Ok(by), Ok(told)) => {
            let (typed, gives) = (typed.clone(), staff.ask("disclose"));
            let done = at_desk(&server, &staff, "use", move |at| {
                let shown = at.case(&reference)?;
                let whom = match filled(&typed.email) {
                    None => Whom::Post(typed.post.trim().to_owned()),
                    Some(email) => {
                        let data = typed.data.split([',', '\n']).filter_map(filled).collect();
                        let recipient = filled(&typed.recipient);
                        let gives = NamedAsk { recipient, data, ..gives };
                        let gives = at.desk.record().question(&gives, at.now.today())?;
                        let told = told.map(Told::On);
                        let told = told.or(filled(&typed.not_told).map(Told::Exception));
                        Whom::Outside(Box::new(Outside { email, gives, told }))
                    }
                };
                let source = typed.source.trim().to_owned();
                let question = Question { source, whom, text: typed.text.clone(), by };
                at.desk.ask(at.who(), shown.no, &question, at.now)?;
                Ok(shown.reference)
            });
            match done.await {
                Ok(reference) => return to(&format!("/staff/cases/{reference}/questions")),
                Err(Trouble::Says(says)) => says.into_iter().map(|says| ("text", says)).collect(),
                // They may read the case, so what was refused is what would have gone out.
                Err(Trouble::Nothing) => vec![("data", said(&Message::new("web-may-not-go")))],
                Err(trouble) => return trouble.plain(frame),
            }
        }
        (Err(_), _) => vec![("by", said(&Message::new("web-day-wrong")))],
        (_, Err(_)) => vec![("told", said(&Message::new("web-day-wrong")))],
    };
    form(&server, frame, &staff, of, (typed, StatusCode::CONFLICT, wrong)).await
}

async fn waits(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| at.desk.waiting(at.who(), at.now));
    match read.await {
        Ok(waits) => {
            let waits = waits.into_iter().map(|one| Wait {
                reference: one.reference,
                source: one.source,
                text: one.text,
                due: day(one.due),
            });
            page(status, &Waits { frame, waits: waits.collect(), once: once(), errors })
        }
        Err(trouble) => trouble.plain(frame),
    }
}

/// The questions that wait for the posts one holds.
pub(crate) async fn waiting(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    waits(&server, frame, &staff, (StatusCode::OK, Wrong::new())).await
}

/// Answers one.
pub(crate) async fn reply(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(typed): Form<Answered>,
) -> Response {
    let reply = Reply { holds: typed.holds == "yes", text: typed.text.replace("\r\n", "\n") };
    // Whoever answers a question need not be one of those who may read the case.
    let done = at_desk(&server, &staff, "use", move |at| {
        let case = at.desk.find(&reference)?;
        at.desk.reply(at.who(), case, &typed.source, &reply, at.now)
    });
    match done.await {
        Ok(_) => to("/staff/questions"),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("waits", says)).collect();
            waits(&server, frame, &staff, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
