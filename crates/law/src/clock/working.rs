//! Reads a request: its due date, its status, and the sentences that say why.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use words::Message;

use super::division::Division;
use super::rule::{self, Rule};
use super::status::{Status, days_late};
use super::timeline::{Ask, Span, Timeline};
use super::{Gate, Kind, Method, Reading, Request, holidays};

/// Days to acknowledge a complaint.
const COMPLAINT_DAYS: i64 = 30;

/// Working days after receipt in which proof of identity is asked for promptly. The law says only
/// that it must not be asked for to gain time; this figure is ours, and not law.
const PROMPT_DAYS: i64 = 5;

pub(super) fn read(request: &Request, today: Date) -> Reading {
    let rule = rule_for(request.kind, request.received);
    let mut reading = if request.kind == Kind::Complaint {
        complaint(request, rule)
    } else {
        month(request, rule)
    };
    reading.warnings.extend(late_identity(request));
    reading.trace.extend(reading.warnings.iter().cloned());
    let known_until = request.division.known_until();
    reading.provisional = reading.due.is_some_and(|due| due > known_until);
    if reading.provisional {
        reading.trace.push(Message::new("law-clock-provisional").with("until", known_until));
    }
    if let Some(replied) = request.replied {
        let late = reading.due.map_or(0, |due| days_late(due, replied));
        reading.status = Status::Answered { late };
        reading.trace.push(Message::new("law-clock-replied").with("day", replied));
    } else if let Some(due) = reading.due {
        reading.status = Status::of(due, today);
    }
    reading
}

/// Proof of identity that was asked for too late to be honest about a doubt.
fn late_identity(request: &Request) -> Option<Message> {
    let mut prompt_until = request.received;
    for _ in 0..PROMPT_DAYS {
        prompt_until = holidays::roll(prompt_until.saturating_add(1.day()), request.division);
    }
    let asked = request.identity_asked.filter(|asked| *asked > prompt_until)?;
    Some(
        Message::new("law-clock-identity-late")
            .with("asked", asked)
            .with("days", PROMPT_DAYS)
            .with("until", prompt_until),
    )
}

/// The rule in force on the day something came.
fn rule_for(kind: Kind, received: Date) -> &'static Rule {
    let id = match kind {
        Kind::Complaint => "complaint",
        Kind::Informed => "told",
        _ => "request",
    };
    let rule = rule::find(id).expect("the table has a rule for every clock");
    if kind.is_request() && !rule.provision().in_force(received) {
        return rule::find("request-before-2026").expect("the table has the rule before it");
    }
    rule
}

/// One month, or three: every right, and telling a person.
fn month(request: &Request, rule: &'static Rule) -> Reading {
    let timeline = &request.timeline;
    let mut trace = vec![start(request)];
    trace.extend(timeline.asks.iter().filter_map(|ask| gate(ask, timeline.starts)));
    let due = timeline.waiting.is_none().then(|| timeline.rolled());
    trace.extend(
        timeline.extended.map(|told| Message::new("law-clock-extended").with("told", told)),
    );
    if due.is_some() {
        let corresponding = timeline.corresponding();
        trace.push(
            Message::new("law-clock-months")
                .with("months", if timeline.extended.is_some() { 3 } else { 1 })
                .with("start", timeline.starts)
                .with("day", corresponding)
                .with("moves", moves(due != Some(corresponding))),
        );
        trace.extend(pauses(timeline));
        if timeline.moved() != corresponding {
            trace.push(Message::new("law-clock-moved").with("day", timeline.moved()));
        }
        trace.extend(rolled(timeline.moved(), request.division));
    } else {
        trace.extend(timeline.asks.iter().filter_map(waiting));
        trace.push(Message::new("law-clock-no-date-yet"));
    }
    trace.extend(timeline.too_late.iter().map(|(ask, ran_out)| {
        Message::new("law-clock-asked-too-late").with("asked", ask.asked()).with("due", *ran_out)
    }));
    Reading {
        due,
        status: timeline.waiting.map_or(Status::NoDuty, Status::Paused),
        target: due
            .zip(request.target_days)
            .map(|(due, days)| due.min(timeline.starts.saturating_add(i64::from(days).days()))),
        provisional: false,
        trace,
        warnings: Vec::new(),
        rule,
        readings: Vec::new(),
    }
}

/// Thirty days, counted in both ways.
fn complaint(request: &Request, rule: &'static Rule) -> Reading {
    let mut reading = Reading {
        due: None,
        status: Status::NoDuty,
        target: None,
        provisional: false,
        trace: vec![start(request)],
        warnings: Vec::new(),
        rule,
        readings: Vec::new(),
    };
    let begins = rule.provision().in_force_from();
    if request.received < begins {
        reading.trace.push(Message::new("law-clock-before-duty").with("begins", begins));
        return reading;
    }
    let last = request.received.saturating_add(COMPLAINT_DAYS.days());
    let strict_last = request.received.saturating_add((COMPLAINT_DAYS - 1).days());
    let due = holidays::roll(last, request.division);
    let strict = holidays::roll(strict_last, request.division);
    reading.trace.push(
        Message::new("law-clock-complaint-days")
            .with("days", COMPLAINT_DAYS)
            .with("day", last)
            .with("moves", moves(due != last)),
    );
    reading.trace.extend(rolled(last, request.division));
    reading.trace.push(Message::new("law-clock-complaint-strict").with("day", strict));
    let asked =
        request.target_days.map(|days| request.received.saturating_add(i64::from(days).days()));
    reading.due = Some(due);
    reading.target = Some(due.min(asked.unwrap_or(strict)));
    reading.readings = vec![(Method::Regulator, due), (Method::Strict, strict)];
    reading
}

fn start(request: &Request) -> Message {
    match request.kind {
        Kind::Informed => Message::new("law-clock-obtained").with("day", request.received),
        kind => Message::new("law-clock-received")
            .with("kind", kind.message())
            .with("day", request.received),
    }
}

/// Something it had to wait for, and whether it was what the time waited for.
fn gate(ask: &Ask, starts: Date) -> Option<Message> {
    let Ask::Gate { gate, came: Some(came), .. } = *ask else {
        return None;
    };
    let message = match gate {
        Gate::Authority => Message::new("law-clock-authority-came"),
        Gate::Fee => Message::new("law-clock-fee-came"),
        Gate::Identity => Message::new("law-clock-identity-came"),
    };
    let starts = if came == starts { "yes" } else { "no" };
    Some(message.with("day", came).with("starts", starts))
}

fn waiting(ask: &Ask) -> Option<Message> {
    Some(match *ask {
        Ask::Gate { gate: Gate::Authority, asked, came: None } => {
            Message::new("law-clock-authority-wanted").with("asked", asked)
        }
        Ask::Gate { gate: Gate::Fee, asked, came: None } => {
            Message::new("law-clock-fee-wanted").with("asked", asked)
        }
        Ask::Gate { gate: Gate::Identity, asked, came: None } => {
            Message::new("law-clock-identity-wanted").with("asked", asked)
        }
        Ask::Clarification(Span { from, to: None }) => {
            Message::new("law-clock-answer-wanted").with("asked", from)
        }
        _ => return None,
    })
}

/// Each answered question, with how its days were counted.
fn pauses(timeline: &Timeline) -> Vec<Message> {
    let carried = timeline.carried();
    let mut said = Vec::new();
    for ask in &timeline.asks {
        let Ask::Clarification(Span { from, to: Some(to) }) = *ask else {
            continue;
        };
        said.push(
            Message::new("law-clock-pause")
                .with("asked", from)
                .with("answered", to)
                .with("days", timeline.excluded_in(from, to)),
        );
        said.extend(carried.iter().find(|carried| carried.asked == from).map(|carried| {
            Message::new("law-clock-carried").with("end", carried.end).with("asked", from)
        }));
    }
    said
}

/// Why a date moves to the next working day, where it does.
fn rolled(day: Date, division: &'static Division) -> Option<Message> {
    let to = holidays::roll(day, division);
    let why = match holidays::on(day, division) {
        _ if to == day => return None,
        Some(holiday) => {
            Message::new("law-clock-bank-holiday").with("name", holiday.provision().title())
        }
        None if day.weekday() == Weekday::Saturday => Message::new("law-clock-saturday"),
        None => Message::new("law-clock-sunday"),
    };
    Some(Message::new("law-clock-rolls").with("why", why).with("to", to))
}

fn moves(moves: bool) -> &'static str {
    if moves { "yes" } else { "no" }
}
