use std::path::PathBuf;

use db::approvals::{self, Asked, Risk};
use sources::change::Change;

use super::change::read;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Asks for the approval of a plan; prints its number
///
/// Erasing takes the holder of the post, anything else a second person.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file of the plan
    plan: PathBuf,
    /// Who asks
    #[arg(long)]
    by: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (plan, _) = read(&args.plan)?;
    let (what, risk) = match plan.change {
        Change::Erase { .. } => ("erase in the landlord's systems", Risk::High),
        Change::Correct { .. } => ("correct in the landlord's systems", Risk::Medium),
        Change::Restrict { .. } => ("restrict in the landlord's systems", Risk::Medium),
    };
    let asked = Asked {
        what: what.to_owned(),
        digest: plan.digest(),
        risk,
        by: args.by.clone(),
        reason: args.reason.clone(),
    };
    let record = args.place.open()?.record;
    let at = record.now(today::timestamp()).micros();
    let no = record.data().write("ask", move |tx| approvals::ask(tx, &asked, at))?;
    print(&format!("{}\n", *no))?;
    Ok(Outcome::Clean)
}
