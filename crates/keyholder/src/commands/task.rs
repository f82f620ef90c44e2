use anyhow::bail;
use clap::Subcommand;
use db::tasks;
use people::Error;

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Lists what somebody of the office has to do, and says that it is done
///
/// A look by break-glass is such a task, for the data protection officer.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Ends one of somebody's own
    End {
        #[command(flatten)]
        place: Where,
        /// Its number
        task: i64,
        /// Who did it
        #[arg(long)]
        by: String,
        /// How it ended, without anybody's name
        #[arg(long)]
        outcome: String,
    },
    /// Lists the open tasks of the posts somebody holds or deputises for, the most urgent first
    List {
        #[command(flatten)]
        place: Where,
        /// Whose
        #[arg(long)]
        of: String,
    },
}

/// The most tasks that are listed.
const LISTED: u32 = 1_000;
/// The most characters of an outcome.
const OUTCOME_LENGTH_MAX: usize = 500;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::End { place, task, by, outcome } => {
            let length = outcome.trim().chars().count();
            if length == 0 || length > OUTCOME_LENGTH_MAX {
                bail!("say how it ended, in {OUTCOME_LENGTH_MAX} characters at most");
            }
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let (no, who, how) = (*task, by.clone(), outcome.trim().to_owned());
            let day = now.today().to_string();
            record.write_office(by, "task-done", &format!("task {no}"), now, move |tx| {
                let theirs = tasks::of(tx, &who, &day, LISTED)?;
                if !theirs.iter().any(|task| task.no == no) {
                    return Err(Error::Malformed(format!("`{who}` has no open task {no}")));
                }
                tasks::end(tx, no, &who, &how, now.micros())?;
                Ok(())
            })?;
            print(&format!("Task {task} is done.\n"))?;
        }
        Command::List { place, of } => {
            let record = place.open()?.record;
            let day = record.now(today::timestamp()).today().to_string();
            let open = record.data().read("tasks", |tx| tasks::of(tx, of, &day, LISTED))?;
            for task in &open {
                let late = if task.due < day { "  late" } else { "" };
                let about = match record.subject_of(task)? {
                    Some(person) => format!("  about {person}"),
                    None => String::new(),
                };
                print(&format!(
                    "{}  {}  {}  by {}{about}{late}\n",
                    task.no, task.kind, task.reference, task.due
                ))?;
            }
            if open.is_empty() {
                print(&format!("`{of}` has nothing to do.\n"))?;
            }
        }
    }
    Ok(Outcome::Clean)
}
