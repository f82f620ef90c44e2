use clap::Subcommand;

use super::case::{desk, done};
use crate::mailing::ByMail;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Tells other systems what happens to cases, signed, and of nobody
///
/// In the form of Standard Webhooks. `keyholder serve` sends what waits, and tries again for some 17
/// hours.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tells an address from now on; prints the secret that signs, this once
    Add {
        #[command(flatten)]
        place: Where,
        /// The address
        url: String,
        /// Who says so
        #[arg(long)]
        by: String,
    },
    /// Tells an address no longer
    End {
        #[command(flatten)]
        place: Where,
        /// Its number
        webhook: i64,
        /// Who says so
        #[arg(long)]
        by: String,
    },
    /// Lists the addresses that are told
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Sends what waits, once; exit status 1 when something did not go
    Send {
        #[command(flatten)]
        place: Where,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Add { place, url, by } => {
            let office = place.open()?;
            let (desk, now) = (desk(&office), office.record.now(today::timestamp()));
            let (no, secret) = done(&desk, desk.add_webhook(by, url, now))?;
            print(&format!(
                "Webhook {no} is told from now on. Its secret, shown this once: {secret}\n"
            ))?;
        }
        Command::End { place, webhook, by } => {
            let office = place.open()?;
            let (desk, now) = (desk(&office), office.record.now(today::timestamp()));
            done(&desk, desk.end_webhook(by, *webhook, now))?;
            print("It is told no longer.\n")?;
        }
        Command::List { place } => {
            let office = place.open()?;
            let desk = desk(&office);
            for one in done(&desk, desk.webhooks())? {
                let ended = one.ended.map_or_else(String::new, |day| format!(", ended {day}"));
                print(&format!("{}  {}  since {}{ended}\n", one.no, one.url, one.since))?;
            }
        }
        Command::Send { place } => {
            let office = place.open()?;
            let now = office.record.now(today::timestamp());
            let round = ByMail::default().open()?.tell(&office.record, now)?;
            print(&format!(
                "{} were told, {} wait, {} are gone.\n",
                round.sent, round.later, round.never
            ))?;
            let all = round.later + round.never == 0;
            return Ok(if all { Outcome::Clean } else { Outcome::Findings });
        }
    }
    Ok(Outcome::Clean)
}
