use super::case::{desk, done};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Says to somebody what the day brings: cases that are near their day, past it, or forgotten
///
/// `keyholder serve` does it by itself; it is safe to do at any time. Exit status 1 when a case became
/// late.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let desk = desk(&office);
    let ticked = done(&desk, desk.tick(office.record.now(today::timestamp())))?;
    let casework::Ticked { soon, late, waiting } = ticked;
    print(&format!(
        "{soon} are near their day, {late} past it, {waiting} have waited for long.\n"
    ))?;
    Ok(if late > 0 { Outcome::Findings } else { Outcome::Clean })
}
