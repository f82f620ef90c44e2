//! Training: people nobody knows, a question each, and what is right decided by the gate from the notice in
//! force. Whoever answers all of them right is on record.

use std::collections::BTreeMap;

use access::Trained;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::Who;
use gate::{Explanation, Gate, NamedAsk, NamedFacts, Outcome};
use jiff::civil::Date;
use serde::Deserialize;
use words::Message;

use super::{Because, because, name_of, names_of, obligations};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::{letters, nothing, receipt};
use crate::staff::{SignedIn, Staff};

const SCENARIOS: &str = include_str!("../../../../data/training.toml");
/// What the answer to a question is called in the form, with its id behind it.
const ANSWER: &str = "answer-";

/// Somebody nobody knows, and a question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    id: String,
    title: String,
    story: String,
    question: String,
    /// What to keep in mind, whatever the answer is.
    remember: String,
    ask: NamedAsk,
    #[serde(default)]
    facts: NamedFacts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenario: Vec<Scenario>,
}

/// The answers there are, by what the gate calls them.
const ANSWERS: &[(&str, Outcome, &str)] = &[
    ("yes", Outcome::Allowed, "Yes"),
    ("part", Outcome::Partly, "Only a part of it"),
    ("no", Outcome::Refused, "No"),
];

/// A question on the page.
struct Question {
    id: String,
    title: String,
    story: String,
    question: String,
    wrong: bool,
    /// The answers, with the one that was given.
    answers: Vec<(&'static str, &'static str, bool)>,
}

/// What is said of an answer.
struct Feedback {
    title: String,
    question: String,
    right: bool,
    answer: &'static str,
    allowed: String,
    because: Vec<Because>,
    obligations: Vec<String>,
    remember: String,
}

/// Somebody who has done it.
struct Done {
    name: String,
    team: String,
    edition: String,
    day: String,
}

#[derive(Template)]
#[template(path = "en/staff_training.html")]
struct Training {
    frame: Frame,
    once: String,
    edition: String,
    questions: Vec<Question>,
    mine: Vec<Done>,
    /// Everybody who has; for those who work on cases.
    all: Option<Vec<Done>>,
    errors: Wrong,
}

#[derive(Template)]
#[template(path = "en/staff_trained.html")]
struct Answered {
    frame: Frame,
    edition: String,
    right: usize,
    feedback: Vec<Feedback>,
}

fn read() -> Vec<Scenario> {
    toml::from_str::<File>(SCENARIOS).map(|file| file.scenario).unwrap_or_default()
}

/// What the gate says to a question; none where the charter does not have what it names.
fn decided(gate: &Gate, scenario: &Scenario, entity: &str, today: Date) -> Option<Explanation> {
    let ask = NamedAsk {
        strength: Some("second-factor".to_owned()),
        entity: entity.to_owned(),
        facts: Some(scenario.facts.clone()),
        ..scenario.ask.clone()
    };
    let (ask, facts) = gate.read(&ask, today).ok()?;
    Some(gate.explain(&ask, &facts))
}

/// The questions that this landlord's notice answers, with what it answers.
fn asked(server: &Server, staff: &Staff) -> Vec<(Scenario, Explanation)> {
    let (gate, today) = (server.record().gate(), server.now().today());
    let decided = |scenario: Scenario| {
        let explanation = decided(gate, &scenario, &staff.account.entity, today)?;
        Some((scenario, explanation))
    };
    read().into_iter().filter_map(decided).collect()
}

fn edition(server: &Server) -> String {
    server.record().gate().charter().head().version.get_ref().clone()
}

fn done(server: &Server, trained: Vec<Trained>) -> Vec<Done> {
    let charter = server.record().gate().charter();
    let day = |at: i64| {
        let at = jiff::Timestamp::from_microsecond(at).unwrap_or_default();
        receipt::day(at.to_zoned_datetime(jiff::tz::TimeZone::UTC).date())
    };
    (trained.into_iter())
        .map(|one| Done {
            team: name_of(charter.teams(), &one.team),
            day: day(one.at),
            name: one.name,
            edition: one.edition,
        })
        .collect()
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    given: &BTreeMap<String, String>,
    missing: &[String],
) -> Response {
    let (name, ask) = (staff.account.name.clone(), staff.ask("look"));
    let listed = letters::desk(server, move |desk, now| {
        let record = desk.record();
        let question = record.question(&ask, now.today()).map_err(casework::Error::from);
        // Whoever works on cases sees who has done it.
        let all = match question.and_then(|one| desk.overview(Who::Officer(&one), 1, now)) {
            Ok(_) => Some(access::trained(record, None)?),
            Err(
                casework::Error::None | casework::Error::Record(people::Error::NotInCharter { .. }),
            ) => None,
            Err(error) => return Err(error),
        };
        Ok((access::trained(record, Some(&name))?, all))
    });
    let Ok((mine, all)) = listed.await else { return nothing::later(frame) };
    let errors: Wrong = if missing.is_empty() {
        Wrong::new()
    } else {
        vec![("questions", said(&Message::new("web-training-missing")))]
    };
    let question = |scenario: Scenario| {
        let chosen = given.get(&format!("{ANSWER}{}", scenario.id)).map_or("", String::as_str);
        Question {
            wrong: missing.contains(&scenario.id),
            answers: ANSWERS.iter().map(|(id, _, says)| (*id, *says, *id == chosen)).collect(),
            id: scenario.id,
            title: scenario.title,
            story: scenario.story,
            question: scenario.question,
        }
    };
    let training = Training {
        frame,
        once: once(),
        edition: edition(server),
        questions: asked(server, staff).into_iter().map(|(one, _)| question(one)).collect(),
        mine: done(server, mine),
        all: all.map(|all| done(server, all)),
        errors,
    };
    let status = if missing.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    page(status, &training)
}

/// The questions, and who has done them.
pub(super) async fn form(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    shown(&server, frame, &staff, &BTreeMap::new(), &[]).await
}

/// What is right, and why.
pub(super) async fn answer(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(given): Form<BTreeMap<String, String>>,
) -> Response {
    let asked = asked(&server, &staff);
    let of = |id: &str| {
        let chosen = given.get(&format!("{ANSWER}{id}"))?;
        ANSWERS.iter().find(|(answer, _, _)| answer == chosen)
    };
    let missing: Vec<String> =
        asked.iter().map(|(one, _)| &one.id).filter(|id| of(id).is_none()).cloned().collect();
    if !missing.is_empty() {
        return shown(&server, frame, &staff, &given, &missing).await;
    }
    let charter = server.record().gate().charter();
    let feedback = asked.into_iter().map(|(scenario, explanation)| {
        let outcome = explanation.decision.outcome();
        let is = ANSWERS.iter().find(|(_, of, _)| *of == outcome);
        Feedback {
            right: of(&scenario.id).is_some_and(|(_, given, _)| *given == outcome),
            answer: is.map_or("", |(_, _, says)| says),
            allowed: names_of(charter.categories(), &explanation.allowed),
            because: because(charter, &explanation),
            obligations: obligations(&explanation),
            title: scenario.title,
            question: scenario.question,
            remember: scenario.remember,
        }
    });
    let feedback: Vec<Feedback> = feedback.collect();
    let right = feedback.iter().filter(|one| one.right).count();
    let edition = edition(&server);
    if right == feedback.len() && right > 0 {
        let (account, by) = (staff.account.clone(), edition.clone());
        let kept = server
            .work(move |record, now| access::complete(record, &account, &by, right, now))
            .await;
        if kept.is_err() {
            return nothing::later(frame);
        }
    }
    page(StatusCode::OK, &Answered { frame, edition, right, feedback })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scenarios_can_be_read() {
        let file: File = toml::from_str(SCENARIOS).unwrap();
        let ids: std::collections::BTreeSet<&str> =
            file.scenario.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), file.scenario.len(), "each has an id of its own");
    }
}
