use clap::Subcommand;
use jiff::civil::Date;
use sharing::share::{self, NewNotice};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Notices given: whom the published notice tells of a disclosure, from which day
///
/// Such a notice meets telling the person first where the charter says `by_notice`, and nowhere else.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// From a day on it tells nobody any more
    End {
        #[command(flatten)]
        place: Where,
        /// Its number
        no: i64,
        /// The day
        #[arg(long, value_name = "DAY")]
        on: Date,
        /// Who writes it down
        #[arg(long)]
        by: String,
    },
    /// Puts one on record
    Give {
        #[command(flatten)]
        place: Where,
        /// Of which purpose it tells
        #[arg(long)]
        purpose: String,
        /// Of which recipient
        #[arg(long)]
        recipient: String,
        /// Whose notice: the legal entity that passes the data on
        #[arg(long)]
        entity: String,
        /// Whom it covers: what they are to the entity
        #[arg(long)]
        relationship: String,
        /// From which day they were told by it
        #[arg(long, value_name = "DAY")]
        from: Date,
        /// How they were given it: `with the rent letter of March`
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
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::End { place, no, on, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            share::end_notice(&record, *no, *on, now, by)?;
            print(&format!("Notice {no} tells nobody any more from {on}.\n"))?;
        }
        Command::Give { place, purpose, recipient, entity, relationship, from, how, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let new = NewNotice {
                purpose: purpose.clone(),
                recipient: recipient.clone(),
                entity: entity.clone(),
                relationship: relationship.clone(),
                since: *from,
                how: how.clone(),
            };
            let no = share::give_notice(&record, &new, now, by)?;
            print(&format!("It is notice {no}.\n"))?;
        }
        Command::List { place } => {
            let record = place.open()?.record;
            let all = share::notices(&record)?;
            for one in &all {
                let ended = one.ended.map(|day| format!(", until {day}")).unwrap_or_default();
                print(&format!(
                    "{}  {} of {}: {} for {}, from {}{ended}; version {}, {}\n",
                    one.no,
                    one.relationship,
                    one.entity,
                    one.recipient,
                    one.purpose,
                    one.since,
                    one.version,
                    one.how
                ))?;
            }
            print(&format!("{} on record.\n", all.len()))?;
        }
    }
    Ok(Outcome::Clean)
}
