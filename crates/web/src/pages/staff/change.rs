//! One change of the landlord's systems: its plan row by row, who approves it, and how each field ended.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::{Changed, Error, GivenApproval, Step, Turn};
use db::approvals::Stands;
use serde::Deserialize;
use sources::change::{Change, Does, Plan, in_line, named, stood};
use words::Message;

use super::changes::{stands, what};
use super::desk::{Head, Trouble, at_desk};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, filled, once, said};
use crate::pages::receipt;
use crate::staff::{SignedIn, Staff, to};

/// The most rows of a plan, and of what came of it, on one page.
const ROWS_SHOWN: usize = 200;

/// What somebody wants to see.
#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    /// From which row on.
    #[serde(default)]
    from: usize,
}

/// What somebody does with a change.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    /// The plan it is about, by its hash.
    plan: String,
    reason: String,
    looked_at: String,
    closes: String,
}

/// One field of a row: what stands in it, and what becomes of it.
struct Field {
    name: String,
    was: String,
    becomes: String,
}

/// A row of a system.
struct Row {
    table: String,
    key: String,
    rows: usize,
    gone: bool,
    fields: Vec<Field>,
}

/// A system, with those of its rows that are on this page.
struct System {
    name: String,
    direct: bool,
    rows: Vec<Row>,
    without_mark: String,
}

/// How a field ended.
struct End {
    place: String,
    rows: usize,
    how: String,
    why: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "en/staff_change.html")]
struct Page {
    frame: Frame,
    head: Head,
    no: i64,
    asked: String,
    what: String,
    stands: String,
    wrong_right: Option<(String, String)>,
    ground: Option<String>,
    runs: bool,
    complete: bool,
    /// It was carried out, and something is left.
    left: bool,
    planned: bool,
    put_forward: bool,
    said: Option<String>,
    closed: Option<String>,
    plan: Option<String>,
    systems: Vec<System>,
    total: usize,
    next: Option<usize>,
    in_the_way: Vec<(String, String)>,
    not_searched: Vec<(String, String)>,
    to_tell: Vec<(String, String, String)>,
    at_the_gate: String,
    approval: Option<GivenApproval>,
    own: bool,
    approved: bool,
    waits: bool,
    corrects: bool,
    ends: Vec<End>,
    counts: Vec<(String, usize)>,
    still: Vec<(String, String)>,
    /// Orders for systems that are not changed from here.
    orders: Vec<(String, String)>,
    can: bool,
    once: String,
    typed: Typed,
    errors: Wrong,
}

/// What becomes of a field.
fn becomes(does: &Does) -> String {
    let with = |id: Message, why: &str| said(&id.with("why", in_line(why)));
    match does {
        Does::Empty => said(&Message::new("web-becomes-empty")),
        Does::Replace(with) | Does::Correct(with) | Does::Restrict(with) => in_line(with),
        Does::Gone => said(&Message::new("web-becomes-gone")),
        Does::Detach => said(&Message::new("web-becomes-detached")),
        Does::Keep(why) => with(Message::new("web-becomes-kept"), why),
        Does::Look(why) => with(Message::new("web-becomes-look"), why),
        Does::Cannot(why) => with(Message::new("web-becomes-cannot"), why),
    }
}

/// The rows of a plan on one page, system by system; and how many there are.
fn systems(plan: &Plan, from: usize) -> (Vec<System>, usize) {
    let (mut systems, mut at) = (Vec::new(), 0);
    for source in &plan.sources {
        let mut rows = Vec::new();
        for step in &source.steps {
            if (from..from.saturating_add(ROWS_SHOWN)).contains(&at) {
                let field = |one: &sources::change::FieldStep| Field {
                    name: one.field.clone(),
                    was: stood(one),
                    becomes: becomes(&one.does),
                };
                rows.push(Row {
                    table: step.table.clone(),
                    key: named(&step.key),
                    rows: step.rows,
                    gone: step.is_gone(),
                    fields: step.fields.iter().map(field).collect(),
                });
            }
            at += 1;
        }
        if !rows.is_empty() || source.steps.is_empty() {
            let without_mark = source.without_mark.join(", ");
            let (name, direct) = (source.name.clone(), source.direct);
            systems.push(System { name, direct, rows, without_mark });
        }
    }
    (systems, at)
}

/// How fields ended, those with something open first.
fn ends(change: &Changed) -> Vec<End> {
    let Some(report) = &change.report else { return Vec::new() };
    let mut ends: Vec<End> = (report.ends.iter())
        .map(|end| End {
            place: format!("{}: {}.{}", end.source, end.table, end.field),
            rows: end.rows,
            how: end.ended.as_str().to_owned(),
            why: in_line(end.ended.why().unwrap_or_default()),
            open: !end.ended.is_done(),
        })
        .collect();
    ends.sort_by_key(|end| !end.open);
    ends.truncate(ROWS_SHOWN);
    ends
}

fn hex(digest: &[u8; 32]) -> String {
    data_encoding::HEXLOWER.encode(digest)
}

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (reference, no, from): (String, i64, usize),
    (typed, status, errors): (Typed, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let changes = at.desk.changes(at.who(), shown.no, at.now)?;
        let change = changes.into_iter().find(|one| one.no == no).ok_or(Error::None)?;
        Ok((Head::of(&shown), change, shown.can.contains(&Step::Work)))
    });
    let (head, change, can) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let plan = change.plan.as_ref();
    let (systems, total) = plan.map(|plan| systems(plan, from)).unwrap_or_default();
    let open = |all: &[sources::change::Open]| {
        all.iter().map(|one| (one.source.clone(), in_line(&one.why))).collect::<Vec<_>>()
    };
    let name = |of: &str| {
        let recipients = server.record().gate().charter().recipients();
        let found = recipients.iter().find(|one| one.id.get_ref().as_str() == of);
        found.map_or_else(|| of.to_owned(), |one| one.name.clone())
    };
    let in_the_way = plan.map(|plan| {
        let place = |(source, step, field, why): (
            &sources::change::SourcePlan,
            &sources::change::Step,
            &sources::change::FieldStep,
            &str,
        )| {
            (format!("{}: {}.{}", source.name, step.table, field.field), in_line(why))
        };
        plan.cannot().take(ROWS_SHOWN).map(place).collect::<Vec<_>>()
    });
    let to_tell = plan.map(|plan| {
        let one = |one: &sources::change::ToTell| {
            (name(&one.recipient), receipt::day(one.given), one.data.join(", "))
        };
        plan.to_tell.iter().map(one).collect::<Vec<_>>()
    });
    let approval = change.approval.clone();
    let is = |wanted: Stands| approval.as_ref().is_some_and(|one| one.stands == wanted);
    let (approved, waits) = (is(Stands::Approved), is(Stands::Waits));
    let own = (approval.as_ref())
        .is_some_and(|one| one.asked_by.eq_ignore_ascii_case(&staff.account.name));
    let wrong_right = match &change.wish.change {
        Change::Correct { from, to, .. } => Some((from.clone(), to.clone())),
        _ => None,
    };
    let next = from.saturating_add(ROWS_SHOWN);
    let report = change.report.as_ref();
    let counts = report.map(sources::change::Report::counts).unwrap_or_default();
    page(
        status,
        &Page {
            no: change.no,
            asked: receipt::moment(change.asked),
            what: what(server, &change.wish.change),
            stands: stands(change.turn),
            corrects: wrong_right.is_some(),
            wrong_right,
            ground: change.wish.ground.clone(),
            runs: change.turn.is_under_way(),
            complete: change.turn == Turn::Complete,
            left: change.turn == Turn::Left,
            planned: change.turn == Turn::Planned,
            put_forward: change.turn == Turn::Asked,
            plan: plan.map(|plan| hex(&plan.digest())),
            systems,
            total,
            next: (next < total).then_some(next),
            in_the_way: in_the_way.unwrap_or_default(),
            not_searched: plan.map(|plan| open(&plan.open)).unwrap_or_default(),
            to_tell: to_tell.unwrap_or_default(),
            at_the_gate: plan.map(|plan| plan.at_the_gate.join(", ")).unwrap_or_default(),
            approval,
            own,
            approved,
            waits,
            ends: ends(&change),
            counts: counts.into_iter().map(|(how, count)| (how.to_owned(), count)).collect(),
            still: report.map(|report| open(&report.open)).unwrap_or_default(),
            orders: (change.orders.iter())
                .map(|one| (one.source.clone(), one.name.clone()))
                .collect(),
            said: change.said,
            closed: change.closed,
            can,
            once: once(),
            frame,
            head,
            typed,
            errors,
        },
    )
}

/// A change, with its plan.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((reference, no)): Path<(String, i64)>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let shows = (Typed::default(), StatusCode::OK, Wrong::new());
    form(&server, frame, &staff, (reference, no, wanted.from), shows).await
}

/// The field that is looked at where something cannot be done.
fn field(what: &str) -> &'static str {
    match what {
        "ask" => "reason",
        "close" => "closes",
        _ => "stands",
    }
}

/// Puts a plan to a second person, decides about it, has it carried out or looked at again, or closes it.
pub(crate) async fn act(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((reference, no)): Path<(String, i64)>,
    Form(typed): Form<Typed>,
) -> Response {
    let (of, ask, does) = (reference.clone(), staff.ask("look"), typed.clone());
    let done = at_desk(&server, &staff, "use", move |at| {
        let shown = at.case(&reference)?;
        let of = (shown.no, no);
        let plan = data_encoding::HEXLOWER.decode(does.plan.as_bytes()).ok();
        let plan: Option<[u8; 32]> = plan.and_then(|plan| plan.try_into().ok());
        let plan = || plan.ok_or(Error::None);
        let (question, now) = (at.question, at.now);
        match does.what.as_str() {
            "ask" => at.desk.ask_change(question, of, &plan()?, &does.reason, now)?,
            "approve" => at.desk.decide_change(question, of, &plan()?, true, now)?,
            "refuse" => at.desk.decide_change(question, of, &plan()?, false, now)?,
            "carry-out" => {
                let looked_at = filled(&does.looked_at);
                at.desk.turn_change((question, &ask), of, Turn::CarryWaits, looked_at, now)?;
            }
            "look-again" => {
                at.desk.turn_change((question, &ask), of, Turn::LookWaits, None, now)?;
            }
            "close" => at.desk.close_change(question, of, &does.closes, now)?,
            _ => return Err(Error::None),
        }
        Ok(shown.reference)
    });
    let wrong = match done.await {
        Ok(reference) => return to(&format!("/staff/cases/{reference}/changes/{no}")),
        Err(Trouble::Says(says)) => {
            says.into_iter().map(|says| (field(&typed.what), says)).collect()
        }
        Err(trouble) => return trouble.plain(frame),
    };
    form(&server, frame, &staff, (of, no, 0), (typed, StatusCode::CONFLICT, wrong)).await
}

/// The order for a system that is not changed from here, as a file.
pub(crate) async fn order(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((reference, no, source)): Path<(String, i64, String)>,
) -> Response {
    let read = at_desk(&server, &staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let changes = at.desk.changes(at.who(), shown.no, at.now)?;
        let change = changes.into_iter().find(|one| one.no == no).ok_or(Error::None)?;
        let order = change.orders.into_iter().find(|one| one.source == source);
        Ok((shown.reference, order.ok_or(Error::None)?))
    });
    match read.await {
        Ok((reference, order)) => {
            let name = format!("attachment; filename=\"{reference}-{}.txt\"", order.source);
            let kind = "text/plain; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], order.text)
                .into_response()
        }
        Err(trouble) => trouble.plain(frame),
    }
}
