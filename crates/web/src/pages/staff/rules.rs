//! How firmly the rules stand, what enforcing would have refused, who we are, who receives data, and whether
//! the log is the one that was signed.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charter::Charter;
use charter::items::Recipient;
use words::Message;

use super::desk::at_desk;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt::day as day_of;
use crate::staff::Staff;

/// The days that are looked back, in microseconds.
const WEEK: i64 = 7 * 24 * 3_600_000_000;

struct Entity {
    name: String,
    number: String,
    registration: String,
    regulator: String,
    /// What it is, where duties turn on it.
    is: Vec<&'static str>,
    /// The duties it is bound by, or accepts.
    duties: Vec<String>,
}

/// Somebody who receives data.
struct Receives {
    name: String,
    purposes: String,
    country: String,
    agreement: Agreed,
}

/// What a recipient has agreed to.
enum Agreed {
    /// A law gives it the power.
    Power(String),
    /// An agreement, what it is called, and the days it turns on, in words.
    Agreement(String, String),
    /// An agreement that ended, and when: nothing goes any more.
    Ended(String),
    /// Nothing that was signed.
    Nothing,
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
    recipients: Vec<Receives>,
    log: String,
    green: Option<bool>,
}

fn is(one: &charter::items::Entity) -> Vec<&'static str> {
    let all = [
        (one.charity, "a charity"),
        (one.registered_provider, "a registered provider of social housing"),
        (one.employees_over_250, "more than 250 employees"),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what).collect()
}

fn duty(id: &str) -> String {
    law::duty::find(id).map_or_else(|| id.to_owned(), |one| one.provision().title().to_owned())
}

fn agreed(charter: &Charter, one: &Recipient) -> Agreed {
    if let Some(power) = &one.power {
        return Agreed::Power(power.get_ref().clone());
    }
    let found = one.agreement.as_ref().and_then(|id| charter.agreements().get(id.get_ref()));
    let Some((agreement, from)) = found.and_then(|one| Some((one, one.binds_from()?))) else {
        return Agreed::Nothing;
    };
    let on = |day: &toml::Spanned<charter::Day>| day_of(day.get_ref().0);
    let mut days = vec![format!("Signed and understood by {}", day_of(from.0))];
    days.extend(agreement.review.as_ref().map(|day| format!("looked at again by {}", on(day))));
    days.extend(agreement.until.as_ref().map(|day| format!("holds until {}", on(day))));
    Agreed::Agreement(agreement.name.clone(), days.join(", "))
}

/// Everybody something goes to, with what they have agreed to.
fn receives(charter: &Charter, register: &[sharing::Agreement]) -> Vec<Receives> {
    let rows = charter::publish::recipients(charter).into_iter();
    rows.map(|row| {
        let of = charter.recipients().iter().find(|one| one.name == row.name);
        let ended = of.and_then(|of| {
            let known = register.iter().find(|one| one.recipient == of.id.get_ref().as_str())?;
            known.ended
        });
        let agreement = match (ended, of) {
            (Some(day), _) => Agreed::Ended(day_of(day)),
            (None, Some(of)) => agreed(charter, of),
            (None, None) => Agreed::Nothing,
        };
        Receives {
            agreement,
            name: row.name,
            purposes: row.purposes.join(", "),
            country: row.country,
        }
    })
    .collect()
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
        let record = at.desk.record();
        Ok((record.not_enforced(at.now.micros() - WEEK)?, sharing::agreements(record)?))
    });
    let (counted, register) = match read.await {
        Ok(read) => read,
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
            until: day_of(one.until.get_ref().0),
        })
    });
    let entities = charter.entities().iter().map(|one| Entity {
        name: one.name.clone(),
        number: one.number.clone().unwrap_or_default(),
        registration: one.registration.clone().unwrap_or_default(),
        regulator: one.regulator.clone(),
        is: is(one),
        duties: one.duties.iter().map(|id| duty(id.get_ref())).collect(),
    });
    let rules = Rules {
        frame,
        entities: entities.collect(),
        modes: modes.collect(),
        rules: rules.collect(),
        whole: counted.whole,
        recipients: receives(charter, &register),
        log,
        green,
    };
    page(StatusCode::OK, &rules)
}
