use std::path::PathBuf;

use people::CameOf;

use super::change::read;
use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::planner::action;
use crate::today;

/// Closes a change that will not be complete, with a reason
///
/// What is left is then for people. It is in the log as closed and not complete.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file of the plan
    plan: PathBuf,
    /// Why, without anybody's name
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    anyhow::ensure!(!args.reason.trim().is_empty(), "say why it is closed");
    let (plan, person) = read(&args.plan)?;
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let question = args.asker.question(&record, action(&plan.change), now)?;
    let came = CameOf {
        counts: Vec::new(),
        complete: false,
        settled: true,
        reason: Some(args.reason.trim().to_owned()),
    };
    allowed(&record, record.end_change(&question, person, plan.digest(), &came, now))?;
    print("Closed, and not complete.\n")?;
    Ok(Outcome::Clean)
}
