use clap::Subcommand;
use gate::NamedAsk;
use jiff::civil::Date;
use registers::machines;

use crate::asker::OfOne;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Decisions machines have a part in: which there are, who looks again, and that people are told of theirs
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes a decision down, where the gate lets the machine take part in it
    Decided {
        #[command(flatten)]
        of: OfOne,
        /// The machine, by the charter's name
        #[arg(long)]
        machine: String,
        /// The role of the machine
        #[arg(long, value_name = "ROLE")]
        machine_role: String,
        /// What was decided, as the person will read it
        #[arg(long, value_name = "WORDS")]
        outcome: String,
    },
    /// Lists the machines of the charter
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Lists the decisions of one machine about a person
    Show {
        #[command(flatten)]
        of: OfOne,
        /// The machine, by the charter's name
        #[arg(long)]
        machine: String,
    },
    /// Writes down that the person was told of a decision, and how
    Told {
        #[command(flatten)]
        of: OfOne,
        /// The machine, by the charter's name
        #[arg(long)]
        machine: String,
        /// The number of the decision
        #[arg(long)]
        decision: i64,
        /// The day
        #[arg(long, value_name = "DAY")]
        on: Date,
        /// How
        #[arg(long, value_name = "WORDS")]
        how: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Decided { of, machine, machine_role, outcome } => {
            let no = of.ask("collect", |record, ask, person, now| {
                let as_machine = NamedAsk { role: machine_role.clone(), ..ask.clone() };
                machines::decided(record, (&as_machine, ask), person, (machine, outcome), now)
            })?;
            print(&format!("Decision {no} is written down; tell the person.\n"))?;
        }
        Command::List { place } => {
            let record = place.open()?.record;
            for one in record.gate().charter().automated().iter() {
                let part = if one.solely { "decides alone" } else { "a person decides" };
                let weight = if one.significant { ", matters to the person" } else { "" };
                let who = one.reviewer.as_ref().map_or("nobody", |post| post.get_ref().as_str());
                print(&format!(
                    "{}: {}; {part}{weight}; {who} looks again\n",
                    one.id.get_ref(),
                    one.name
                ))?;
            }
        }
        Command::Show { of, machine } => {
            super::all_kept(&of.ask("look", |record, ask, person, now| {
                machines::decisions(record, ask, person, machine, now)
            })?)?;
        }
        Command::Told { of, machine, decision, on, how } => {
            of.ask("collect", |record, ask, person, now| {
                machines::told(record, ask, person, (machine, *decision), (*on, how), now)
            })?;
            print("It is written down.\n")?;
        }
    }
    Ok(Outcome::Clean)
}
