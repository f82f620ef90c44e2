use super::case::{desk, done};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Says where a case stands, and nothing of whom it is about
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Its reference
    reference: String,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let (desk, now) = (desk(&office), office.record.now(today::timestamp()));
    let status = done(&desk, desk.status(&args.reference, now))?;
    let due = status.due.map_or_else(String::new, |due| format!(", due {due}"));
    print(&format!("{}: {}, came {}{due}\n", status.kind, status.state, status.received))?;
    Ok(Outcome::Clean)
}
