//! Rows of one of the landlord's systems that are past their time: the plan, its work order, and what came of it. A
//! server that reaches the system does it; whoever works here asks for it, and another person says yes.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::Error;
use disposal::{Inside, State as RunState, Turn};
use serde::Deserialize;
use words::Message;

use super::desk::{Trouble, at_desk};
use super::disposal::of_room;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::moment;
use crate::staff::{SignedIn, Staff, to};

/// One, in a list.
pub(super) struct Line {
    pub(super) no: i64,
    pub(super) system: String,
    pub(super) made: String,
    pub(super) actor: String,
    pub(super) stands: String,
}

/// Those there are, the newest first.
pub(super) fn lines(record: &people::Record) -> Result<Vec<Line>, Error> {
    let all = disposal::in_systems(record).map_err(of_room)?;
    Ok(all
        .into_iter()
        .map(|one| Line {
            no: one.no,
            system: one.system,
            made: moment(one.made),
            actor: one.actor,
            stands: stands(one.turn),
        })
        .collect())
}

/// How one stands, in a sentence.
fn stands(turn: Turn) -> String {
    said(&match turn {
        Turn::PlanWaits => Message::new("web-change-plan-waits"),
        Turn::PlanRuns => Message::new("web-change-plan-runs"),
        Turn::Planned => Message::new("web-past-planned"),
        Turn::CarryWaits => Message::new("web-past-carry-waits"),
        Turn::CarryRuns => Message::new("web-past-carry-runs"),
        Turn::Left => Message::new("web-past-left"),
        Turn::Done => Message::new("web-past-done"),
        Turn::Failed => Message::new("web-past-failed"),
        Turn::PutAway => Message::new("web-past-put-away"),
    })
}

/// The run of a plan.
struct Run {
    no: i64,
    approval: i64,
    approved_by: Option<String>,
    listed: u64,
    waits: u64,
    gone: u64,
    stayed: u64,
    planned: bool,
    done: bool,
}

#[derive(Template)]
#[template(path = "en/staff_disposal_system.html")]
struct OfSystem {
    frame: Frame,
    no: i64,
    system: String,
    actor: String,
    made: String,
    stands: String,
    /// Whether a server works at it, or is to.
    runs: bool,
    left: bool,
    says: Option<String>,
    nobodys: Option<String>,
    run: Option<Run>,
    /// The plan, line by line.
    lines: Vec<String>,
    order: bool,
    /// What is called off, told apart from any other list.
    list: Option<String>,
    /// How many rows the next plan passes over, where there are more.
    next: Option<u64>,
    /// Whether letting go is switched on.
    on: bool,
    once: String,
    errors: Wrong,
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    no: i64,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let by = staff.account.name.clone();
    let read = at_desk(server, staff, "look", move |at| {
        let record = at.desk.record();
        let (one, inside) = found(record, &by, no, at.now)?;
        let run = one.run.map(|run| disposal::run(record, run)).transpose().map_err(of_room)?;
        let switch = disposal::switched(record).map_err(of_room)?;
        Ok((one, inside, run, switch.is_some_and(|one| one.on)))
    });
    let (one, inside, run, on) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let run = run.map(|run| {
        let [waits, gone, stayed] = run.came;
        Run {
            no: run.no,
            approval: run.approval.unwrap_or_default(),
            approved_by: run.approved_by,
            listed: run.listed,
            waits,
            gone,
            stayed,
            planned: run.state == RunState::Planned,
            done: run.state == RunState::Done,
        }
    });
    let shown = OfSystem {
        frame,
        no,
        system: one.system,
        actor: one.actor,
        made: moment(one.made),
        stands: stands(one.turn),
        runs: one.turn.is_under_way(),
        left: one.turn == Turn::Left,
        says: one.says,
        nobodys: one.nobodys,
        run,
        lines: inside.text.lines().map(str::to_owned).collect(),
        order: inside.orders.text.is_some(),
        list: inside.orders.list(),
        next: inside.looked,
        on,
        once: once(),
        errors,
    };
    page(status, &shown)
}

/// One of that number, for whoever may read it; where there is none, there is no such page.
fn found(
    record: &people::Record,
    by: &str,
    no: i64,
    now: people::Now,
) -> Result<(disposal::InSystem, Inside), Error> {
    disposal::in_system(record, by, no, now).map_err(|error| match error {
        disposal::Error::NoRun => Error::None,
        error => of_room(error),
    })
}

/// The plan, and how it stands.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    page_of(&server, frame, &staff, no, (StatusCode::OK, Wrong::new())).await
}

/// What somebody does with it.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    list: String,
}

/// Asks for it to be carried out or looked at again, puts it away, or writes down that somebody was told.
pub(crate) async fn act(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
    Form(typed): Form<Typed>,
) -> Response {
    let by = staff.account.name.clone();
    let done = at_desk(&server, &staff, "use", move |at| {
        let (record, now) = (at.desk.record(), at.now);
        let (one, _) = found(record, &by, no, now)?;
        match (typed.what.as_str(), one.run) {
            ("carry-out", _) => disposal::ask_to_carry_out(record, &by, no, now),
            ("put-away", Some(run)) => disposal::put_away(record, &by, run, now),
            ("told", _) => disposal::told_of_call_off(record, &by, no, &typed.list, now),
            _ => return Err(Error::Malformed("choose what is to be done".to_owned())),
        }
        .map_err(of_room)
    });
    match done.await {
        Ok(()) => to(&format!("/staff/disposal/systems/{no}")),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("stands", says)).collect();
            page_of(&server, frame, &staff, no, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}

/// A text of it, as a file to pass on.
async fn file(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    no: i64,
    (name, of): (&str, impl FnOnce(Inside) -> Option<String> + Send + 'static),
) -> Response {
    let by = staff.account.name.clone();
    let read = at_desk(server, staff, "look", move |at| {
        let (_, inside) = found(at.desk.record(), &by, no, at.now)?;
        of(inside).ok_or(Error::None)
    });
    match read.await {
        Ok(text) => {
            let name = format!("attachment; filename=\"{name}-{no}.txt\"");
            let kind = "text/plain; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text)
                .into_response()
        }
        Err(trouble) => trouble.plain(frame),
    }
}

/// The work order.
pub(crate) async fn order(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    file(&server, frame, &staff, no, ("work-order", |inside| inside.orders.text)).await
}

/// What of the work order is not to be done any more.
pub(crate) async fn called_off(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    file(&server, frame, &staff, no, ("called-off", |inside| inside.orders.called_off)).await
}
