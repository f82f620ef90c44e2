use clap::Subcommand;
use jiff::civil::Date;
use law::rent_check::Route;
use registers::rent_check::{self, Check};

use crate::asker::OfOne;
use crate::output::{Outcome, print};
use crate::today;

/// The check of the right to rent: where the law asks for it and nowhere else, with its day
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lists the checks of a person
    List(OfOne),
    /// Writes a check down
    Made {
        #[command(flatten)]
        of: OfOne,
        /// How the home is let: `council-nomination`, `social-housing` or `private-letting`
        #[arg(long)]
        route: Route,
        /// The day of the check
        #[arg(long, value_name = "DAY")]
        on: Date,
        /// The kinds of documents that were seen, with commas between
        #[arg(long, value_delimiter = ',', required = true)]
        document: Vec<String>,
        /// Until when they may rent; without one there is no end
        #[arg(long, value_name = "DAY")]
        until: Option<Date>,
    },
    /// Says whether the law asks for one. Exit status 1 where it does not
    Needed {
        /// How the home is let
        #[arg(long)]
        route: Route,
        /// The day [default: today]
        #[arg(long, value_name = "DAY")]
        on: Option<Date>,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::List(of) => super::all_kept(&of.ask("look", rent_check::checks)?)?,
        Command::Made { of, route, on, document, until } => {
            let check =
                Check { route: *route, on: *on, documents: document.clone(), until: *until };
            let no = of.ask("collect", |record, ask, person, now| {
                rent_check::record_check(record, ask, person, &check, now)
            })?;
            print(&format!("Check {no} is written down.\n"))?;
        }
        Command::Needed { route, on } => {
            let on = on.unwrap_or_else(today::today);
            let rule = route.asks(on).map(law::rent_check::RentCheck::provision);
            if let Err(why) = rent_check::needed(*route, on) {
                print(&format!("No: {why}\n"))?;
                not_verified(rule)?;
                return Ok(Outcome::Findings);
            }
            print("Yes.\n")?;
            not_verified(rule)?;
        }
    }
    Ok(Outcome::Clean)
}

fn not_verified(rule: Option<&law::Provision>) -> anyhow::Result<()> {
    if rule.is_some_and(|rule| !rule.verified()) {
        print("Nobody has checked this rule against the law yet; ask before you rely on it.\n")?;
    }
    Ok(())
}
