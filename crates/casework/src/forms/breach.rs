//! A breach (Arts 33 and 34): how bad it may be for people, by questions; who has to be told and by
//! when; the fields of the regulator's form. The office decides how bad it is: what the answers point
//! to is said, and why it is decided otherwise is written down. Every breach stays on the register
//! (Art 33(5)), told or not.

use jiff::{Timestamp, ToSpan};
use law::clock::LossKind;
use words::Message;

use crate::form::{Answers, Asked, Circumstances, Concluded, Wants, ask, ask_when};

pub(crate) const ASKS: &[Asked] = &[
    ask("what", Wants::Text, || Message::new("casework-ask-breach-what")),
    ask("kind", Wants::One(&["seen", "changed", "lost", "several"]), || {
        Message::new("casework-ask-breach-kind")
    }),
    ask("happened", Wants::Moment, || Message::new("casework-ask-breach-happened")),
    ask("found", Wants::Text, || Message::new("casework-ask-breach-found")),
    ask("people", Wants::Number, || Message::new("casework-ask-breach-people")),
    ask("records", Wants::Number, || Message::new("casework-ask-breach-records")),
    ask("who", Wants::Text, || Message::new("casework-ask-breach-who")),
    ask("data", Wants::Text, || Message::new("casework-ask-breach-data")),
    ask("special", Wants::YesNo, || Message::new("casework-ask-breach-special")),
    ask("at-risk", Wants::YesNo, || Message::new("casework-ask-breach-at-risk")),
    ask("danger", Wants::YesNo, || Message::new("casework-ask-breach-danger")),
    ask("money", Wants::YesNo, || Message::new("casework-ask-breach-money")),
    ask("unreadable", Wants::YesNo, || Message::new("casework-ask-breach-unreadable")),
    ask("likely", Wants::One(&["unlikely", "possible", "likely"]), || {
        Message::new("casework-ask-breach-likely")
    }),
    ask("consequences", Wants::Text, || Message::new("casework-ask-breach-consequences")),
    ask("measures", Wants::Text, || Message::new("casework-ask-breach-measures")),
    ask("before", Wants::Text, || Message::new("casework-ask-breach-before")),
    ask("risk", Wants::One(RISKS), || Message::new("casework-ask-breach-risk")),
    ask_when("risk-why", Wants::Text, differs, || Message::new("casework-ask-breach-risk-why")),
    ask_when("regulator-told", Wants::Moment, told, || {
        Message::new("casework-ask-breach-regulator-told")
    }),
    ask_when(
        "regulator-late",
        Wants::Text,
        |_| false,
        || Message::new("casework-ask-breach-regulator-late"),
    ),
    ask_when(
        "people-told",
        Wants::Day,
        |a| a.is("risk", "high") && !a.has("people-not-told"),
        || Message::new("casework-ask-breach-people-told"),
    ),
    ask_when(
        "people-not-told",
        Wants::One(&["unreadable", "no-longer-likely", "too-many"]),
        |_| false,
        || Message::new("casework-ask-breach-people-not-told"),
    ),
    ask_when(
        "said-in-public",
        Wants::Day,
        |a| a.is("people-not-told", "too-many"),
        || Message::new("casework-ask-breach-said-in-public"),
    ),
    ask("lettings-data", Wants::YesNo, || Message::new("casework-ask-breach-lettings-data")),
    ask_when(
        "ministry-told",
        Wants::Moment,
        |a| a.is("lettings-data", "yes"),
        || Message::new("casework-ask-breach-ministry-told"),
    ),
    ask_when(
        "charity-told",
        Wants::Day,
        |_| false,
        || Message::new("casework-ask-breach-charity-told"),
    ),
    ask_when(
        "charity-not-told",
        Wants::Text,
        |_| false,
        || Message::new("casework-ask-breach-charity-not-told"),
    ),
    ask("prevented", Wants::Text, || Message::new("casework-ask-breach-prevented")),
];

const RISKS: &[&str] = &["unlikely", "risk", "high"];

/// Whether the regulator has to be told: unless it is unlikely to be a risk (Art 33(1)).
fn told(answers: &Answers) -> bool {
    answers.has("risk") && !answers.is("risk", "unlikely")
}

fn differs(answers: &Answers) -> bool {
    let points = points_to(answers);
    answers.has("risk") && points.is_some_and(|points| !answers.is("risk", points))
}

/// What the answers point to; nothing before the questions about harm are answered.
fn points_to(answers: &Answers) -> Option<&'static str> {
    let asked = ["special", "at-risk", "danger", "money", "unreadable", "likely"];
    if !asked.iter().all(|id| answers.has(id)) {
        return None;
    }
    let yes = |id| answers.is(id, "yes");
    let likely = answers.get("likely");
    if yes("unreadable") && !yes("danger") {
        return Some("unlikely");
    }
    // Somebody who could be found by whom they fled is in danger before anything is likely.
    if yes("danger") {
        return Some("high");
    }
    let heavy = yes("special") || yes("at-risk") || yes("money");
    Some(match (likely, heavy) {
        ("likely", true) => "high",
        ("unlikely", false) => "unlikely",
        _ => "risk",
    })
}

fn hours(kind: LossKind, aware: Timestamp) -> Timestamp {
    aware.saturating_add(kind.hours().hours()).unwrap_or(Timestamp::MAX)
}

/// Whether the regulator was told within its hours; none where nobody has said that it was.
pub(crate) fn told_in_time(answers: &Answers, aware: Timestamp) -> Option<bool> {
    Some(answers.moment("regulator-told")? <= hours(LossKind::Breach, aware))
}

fn shown(instant: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get("Europe/London").unwrap_or(jiff::tz::TimeZone::UTC);
    instant.to_zoned_datetime(zone).strftime("%-d %B %Y, %H:%M").to_string()
}

pub(crate) fn conclude(answers: &Answers, given: &Circumstances) -> Concluded {
    let mut concluded = Concluded::default();
    let regulator_by = hours(LossKind::Breach, given.aware);
    match points_to(answers) {
        Some("high") => concluded.says.push(Message::new("casework-says-breach-points-high")),
        Some("risk") => concluded.says.push(Message::new("casework-says-breach-points-risk")),
        Some(_) => concluded.says.push(Message::new("casework-says-breach-points-unlikely")),
        None => {}
    }
    let by = |id: &str, by: Timestamp| answers.moment(id).is_some_and(|at| at > by);
    if told(answers) {
        let until = shown(regulator_by);
        concluded.says.push(Message::new("casework-says-breach-regulator").with("by", until));
    }
    // Told after 72 hours: with the reasons for the delay (Art 33(1)).
    if by("regulator-told", regulator_by) && !answers.has("regulator-late") {
        concluded.wrong.push(Message::new("casework-wrong-breach-late"));
    }
    for id in ["regulator-told", "ministry-told", "happened"] {
        if by(id, given.now) {
            concluded.wrong.push(Message::new("casework-wrong-breach-tomorrow").with("answer", id));
        }
    }
    if answers.is("risk", "high") {
        concluded.says.push(Message::new("casework-says-breach-people"));
    }
    if answers.is("people-not-told", "unreadable") && !answers.is("unreadable", "yes") {
        concluded.wrong.push(Message::new("casework-wrong-breach-readable"));
    }
    if answers.is("lettings-data", "yes") {
        let until = shown(hours(LossKind::Core, given.aware));
        concluded.says.push(Message::new("casework-says-breach-ministry").with("by", until));
    }
    if given.charity && told(answers) {
        concluded.says.push(Message::new("casework-says-breach-charity"));
        if !answers.has("charity-told") && !answers.has("charity-not-told") {
            concluded.wrong.push(Message::new("casework-wrong-breach-charity"));
        }
    }
    if told(answers) {
        concluded.fields = fields(answers, given);
    }
    concluded
}

/// The regulator's form, field by field (Art 33(3)).
fn fields(answers: &Answers, given: &Circumstances) -> Vec<(Message, String)> {
    let text = |id: &str| answers.get(id).to_owned();
    vec![
        (Message::new("casework-field-breach-nature"), text("what")),
        (Message::new("casework-field-breach-happened"), text("happened")),
        (Message::new("casework-field-breach-aware"), shown(given.aware)),
        (Message::new("casework-field-breach-found"), text("found")),
        (
            Message::new("casework-field-breach-people"),
            format!("{}: {}", text("people"), text("who")),
        ),
        (
            Message::new("casework-field-breach-records"),
            format!("{}: {}", text("records"), text("data")),
        ),
        (Message::new("casework-field-breach-consequences"), text("consequences")),
        (Message::new("casework-field-breach-measures"), text("measures")),
        (Message::new("casework-field-breach-before"), text("before")),
        (Message::new("casework-field-breach-told"), text("people-told")),
        (Message::new("casework-field-breach-late"), text("regulator-late")),
    ]
}
