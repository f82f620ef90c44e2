//! Letters of a case: what the person will read, as it stands; and sending one.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{CodeBy, How, LINK_DAYS, Letter, Progress, Step, Way};
use serde::Deserialize;
use words::Message;

use super::desk::{Head, Trouble, at_desk};
use crate::Server;
use crate::idempotent::Again;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, filled, once, said};
use crate::staff::{SignedIn, Staff, to};

/// Which letter somebody wants to see.
#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    letter: String,
}

/// What somebody typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    letter: String,
    way: String,
    goes_to: String,
    pack: String,
    days: String,
    code: String,
    adjusted: String,
    seen: i64,
}

#[derive(Template)]
#[template(path = "en/staff_answer.html")]
struct Answer {
    frame: Frame,
    head: Head,
    letters: Vec<(&'static str, String, bool)>,
    letter: &'static str,
    name: String,
    /// What the person will read.
    text: Vec<String>,
    /// Where it goes, where that was decided with the answer.
    goes_to: Option<String>,
    pack: bool,
    can: bool,
    typed: Typed,
    once: String,
    errors: Wrong,
}

/// A letter that went, where something of it is shown this once.
#[derive(Template)]
#[template(path = "en/staff_sent.html")]
struct SentOut {
    frame: Frame,
    reference: String,
    text: Vec<String>,
    code: Option<String>,
}

fn name(letter: Letter) -> String {
    said(&match letter {
        Letter::Acknowledgement => Message::new("web-letter-acknowledgement"),
        Letter::Answer => Message::new("web-letter-answer"),
        Letter::AskProof => Message::new("web-letter-ask-proof"),
        Letter::AskWhat => Message::new("web-letter-ask-what"),
        Letter::Breach => Message::new("web-letter-breach"),
        Letter::MoreTime => Message::new("web-letter-more-time"),
    })
}

fn paragraphs(text: &str) -> Vec<String> {
    let parts = text.split("\n\n").map(|part| part.trim_matches('\n').to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (reference, letter): (String, Letter),
    (typed, status, errors): (Typed, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let text = at.desk.letter(at.who(), shown.no, letter, None, at.now)?;
        let collected = at.desk.collections(at.who(), shown.no, at.now)?;
        let pack = collected.iter().any(|one| matches!(one.progress, Progress::Done { .. }));
        let step = match letter {
            Letter::Answer => Step::Send,
            _ => Step::Write,
        };
        let can = shown.can.contains(&step)
            || (letter == Letter::Acknowledgement && shown.can.contains(&Step::Acknowledge));
        Ok((Head::of(&shown), text, shown.words.to, pack, can))
    });
    let (head, text, goes_to, pack, can) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let letters = Letter::ALL.iter().map(|one| (one.id(), name(*one), *one == letter)).collect();
    let answer = Answer {
        frame,
        head,
        letters,
        letter: letter.id(),
        name: name(letter),
        text: paragraphs(&text),
        goes_to,
        pack: pack && letter == Letter::Answer,
        can,
        typed,
        once: once(),
        errors,
    };
    page(status, &answer)
}

/// A letter as it stands, and the form that sends it.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let letter = wanted.letter.parse().unwrap_or(Letter::Answer);
    let typed = Typed { days: LINK_DAYS.to_string(), way: "email".to_owned(), ..Typed::default() };
    form(&server, frame, &staff, (reference, letter), (typed, StatusCode::OK, Wrong::new())).await
}

fn how(letter: Letter, typed: &Typed) -> Result<How, (&'static str, Message)> {
    let way: Way = typed.way.parse().map_err(|_| ("way", Message::new("web-way-missing")))?;
    let days = typed.days.trim().parse().map_err(|_| ("days", Message::new("web-days-wrong")))?;
    let code_by = if typed.code == "office" { CodeBy::Office } else { CodeBy::Email };
    Ok(How {
        to: filled(&typed.goes_to),
        pack: typed.pack == "yes",
        days,
        code_by,
        adjusted: filled(&typed.adjusted),
        seen: Some(typed.seen),
        ..How::new(letter, way)
    })
}

/// Sends a letter.
pub(crate) async fn send(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let Ok(letter) = typed.letter.parse::<Letter>() else { return Trouble::Nothing.plain(frame) };
    let of = (reference.clone(), letter);
    let wrong = match how(letter, &typed) {
        Ok(how) => {
            let by_email = how.way == Way::Email;
            let done = at_desk(&server, &staff, "use", move |at| {
                let shown = at.case(&reference)?;
                let sent = at.desk.send(at.who(), shown.no, &how, at.now)?;
                Ok((shown.reference, sent.text, sent.code))
            });
            match done.await {
                Ok((reference, _, None)) if by_email => {
                    return to(&format!("/staff/cases/{reference}"));
                }
                // What has to be printed or read out is shown now.
                Ok((reference, text, code)) => {
                    let text = if by_email { Vec::new() } else { paragraphs(&text) };
                    let blank = SentOut { frame, reference, text: Vec::new(), code };
                    // Sent twice, the letter is not shown again: it stands in the case.
                    let again = Again(blank.render().unwrap_or_default());
                    let mut response = page(StatusCode::OK, &SentOut { text, ..blank });
                    response.extensions_mut().insert(again);
                    return response;
                }
                Err(Trouble::Says(says)) => says.into_iter().map(|says| ("way", says)).collect(),
                Err(trouble) => return trouble.plain(frame),
            }
        }
        Err((field, message)) => vec![(field, said(&message))],
    };
    form(&server, frame, &staff, of, (typed, StatusCode::CONFLICT, wrong)).await
}
