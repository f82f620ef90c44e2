use people::PersonId;
use registers::{Error, refusing};

use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Whether a service may be refused since something is missing: never over what is optional. It is in the log
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// The person
    person: PersonId,
    #[command(flatten)]
    asker: Asker,
    /// The kinds of data that are missing, by the charter's names, with commas between
    #[arg(long, value_delimiter = ',', required = true)]
    missing: Vec<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let (ask, now) = (args.asker.ask("collect"), record.now(today::timestamp()));
    match refusing::refuse_service(&record, &ask, args.person, &args.missing, now) {
        Ok(found) => {
            print(&format!("It may be refused over: {}.\n", found.required.join(", ")))?;
            if let Some(consequence) = found.consequence {
                print(&format!("What the person is told: {consequence}\n"))?;
            }
            Ok(Outcome::Clean)
        }
        Err(why @ Error::No { .. }) => {
            print(&format!("No: {why}\n"))?;
            Ok(Outcome::Findings)
        }
        Err(error) => Err(error.into()),
    }
}
