//! What was found and has to be weighed: all of it, and one after the other. What was decided leads to
//! the next that is open.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Error, Item, ItemText, ToWeigh, Weighing};
use jiff::civil::Date;
use serde::Deserialize;
use words::Message;

use super::desk::{At, Head, Trouble, at_desk};
use super::weighing::{Fields, text, typed};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt;
use crate::staff::{SignedIn, Staff, to};

/// One item of the list.
struct Line {
    id: String,
    place: String,
    why: String,
    stands: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "en/staff_items.html")]
struct List {
    frame: Frame,
    head: Head,
    lines: Vec<Line>,
    open: usize,
    can: bool,
}

/// An exemption to choose, and its questions.
struct Ground {
    id: &'static str,
    title: &'static str,
    citation: &'static str,
    verified: bool,
    /// Each with the name of its field.
    questions: Vec<(String, &'static str)>,
    says: &'static str,
    review: bool,
}

impl Ground {
    fn of(one: &'static law::exemption::Exemption) -> Ground {
        let provision = one.provision();
        Ground {
            id: one.id(),
            title: provision.title(),
            citation: provision.citation(),
            verified: provision.verified(),
            questions: (one.gate().iter().enumerate())
                .map(|(n, question)| (format!("answer-{n}"), question.as_str()))
                .collect(),
            says: one.says(),
            review: one.review_needed(),
        }
    }
}

#[derive(Template)]
#[template(path = "en/staff_item.html")]
struct One {
    frame: Frame,
    head: Head,
    /// Where its forms go.
    action: String,
    line: Line,
    /// What it says, by field; none where that is not kept.
    says: Option<Vec<(String, String)>>,
    /// Whether that is only the beginning.
    cut: bool,
    health: bool,
    somebody_else: bool,
    grounds: Vec<Ground>,
    /// The ground that was chosen: its questions are asked.
    chosen: Option<Ground>,
    left: usize,
    can: bool,
    typed: Fields,
    once: String,
    errors: Wrong,
}

impl One {
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }
}

#[derive(Template)]
#[template(path = "en/staff_black_out.html")]
struct BlackOut {
    frame: Frame,
    head: Head,
    action: String,
    grounds: Vec<Ground>,
    chosen: Option<Ground>,
    can: bool,
    typed: Fields,
    once: String,
    errors: Wrong,
}

impl BlackOut {
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }
}

/// Which ground somebody chose.
#[derive(Default, Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    ground: String,
}

fn id(item: &[u8; 16]) -> String {
    data_encoding::HEXLOWER.encode(item)
}

fn why(why: ToWeigh) -> String {
    said(&match why {
        ToWeigh::Health => Message::new("web-weigh-health"),
        ToWeigh::SomebodyElse => Message::new("web-weigh-somebody-else"),
        ToWeigh::ByHand => Message::new("web-weigh-by-hand"),
    })
}

fn line(item: &Item, today: Date) -> Line {
    let again = item.review.map(receipt::day).unwrap_or_default();
    let stands = match (&item.ground, item.given) {
        _ if item.is_open(today) => Message::new("web-item-open"),
        (Some(ground), _) if again.is_empty() => {
            Message::new("web-item-held-back").with("ground", title(ground))
        }
        (Some(ground), _) => {
            Message::new("web-item-until").with("ground", title(ground)).with("day", again)
        }
        (None, _) => Message::new("web-item-goes"),
    };
    let (place, why, open) = (item.place.clone(), why(item.why), item.is_open(today));
    Line { id: id(&item.item), place, why, stands: said(&stands), open }
}

fn title(ground: &str) -> String {
    law::exemption::find(ground).map_or(ground, |one| one.provision().title()).to_owned()
}

/// What an item says, a field a line.
fn fields(says: &str) -> Vec<(String, String)> {
    let split = |line: &str| {
        let (name, value) = line.split_once('=').unwrap_or(("", line));
        (name.replace('_', " "), value.to_owned())
    };
    says.lines().map(split).collect()
}

/// Everything that was found and has to be weighed.
pub(crate) async fn list(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let read = at_desk(&server, &staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let items = at.desk.items(at.who(), shown.no, at.now)?;
        let today = at.now.today();
        let lines: Vec<Line> = items.iter().map(|(item, _)| line(item, today)).collect();
        Ok((Head::of(&shown), lines, shown.can.contains(&casework::Step::Items)))
    });
    match read.await {
        Ok((head, lines, can)) => {
            let open = lines.iter().filter(|line| line.open).count();
            page(StatusCode::OK, &List { frame, head, lines, open, can })
        }
        Err(trouble) => trouble.plain(frame),
    }
}

struct Read {
    head: Head,
    line: Line,
    why: ToWeigh,
    text: Option<ItemText>,
    said: Option<Weighing>,
    grounds: Vec<Ground>,
    left: usize,
    can: bool,
}

fn read(at: &At<'_>, reference: &str, wanted: [u8; 16]) -> Result<Read, Error> {
    let shown = at.case(reference)?;
    let items = at.desk.items(at.who(), shown.no, at.now)?;
    let today = at.now.today();
    let left = items.iter().filter(|(item, _)| item.is_open(today)).count();
    let found = items.into_iter().find(|(item, _)| item.item == wanted);
    let (item, said) = found.ok_or(Error::None)?;
    let text = at.desk.item_text(at.who(), shown.no, wanted, at.now)?;
    Ok(Read {
        head: Head::of(&shown),
        line: line(&item, today),
        why: item.why,
        text,
        said,
        grounds: casework::grounds(shown.kind, today).into_iter().map(Ground::of).collect(),
        left,
        can: shown.can.contains(&casework::Step::Items),
    })
}

async fn one(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (reference, item): (String, [u8; 16]),
    mut typed: Fields,
    (ground, status, errors): (String, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| read(at, &reference, item));
    let read = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let Read { head, line, why, text, said, mut grounds, left, can } = read;
    let ground = match (ground.is_empty(), &said) {
        (true, Some(Weighing::HoldBack { exemption, .. })) => exemption.clone(),
        _ => ground,
    };
    if let (true, Some(Weighing::HoldBack { answers, .. })) = (typed.is_empty(), &said) {
        let each = answers.iter().enumerate();
        typed.extend(each.map(|(n, answer)| (format!("answer-{n}"), answer.clone())));
    }
    let chosen = grounds.iter().position(|one| one.id == ground).map(|at| grounds.swap_remove(at));
    let one = One {
        frame,
        action: format!("/staff/cases/{}/items/{}", head.reference, line.id),
        head,
        line,
        cut: text.as_ref().is_some_and(|text| text.cut),
        says: text.map(|text| fields(&text.says)),
        health: why == ToWeigh::Health,
        somebody_else: why == ToWeigh::SomebodyElse,
        grounds,
        chosen,
        left,
        can,
        typed,
        once: once(),
        errors,
    };
    page(status, &one)
}

fn number(item: &str) -> Option<[u8; 16]> {
    data_encoding::HEXLOWER.decode(item.as_bytes()).ok()?.try_into().ok()
}

/// One item, with what it says and the ways to decide about it.
pub(crate) async fn item(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((reference, item)): Path<(String, String)>,
    Query(chosen): Query<Chosen>,
) -> Response {
    let Some(item) = number(&item) else { return Trouble::Nothing.plain(frame) };
    let shows = (chosen.ground, StatusCode::OK, Wrong::new());
    one(&server, frame, &staff, (reference, item), Fields::new(), shows).await
}

/// Decides about one item, and goes on to the next that is open.
pub(crate) async fn weigh(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((reference, item)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let Some(item) = number(&item) else { return Trouble::Nothing.plain(frame) };
    let of = (reference.clone(), item);
    let ground = text(&fields, "exemption").unwrap_or_default();
    let wrong = match typed(&fields) {
        Ok(weighing) => {
            let done = at_desk(&server, &staff, "use", move |at| {
                let shown = at.case(&reference)?;
                let weighed = BTreeMap::from([(item, weighing)]);
                let taking = casework::Taking { weighed, ..casework::Taking::default() };
                at.desk.take(at.who(), shown.no, casework::Step::Items, &taking, at.now)?;
                let today = at.now.today();
                let items = at.desk.items(at.who(), shown.no, at.now)?;
                // The next after this one; then from the start.
                let here = items.iter().position(|(one, _)| one.item == item).unwrap_or(0);
                let mut round = items[here..].iter().chain(&items[..here]);
                let next = round.find(|(one, _)| one.is_open(today)).map(|(one, _)| id(&one.item));
                Ok((shown.reference, next))
            });
            match done.await {
                Ok((reference, Some(next))) => {
                    return to(&format!("/staff/cases/{reference}/items/{next}"));
                }
                Ok((reference, None)) => return to(&format!("/staff/cases/{reference}/items")),
                Err(Trouble::Says(says)) => says.into_iter().map(|says| ("decide", says)).collect(),
                Err(trouble) => return trouble.plain(frame),
            }
        }
        Err((field, message)) => vec![(field, said(&message))],
    };
    one(&server, frame, &staff, of, fields, (ground, StatusCode::CONFLICT, wrong)).await
}

async fn black_out_form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    reference: String,
    typed: Fields,
    (ground, status, errors): (String, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let today = at.now.today();
        let grounds = casework::grounds(shown.kind, today).into_iter().map(Ground::of);
        let can = shown.can.contains(&casework::Step::Items);
        Ok((Head::of(&shown), grounds.collect::<Vec<Ground>>(), can))
    });
    match read.await {
        Ok((head, mut grounds, can)) => {
            let at = grounds.iter().position(|one| one.id == ground);
            let chosen = at.map(|at| grounds.swap_remove(at));
            let once = once();
            let action = format!("/staff/cases/{}/black-out", head.reference);
            let form = BlackOut { frame, head, action, grounds, chosen, can, typed, once, errors };
            page(status, &form)
        }
        Err(trouble) => trouble.plain(frame),
    }
}

/// The form to black words out.
pub(crate) async fn black_out(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Response {
    let shows = (chosen.ground, StatusCode::OK, Wrong::new());
    black_out_form(&server, frame, &staff, reference, Fields::new(), shows).await
}

/// Blacks words out in every copy of what is given.
pub(crate) async fn black_out_words(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let (of, out) = (reference.clone(), text(&fields, "words").unwrap_or_default());
    let ground = text(&fields, "exemption").unwrap_or_default();
    let wrong = match typed(&fields) {
        Ok(weighing) => {
            let done = at_desk(&server, &staff, "use", move |at| {
                let shown = at.case(&reference)?;
                at.desk.black_out(at.who(), shown.no, &out, &weighing, at.now)?;
                Ok(shown.reference)
            });
            match done.await {
                Ok(reference) => return to(&format!("/staff/cases/{reference}/items")),
                Err(Trouble::Says(says)) => says.into_iter().map(|says| ("words", says)).collect(),
                Err(trouble) => return trouble.plain(frame),
            }
        }
        Err((field, message)) => vec![(field, said(&message))],
    };
    let shows = (ground, StatusCode::CONFLICT, wrong);
    black_out_form(&server, frame, &staff, of, fields, shows).await
}
