use casework::{AtOnce, Given, Giving};
use gate::NamedAsk;

use super::case::{desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Gives what somebody else may have, as a case has written it down and a second person approved it
///
/// The gate decides, as whoever gives: their role is not that of who works on cases. What goes is
/// printed, field by field, and stands in the register. With `--at-once`, where a life may depend on
/// it, it goes before anybody has approved it, and is written up by tomorrow.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// The way it goes: `secure mail`, `by phone`
    #[arg(long, value_name = "TEXT")]
    how: String,
    /// The role of whoever gives, by its name in the charter
    #[arg(long, value_name = "ROLE", default_value = "safeguarding-officer")]
    giver: String,
    /// Their team
    #[arg(long, value_name = "TEAM", default_value = "safeguarding")]
    giver_team: String,
    /// Why it cannot wait
    #[arg(long, value_name = "WHY", requires_all = ["to", "for_purpose", "give"])]
    at_once: Option<String>,
    /// To whom, by the charter's name, where it cannot wait
    #[arg(long, value_name = "RECIPIENT", requires = "at_once")]
    to: Option<String>,
    /// For what, where it cannot wait
    #[arg(long = "for", value_name = "PURPOSE", requires = "at_once")]
    for_purpose: Option<String>,
    /// The kinds of data, where it cannot wait
    #[arg(long, value_name = "DATA", value_delimiter = ',', requires = "at_once")]
    give: Vec<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let desk = desk(&office);
    let record = &office.record;
    let now = record.now(today::timestamp());
    let question = args.asker.question(record, "use", now)?;
    let case = done(&desk, desk.find(&args.reference))?;
    let asker = NamedAsk {
        role: args.giver.clone(),
        team: args.giver_team.clone(),
        ..args.asker.ask("disclose")
    };
    let at_once = args.at_once.as_ref().map(|why| AtOnce {
        why: why.clone(),
        given: Given {
            recipient: args.to.clone().unwrap_or_default(),
            purpose: args.for_purpose.clone().unwrap_or_default(),
            data: args.give.clone(),
        },
    });
    let giving = Giving { how: args.how.clone(), at_once };
    let disclosed = done(&desk, desk.disclose(&question, &asker, case, &giving, now))?;
    let mut lines = Vec::new();
    disclosed.opened.each(record, |seen| {
        let value = String::from_utf8_lossy(seen.value());
        lines.push(format!("{}: {value}\n", seen.category()));
    })?;
    for line in lines {
        print(&line)?;
    }
    print(&format!("It is number {} of the register.\n", disclosed.no))?;
    if args.at_once.is_some() {
        print("Write it up by tomorrow: a task was given.\n")?;
    }
    Ok(Outcome::Clean)
}
