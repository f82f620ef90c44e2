use people::PersonId;
use sharing::share;

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Lists who has to be told that what they were given of a person was corrected since
///
/// Exit status 1 while somebody has to be told, or a person has to look.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let question = args.asker.question(&record, "look", now)?;
    let owed = allowed(&record, share::owed(&record, &question, args.person, now))?;
    for one in &owed {
        print(&format!(
            "{}  {}: {}, given {}: {}\n",
            one.no,
            one.recipient,
            one.category,
            one.given,
            one.why.as_str()
        ))?;
    }
    print(&format!("{} are owed.\n", owed.len()))?;
    Ok(if owed.is_empty() { Outcome::Clean } else { Outcome::Findings })
}
