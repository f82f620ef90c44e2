//! What an auditor reads: whether the record of what was done is what was signed, how often what was done,
//! and what is looked through. Nothing is written here, and nobody is in it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::Now;
use words::Message;

use super::admin::called;
use super::desk::at_door;
use super::rules::log_line;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt::day;
use crate::staff::Staff;

/// How far back it is counted what was done: thirty days.
const COUNTED: i64 = 30 * 86_400_000_000;

/// How a team stands: of nobody.
#[derive(Default)]
struct Of {
    team: String,
    accounts: usize,
    trained: usize,
    due: usize,
}

#[derive(Template)]
#[template(path = "en/staff_audit.html")]
struct Audit {
    frame: Frame,
    log: String,
    green: Option<bool>,
    days: Vec<(String, usize, usize)>,
    acts: Vec<(String, usize)>,
    whole: bool,
    edition: String,
    teams: Vec<Of>,
    /// How many accounts were looked through, and how many are due.
    looked: (usize, usize),
    newest: Option<String>,
}

/// What stands.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let (log, green) = log_line(&server).await;
    let read = at_door(&server, |record, now| {
        let counted = record.counted(now.micros() - COUNTED)?;
        Ok((counted, access::review(record, now)?, access::trained(record, None)?))
    });
    let (counted, accounts, trained) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let charter = server.record().gate().charter();
    let edition = charter.head().version.get_ref().clone();
    let mut teams: Vec<Of> = Vec::new();
    for one in &accounts {
        let name = called(charter.teams(), &one.team);
        let at = teams.iter().position(|of| of.team == name);
        let at = at.unwrap_or_else(|| {
            teams.push(Of { team: name, ..Of::default() });
            teams.len() - 1
        });
        let done = trained.iter().any(|done| done.name == one.name && done.edition == edition);
        teams[at].accounts += 1;
        teams[at].trained += usize::from(done);
        teams[at].due += usize::from(one.due);
    }
    teams.sort_by(|one, other| one.team.cmp(&other.team));
    let looked = accounts.iter().filter(|one| one.last.is_some()).count();
    let due = accounts.iter().filter(|one| one.due).count();
    let newest = accounts.iter().filter_map(|one| one.last.as_ref().map(|(at, _)| *at)).max();
    let newest = newest
        .map(|at| day(Now::new(jiff::Timestamp::from_microsecond(at).unwrap_or_default()).today()));
    let days = counted
        .days
        .into_iter()
        .rev()
        .map(|(on, (all, about))| (on.parse().map_or(on, day), all, about));
    let gone = said(&Message::new("web-audit-gone"));
    let mut acts: Vec<(String, usize)> = counted
        .acts
        .into_iter()
        .map(|(act, count)| (if act.is_empty() { gone.clone() } else { act }, count))
        .collect();
    acts.sort_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
    let (days, whole) = (days.collect(), counted.whole);
    let looked = (looked, due);
    page(
        StatusCode::OK,
        &Audit { frame, log, green, days, acts, whole, edition, teams, looked, newest },
    )
}
