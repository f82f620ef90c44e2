use casework::{Audience, Who};
use people::PersonId;

use super::case::{desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Writes down that people were given the notice in force: one campaign for all of them
///
/// Without a reference it says how many were, and how many were not. Exit status 1 while somebody was
/// not.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The case it is done for
    #[arg(requires = "how")]
    reference: Option<String>,
    /// How it was given: `with the rent statement`
    #[arg(long, value_name = "TEXT", requires = "reference")]
    how: Option<String>,
    /// Only those who are this to the landlord today, by the charter's name
    #[arg(long, value_name = "NAME", requires = "how", conflicts_with = "person")]
    relationship: Option<String>,
    /// Only this person
    #[arg(long, value_name = "PERSON", requires = "how")]
    person: Option<PersonId>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let desk = desk(&office);
    let now = office.record.now(today::timestamp());
    if let (Some(reference), Some(how)) = (&args.reference, &args.how) {
        let question = args.asker.question(&office.record, "use", now)?;
        let case = done(&desk, desk.find(reference))?;
        let audience = match (&args.relationship, args.person) {
            (Some(name), _) => Audience::Relationship(name.clone()),
            (None, Some(person)) => Audience::One(person),
            (None, None) => Audience::Everybody,
        };
        let informed = desk.inform(Who::Officer(&question), case, how, &audience, now);
        let campaign = done(&desk, informed)?;
        print(&format!("{} were given it, {} had it before.\n", campaign.given, campaign.before))?;
    }
    let (given, not) = done(&desk, desk.informed(now))?;
    print(&format!(
        "The notice in force was given to {given}; {not} on record were not given it.\n"
    ))?;
    Ok(if not == 0 { Outcome::Clean } else { Outcome::Findings })
}
