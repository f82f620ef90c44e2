use std::path::PathBuf;

use clap::Subcommand;
use jiff::civil::Date;
use registers::markers::{self, Proposal};

use crate::asker::OfOne;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::{charters, today};

/// Warnings and support needs: proposed, approved, told, looked at again, over, and recalled
///
/// Everything about one person is asked under a purpose that may see such markers: `--purpose staff-safety
/// --role safety-officer --team repairs`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes down that a recipient says a marker is out of their systems
    Acknowledge {
        #[command(flatten)]
        place: Where,
        /// The marker
        marker: i64,
        /// The recipient, by the charter's name
        recipient: String,
        /// Who writes it down
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Who said so
        #[arg(long, value_name = "WHO")]
        said_by: String,
    },
    /// Writes down what the person says against a marker
    Appeal(One),
    /// Lists the codes, or takes a list of them over
    Codes {
        #[command(flatten)]
        place: Where,
        /// A list with the columns of the draft standard
        #[arg(long, value_name = "FILE", requires = "by")]
        load: Option<PathBuf>,
        /// Who takes it over
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Decides about what the person said: it stays, or is over
    Decide {
        #[command(flatten)]
        of: One,
        /// The number of what the person said
        #[arg(long)]
        appeal: i64,
        /// It stays
        #[arg(long)]
        stays: bool,
    },
    /// Puts telling the person off, for 30 days at most
    Defer {
        #[command(flatten)]
        of: One,
        /// The day until which
        #[arg(long, value_name = "DAY")]
        until: Date,
    },
    /// Ends a marker: whoever had it is asked to take it out
    End(One),
    /// Lets a marker go on for a short while, once
    Extend {
        #[command(flatten)]
        of: One,
        /// The last day
        #[arg(long, value_name = "DAY")]
        until: Date,
    },
    /// Lists the kinds of the charter: how long one stands, and who decides
    Kinds {
        #[command(flatten)]
        place: Where,
    },
    /// Lists a person's markers, what is proposed, and what they say against them
    List(OfOne),
    /// Proposes a marker, and asks for a second person's yes
    Propose(Box<Propose>),
    /// Puts a proposal away
    PutAway(One),
    /// Lists who was asked to take out a marker that is over
    Recalls {
        #[command(flatten)]
        place: Where,
    },
    /// Sets a marker that was proposed and approved
    Set {
        #[command(flatten)]
        of: OfOne,
        /// The number of the proposal
        #[arg(long)]
        proposal: i64,
    },
    /// Writes down that the person was told, and how
    Tell {
        #[command(flatten)]
        of: One,
        /// The day
        #[arg(long, value_name = "DAY")]
        on: Date,
    },
}

/// One marker, or proposal, and what is said about it.
#[derive(clap::Args)]
struct One {
    #[command(flatten)]
    of: OfOne,
    /// Its number
    #[arg(long)]
    marker: i64,
    /// What is said: the reason, or how
    #[arg(long, value_name = "WORDS")]
    because: String,
}

#[derive(clap::Args)]
struct Propose {
    #[command(flatten)]
    of: OfOne,
    /// Its kind, by the charter's name
    #[arg(long)]
    kind: String,
    /// Its code, where a list of codes is in use
    #[arg(long, default_value = "")]
    code: String,
    /// Why: what happened
    #[arg(long, value_name = "WORDS")]
    because: String,
    /// What shows it
    #[arg(long, value_name = "WORDS")]
    evidence: String,
    /// Who decided
    #[arg(long, value_name = "NAME")]
    decided_by: String,
    /// The first day [default: today]
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    /// The last day [default: the longest the charter lets it stand]
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// The day the person was told
    #[arg(long, value_name = "DAY", requires = "how_told")]
    told: Option<Date>,
    /// How they were told
    #[arg(long, value_name = "WORDS", default_value = "")]
    how_told: String,
    /// The day until which telling is put off
    #[arg(long, value_name = "DAY", conflicts_with = "told")]
    defer_until: Option<Date>,
    /// Why telling would raise the risk
    #[arg(long, value_name = "WORDS", default_value = "")]
    defer_because: String,
}

/// The most bytes of a list of codes: 1 MiB.
const CODES_BYTES_MAX: usize = 1 << 20;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Acknowledge { place, marker, recipient, by, said_by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            markers::acknowledge(&record, by, (*marker, recipient), said_by, now)?;
            print(&format!("{recipient} says that marker {marker} is out.\n"))?;
        }
        Command::Appeal(of) => {
            let no = of.of.ask("look", |record, ask, person, now| {
                markers::appeal(record, ask, person, of.marker, &of.because, now)
            })?;
            print(&format!("It is written down as {no}, and somebody else decides.\n"))?;
        }
        Command::Codes { place, load, by } => codes(place, load.as_ref(), by.as_deref())?,
        Command::Decide { of, appeal, stays } => {
            of.of.ask("look", |record, ask, person, now| {
                let said = (*stays, of.because.as_str());
                markers::decide_appeal(record, ask, person, *appeal, said, now)
            })?;
            print(if *stays { "It stays.\n" } else { "It is over.\n" })?;
        }
        Command::Defer { of, until } => {
            of.of.ask("look", |record, ask, person, now| {
                markers::defer(record, ask, person, of.marker, (*until, &of.because), now)
            })?;
            print(&format!("Telling is put off until {until}.\n"))?;
        }
        Command::End(of) => {
            of.of.ask("look", |record, ask, person, now| {
                markers::end(record, ask, person, of.marker, &of.because, now)
            })?;
            print("It is over. `keyholder marker recalls` says who had it.\n")?;
        }
        Command::Extend { of, until } => {
            of.of.ask("look", |record, ask, person, now| {
                markers::extend(record, ask, person, of.marker, (*until, &of.because), now)
            })?;
            print(&format!("It goes on until {until}.\n"))?;
        }
        Command::Kinds { place } => {
            let record = place.open()?.record;
            for kind in record.gate().charter().markers().iter() {
                let span = |period: Option<String>| period.unwrap_or_else(|| "never".to_owned());
                print(&format!(
                    "{}: {}; at most {}, looked at after {}, decided by {}\n",
                    kind.id.get_ref(),
                    kind.name,
                    span(kind.period.as_ref().map(|one| one.get_ref().to_string())),
                    span(kind.review.as_ref().map(|one| one.get_ref().to_string())),
                    kind.decided_by.get_ref()
                ))?;
            }
        }
        Command::List(of) => list(of)?,
        Command::Propose(new) => propose(new)?,
        Command::PutAway(of) => {
            of.of.ask("look", |record, ask, person, now| {
                markers::put_away(record, ask, person, of.marker, &of.because, now)
            })?;
            print("It is put away.\n")?;
        }
        Command::Recalls { place } => {
            let record = place.open()?.record;
            let all = markers::recalls(&record)?;
            let open = all.iter().filter(|one| one.acknowledged.is_none()).count();
            for one in &all {
                let stands = match one.acknowledged {
                    Some(day) => format!("out since {day}"),
                    None => "has not said that it is out".to_owned(),
                };
                let (marker, who, asked) = (one.marker, &one.recipient, one.asked);
                print(&format!("marker {marker}: {who}, asked {asked}: {stands}\n"))?;
            }
            return Ok(if open > 0 { Outcome::Findings } else { Outcome::Clean });
        }
        Command::Set { of, proposal } => {
            let marker = of.ask("look", |record, ask, person, now| {
                markers::set(record, ask, person, *proposal, now)
            })?;
            print(&format!("Marker {marker} stands.\n"))?;
        }
        Command::Tell { of, on } => {
            of.of.ask("look", |record, ask, person, now| {
                markers::tell(record, ask, person, of.marker, (*on, &of.because), now)
            })?;
            print("It is written down.\n")?;
        }
    }
    Ok(Outcome::Clean)
}

fn codes(place: &Where, load: Option<&PathBuf>, by: Option<&str>) -> anyhow::Result<()> {
    let record = place.open()?.record;
    if let (Some(file), Some(by)) = (load, by) {
        let codes = markers::read_codes(&charters::read_text(file, CODES_BYTES_MAX)?)?;
        markers::load_codes(&record, by, &codes, record.now(today::timestamp()))?;
    }
    let all = markers::codes(&record)?;
    for code in &all {
        let critical = if code.critical { ", whoever goes there must know" } else { "" };
        print(&format!("{}: {}, {}{critical}\n", code.code, code.area, code.name))?;
    }
    if all.is_empty() {
        print("There is no list of codes; a marker needs none.\n")?;
    }
    Ok(())
}

fn propose(new: &Propose) -> anyhow::Result<()> {
    let proposed = new.of.ask("look", |record, ask, person, now| {
        let proposal = Proposal {
            kind: new.kind.clone(),
            code: new.code.clone(),
            reason: new.because.clone(),
            evidence: new.evidence.clone(),
            decided_by: new.decided_by.clone(),
            since: new.since.unwrap_or_else(|| now.today()),
            until: new.until,
            told: new.told,
            how_told: new.how_told.clone(),
            deferred_until: new.defer_until,
            deferred_because: new.defer_because.clone(),
        };
        markers::propose(record, ask, person, &proposal, now)
    })?;
    print(&format!(
        "Proposal {} waits for approval {}; until then nothing is set.\n",
        proposed.no, proposed.approval
    ))
}

fn list(of: &OfOne) -> anyhow::Result<()> {
    let (standing, proposed, against) = of.ask("look", |record, ask, person, now| {
        Ok((
            markers::list(record, ask, person, now)?,
            markers::proposals(record, ask, person, now)?,
            markers::appeals(record, ask, person, now)?,
        ))
    })?;
    for one in standing {
        let day = |day: Option<Date>| day.map_or("no day".to_owned(), |day| day.to_string());
        print(&format!(
            "marker {} ({}): since {}, until {}, told: {}, answered for by {}\n{}\n",
            one.no,
            one.category,
            one.since,
            day(one.until),
            one.told.map_or_else(
                || format!("put off until {}", day(one.deferred_until)),
                |day| day.to_string()
            ),
            one.post,
            String::from_utf8_lossy(&one.detail)
        ))?;
    }
    for one in proposed {
        print(&format!(
            "proposal {} ({}): waits for approval {}\n",
            one.no, one.proposal.kind, one.approval
        ))?;
    }
    for one in against {
        let due = one.due.map_or("decided".to_owned(), |day| format!("to be decided by {day}"));
        print(&format!("said against marker {} ({}): {}; {due}\n", one.marker, one.no, one.text))?;
    }
    Ok(())
}
