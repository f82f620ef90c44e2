//! What is past its time, by which rule, and what stands in its way; and the runs that let it go, with
//! their certificates.

use std::time::{Duration, Instant};

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::Error;
use disposal::{OfClass, Run, State as RunState};
use serde::Deserialize;

use super::desk::{At, Trouble, at_desk};
use super::disposal_system;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

/// How long one press of the button carries a run out: what is left waits for the next, or for the night.
const AT_ONCE: Duration = Duration::from_secs(20);

struct Class {
    id: String,
    name: String,
    rule: String,
    source: String,
    checked: bool,
    ready: u64,
    assumed: u64,
    oldest: Option<String>,
    /// How many stay, and why.
    stops: Vec<(u64, String)>,
}

struct Line {
    no: i64,
    day: String,
    actor: String,
    approval: i64,
    approved_by: Option<String>,
    state: RunState,
    listed: u64,
    waits: u64,
    gone: u64,
    stayed: u64,
    keys: u64,
    /// The system whose rows it is of.
    system: Option<String>,
}

#[derive(Template)]
#[template(path = "en/staff_disposal.html")]
struct Disposal {
    frame: Frame,
    on: bool,
    switched_by: Option<String>,
    day: String,
    ready: u64,
    /// That people go as well, where some do.
    people: Option<String>,
    classes: Vec<Class>,
    runs: Vec<Line>,
    /// The systems this server's map has; none where it has no map.
    systems: Option<Vec<(String, String)>>,
    /// What was asked for in the systems.
    of_systems: Vec<disposal_system::Line>,
    once: String,
    errors: Wrong,
}

impl Disposal {
    /// Whether a run waits for an approval, is done or was put away; the template asks by word.
    fn is(line: &Line, state: &str) -> bool {
        state
            == match line.state {
                RunState::Planned => "planned",
                RunState::UnderWay => "under way",
                RunState::Done => "done",
                RunState::PutAway => "put away",
            }
    }
}

/// What somebody does here.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    run: String,
    approval: String,
    class: String,
    system: String,
    nobodys: String,
    after: String,
}

/// An error of the room as the desk says it.
pub(super) fn of_room(error: disposal::Error) -> Error {
    match error {
        disposal::Error::Record(error) => Error::Record(error),
        error => Error::Malformed(error.to_string()),
    }
}

fn class(one: OfClass) -> Class {
    let stops = one.stops.iter().map(|(stop, count)| (*count, said(&disposal::message(stop))));
    Class {
        rule: format!("{} from {}", one.period, one.trigger.replace('-', " ")),
        name: if one.name.is_empty() { one.class.clone() } else { one.name },
        id: one.class,
        source: one.source,
        checked: one.verified,
        ready: one.ready,
        assumed: one.assumed,
        oldest: one.oldest.map(day),
        stops: stops.collect(),
    }
}

fn line(run: Run) -> Option<Line> {
    let [waits, gone, stayed] = run.came;
    Some(Line {
        no: run.no,
        day: day(run.day),
        actor: run.actor,
        approval: run.approval?,
        approved_by: run.approved_by,
        state: run.state,
        listed: run.listed,
        waits,
        gone,
        stayed,
        keys: run.keys,
        system: run.system,
    })
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| {
        let record = at.desk.record();
        let plan = disposal::plan(record, casework::KEEPS, at.now).map_err(of_room)?;
        let switch = disposal::switched(record).map_err(of_room)?;
        let runs = disposal::list(record).map_err(of_room)?;
        let of_systems = disposal_system::lines(record)?;
        Ok((plan, switch, runs, of_systems))
    });
    let (plan, switch, runs, of_systems) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let all = Disposal {
        frame,
        on: switch.as_ref().is_some_and(|one| one.on),
        switched_by: switch.map(|one| one.actor),
        day: day(plan.day),
        ready: plan.ready() - plan.people(),
        people: (plan.people() > 0).then(|| said(&disposal::people_message(plan.people()))),
        classes: plan.classes.into_iter().filter(|one| !one.class.is_empty()).map(class).collect(),
        runs: runs.into_iter().filter_map(line).collect(),
        systems: systems(server),
        of_systems,
        once: once(),
        errors,
    };
    page(status, &all)
}

/// The systems a plan can be asked for, by the map's name and what they are called.
fn systems(server: &Server) -> Option<Vec<(String, String)>> {
    let map = server.map()?;
    let reached = map.sources().iter().filter(|one| one.kind != sources::Kind::Manual);
    let named = |one: &sources::Source| (one.id.get_ref().as_str().to_owned(), one.name.clone());
    Some(reached.map(named).collect())
}

/// The plan of today, and the runs there were.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    page_of(&server, frame, &staff, (StatusCode::OK, Wrong::new())).await
}

fn number(text: &str) -> Result<i64, Error> {
    text.trim().parse().map_err(|_| Error::Malformed("this is no number".to_owned()))
}

fn act(at: &At<'_>, by: &str, typed: &Typed) -> Result<(), Error> {
    let (record, now) = (at.desk.record(), at.now);
    match typed.what.as_str() {
        "make" => {
            let one = Some(typed.class.trim()).filter(|class| !class.is_empty());
            let classes: Vec<String> = one.map(str::to_owned).into_iter().collect();
            disposal::make(record, by, &classes, casework::KEEPS, now).map(drop)
        }
        "carry-out" => {
            let begun = Instant::now();
            let going_on = || begun.elapsed() < AT_ONCE;
            let run = number(&typed.run)?;
            disposal::carry_out(record, by, run, casework::KEEPS, now, &going_on).map(drop)
        }
        "put-away" => disposal::put_away(record, by, number(&typed.run)?, now),
        "plan-system" => {
            let after = match typed.after.trim() {
                "" => 0,
                text => {
                    text.parse().map_err(|_| Error::Malformed("this is no number".to_owned()))?
                }
            };
            let asked = (Some(typed.nobodys.as_str()), after);
            disposal::ask_to_plan(record, by, &typed.system, asked, now).map(drop)
        }
        "off" => disposal::switch_off(record, by, now),
        "ask-on" => {
            disposal::ask_to_switch_on(record, by, "what is past its time is to go", now).map(drop)
        }
        "on" => disposal::switch_on(record, by, number(&typed.approval)?, now),
        _ => return Err(Error::Malformed("choose what is to be done".to_owned())),
    }
    .map_err(of_room)
}

/// Makes a run, carries one out for a while, puts one away, or turns the switch.
pub(crate) async fn done(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let by = staff.account.name.clone();
    // A plan is made of a system that is on the map, and of no other.
    let known = systems(&server).unwrap_or_default().iter().any(|(id, _)| *id == typed.system);
    let done = at_desk(&server, &staff, "use", move |at| {
        if typed.what == "plan-system" && !known {
            return Err(Error::Malformed("choose a system of the map".to_owned()));
        }
        act(at, &by, &typed)
    });
    match done.await {
        Ok(()) => to("/staff/disposal"),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("plan", says)).collect();
            page_of(&server, frame, &staff, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}

/// The certificate of a run that is done, to keep.
pub(crate) async fn certificate(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    let made = at_desk(&server, &staff, "look", move |at| {
        disposal::certificate(at.desk.record(), no).map_err(of_room)
    });
    match made.await {
        Ok(certificate) => {
            let whole = certificate.with_proof();
            let name = format!("attachment; filename=\"disposal-{no}.json\"");
            let kind = "application/json".to_owned();
            let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
            (headers, format!("{whole:#}\n")).into_response()
        }
        Err(trouble) => trouble.plain(frame),
    }
}
