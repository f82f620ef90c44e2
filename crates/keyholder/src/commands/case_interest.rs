use jiff::civil::Date;
use people::PersonId;

use super::case::{desk, done};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Declares that somebody of the office has an interest in a person: a relative, a neighbour
///
/// From then on they cannot handle a case about them.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person, by the id the record has for them
    person: PersonId,
    /// Who has the interest
    #[arg(long, value_name = "NAME")]
    by: String,
    /// The last day it stands, where it ends
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let desk = desk(&office);
    let now = office.record.now(today::timestamp());
    done(&desk, desk.declare_interest(&args.by, args.person, args.until, now))?;
    print("It is written down.\n")?;
    Ok(Outcome::Clean)
}
