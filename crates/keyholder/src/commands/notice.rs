use clap::Subcommand;

use super::{notice_build, notice_check};
use crate::output::Outcome;

/// Privacy notices as people read them
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Build(notice_build::Args),
    Check(notice_check::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Build(args) => notice_build::run(args),
        Command::Check(args) => notice_check::run(args),
    }
}
