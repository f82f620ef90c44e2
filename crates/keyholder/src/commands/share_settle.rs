use people::PersonId;
use sharing::share;

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Writes down that a recipient was told of the correction of what it was given
///
/// Giving it anew settles it as well. So does a case that tells recipients by a letter behind a link.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    /// The number in the register of what they were given
    no: i64,
    /// How they were told
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
    allowed(&record, share::settle(&record, &question, args.person, args.no, &args.how, now))?;
    print("They know what is held now.\n")?;
    Ok(Outcome::Clean)
}
