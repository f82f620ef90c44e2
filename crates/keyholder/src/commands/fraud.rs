use clap::Subcommand;
use registers::fraud::{self, Decided};

use crate::asker::OfOne;
use crate::output::{Outcome, print};

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
        of: OfOne,
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
    List(OfOne),
    /// Asks whether something may be done because of a sign
    MayAct {
        #[command(flatten)]
        of: OfOne,
        /// The number of the sign
        #[arg(long)]
        sign: i64,
    },
    /// Writes a sign down
    Sign {
        #[command(flatten)]
        of: OfOne,
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
        Command::Decide { of, sign, came_to, because } => {
            of.ask("collect", |record, ask, person, now| {
                fraud::decide(record, ask, person, (*sign, *came_to), because, now)
            })?;
            print("It is decided.\n")?;
        }
        Command::List(of) => super::all_kept(&of.ask("look", fraud::signs)?)?,
        Command::MayAct { of, sign } => {
            of.ask("look", |record, ask, person, now| {
                fraud::may_act(record, ask, person, *sign, now)
            })?;
            print("A person decided to go on with it.\n")?;
        }
        Command::Sign { of, what, source } => {
            let no = of.ask("collect", |record, ask, person, now| {
                fraud::sign(record, ask, person, (what, source), now)
            })?;
            print(&format!("Sign {no} waits for somebody else to look into it.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}
