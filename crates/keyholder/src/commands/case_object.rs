use anyhow::bail;
use casework::Objected;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Puts an objection on record, purpose by purpose
///
/// Marketing ends at once and for good. A use that can be objected to stops from now on, while the
/// objection is weighed. With `--overruled`, once an answer that says so was approved, it goes on.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// What they object to, by the charter's name; may be given several times
    #[arg(long = "to", value_name = "PURPOSE", required = true)]
    purposes: Vec<String>,
    /// Our grounds are stronger, or a claim needs it: say which
    #[arg(long, value_name = "GROUNDS")]
    overruled: Option<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let case = done(&desk, desk.find(&args.reference))?;
    if let Some(grounds) = &args.overruled {
        let [purpose] = args.purposes.as_slice() else {
            bail!("one purpose is overruled at a time, with its own grounds");
        };
        let receipt = done(&desk, desk.overrule(&question, case, purpose, grounds, now))?;
        print(&format!("{purpose}: it goes on. Receipt {}.\n", receipt.as_str()))?;
        return Ok(Outcome::Clean);
    }
    for (purpose, came) in done(&desk, desk.object(&question, case, &args.purposes, now))? {
        let said = match came {
            Objected::Ended(receipt) => {
                format!("it has ended, for good. Receipt {}.", receipt.as_str())
            }
            Objected::Stopped(receipt) => {
                format!("it has stopped, and is weighed now. Receipt {}.", receipt.as_str())
            }
            Objected::NotReached(basis) => {
                format!("the right to object does not reach what rests on `{basis}`. Say so.")
            }
        };
        print(&format!("{purpose}: {said}\n"))?;
    }
    Ok(Outcome::Clean)
}
