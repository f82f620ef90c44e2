//! `keyholder charter ...`

use clap::Subcommand;

use super::{
    charter_check, charter_coverage, charter_diff, charter_draft, charter_export, charter_rules,
};
use crate::output::Outcome;

/// Checks, measures, compares and writes out charters
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(charter_check::Args),
    Coverage(charter_coverage::Args),
    Diff(charter_diff::Args),
    Draft(charter_draft::Args),
    Export(charter_export::Args),
    Rules(charter_rules::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Check(args) => charter_check::run(args),
        Command::Coverage(args) => charter_coverage::run(args),
        Command::Diff(args) => charter_diff::run(args),
        Command::Draft(args) => charter_draft::run(args),
        Command::Export(args) => charter_export::run(args),
        Command::Rules(args) => charter_rules::run(args),
    }
}
