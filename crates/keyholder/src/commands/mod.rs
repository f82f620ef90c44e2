//! One file per command, one line each in the lists below, in alphabetical order.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod law;
mod notice;
mod notice_check;

/// Keyholder: a privacy notice that keeps its word.
///
/// Not legal advice.
#[derive(Parser)]
#[command(name = "keyholder", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Law(law::Args),
    Notice(notice::Args),
}

/// Runs the command named on the command line.
///
/// The exit status is 0 when all is well, 1 when something was found that should stop a build, and
/// 2 when the command could not be carried out as asked.
pub(crate) fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Law(args) => law::run(&args),
        Command::Notice(args) => notice::run(&args),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
