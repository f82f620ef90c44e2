use people::PersonId;
use sharing::share;

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Calls off what waits to be given
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    /// The number of what waits
    no: i64,
    /// Why, without anybody's name
    #[arg(long, value_name = "WHY")]
    reason: String,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let question = args.asker.question(&record, "look", now)?;
    allowed(&record, share::call_off(&record, &question, args.person, args.no, &args.reason, now))?;
    print("It does not go.\n")?;
    Ok(Outcome::Clean)
}
