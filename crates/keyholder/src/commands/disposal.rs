use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use disposal::{Plan, Run, State};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::files;
use crate::office::{Office, Where};
use crate::output::{Outcome, print, print_json, say};
use crate::signals::stop_when_asked;
use crate::today;

/// What is past its time: planned, approved by a second person, let go in batches, and certified
///
/// It only plans until a landlord switches it on. A run is bound to exactly the list that was approved:
/// what has changed since, or has something in its way by then, stays.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Carries a run out, or takes it up where it was cut off
    CarryOut {
        #[command(flatten)]
        place: Where,
        /// Its number
        run: i64,
        /// Who carries it out
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Prints the certificate of a run that is done, with its proof from the log
    Certificate {
        #[command(flatten)]
        place: Where,
        /// Its number
        run: i64,
        /// The file it is written to; without one it is printed
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Lists the runs
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Writes a plan down as a run, and asks for its approval
    Make {
        #[command(flatten)]
        place: Where,
        /// Who makes it
        #[arg(long, value_name = "NAME")]
        by: String,
        /// A retention class it is for, by its name in the charter; without one it is for all
        #[arg(long = "class", value_name = "CLASS")]
        classes: Vec<String>,
    },
    /// Says what is past its time, by which rule, and what stands in its way
    Plan {
        #[command(flatten)]
        place: Where,
        /// Who asks
        #[arg(long, value_name = "NAME")]
        by: String,
        /// The day it is made for; without one it is today
        #[arg(long, value_name = "DAY")]
        day: Option<Date>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Puts a run away that was not begun
    PutAway {
        #[command(flatten)]
        place: Where,
        /// Its number
        run: i64,
        /// Who puts it away
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    Sources(super::disposal_sources::Args),
    SourcesCarryOut(super::disposal_sources_carry_out::Args),
    SourcesPlan(super::disposal_sources_plan::Args),
    /// Switches it off, at once
    SwitchOff {
        #[command(flatten)]
        place: Where,
        /// Who does
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Asks for the approval of switching it on; with the number of one, does
    SwitchOn {
        #[command(flatten)]
        place: Where,
        /// Who asks, or does
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "what is past its time is to go")]
        reason: String,
        /// The number of the approval
        #[arg(long, value_name = "NO")]
        approval: Option<i64>,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::CarryOut { place, run, by } => carry_out(&place.open()?, *run, by),
        Command::Certificate { place, run, out } => {
            // What was written a moment ago has its place in the log first.
            certificate(&super::ledger::open(place)?, *run, out.as_ref())
        }
        Command::List { place } => {
            for run in disposal::list(&place.open()?.record)? {
                print(&format!("{}\n", line(&run)))?;
            }
            Ok(Outcome::Clean)
        }
        Command::Make { place, by, classes } => make(&place.open()?, by, classes),
        Command::Plan { place, by, day, json } => plan(&place.open()?, by, *day, *json),
        Command::PutAway { place, run, by } => {
            let record = place.open()?.record;
            disposal::put_away(&record, by, *run, record.now(today::timestamp()))?;
            print(&format!("Run {run} is put away: nothing of it went.\n"))?;
            Ok(Outcome::Clean)
        }
        Command::Sources(args) => super::disposal_sources::run(args),
        Command::SourcesCarryOut(args) => super::disposal_sources_carry_out::run(args),
        Command::SourcesPlan(args) => super::disposal_sources_plan::run(args),
        Command::SwitchOff { place, by } => {
            let record = place.open()?.record;
            disposal::switch_off(&record, by, record.now(today::timestamp()))?;
            print(
                "Disposal only plans from now on. A run that is under way stops after its batch.\n",
            )?;
            Ok(Outcome::Clean)
        }
        Command::SwitchOn { place, by, reason, approval } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            match approval {
                Some(approval) => {
                    disposal::switch_on(&record, by, *approval, now)?;
                    print("Disposal is on: runs that are approved are carried out.\n")?;
                }
                None => {
                    let no = disposal::ask_to_switch_on(&record, by, reason, now)?;
                    print(&format!("It waits for approval {no}.\n"))?;
                }
            }
            Ok(Outcome::Clean)
        }
    }
}

fn plan(office: &Office, by: &str, day: Option<Date>, as_json: bool) -> anyhow::Result<Outcome> {
    let record = &office.record;
    let now = day.map_or_else(|| record.now(today::timestamp()), people::Now::noon);
    record.renew_due(by, now)?;
    let plan = disposal::plan(record, casework::KEEPS, now)?;
    if as_json {
        print_json(&shown(&plan))?;
    } else {
        print(&in_words(&plan))?;
        if !disposal::switched(record)?.is_some_and(|switch| switch.on) {
            print("Disposal is off: this is a plan, and nothing goes until it is switched on.\n")?;
        }
    }
    Ok(if plan.classes.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn in_words(plan: &Plan) -> String {
    if plan.classes.is_empty() {
        return format!("Nothing is past its time on {}.\n", plan.day);
    }
    let mut text = format!("Past their time on {}:\n", plan.day);
    for class in plan.classes.iter().filter(|class| !class.class.is_empty()) {
        let checked = if class.verified { "" } else { " (not checked)" };
        text += &format!(
            "\n{}: {} ready\n  kept {} from {}, approved by {}\n  because: {}{checked}\n",
            if class.name.is_empty() { &class.class } else { &class.name },
            class.ready,
            class.period,
            class.trigger,
            class.approved_by,
            class.source,
        );
        if let Some(oldest) = class.oldest {
            text += &format!("  the oldest should have gone after {oldest}\n");
        }
        if class.assumed > 0 {
            text += &format!(
                "  {} of them have no such event on record, and count from the day the person left\n",
                class.assumed
            );
        }
        for (stop, count) in &class.stops {
            text += &format!("  {count} stay: {}\n", say(&disposal::message(stop)));
        }
    }
    text += &format!("\n{} rows are ready to go.\n", plan.ready() - plan.people());
    if plan.people() > 0 {
        text += &format!("{}\n", say(&disposal::people_message(plan.people())));
    }
    text
}

fn shown(plan: &Plan) -> Value {
    let classes = plan.classes.iter().filter(|class| !class.class.is_empty()).map(|class| {
        let stops = class
            .stops
            .iter()
            .map(|(stop, count)| json!({"why": disposal::word(stop), "rows": count}));
        json!({
            "class": class.class, "name": class.name, "period": class.period,
            "from": class.trigger, "source": class.source, "verified": class.verified,
            "approved-by": class.approved_by, "ready": class.ready, "assumed": class.assumed,
            "oldest": class.oldest.map(|day| day.to_string()),
            "stays": stops.collect::<Vec<_>>(),
        })
    });
    json!({"day": plan.day.to_string(), "ready": plan.ready() - plan.people(), "people": plan.people(), "classes": classes.collect::<Vec<_>>()})
}

fn make(office: &Office, by: &str, classes: &[String]) -> anyhow::Result<Outcome> {
    let record = &office.record;
    let now = record.now(today::timestamp());
    let run = disposal::make(record, by, classes, casework::KEEPS, now)?;
    let approval = run.approval.context("the run has no approval")?;
    print(&format!(
        "Run {}: {} rows. It waits for approval {approval}; then `keyholder disposal carry-out {}`.\n",
        run.no, run.listed, run.no
    ))?;
    Ok(Outcome::Clean)
}

fn carry_out(office: &Office, no: i64, by: &str) -> anyhow::Result<Outcome> {
    let record = &office.record;
    let now = record.now(today::timestamp());
    let stop = stop_when_asked()?;
    let going_on = || !stop.is_stopped();
    let came = disposal::carry_out(record, by, no, casework::KEEPS, now, &going_on)?;
    print(&format!(
        "{} rows are gone, {} stayed, and {} keys are destroyed.\n",
        came.gone, came.stayed, came.keys
    ))?;
    if came.waits > 0 {
        print(&format!("{} rows wait: the run was stopped. Carry it out again.\n", came.waits))?;
        return Ok(Outcome::Findings);
    }
    print(&format!("It is done: `keyholder disposal certificate {no}`.\n"))?;
    Ok(Outcome::Clean)
}

fn certificate(office: &Office, no: i64, out: Option<&PathBuf>) -> anyhow::Result<Outcome> {
    let whole = disposal::certificate(&office.record, no)?.with_proof();
    match out {
        Some(path) => {
            let text = serde_json::to_string_pretty(&whole)?;
            files::write_bytes(path, text.as_bytes())?;
            print(&format!("The certificate is in `{}`.\n", path.display()))?;
        }
        None => print_json(&whole)?,
    }
    Ok(Outcome::Clean)
}

fn line(run: &Run) -> String {
    let [waits, gone, stayed] = run.came;
    let state = match run.state {
        State::Planned => "waits",
        State::UnderWay => "under way",
        State::Done => "done",
        State::PutAway => "put away",
    };
    let approval = run.approval.map(|no| no.to_string()).unwrap_or_default();
    let of = run.system.as_ref().map(|system| format!(" of `{system}`")).unwrap_or_default();
    format!(
        "{}  {}  {state}: {} listed{of}, {waits} wait, {gone} gone, {stayed} stayed; approval {approval}",
        run.no, run.day, run.listed
    )
}
