use access::NewAccount;
use clap::Subcommand;
use people::Now;

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Who signs in to the pages of the office, and in which role
///
/// Signing in needs a password and a code of the moment from an app on a telephone, or a work account where
/// `keyholder serve --sign-in` names its provider. What somebody may see is the charter's to say, every time.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes an account, and shows once what somebody signs in with; made again, the old is good for
    /// nothing
    Add {
        /// Their name: the one their posts know
        name: String,
        /// Their role, by its name in the charter
        #[arg(long)]
        role: String,
        /// Their team
        #[arg(long)]
        team: String,
        /// The legal entity they act for
        #[arg(long)]
        entity: String,
        /// Who makes it
        #[arg(long, value_name = "NAME")]
        by: String,
        #[command(flatten)]
        place: Where,
    },
    /// Ends an account: whoever is signed in by it is out at once
    End {
        /// Their name
        name: String,
        /// Who ends it
        #[arg(long, value_name = "NAME")]
        by: String,
        #[command(flatten)]
        place: Where,
    },
    /// Lets somebody in again by their work account, whose account was ended here
    LetIn {
        /// Their name
        name: String,
        /// Who lets them in
        #[arg(long, value_name = "NAME")]
        by: String,
        #[command(flatten)]
        place: Where,
    },
    /// Lists the accounts
    List {
        #[command(flatten)]
        place: Where,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let now = Now::new(today::timestamp());
    match &args.command {
        Command::Add { name, role, team, entity, by, place } => {
            let office = place.open_or_begin()?;
            let new = NewAccount {
                name: name.clone(),
                role: role.clone(),
                team: team.clone(),
                entity: entity.clone(),
            };
            let enrolled = access::add(&office.record, by, &new, now)?;
            let organisation = &office.record.gate().charter().head().name;
            print(&format!(
                "The password of {name}, shown this once: {}\n\
                 For an app that makes codes, by hand: {}\n\
                 The same as a link: {}\n",
                enrolled.password.as_str(),
                enrolled.second.in_letters().as_str(),
                enrolled.second.link(name, organisation).as_str()
            ))?;
            Ok(Outcome::Clean)
        }
        Command::End { name, by, place } => {
            let office = place.open()?;
            let ended = access::end(&office.record, by, name, now)?;
            anyhow::ensure!(ended, "there is no account of that name");
            print("It has ended.\n")?;
            Ok(Outcome::Clean)
        }
        Command::LetIn { name, by, place } => {
            let office = place.open()?;
            let let_in = access::let_in_again(&office.record, by, name, now)?;
            anyhow::ensure!(let_in, "there is no work account of that name that was ended");
            print("They are let in again, while the provider's groups say so.\n")?;
            Ok(Outcome::Clean)
        }
        Command::List { place } => {
            for one in access::list(&place.open()?.record)? {
                let ended = if one.ended { ", ended" } else { "" };
                let by_work = if one.by_work { ", by work account" } else { "" };
                let (role, team, entity) = (one.role, one.team, one.entity);
                print(&format!("{}: {role} in {team}, for {entity}{by_work}{ended}\n", one.name))?;
            }
            Ok(Outcome::Clean)
        }
    }
}
