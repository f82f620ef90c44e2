use clap::Subcommand;
use db::tasks;
use people::{Error, Now};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Tasks: what somebody of the office has to do by a day
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Ends one, with its outcome
    End {
        #[command(flatten)]
        place: Where,
        /// Its number
        task: i64,
        /// How it ended
        outcome: String,
        /// Who did it
        #[arg(long)]
        by: String,
    },
    /// Lists the open tasks of whoever holds or deputises for a post, the most urgent first
    List {
        #[command(flatten)]
        place: Where,
        /// Whose
        #[arg(long)]
        of: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let now = Now::new(today::timestamp());
    let (day, at) = (now.today().to_string(), now.micros());
    match &args.command {
        Command::End { place, task, outcome, by } => {
            let record = place.open()?.record;
            let (no, who, how) = (*task, by.clone(), outcome.clone());
            record.write_office(by, "task-ended", &format!("task {no}"), now, move |tx| {
                if tasks::end(tx, no, &who, &how, at)? {
                    Ok(())
                } else {
                    Err(Error::Malformed("there is no open task of that number".to_owned()))
                }
            })?;
            print("Done.\n")?;
        }
        Command::List { place, of } => {
            let record = place.open()?.record;
            let open = record.data().read("tasks", |tx| tasks::of(tx, of, &day, 1000))?;
            for task in &open {
                let late = if task.due < day { ", late" } else { "" };
                print(&format!(
                    "{}  {} {} for `{}`, due {}{late}\n",
                    task.no, task.kind, task.reference, task.post, task.due
                ))?;
            }
            print(&format!("{} open.\n", open.len()))?;
        }
    }
    Ok(Outcome::Clean)
}
