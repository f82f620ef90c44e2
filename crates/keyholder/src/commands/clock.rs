use anyhow::{Context, anyhow, bail};
use jiff::Timestamp;
use jiff::civil::Date;
use law::Provision;
use law::clock::{
    Division, Event, Gate, HourReading, HourStatus, Impossible, Kind, Loss, LossKind, Moment,
    Reading, Request, Status, division,
};
use serde_json::{Value, json};
use words::Message;

use crate::output::{Outcome, print, print_json, say};

/// Says when something is due, how it stands, and why
///
/// A right, a complaint or a duty to tell is counted from `--received`; a breach and a loss of CORE
/// data from `--aware`. Days are written like 2026-11-25.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What is counted: access, rectification, erasure, restriction, portability, objection,
    /// automated-decision, informed, complaint, breach or core
    #[arg(long, value_name = "RIGHT", value_parser = counted)]
    right: Counted,
    /// The day it came
    #[arg(long, value_name = "DATE", value_parser = day)]
    received: Option<Date>,
    /// The day proof of identity was asked for
    #[arg(long, value_name = "DATE", value_parser = day)]
    id_asked: Option<Date>,
    /// The day proof of identity came
    #[arg(long, value_name = "DATE", value_parser = day)]
    id_received: Option<Date>,
    /// The day a fee was asked for
    #[arg(long, value_name = "DATE", value_parser = day)]
    fee_asked: Option<Date>,
    /// The day the fee was paid
    #[arg(long, value_name = "DATE", value_parser = day)]
    fee_paid: Option<Date>,
    /// The day proof of the right to act for the person was asked for
    #[arg(long, value_name = "DATE", value_parser = day)]
    authority_asked: Option<Date>,
    /// The day proof of the right to act for the person came
    #[arg(long, value_name = "DATE", value_parser = day)]
    authority_received: Option<Date>,
    /// The day the person was asked what they want; may be given several times
    #[arg(long, value_name = "DATE", value_parser = day)]
    asked: Vec<Date>,
    /// The day they answered; the first answer is to the first question
    #[arg(long, value_name = "DATE", value_parser = day)]
    answered: Vec<Date>,
    /// The day the person was told that two more months are needed
    #[arg(long, value_name = "DATE", value_parser = day)]
    extended_on: Option<Date>,
    /// When the reply, the acknowledgement or the report went out; with a time for breach and core
    #[arg(long, value_name = "DATE|DATETIME")]
    replied_on: Option<String>,
    /// An internal target, in days after the time starts
    #[arg(long, value_name = "DAYS", value_parser = days)]
    target_days: Option<u16>,
    /// Whose bank holidays are kept: england-and-wales, scotland or northern-ireland
    #[arg(long, value_name = "DIVISION", value_parser = a_division)]
    division: Option<&'static Division>,
    /// When somebody became aware of the loss, like 2026-11-20T17:30; British time unless it has
    /// an offset
    #[arg(long, value_name = "DATETIME")]
    aware: Option<Moment>,
    /// The day to judge it on, instead of today
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
    /// The instant to judge it at, for breach and core
    #[arg(long, value_name = "DATETIME")]
    now: Option<Moment>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy)]
enum Counted {
    Days(Kind),
    Hours(LossKind),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match args.right {
        Counted::Days(kind) => {
            let request = request(args, kind)?;
            in_time(args)?;
            let today = args.today.unwrap_or_else(|| Moment::from(Timestamp::now()).day());
            let reading = request.read(today);
            if args.json {
                print_json(&days_json(kind, &reading, today))?;
            } else {
                print(&days_text(&reading))?;
            }
        }
        Counted::Hours(kind) => {
            let loss = loss(args, kind)?;
            in_time_by_the_hour(args)?;
            let now = args.now.or(args.today.map(Moment::start_of));
            let reading = loss.read(now.map_or_else(Timestamp::now, Moment::instant));
            if args.json {
                print_json(&hours_json(kind, &reading))?;
            } else {
                print(&hours_text(&reading))?;
            }
        }
    }
    Ok(Outcome::Clean)
}

fn request(args: &Args, kind: Kind) -> anyhow::Result<Request> {
    let Some(received) = args.received else {
        bail!("--received is missing: say the day it came, like --received 2026-11-25");
    };
    refuse(kind.id(), &[("--aware", args.aware.is_some()), ("--now", args.now.is_some())])?;
    if let Some(answered) = args.answered.get(args.asked.len()) {
        bail!("--answered {answered} has no --asked: each answer needs the day of its question");
    }
    let mut request = Request::new(kind, received)
        .gate(Gate::Identity, args.id_asked, args.id_received)
        .gate(Gate::Fee, args.fee_asked, args.fee_paid)
        .gate(Gate::Authority, args.authority_asked, args.authority_received);
    for (index, &asked) in args.asked.iter().enumerate() {
        request = request.pause(asked, args.answered.get(index).copied());
    }
    if let Some(told) = args.extended_on {
        request = request.extended_on(told);
    }
    if let Some(replied) = &args.replied_on {
        let replied = day(replied).map_err(|why| anyhow!("--replied-on: {why}"))?;
        request = request.replied_on(replied);
    }
    if let Some(days) = args.target_days {
        request = request.target_days(days);
    }
    if let Some(division) = args.division {
        request = request.division(division);
    }
    request.build().map_err(|why| named(&why))
}

fn loss(args: &Args, kind: LossKind) -> anyhow::Result<Loss> {
    let Some(aware) = args.aware else {
        bail!("--aware is missing: say when it was known, like --aware 2026-11-20T17:30");
    };
    refuse(
        kind.id(),
        &[
            ("--received", args.received.is_some()),
            ("--id-asked", args.id_asked.is_some()),
            ("--id-received", args.id_received.is_some()),
            ("--fee-asked", args.fee_asked.is_some()),
            ("--fee-paid", args.fee_paid.is_some()),
            ("--authority-asked", args.authority_asked.is_some()),
            ("--authority-received", args.authority_received.is_some()),
            ("--asked", !args.asked.is_empty()),
            ("--answered", !args.answered.is_empty()),
            ("--extended-on", args.extended_on.is_some()),
            ("--target-days", args.target_days.is_some()),
        ],
    )?;
    let replied = args.replied_on.as_deref().map(str::parse).transpose().context("--replied-on")?;
    Loss::new(kind, aware, replied).map_err(|why| named(&why))
}

/// A day that is given to judge by is not before what it judges. Without one a request may be
/// planned ahead.
fn in_time(args: &Args) -> anyhow::Result<()> {
    let Some(today) = args.today else { return Ok(()) };
    let replied = args.replied_on.as_deref().and_then(|text| day(text).ok());
    for (flag, given) in [("--received", args.received), ("--replied-on", replied)] {
        if let Some(given) = given.filter(|given| *given > today) {
            bail!("--today {today} is before {flag} {given}; check both dates");
        }
    }
    Ok(())
}

/// The same for a loss: by the instant where `--now` is given, by the day in Britain where it is
/// `--today`.
fn in_time_by_the_hour(args: &Args) -> anyhow::Result<()> {
    let replied = args.replied_on.as_deref().and_then(|text| text.parse().ok());
    let given: [(&str, Option<Moment>); 2] = [("--aware", args.aware), ("--replied-on", replied)];
    for (flag, moment) in given {
        let Some(moment) = moment else { continue };
        let at = moment.in_britain().strftime("%Y-%m-%d %H:%M");
        if let Some(now) = args.now {
            if now.instant() < moment.instant() {
                let now = now.in_britain().strftime("%Y-%m-%d %H:%M");
                bail!("--now {now} is before {flag} {at}; check both");
            }
        } else if let Some(today) = args.today.filter(|today| *today < moment.day()) {
            bail!("--today {today} is before {flag} {at}; check both");
        }
    }
    Ok(())
}

fn refuse(kind: &str, flags: &[(&str, bool)]) -> anyhow::Result<()> {
    match flags.iter().find(|(_, given)| *given) {
        Some((flag, _)) => bail!("{flag} has no place in the clock of `{kind}`"),
        None => Ok(()),
    }
}

/// An impossible order, with the flag to look at first.
fn named(why: &Impossible) -> anyhow::Error {
    let flag = match why.event() {
        Event::Received => "--received",
        Event::IdentityAsked => "--id-asked",
        Event::IdentityReceived => "--id-received",
        Event::FeeAsked => "--fee-asked",
        Event::FeePaid => "--fee-paid",
        Event::AuthorityAsked => "--authority-asked",
        Event::AuthorityReceived => "--authority-received",
        Event::Asked => "--asked",
        Event::Answered => "--answered",
        Event::ExtendedOn => "--extended-on",
        Event::RepliedOn => "--replied-on",
        Event::Aware => "--aware",
    };
    anyhow!("{flag}: {why}")
}

fn counted(word: &str) -> Result<Counted, String> {
    let hours = word.parse().map(Counted::Hours);
    hours.or_else(|_| word.parse().map(Counted::Days)).map_err(|why| why.to_string())
}

fn a_division(id: &str) -> Result<&'static Division, String> {
    division::find(id).ok_or_else(|| {
        let known: Vec<&str> = division::all().iter().map(Division::id).collect();
        format!("there is no division `{id}`; there are {}", known.join(", "))
    })
}

/// Reads a day written as `2026-11-25`, and in no other way.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    let shape = text.len() == 10 && text.bytes().filter(u8::is_ascii_digit).count() == 8;
    let shown: String = text.chars().take(40).collect();
    if !shape {
        return Err(format!("`{shown}` is not a day written like 2026-11-25"));
    }
    Date::strptime("%Y-%m-%d", text).map_err(|_| format!("there is no day `{shown}`"))
}

fn days(text: &str) -> Result<u16, String> {
    let shown: String = text.chars().take(40).collect();
    text.parse().map_err(|_| format!("`{shown}` is not a number of days from 0 to {}", u16::MAX))
}

fn days_json(kind: Kind, reading: &Reading, today: Date) -> Value {
    let status = reading.status();
    let since = match status {
        Status::Paused(since) => Some(since),
        _ => None,
    };
    let (state, days) = match status {
        Status::OnTime(days) => ("OnTime", Some(days)),
        Status::DueToday => ("DueToday", Some(0)),
        Status::Overdue(days) => ("Overdue", Some(days)),
        Status::Paused(since) => ("Paused", Some(law::clock::days_late(since, today))),
        Status::Answered { late } => ("Answered", Some(late)),
        Status::NoDuty => ("NoDuty", None),
    };
    let mut value = json!({
        "right": kind.id(),
        "due": reading.due(),
        "status": {
            "state": state,
            "days": days,
            "hours": null,
            "since": since,
            "late": status.is_late(),
        },
        "target": reading.target(),
        "provisional": reading.provisional(),
        "warnings": sentences(reading.warnings()),
        "trace": sentences(reading.trace()),
        "rule": rule_json(reading.rule().provision()),
    });
    if kind == Kind::Complaint {
        let readings = reading.readings().iter().map(|(method, due)| {
            json!({ "reading": method.id(), "due": due, "meaning": say(&method.message()) })
        });
        value["readings"] = readings.collect();
    }
    value
}

fn hours_json(kind: LossKind, reading: &HourReading) -> Value {
    let status = reading.status();
    let (state, hours) = match status {
        HourStatus::OnTime(hours) => ("OnTime", hours),
        HourStatus::DueToday(hours) => ("DueToday", hours),
        HourStatus::Overdue(hours) => ("Overdue", hours),
        HourStatus::Answered { late } => ("Answered", late),
    };
    json!({
        "right": kind.id(),
        "due": reading.due().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "status": {
            "state": state,
            "days": null,
            "hours": hours,
            "since": null,
            "late": status.is_late(),
        },
        "target": null,
        "provisional": false,
        "warnings": [],
        "trace": sentences(reading.trace()),
        "rule": rule_json(reading.rule().provision()),
    })
}

fn rule_json(rule: &Provision) -> Value {
    json!({
        "id": rule.id(),
        "citation": rule.citation(),
        "in_force_from": rule.in_force_from(),
        "source": rule.source(),
        "verified": rule.verified(),
    })
}

fn sentences(trace: &[Message]) -> Vec<String> {
    trace.iter().map(say).collect()
}

fn days_text(reading: &Reading) -> String {
    let due = match reading.due() {
        Some(due) => Message::new("law-show-due").with("day", due),
        None => Message::new("law-show-no-due"),
    };
    let target = reading.target().map(|day| Message::new("law-show-target").with("day", day));
    let rule = reading.rule().provision();
    text(&due, reading.status().message(), target, reading.trace(), rule)
}

fn hours_text(reading: &HourReading) -> String {
    let due = Message::new("law-show-due-at")
        .with("day", reading.due().date())
        .with("time", reading.due().strftime("%H:%M").to_string());
    let rule = reading.rule().provision();
    text(&due, reading.status().message(), None, reading.trace(), rule)
}

fn text(
    due: &Message,
    status: Message,
    target: Option<Message>,
    trace: &[Message],
    rule: &Provision,
) -> String {
    let due = say(due);
    let mut out = vec![due.clone(), "=".repeat(due.chars().count())];
    out.push(say(&Message::new("law-show-status").with("status", status)));
    out.extend(target.as_ref().map(say));
    out.push(String::new());
    out.push(say(&Message::new("law-show-working")));
    for (index, sentence) in sentences(trace).into_iter().enumerate() {
        out.push(format!("{:>3}. {sentence}", index + 1));
    }
    out.push(String::new());
    out.push(say(&Message::new("law-show-rule")));
    let line = Message::new("law-show-rule-line")
        .with("citation", rule.citation())
        .with("from", rule.in_force_from());
    out.push(format!("  {}", say(&line)));
    out.push(format!("  {}", say(&checked(rule))));
    out.push(String::new());
    out.push(say(&Message::new("law-show-advice")));
    out.join("\n") + "\n"
}

/// Whether a rule was checked against its source.
pub(crate) fn checked(rule: &Provision) -> Message {
    if rule.verified() {
        Message::new("law-show-verified").with("source", rule.source())
    } else {
        Message::new("law-show-unverified").with("source", rule.source())
    }
}
