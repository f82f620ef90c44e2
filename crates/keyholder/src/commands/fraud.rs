use clap::Subcommand;
use people::PersonId;
use registers::fraud::{self, Decided};

use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Signs of fraud: somebody looks into each, and a person decides each time
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Decides about a sign: not by whoever wrote it down
    Decide {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
        /// The number of the sign
        #[arg(long)]
        sign: i64,
        /// What it came to: `nothing`, or `go-on`
        #[arg(long)]
        came_to: Decided,
        /// Why
        #[arg(long, value_name = "WORDS")]
        because: String,
    },
    /// Lists the signs about a person
    List {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
    },
    /// Asks whether something may be done because of a sign
    MayAct {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
        /// The number of the sign
        #[arg(long)]
        sign: i64,
    },
    /// Writes a sign down
    Sign {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
        /// What was seen, and nothing it might mean
        #[arg(long, value_name = "WORDS")]
        what: String,
        /// Where it came from, by the charter's name
        #[arg(long, default_value = "our-own-work")]
        source: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Decide { place, person, asker, sign, came_to, because } => {
            let record = place.open()?.record;
            let (ask, now) = (asker.ask("collect"), record.now(today::timestamp()));
            fraud::decide(&record, &ask, *person, (*sign, *came_to), because, now)?;
            print("It is decided.\n")?;
        }
        Command::List { place, person, asker } => {
            let record = place.open()?.record;
            let (ask, now) = (asker.ask("look"), record.now(today::timestamp()));
            for one in fraud::signs(&record, &ask, *person, now)? {
                super::kept(&one)?;
            }
        }
        Command::MayAct { place, person, asker, sign } => {
            let record = place.open()?.record;
            let (ask, now) = (asker.ask("look"), record.now(today::timestamp()));
            fraud::may_act(&record, &ask, *person, *sign, now)?;
            print("A person decided to go on with it.\n")?;
        }
        Command::Sign { place, person, asker, what, source } => {
            let record = place.open()?.record;
            let (ask, now) = (asker.ask("collect"), record.now(today::timestamp()));
            let no = fraud::sign(&record, &ask, *person, (what, source), now)?;
            print(&format!("Sign {no} waits for somebody else to look into it.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}
