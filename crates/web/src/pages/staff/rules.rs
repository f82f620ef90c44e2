//! How firmly the rules stand, what enforcing would have refused, who we are, who receives data, and whether
//! the log is the one that was signed.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use words::Message;

use super::desk::at_desk;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt::day;
use crate::staff::Staff;

/// The days that are looked back, in microseconds.
const WEEK: i64 = 7 * 24 * 3_600_000_000;

struct Entity {
    name: String,
    number: String,
    registration: String,
    regulator: String,
}

struct Rule {
    team: String,
    rule: String,
    observed: usize,
    overridden: usize,
}

struct Mode {
    team: String,
    rule: String,
    mode: String,
    until: String,
}

#[derive(Template)]
#[template(path = "en/staff_rules.html")]
struct Rules {
    frame: Frame,
    entities: Vec<Entity>,
    modes: Vec<Mode>,
    rules: Vec<Rule>,
    whole: bool,
    recipients: Vec<charter::publish::RecipientRow>,
    log: String,
    green: Option<bool>,
}

/// The record of what was done, as one line: whether it is what was signed.
pub(super) async fn log_line(server: &Server) -> (String, Option<bool>) {
    match server.log_stands().await {
        Some(Ok(0)) => (said(&Message::new("web-log-empty")), Some(true)),
        Some(Ok(size)) => (
            said(
                &Message::new("web-log-green")
                    .with("size", i64::try_from(size).unwrap_or(i64::MAX)),
            ),
            Some(true),
        ),
        Some(Err(why)) => (said(&Message::new("web-log-red").with("why", why)), Some(false)),
        None => (said(&Message::new("web-log-unknown")), None),
    }
}

/// How firmly each rule stands, what enforcing would have refused last week, who receives data, and
/// whether the log is what was signed.
pub(crate) async fn rules(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let read = at_desk(&server, &staff, "look", |at| {
        Ok(at.desk.record().not_enforced(at.now.micros() - WEEK)?)
    });
    let counted = match read.await {
        Ok(counted) => counted,
        Err(trouble) => return trouble.plain(frame),
    };
    let (log, green) = log_line(&server).await;
    let charter = server.record().gate().charter();
    let rules = counted.counts.into_iter().map(|((team, rule), (observed, overridden))| Rule {
        team,
        rule,
        observed,
        overridden,
    });
    let modes = charter.teams().iter().flat_map(|team| {
        team.modes.iter().map(|one| Mode {
            team: team.name.clone(),
            rule: one.rule.get_ref().to_string(),
            mode: one.mode.get_ref().to_string(),
            until: day(one.until.get_ref().0),
        })
    });
    let entities = charter.entities().iter().map(|one| Entity {
        name: one.name.clone(),
        number: one.number.clone().unwrap_or_default(),
        registration: one.registration.clone().unwrap_or_default(),
        regulator: one.regulator.clone(),
    });
    let rules = Rules {
        frame,
        entities: entities.collect(),
        modes: modes.collect(),
        rules: rules.collect(),
        whole: counted.whole,
        recipients: charter::publish::recipients(charter),
        log,
        green,
    };
    page(StatusCode::OK, &rules)
}
