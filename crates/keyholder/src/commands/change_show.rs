use std::path::PathBuf;

use sources::change::diff;

use super::change::read;
use crate::output::{Outcome, print};

/// Shows what a plan would do, row by row: for whoever is asked to approve it
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file of the plan
    plan: PathBuf,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (plan, _) = read(&args.plan)?;
    print(&diff(&plan))?;
    let sound = plan.cannot().next().is_none() && plan.open.is_empty();
    Ok(if sound { Outcome::Clean } else { Outcome::Findings })
}
