use clap::Subcommand;
use jiff::civil::Date;
use publishing::{Ground, NewPurpose};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// New purposes: proposed, decided by their owner, people informed; then they may go into the charter
///
/// The gate refuses a purpose until it stands in the charter, and a charter that has a new one is not
/// published before all this is on record.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Decides whether it goes with the purpose the data was collected for (UK GDPR Art 8A)
    Decide {
        #[command(flatten)]
        place: Where,
        /// Its number
        no: i64,
        /// It does, on this ground: `factors`, `listed` or `new-consent`
        #[arg(
            long,
            value_name = "GROUND",
            required_unless_present = "refused",
            conflicts_with = "refused"
        )]
        compatible: Option<Ground>,
        /// It does not
        #[arg(long)]
        refused: bool,
        /// Why
        #[arg(long, value_name = "WHY")]
        reasons: String,
        /// Who decides: somebody who holds the post that owns it
        #[arg(long)]
        by: String,
    },
    /// Writes down how people were informed, and on which day
    Inform {
        #[command(flatten)]
        place: Where,
        /// Its number
        no: i64,
        /// The day
        #[arg(long, value_name = "DAY")]
        on: Date,
        /// How: `a letter with the rent statement`
        #[arg(long, value_name = "TEXT")]
        how: String,
        /// Who writes it down
        #[arg(long)]
        by: String,
    },
    /// Lists them, the newest first
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Proposes one
    Propose {
        #[command(flatten)]
        place: Where,
        /// The name it will have in the charter
        purpose: String,
        /// The purpose the data was collected for; none for data that is newly collected
        #[arg(long, value_name = "PURPOSE")]
        from: Option<String>,
        /// What for
        #[arg(long, value_name = "WHY")]
        why: String,
        /// The post that decides
        #[arg(long, value_name = "POST")]
        owner: String,
        /// Who proposes
        #[arg(long)]
        by: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Decide { place, no, compatible, refused, reasons, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            publishing::decide(&record, *no, (!refused, *compatible), reasons, by, now)?;
            let next = if *refused { "It is refused." } else { "People are informed next." };
            print(&format!("{next}\n"))?;
        }
        Command::Inform { place, no, on, how, by } => {
            let record = place.open()?.record;
            publishing::inform(&record, *no, *on, how, by, record.now(today::timestamp()))?;
            print("It may go into the charter, with a first day after this one.\n")?;
        }
        Command::List { place } => {
            let record = place.open()?.record;
            let all = publishing::proposed(&record)?;
            for one in &all {
                let from = one.from.as_deref().unwrap_or("newly collected");
                print(&format!(
                    "{}  {} (from {from}), owned by {}: {}\n",
                    one.no,
                    one.purpose,
                    one.owner,
                    one.stands()
                ))?;
            }
            print(&format!("{} proposed.\n", all.len()))?;
        }
        Command::Propose { place, purpose, from, why, owner, by } => {
            let record = place.open()?.record;
            let new = NewPurpose {
                purpose: purpose.clone(),
                from: from.clone(),
                why: why.clone(),
                owner: owner.clone(),
            };
            let no = publishing::propose(&record, &new, by, record.now(today::timestamp()))?;
            print(&format!("It is number {no}, and waits for `{owner}`.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}
