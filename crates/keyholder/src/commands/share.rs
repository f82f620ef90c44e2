use clap::Subcommand;

use crate::output::Outcome;

use super::{
    share_ask, share_call_off, share_confirm, share_give, share_job_sheet, share_list,
    share_notice, share_owed, share_recall, share_settle, share_told,
};

/// Whether something may go to somebody; giving it, calling it back, job sheets, and notices that tell of it
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Ask(Box<share_ask::Args>),
    CallOff(share_call_off::Args),
    Confirm(share_confirm::Args),
    Give(Box<share_give::Args>),
    JobSheet(Box<share_job_sheet::Args>),
    List(share_list::Args),
    Notice(share_notice::Args),
    Owed(share_owed::Args),
    Recall(share_recall::Args),
    Settle(share_settle::Args),
    Told(share_told::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Ask(args) => share_ask::run(args),
        Command::CallOff(args) => share_call_off::run(args),
        Command::Confirm(args) => share_confirm::run(args),
        Command::Give(args) => share_give::run(args),
        Command::JobSheet(args) => share_job_sheet::run(args),
        Command::List(args) => share_list::run(args),
        Command::Notice(args) => share_notice::run(args),
        Command::Owed(args) => share_owed::run(args),
        Command::Recall(args) => share_recall::run(args),
        Command::Settle(args) => share_settle::run(args),
        Command::Told(args) => share_told::run(args),
    }
}
