use std::path::PathBuf;

use clap::Subcommand;
use people::PersonId;
use registers::credit::{self, ANSWER_BYTES_MAX, Came, Search};
use zeroize::Zeroizing;

use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::{charters, today};

/// Searches at a credit agency: soft ones alone, and an answer that left a mark is not kept
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Takes the agency's answer. Exit status 1 where it left a mark, or does not say that it left none
    Answer {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
        /// The number of the search
        #[arg(long)]
        search: i64,
        /// The answer, as JSON
        #[arg(long, value_name = "FILE")]
        answer: PathBuf,
    },
    /// Lists the searches of a person
    List {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
    },
    /// Writes a search down before it is made
    Search {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
        /// How: `soft`; a `hard` one is refused
        #[arg(long)]
        how: Search,
        /// The agency
        #[arg(long)]
        agency: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Answer { place, person, asker, search, answer } => {
            let record = place.open()?.record;
            let text = Zeroizing::new(charters::read_text(answer, ANSWER_BYTES_MAX)?);
            let (ask, now) = (asker.ask("collect"), record.now(today::timestamp()));
            let came = credit::answered(&record, &ask, *person, (*search, &text), now)?;
            if came == Came::Reported {
                print(
                    "It left a mark, or does not say that it left none: it is not kept. Two posts have \
                       a task to have the mark taken out.\n",
                )?;
                return Ok(Outcome::Findings);
            }
            print("It left no mark, and is kept.\n")?;
        }
        Command::List { place, person, asker } => {
            let record = place.open()?.record;
            let (ask, now) = (asker.ask("look"), record.now(today::timestamp()));
            for one in credit::searches(&record, &ask, *person, now)? {
                super::kept(&one)?;
            }
        }
        Command::Search { place, person, asker, how, agency } => {
            let record = place.open()?.record;
            let (ask, now) = (asker.ask("collect"), record.now(today::timestamp()));
            let no = credit::search(&record, &ask, *person, (*how, agency), now)?;
            print(&format!("Search {no} may be made.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}
