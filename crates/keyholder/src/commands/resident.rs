use std::path::PathBuf;

use access::residents;
use clap::Subcommand;
use people::{Now, PersonId};

use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::{printing, today};

/// What the office does for residents who sign in to their own account
///
/// Most sign in by a code that goes to an email address of theirs alone. Who has none, or shut their
/// account, gets a code in a letter.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a code to be printed in a letter, good once; the one before is good for nothing
    LetterCode {
        /// The person, by id
        person: PersonId,
        /// How you found out who asks; needed where their address was changed a moment ago, or a letter is not safe
        #[arg(long, value_name = "HOW")]
        checked: Option<String>,
        #[command(flatten)]
        asker: Asker,
        #[command(flatten)]
        place: Where,
    },
    /// Writes the letters that wait into a folder, to be printed: each once
    Print {
        /// The folder: of whoever prints, and of nobody else
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Who prints
        #[arg(long, value_name = "NAME")]
        by: String,
        #[command(flatten)]
        place: Where,
    },
    /// Opens an account again that somebody shut
    Unlock {
        /// The person, by id
        person: PersonId,
        /// How you found out who asks
        #[arg(long, value_name = "HOW")]
        checked: String,
        #[command(flatten)]
        asker: Asker,
        #[command(flatten)]
        place: Where,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let now = Now::new(today::timestamp());
    match &args.command {
        Command::LetterCode { person, checked, asker, place } => {
            let record = place.open()?.record;
            let question = asker.question(&record, "look", now)?;
            let checked = checked.as_deref();
            let code = residents::letter_code(&record, &question, *person, checked, now)?;
            let days = residents::LETTER_LASTS / 86_400_000_000;
            print(&format!(
                "The code for the letter, shown this once: {}\n\
                 It is good once, for {days} days, at /sign-in/letter. It also opens an account that \
                 was shut.\n",
                code.as_str()
            ))?;
        }
        Command::Print { out, by, place } => {
            let record = place.open()?.record;
            let count = printing::print(&record, out, by, now)?;
            print(&format!("Letters to print: {count}.\n"))?;
        }
        Command::Unlock { person, checked, asker, place } => {
            let record = place.open()?.record;
            let question = asker.question(&record, "look", now)?;
            let was = residents::unlock(&record, &question, *person, checked, now)?;
            print(if was { "It is open again.\n" } else { "It was not shut.\n" })?;
        }
    }
    Ok(Outcome::Clean)
}
