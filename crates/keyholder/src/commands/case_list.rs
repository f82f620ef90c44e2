use casework::{LINES_MAX, Line};
use jiff::civil::Date;
use serde_json::json;

use super::case::{desk, done};
use crate::office::Where;
use crate::output::{Outcome, print, print_json};
use crate::today;

/// Lists the open cases, the most urgent first; exit status 1 when one is late
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let desk = desk(&office);
    let today = office.record.now(today::timestamp()).today();
    let lines = done(&desk, desk.queue(LINES_MAX))?;
    let late = |line: &Line| line.due.is_some_and(|due| due < today);
    if args.json {
        let lines: Vec<_> = lines
            .iter()
            .map(|line| {
                json!({
                    "reference": line.reference, "kind": line.kind.id(),
                    "state": line.state.id(), "received": line.received, "due": line.due,
                    "late": late(line), "post": line.post,
                })
            })
            .collect();
        print_json(&lines)?;
    } else {
        for line in &lines {
            let (kind, state) = (line.kind.id(), line.state.id());
            let when = when(line.due, today);
            print(&format!(
                "{}  {kind:<20} {state:<10} {when:<24} {}\n",
                line.reference, line.post
            ))?;
        }
        print(&format!("{} are open.\n", lines.len()))?;
    }
    Ok(if lines.iter().any(late) { Outcome::Findings } else { Outcome::Clean })
}

/// When something is due, as a queue says it: the due day is a day of its own.
fn when(due: Option<Date>, today: Date) -> String {
    let Some(due) = due else { return "its clock stands still".to_owned() };
    match (law::clock::days_late(due, today), law::clock::days_late(today, due)) {
        (0, 0) => "due today".to_owned(),
        (0, left) => format!("due {due}, {left} left"),
        (late, _) => format!("due {due}, {late} late"),
    }
}
