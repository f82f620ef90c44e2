use clap::Subcommand;
use gate::NamedAsk;
use jiff::civil::Date;
use people::PersonId;
use registers::machines;

use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

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
        place: Where,
        /// The machine, by the charter's name
        machine: String,
        /// The person
        #[arg(long)]
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
        /// The role of the machine
        #[arg(long, value_name = "ROLE")]
        machine_role: String,
        /// What was decided, as the person will read it
        #[arg(long, value_name = "WORDS")]
        outcome: String,
    },
    /// Lists the machines of the charter, or the decisions about one person
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Lists the decisions of one machine about a person
    Show {
        #[command(flatten)]
        place: Where,
        /// The machine
        machine: String,
        /// The person
        #[arg(long)]
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
    },
    /// Writes down that the person was told of a decision, and how
    Told {
        #[command(flatten)]
        place: Where,
        /// The machine
        machine: String,
        /// The person
        #[arg(long)]
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
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
        Command::Decided { place, machine, person, asker, machine_role, outcome } => {
            let record = place.open()?.record;
            let (named, now) = (asker.ask("collect"), record.now(today::timestamp()));
            let as_machine = NamedAsk { role: machine_role.clone(), ..named.clone() };
            let of = (machine.as_str(), outcome.as_str());
            let no = machines::decided(&record, (&as_machine, &named), *person, of, now)?;
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
        Command::Show { place, machine, person, asker } => {
            let record = place.open()?.record;
            let (ask, now) = (asker.ask("look"), record.now(today::timestamp()));
            for one in machines::decisions(&record, &ask, *person, machine, now)? {
                super::kept(&one)?;
            }
        }
        Command::Told { place, machine, person, asker, decision, on, how } => {
            let record = place.open()?.record;
            let (ask, now) = (asker.ask("collect"), record.now(today::timestamp()));
            let of = (machine.as_str(), *decision);
            machines::told(&record, &ask, *person, of, (*on, how), now)?;
            print("It is written down.\n")?;
        }
    }
    Ok(Outcome::Clean)
}
