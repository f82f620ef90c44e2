use std::path::PathBuf;

use clap::Subcommand;
use jiff::civil::Date;
use registers::recordings::{self, Dealt, NewRecording, Recording, State, TRANSCRIPT_BYTES_MAX};
use zeroize::Zeroizing;

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::{charters, today};

/// Recordings of calls: told first, read for card numbers, and locked where there is one
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes down what was done with one that is locked or was not read; what is left of it is read again
    Deal {
        #[command(flatten)]
        place: Where,
        /// What the telephone system calls it
        reference: String,
        /// Who writes it down
        #[arg(long, value_name = "NAME")]
        by: String,
        /// What is left of it, in words; without one it was destroyed
        #[arg(long, value_name = "FILE")]
        transcript: Option<PathBuf>,
        /// How it was done
        #[arg(long, value_name = "WORDS")]
        how: String,
    },
    /// Lists those that are locked. Exit status 1 where one is
    Locked {
        #[command(flatten)]
        place: Where,
    },
    /// Says whether one may be used. Exit status 1 where it may not
    MayUse {
        #[command(flatten)]
        place: Where,
        /// What the telephone system calls it
        reference: String,
    },
    /// Takes one in, and reads its transcript. Exit status 1 where it is locked
    Take {
        #[command(flatten)]
        place: Where,
        /// What the telephone system calls it
        reference: String,
        /// The day of the call
        #[arg(long, value_name = "DAY")]
        day: Date,
        /// The caller was told that the call is recorded, before they spoke to anybody
        #[arg(long)]
        told: bool,
        /// What was said
        #[arg(long, value_name = "FILE")]
        transcript: Option<PathBuf>,
        /// Who takes it in
        #[arg(long, value_name = "NAME")]
        by: String,
    },
}

fn read(file: Option<&PathBuf>) -> anyhow::Result<Option<Zeroizing<String>>> {
    file.map(|file| Ok(Zeroizing::new(charters::read_text(file, TRANSCRIPT_BYTES_MAX)?)))
        .transpose()
}

fn stands(one: &Recording) -> anyhow::Result<Outcome> {
    let found =
        if one.found.is_empty() { String::new() } else { format!(": {}", one.found.join(", ")) };
    print(&format!("{} is {}{found}\n", one.reference, one.state.id()))?;
    Ok(if one.state == State::Locked { Outcome::Findings } else { Outcome::Clean })
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Deal { place, reference, by, transcript, how } => {
            let record = place.open()?.record;
            let text = read(transcript.as_ref())?;
            let dealt = text.as_ref().map_or(Dealt::Destroyed, |text| Dealt::Transcript(text));
            let now = record.now(today::timestamp());
            stands(&recordings::deal(&record, by, reference, (dealt, how), now)?)
        }
        Command::Locked { place } => {
            let record = place.open()?.record;
            let all = recordings::locked(&record)?;
            for one in &all {
                stands(one)?;
            }
            Ok(if all.is_empty() { Outcome::Clean } else { Outcome::Findings })
        }
        Command::MayUse { place, reference } => {
            let record = place.open()?.record;
            match recordings::may_use(&record, reference) {
                Ok(_) => {
                    print("Nothing is in the way here; for what and by whom the gate says.\n")?
                }
                Err(registers::Error::Record(error)) => return Err(error.into()),
                Err(why) => {
                    print(&format!("No: {why}\n"))?;
                    return Ok(Outcome::Findings);
                }
            }
            Ok(Outcome::Clean)
        }
        Command::Take { place, reference, day, told, transcript, by } => {
            let record = place.open()?.record;
            let text = read(transcript.as_ref())?;
            let new = NewRecording {
                reference,
                day: *day,
                told: *told,
                transcript: text.as_ref().map(|text| text.as_str()),
            };
            stands(&recordings::take(&record, by, &new, record.now(today::timestamp()))?)
        }
    }
}
