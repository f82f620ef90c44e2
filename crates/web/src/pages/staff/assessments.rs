//! The register of assessments: those of the charter, and those that are written here, from the first word to the
//! day they are looked at again.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{
    Assessment, AssessmentDecision, AssessmentKind, AssessmentState, AssessmentStep, Error,
    NewAssessment,
};
use charter::Charter;
use charter::items::AssessmentKind as InCharter;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use sources::Map;
use words::Message;

use super::desk::{Trouble, at_desk};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, filled, once, said};
use crate::pages::receipt::{day, moment};
use crate::staff::{SignedIn, Staff, to};

/// How many days a colleague has, and how many months until the review, where nobody says another.
const ASKED_DAYS: i64 = 10;
const REVIEW_MONTHS: i64 = 12;
/// What stands before the name of a field that is an answer.
const ANSWER: &str = "q-";
/// The most fields of a form that are read.
const FIELDS_MAX: usize = 60;
/// The most holders of posts that are offered.
const HOLDERS_MAX: u32 = 1_000;

/// What somebody chooses from: what is sent, and what it is called.
type Choice = (String, String);

/// How far one is, for the tag beside it: its colour and its words.
type Tag = (&'static str, &'static str);

struct Line {
    /// None for one of the charter.
    no: Option<i64>,
    title: String,
    kind: String,
    about: String,
    owner: String,
    tag: Tag,
    review: Option<String>,
}

#[derive(Template)]
#[template(path = "en/staff_assessments.html")]
struct Register {
    frame: Frame,
    lines: Vec<Line>,
    /// Purposes that rest on legitimate interests and have no assessment that was signed.
    bare: Vec<String>,
    kinds: Vec<Choice>,
    abouts: Vec<Choice>,
    typed: Begun,
    once: String,
    errors: Wrong,
}

/// What somebody begins with.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Begun {
    title: String,
    kind: String,
    about: String,
}

fn wrong<'a>(errors: &'a Wrong, field: &str) -> Option<&'a str> {
    errors.iter().find(|(of, _)| *of == field).map(|(_, says)| says.as_str())
}

impl Register {
    fn wrong(&self, field: &str) -> Option<&str> {
        wrong(&self.errors, field)
    }
}

fn tag(one: &Assessment, today: Date) -> Tag {
    match one.state {
        AssessmentState::Signed if one.is_late(today) => ("red", "Late for review"),
        AssessmentState::Signed if one.is_due(today) => ("yellow", "Due for review"),
        AssessmentState::Signed => ("green", "Signed"),
        AssessmentState::Stopped => ("grey", "Not going ahead"),
        AssessmentState::Draft => ("blue", "Draft"),
        AssessmentState::WithOfficer => ("purple", "With the data protection officer"),
        AssessmentState::Advised => ("purple", "Waits for a decision"),
    }
}

fn of_charter(one: &charter::items::Assessment, today: Date) -> Line {
    let review = one.review.as_ref().map(|day| day.get_ref().0);
    let soon = today.saturating_add(casework::REVIEW_SOON_DAYS.days());
    let tag = match (&one.approved, review) {
        (None, _) => ("blue", "Draft"),
        (Some(_), Some(review)) if review < today => ("red", "Late for review"),
        (Some(_), Some(review)) if review <= soon => ("yellow", "Due for review"),
        (Some(_), _) => ("green", "Signed"),
    };
    let kind = match one.kind {
        InCharter::Impact => said(&AssessmentKind::Impact.message()),
        InCharter::LegitimateInterests => said(&AssessmentKind::LegitimateInterests.message()),
        InCharter::TransferTest => said(&AssessmentKind::Transfer.message()),
        InCharter::PolicyDocument => "Policy document".to_owned(),
    };
    let owner = one.approved_by.as_ref().map(|post| post.get_ref().as_str().replace('-', " "));
    Line {
        no: None,
        title: one.name.clone(),
        kind,
        about: "The charter".to_owned(),
        owner: owner.unwrap_or_default(),
        tag,
        review: review.map(day),
    }
}

/// What one can be about.
fn abouts(charter: &Charter, map: Option<&Map>) -> Vec<Choice> {
    let purposes = charter
        .purposes()
        .iter()
        .map(|one| (format!("purpose:{}", one.id.get_ref()), format!("Purpose: {}", one.name)));
    let systems = map
        .into_iter()
        .flat_map(Map::sources)
        .map(|one| (format!("system:{}", one.id.get_ref()), format!("System: {}", one.name)));
    let recipients = charter
        .recipients()
        .iter()
        .map(|one| (format!("recipient:{}", one.id.get_ref()), format!("Recipient: {}", one.name)));
    purposes.chain(systems).chain(recipients).collect()
}

/// What one is about, in words.
fn about(one: &Assessment, all: &[Choice]) -> String {
    let found = all.iter().find(|(id, _)| *id == one.about);
    found.map_or_else(|| one.about.clone(), |(_, name)| name.clone())
}

/// Purposes that rest on legitimate interests, with no assessment of them that was signed.
fn bare(charter: &Charter) -> Vec<String> {
    let signed = |purpose: &charter::items::Purpose| {
        let of =
            purpose.assessments.iter().filter_map(|id| charter.assessments().get(id.get_ref()));
        let mut these = of.filter(|one| one.kind == InCharter::LegitimateInterests);
        these.any(|one| one.approved.is_some())
    };
    let rests = charter.purposes().iter().filter(|purpose| {
        purpose.basis.as_ref().is_some_and(|basis| basis.get_ref() == "legitimate-interests")
    });
    rests.filter(|purpose| !signed(purpose)).map(|purpose| purpose.name.clone()).collect()
}

async fn register(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (typed, status, errors): (Begun, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| {
        Ok((at.desk.assessments(at.who(), at.now)?, at.now.today()))
    });
    let (all, today) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let charter = server.record().gate().charter();
    let abouts = abouts(charter, server.map());
    let here = all.iter().map(|one| Line {
        no: Some(one.no),
        title: one.title.clone(),
        kind: said(&one.kind.message()),
        about: about(one, &abouts),
        owner: one.owner.replace('-', " "),
        tag: tag(one, today),
        review: one.review.map(day),
    });
    let lines = here.chain(charter.assessments().iter().map(|one| of_charter(one, today)));
    let lines = lines.collect();
    let kinds = AssessmentKind::ALL.iter();
    let kinds = kinds.map(|kind| (kind.id().to_owned(), said(&kind.message()))).collect();
    let (bare, once) = (bare(charter), once());
    page(status, &Register { frame, lines, bare, kinds, abouts, typed, once, errors })
}

/// Every assessment, and a form to begin one.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    register(&server, frame, &staff, (Begun::default(), StatusCode::OK, Wrong::new())).await
}

/// Begins one.
pub(crate) async fn begin(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Begun>,
) -> Response {
    let own = typed.kind == "own";
    let new = NewAssessment {
        title: typed.title.trim().to_owned(),
        kind: AssessmentKind::of(&typed.kind).unwrap_or(AssessmentKind::Impact),
        about: typed.about.clone(),
        own,
    };
    let known = own || AssessmentKind::of(&typed.kind).is_some();
    let in_map = match typed.about.strip_prefix("system:") {
        Some(id) => server.map().is_some_and(|map| map.source(id).is_some()),
        None => true,
    };
    let field = if new.title.is_empty() { "title" } else { "about" };
    let begun = at_desk(&server, &staff, "use", move |at| {
        at.desk.answers_for_access(at.who(), at.now)?;
        if !known || !in_map {
            return Err(Error::Malformed("choose what kind it is, and what about".to_owned()));
        }
        at.desk.begin_assessment(at.who(), &new, at.now)
    });
    match begun.await {
        Ok(no) => to(&format!("/staff/assessments/{no}")),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| (field, says)).collect();
            register(&server, frame, &staff, (typed, StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}

struct Question {
    id: &'static str,
    words: String,
    answer: String,
    open: bool,
    asked: Vec<(String, Option<String>)>,
}

struct Group {
    title: String,
    questions: Vec<Question>,
}

struct Stepped {
    what: &'static str,
    by: String,
    when: String,
    says: String,
}

#[derive(Template)]
#[template(path = "en/staff_assessment.html")]
struct One {
    frame: Frame,
    no: i64,
    version: i64,
    title: String,
    kind: String,
    about: String,
    owner: String,
    tag: Tag,
    review: Option<String>,
    state: AssessmentState,
    groups: Vec<Group>,
    missing: usize,
    steps: Vec<Stepped>,
    posts: Vec<String>,
    typed: BTreeMap<String, String>,
    once: String,
    errors: Wrong,
}

impl One {
    fn wrong(&self, field: &str) -> Option<&str> {
        wrong(&self.errors, field)
    }

    fn typed(&self, field: &str) -> &str {
        self.typed.get(field).map_or("", String::as_str)
    }
}

fn stepped(step: AssessmentStep) -> &'static str {
    match step {
        AssessmentStep::Begin => "Begun",
        AssessmentStep::Send => "Sent to the data protection officer",
        AssessmentStep::AdviseFor => "Advised: go ahead",
        AssessmentStep::AdviseAgainst => "Advised: do not go ahead",
        AssessmentStep::Sign => "Signed: it goes ahead",
        AssessmentStep::Stop => "Decided: it does not go ahead",
        AssessmentStep::Reopen => "Taken up again",
    }
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    no: i64,
    (mut typed, status, errors): (BTreeMap<String, String>, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let found = at.desk.assessment(at.who(), no, at.now)?;
        let day = at.now.today().to_string();
        let held = at
            .desk
            .record()
            .data()
            .read("posts", |tx| db::posts::all_holders(tx, &day, HOLDERS_MAX))?;
        let mut posts: Vec<String> = held.into_iter().map(|(post, _, _)| post).collect();
        posts.dedup();
        Ok((found, posts, at.now.today()))
    });
    let (found, posts, today) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let missing = found.missing();
    let question = |one: &casework::AssessmentQuestion| Question {
        id: one.id,
        words: said(&(one.question)()),
        answer: typed
            .get(&format!("{ANSWER}{}", one.id))
            .or_else(|| found.answers.get(one.id))
            .cloned()
            .unwrap_or_default(),
        open: missing.contains(&one.id),
        asked: (found.asked.iter())
            .filter(|asked| asked.question == one.id)
            .map(|asked| (asked.post.clone(), asked.said.clone()))
            .collect(),
    };
    let groups: Vec<Group> = (found.kind.groups().iter())
        .map(|group| Group {
            title: said(&(group.title)()),
            questions: group.questions.iter().map(question).collect(),
        })
        .collect();
    let steps = found.steps.iter().map(|one| Stepped {
        what: stepped(one.step),
        by: one.by.clone(),
        when: moment(Timestamp::from_microsecond(one.at).unwrap_or_default()),
        says: one.says.clone(),
    });
    let by = today.saturating_add(ASKED_DAYS.days()).to_string();
    typed.entry("by".to_owned()).or_insert(by);
    let review = today.saturating_add(REVIEW_MONTHS.months()).to_string();
    typed.entry("review".to_owned()).or_insert(review);
    let charter = server.record().gate().charter();
    let one = One {
        frame,
        no,
        version: found.version,
        title: found.title.clone(),
        kind: said(&found.kind.message()),
        about: about(&found, &abouts(charter, server.map())),
        owner: found.owner.replace('-', " "),
        tag: tag(&found, today),
        review: found.review.map(day),
        state: found.state,
        groups,
        missing: missing.len(),
        steps: steps.collect(),
        posts,
        typed,
        once: once(),
        errors,
    };
    page(status, &one)
}

/// One assessment.
pub(crate) async fn one(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    let blank = (BTreeMap::new(), StatusCode::OK, Wrong::new());
    shown(&server, frame, &staff, no, blank).await
}

/// What is wrong with a form of an assessment by itself: the field, and what it says beside it.
fn wrong_with(typed: &BTreeMap<String, String>) -> Option<(&'static str, String)> {
    let of = |name: &str| typed.get(name).map_or("", String::as_str);
    let is_day = |name: &str| of(name).parse::<Date>().is_ok();
    let (decides, goes) = (matches!(of("what"), "advise" | "decide"), of("goes"));
    if decides && !matches!(goes, "yes" | "no") {
        return Some(("goes-yes", said(&Message::new("web-goes-missing"))));
    }
    if matches!(of("what"), "advise" | "reopen") && of("says").is_empty() {
        return Some(("says", said(&Message::new("web-why-missing"))));
    }
    let day = match of("what") {
        "ask" => "by",
        "decide" if goes == "yes" => "review",
        _ => return None,
    };
    (!is_day(day)).then(|| (day, said(&Message::new("web-day-wrong"))))
}

/// Where it says what is wrong, where no field alone is.
fn place(what: &str) -> &'static str {
    match what {
        "ask" => "question",
        "advise" | "decide" | "reopen" => "deciding",
        _ => "answers",
    }
}

/// Keeps answers, asks a colleague, sends it, advises, decides, or takes it up again.
pub(crate) async fn deal_with(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Response {
    let trimmed = typed.into_iter().take(FIELDS_MAX);
    let typed: BTreeMap<String, String> =
        trimmed.map(|(name, text)| (name, filled(&text).unwrap_or_default())).collect();
    let given = typed.clone();
    let answers: BTreeMap<String, String> = (typed.iter())
        .filter_map(|(name, text)| Some((name.strip_prefix(ANSWER)?.to_owned(), text.clone())))
        .collect();
    let wrong = wrong_with(&typed);
    let stops = wrong.clone();
    let done = at_desk(&server, &staff, "use", move |at| {
        let of = |name: &str| given.get(name).map_or("", String::as_str);
        let (who, now) = (at.who(), at.now);
        at.desk.assessment(who, no, now)?;
        if let Some((_, says)) = stops {
            return Err(Error::Malformed(says));
        }
        let seen = (no, of("seen").parse().unwrap_or(-1));
        let day = |name: &str| of(name).parse::<Date>().unwrap_or_else(|_| now.today());
        let goes = of("goes") == "yes";
        match of("what") {
            "ask" => {
                let asked = (no, of("question"));
                at.desk.ask_about_assessment(who, asked, of("post"), day("by"), now)
            }
            "send" => {
                at.desk.answer_assessment(who, seen, &answers, now)?;
                at.desk.send_assessment(who, (no, seen.1 + 1), now)
            }
            "advise" => at.desk.advise_on_assessment(who, seen, (goes, of("says")), now),
            "decide" => {
                let review = goes.then(|| day("review"));
                let decision = AssessmentDecision { goes, says: of("says").to_owned(), review };
                at.desk.decide_assessment(who, seen, &decision, now)
            }
            "reopen" => at.desk.reopen_assessment(who, seen, of("says"), now),
            _ => at.desk.answer_assessment(who, seen, &answers, now),
        }
    });
    match done.await {
        Ok(()) => to(&format!("/staff/assessments/{no}")),
        Err(Trouble::Says(says)) => {
            let place = place(typed.get("what").map_or("", String::as_str));
            let field = wrong.map_or(place, |(field, _)| field);
            let errors = says.into_iter().map(|says| (field, says)).collect();
            shown(&server, frame, &staff, no, (typed, StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
