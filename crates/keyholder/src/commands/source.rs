//! `keyholder source ...`

use clap::Subcommand;

use super::{source_check, source_discover, source_drift, source_indexes, source_rules};
use crate::output::Outcome;

/// Maps the landlord's systems: what they hold, whose it is, and how to reach it
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(source_check::Args),
    Discover(Box<source_discover::Args>),
    Drift(source_drift::Args),
    Indexes(source_indexes::Args),
    Rules(source_rules::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Check(args) => source_check::run(args),
        Command::Discover(args) => source_discover::run(args),
        Command::Drift(args) => source_drift::run(args),
        Command::Indexes(args) => source_indexes::run(args),
        Command::Rules(args) => source_rules::run(args),
    }
}
