use std::path::PathBuf;

use clap::Subcommand;
use registers::credit::{self, ANSWER_BYTES_MAX, Came, Search};
use zeroize::Zeroizing;

use crate::asker::OfOne;
use crate::charters;
use crate::output::{Outcome, print};

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
        of: OfOne,
        /// The number of the search
        #[arg(long)]
        search: i64,
        /// The answer, as JSON
        #[arg(long, value_name = "FILE")]
        answer: PathBuf,
    },
    /// Lists the searches of a person
    List(OfOne),
    /// Writes a search down before it is made
    Search {
        #[command(flatten)]
        of: OfOne,
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
        Command::Answer { of, search, answer } => {
            let text = Zeroizing::new(charters::read_text(answer, ANSWER_BYTES_MAX)?);
            let came = of.ask("collect", |record, ask, person, now| {
                credit::answered(record, ask, person, (*search, &text), now)
            })?;
            if came == Came::Reported {
                print(
                    "It left a mark, or does not say that it left none: it is not kept. Two posts have a task to have the mark taken out.\n",
                )?;
                return Ok(Outcome::Findings);
            }
            print("It left no mark, and is kept.\n")?;
        }
        Command::List(of) => super::all_kept(&of.ask("look", credit::searches)?)?,
        Command::Search { of, how, agency } => {
            let no = of.ask("collect", |record, ask, person, now| {
                credit::search(record, ask, person, (*how, agency), now)
            })?;
            print(&format!("Search {no} may be made.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}
