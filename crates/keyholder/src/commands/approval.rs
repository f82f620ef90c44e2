use clap::Subcommand;
use db::approvals;
use people::Error;

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Approvals by a second person: what waits for one, yes and no
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// In an office of one: lets what was asked for go on after three days, and tells the auditor
    Alone {
        #[command(flatten)]
        place: Where,
        /// Its number
        approval: i64,
        /// The auditor's address
        #[arg(long)]
        auditor: String,
        /// Who is alone
        #[arg(long)]
        by: String,
    },
    /// Says yes to one
    Approve {
        #[command(flatten)]
        place: Where,
        /// Its number
        approval: i64,
        /// Who approves
        #[arg(long)]
        by: String,
    },
    /// Lists what waits
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Says no to one
    Refuse {
        #[command(flatten)]
        place: Where,
        /// Its number
        approval: i64,
        /// Who refuses
        #[arg(long)]
        by: String,
    },
}

/// The post that decides where a mistake would do much harm.
pub(crate) const POST: &str = "data-protection-officer";

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Alone { place, approval, auditor, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let (at, day) = (now.micros(), now.today().to_string());
            let (no, auditor) = (*approval, auditor.clone());
            record.write_office(
                by,
                "approval-alone",
                &format!("approval {no}"),
                now,
                move |tx| {
                    if registers::markers::decided_by(tx, no)?.is_some() {
                        let why =
                            "nobody sets a marker alone; the post that answers for safety decides";
                        return Err(Error::NotApproved(why.to_owned()));
                    }
                    approvals::alone(tx, no, &auditor, &day, at)
                        .map_err(|why| Error::NotApproved(why.to_string()))
                },
            )?;
            print("It may go on in three days. The auditor's message waits to be sent.\n")?;
        }
        Command::Approve { place, approval, by } => {
            decide(place, *approval, by, true)?;
            print(&format!("Approval {approval} is given, for this one thing and once.\n"))?;
        }
        Command::List { place } => {
            let record = place.open()?.record;
            let at = record.now(today::timestamp()).micros();
            let waiting = record.data().read("approvals", |tx| approvals::waiting(tx, at, 1000))?;
            for one in &waiting {
                print(&format!("{}  {}, asked for by `{}`\n", one.no, one.what, one.asked_by))?;
            }
            print(&format!("{} wait.\n", waiting.len()))?;
        }
        Command::Refuse { place, approval, by } => {
            decide(place, *approval, by, false)?;
            print(&format!("Approval {approval} is refused.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}

fn decide(place: &Where, no: i64, by: &str, yes: bool) -> anyhow::Result<()> {
    let record = place.open()?.record;
    let now = record.now(today::timestamp());
    let (who, day, at) = (by.to_owned(), now.today().to_string(), now.micros());
    let act = if yes { "approved" } else { "not-approved" };
    record.write_office(by, act, &format!("approval {no}"), now, move |tx| {
        let post = registers::markers::decided_by(tx, no)?;
        approvals::decide(tx, no, &who, yes, post.as_deref().unwrap_or(POST), &day, at)
            .map_err(|why| Error::NotApproved(why.to_string()))
    })?;
    Ok(())
}
