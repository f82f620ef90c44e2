use jiff::Timestamp;

use crate::office::Where;
use crate::output::{Outcome, print};

/// Lists the changes that are not settled: waiting for a work order, uncertain, or cut off
///
/// Exit status 1 when there are any.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
}

/// The most changes that are listed.
const LISTED: u32 = 1_000;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let open = record.open_changes(LISTED)?;
    for one in &open {
        let begun = Timestamp::from_microsecond(one.begun)?;
        let person = one.person.map_or_else(|| "(erased here)".to_owned(), |id| id.to_string());
        print(&format!("change {}  {person}  begun {begun:.0}\n", one.entry))?;
    }
    print(&format!("{} are not settled.\n", open.len()))?;
    Ok(if open.is_empty() { Outcome::Clean } else { Outcome::Findings })
}
