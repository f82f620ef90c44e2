use jiff::civil::Date;
use people::PersonId;
use sharing::share;

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Writes down that a recipient confirmed that what was called back is deleted
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    /// Its number in the register
    no: i64,
    /// The day they confirmed it
    #[arg(long, value_name = "DAY")]
    on: Date,
    /// How: `by letter`
    #[arg(long, value_name = "TEXT")]
    how: String,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let question = args.asker.question(&record, "look", now)?;
    let (no, on) = (args.no, args.on);
    let done = share::confirm_recall(&record, &question, args.person, no, on, &args.how, now);
    allowed(&record, done)?;
    print("Their word that it is deleted is in the register.\n")?;
    Ok(Outcome::Clean)
}
