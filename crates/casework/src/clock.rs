//! When a case is due: `law`'s arithmetic over the days of its steps, and nothing of our own.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use law::clock::{Gate, Impossible, Loss, LossKind, Moment, Request, Status};
use words::Message;

use crate::Step;
use crate::kind::Timed;
use crate::{Kind, State};

/// What happened on which day, as far as time turns on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened {
    /// The step.
    pub step: Step,
    /// The day it happened.
    pub day: Date,
    /// The instant it happened, where hours count.
    pub at: Timestamp,
    /// What proof it was about.
    pub gate: Option<Gate>,
}

/// How a case stands with its time.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The last day; none while the clock stands still, or where nothing sets one.
    pub due: Option<Date>,
    /// How it stands.
    pub status: Status,
    /// The working, sentence by sentence.
    pub trace: Vec<Message>,
    /// What somebody should see to.
    pub warnings: Vec<Message>,
    /// Whether a law sets the time; the office's own times never say that one does.
    pub by_law: bool,
    /// Whether the source of the rule was checked.
    pub verified: bool,
}

impl Clock {
    /// Whether it is past its day, or was when it was done.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.status.is_late()
    }
}

/// Reads the clock of a case on a day. The first step is the one by which it came.
///
/// # Errors
/// [`Impossible`] where the days of the steps cannot be so.
pub fn read(
    kind: Kind,
    steps: &[Happened],
    by: Option<Date>,
    now: Timestamp,
) -> Result<Option<Clock>, Impossible> {
    let Some(first) = steps.first() else { return Ok(None) };
    let today = Moment::from(now).day();
    let clock = match kind.timed() {
        Timed::Law(law::clock::Kind::Complaint) if is_acknowledged(steps) => {
            complaint(first.day, steps, today)?
        }
        Timed::Law(law) => {
            let reading = request(law, first.day, steps)?.build()?.read(today);
            Clock {
                due: reading.due(),
                status: reading.status(),
                trace: reading.trace().to_vec(),
                warnings: reading.warnings().to_vec(),
                by_law: true,
                verified: reading.rule().provision().verified(),
            }
        }
        Timed::Hours => hours(first.at, steps, now)?,
        Timed::Office(days) => office(first.day, days, None, steps, today),
        Timed::Named(days) => office(first.day, days, by, steps, today),
    };
    Ok(Some(clock))
}

/// How many days after it came the office aims to have answered a complaint it has acknowledged. The
/// law says without undue delay, and no number.
pub const COMPLAINT_DAYS: u16 = 60;

fn is_acknowledged(steps: &[Happened]) -> bool {
    steps.iter().any(|step| step.step == Step::Acknowledge)
}

/// A complaint that was acknowledged: how that went by the law, and what is left by the office's own
/// time.
fn complaint(received: Date, steps: &[Happened], today: Date) -> Result<Clock, Impossible> {
    let by_law = request(law::clock::Kind::Complaint, received, steps)?.build()?.read(today);
    let own = office(received, COMPLAINT_DAYS, None, steps, today);
    let mut trace = by_law.trace().to_vec();
    trace.extend(own.trace.iter().cloned());
    // Once all is done, late is what the law calls late, or what we aimed for and missed.
    let status = match own.status {
        Status::Answered { .. } if by_law.status().is_late() => by_law.status(),
        status => status,
    };
    let warnings = by_law.warnings().to_vec();
    let verified = by_law.rule().provision().verified();
    Ok(Clock { status, trace, warnings, verified, ..own })
}

/// A request as `law` counts it.
fn request(
    kind: law::clock::Kind,
    received: Date,
    steps: &[Happened],
) -> Result<law::clock::RequestBuilder, Impossible> {
    let mut request = Request::new(kind, received);
    let mut open: Vec<(Gate, Date)> = Vec::new();
    let mut asked: Option<Date> = None;
    for step in steps {
        match (step.step, step.gate) {
            // Asked for again, it is waited for since it was first asked for.
            (Step::AskProof, Some(gate)) if open.iter().all(|(one, _)| *one != gate) => {
                open.push((gate, step.day));
            }
            (Step::Proof, Some(gate)) => {
                if let Some(at) = open.iter().position(|(one, _)| *one == gate) {
                    let (gate, day) = open.remove(at);
                    request = request.gate(gate, Some(day), Some(step.day));
                }
            }
            // Nothing is waited for any more: what was asked for was not needed.
            (Step::Back, _) => open.clear(),
            (Step::Ask, _) if kind.can_pause() => asked = Some(step.day),
            (Step::Answered, _) => {
                if let Some(day) = asked.take() {
                    request = request.pause(day, Some(step.day));
                }
            }
            (Step::Extend, _) => request = request.extended_on(step.day),
            _ => {}
        }
    }
    for (gate, day) in open {
        request = request.gate(gate, Some(day), None);
    }
    if let Some(day) = asked {
        request = request.pause(day, None);
    }
    if let Some(day) = answered(kind, steps) {
        request = request.replied_on(day);
    }
    Ok(request)
}

/// The day its time ended: a complaint's with the acknowledgement, any other's with the answer.
fn answered(kind: law::clock::Kind, steps: &[Happened]) -> Option<Date> {
    if kind == law::clock::Kind::Complaint {
        let mut told =
            steps.iter().filter(|step| matches!(step.step, Step::Acknowledge | Step::Send));
        return told.next().map(|step| step.day);
    }
    ended(steps).map(|step| step.day)
}

/// The step that ended it, if it has not been taken up again since.
fn ended(steps: &[Happened]) -> Option<&Happened> {
    let mut end = None;
    for step in steps {
        match step.step {
            Step::Send | Step::Withdraw => end = Some(step),
            Step::Bounce | Step::Reopen | Step::Revive => end = None,
            _ => {}
        }
    }
    end
}

fn hours(aware: Timestamp, steps: &[Happened], now: Timestamp) -> Result<Clock, Impossible> {
    // What is counted is telling the regulator; a breach that need not be told is closed by a
    // decision, which is sent to nobody and ends the time as well.
    let told = ended(steps).map(|step| Moment::from(step.at));
    let loss = Loss::new(LossKind::Breach, Moment::from(aware), told)?;
    let reading = loss.read(now);
    let due = reading.due().date();
    let status = match reading.status() {
        law::clock::HourStatus::OnTime(hours) => Status::OnTime(hours.div_ceil(24).max(1)),
        law::clock::HourStatus::DueToday(_) => Status::DueToday,
        law::clock::HourStatus::Overdue(hours) => Status::Overdue(hours.div_ceil(24)),
        law::clock::HourStatus::Answered { late } => Status::Answered { late: late.div_ceil(24) },
    };
    let mut trace = reading.trace().to_vec();
    trace.push(reading.status().message());
    Ok(Clock {
        due: Some(due),
        status,
        trace,
        warnings: Vec::new(),
        by_law: true,
        verified: reading.rule().provision().verified(),
    })
}

/// The day by which the office aims to have answered a complaint.
pub(crate) fn complaint_aim(received: Date) -> Date {
    own_day(received, COMPLAINT_DAYS)
}

fn own_day(received: Date, days: u16) -> Date {
    let division = law::clock::division::england_and_wales();
    law::clock::holidays::roll(received.saturating_add(i64::from(days).days()), division)
}

/// A time of the office's own, in days, moved to the next working day.
fn office(
    received: Date,
    days: u16,
    named: Option<Date>,
    steps: &[Happened],
    today: Date,
) -> Clock {
    let own = own_day(received, days);
    let due = named.unwrap_or(own);
    let status = match ended(steps) {
        Some(end) => Status::Answered { late: law::clock::days_late(due, end.day) },
        None => match law::clock::days_late(due, today) {
            0 if due == today => Status::DueToday,
            0 => Status::OnTime(law::clock::days_late(today, due)),
            late => Status::Overdue(late),
        },
    };
    let said = match named {
        Some(day) => Message::new("casework-clock-named").with("day", day),
        None => Message::new("casework-clock-office")
            .with("received", received)
            .with("days", i64::from(days))
            .with("day", due),
    };
    Clock {
        due: Some(due),
        status,
        trace: vec![said],
        warnings: Vec::new(),
        by_law: false,
        verified: true,
    }
}

/// Whether a case in a state is one whose day must not pass unnoticed.
#[must_use]
pub fn is_watched(state: State) -> bool {
    state.is_open()
}
