use anyhow::Context;
use people::identify::{Identifier, Kind};
use people::{Candidate, Found};

use super::case::at_desk;
use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};

/// Finds whom a case is about, by everything they gave: who fits all of it
///
/// Somebody the asker must not learn of is not found. Exit status 1 unless exactly one fits.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What they gave: `name=Rosa Ash`, `address`, `alias`, `date-of-birth`, `email`, `ni-number`,
    /// `other-system-id`, `payment-reference`, `phone`, `tenancy-reference` or `uprn`
    #[arg(required = true, value_name = "KIND=VALUE")]
    given: Vec<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let given = args.given.iter().map(|text| identifier(text)).collect::<Result<Vec<_>, _>>()?;
    let (office, desk, now, question) = at_desk(&args.place, &args.asker, "look")?;
    match allowed(desk.record(), office.record.find(&question, &given, now))? {
        Found::One(one) => {
            tell(&one)?;
            return Ok(Outcome::Clean);
        }
        Found::Several(several) => {
            several.iter().try_for_each(tell)?;
            print("Several fit: ask for something more, a date of birth or a phone number.\n")?;
        }
        Found::Nobody => {
            print("Nobody fits. Try another spelling: this does not say that nothing is held.\n")?;
        }
        Found::TooMany => print("Too many fit: add something else that is known.\n")?,
        Found::CannotSearch(why) => print(&format!("It cannot be searched: {why}.\n"))?,
    }
    Ok(Outcome::Findings)
}

fn tell(one: &Candidate) -> anyhow::Result<()> {
    let seen = [&one.name, &one.address].into_iter().flatten();
    let seen: Vec<&str> = seen.map(|text| text.as_str()).collect();
    print(&format!("{} {}\n", one.id, seen.join(", ")))
}

/// What is wrong with it is said, and not what it is.
fn identifier(text: &str) -> anyhow::Result<Identifier> {
    let (kind, value) =
        text.split_once('=').context("what they gave is written as `name=Rosa Ash`")?;
    let kind = Kind::ALL
        .into_iter()
        .find(|one| one.as_str() == kind.trim())
        .context("there is no such kind of identifier; `--help` lists them")?;
    Ok(Identifier::parse(kind, value)?)
}
