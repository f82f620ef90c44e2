use jiff::civil::Date;
use people::PersonId;
use sharing::share;

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Writes down that the person was told: of what waits to be given, or of what went before there was time
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    /// The number of what waits, or of the row in the register
    no: i64,
    /// The day they were told
    #[arg(long, value_name = "DAY")]
    on: Date,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let question = args.asker.question(&record, "look", now)?;
    let told = share::tell(&record, &question, args.person, args.no, args.on, now);
    allowed(&record, told)?;
    print(
        "It is written down. What waits may go from its day on, where the gate still lets it.\n",
    )?;
    Ok(Outcome::Clean)
}
