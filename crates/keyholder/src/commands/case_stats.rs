use jiff::ToSpan;
use jiff::civil::Date;

use super::case::{desk, done};
use crate::office::Where;
use crate::output::{Outcome, print, print_json};
use crate::today;

/// Figures of the cases that came in a time: how many, how many in time, how they ended; of nobody
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The first day; a year ago where it is left out
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// The last day; today where it is left out
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let desk = desk(&office);
    let now = office.record.now(today::timestamp());
    let to = args.to.unwrap_or_else(|| now.today());
    let from = args.from.unwrap_or_else(|| to.saturating_sub(1.year()));
    let figures = done(&desk, desk.statistics(from, to, now))?;
    if args.json {
        print_json(&figures)?;
        return Ok(Outcome::Clean);
    }
    print(&format!("Cases that came from {from} to {to}.\n"))?;
    print("kind                  came  open  in time  late  median days\n")?;
    for (kind, of) in &figures {
        let days = of.median_days.map_or_else(|| "-".to_owned(), |days| days.to_string());
        print(&format!(
            "{kind:<20} {:>5} {:>5} {:>8} {:>5} {days:>12}\n",
            of.received, of.open, of.in_time, of.late
        ))?;
        let said = of.outcomes.iter().chain(&of.grounds);
        let said: Vec<String> = said.map(|(name, count)| format!("{name} {count}")).collect();
        if !said.is_empty() {
            print(&format!("                      {}\n", said.join(", ")))?;
        }
    }
    Ok(Outcome::Clean)
}
