//! `keyholder change ...`

use std::path::Path;

use anyhow::Context;
use clap::Subcommand;
use people::PersonId;
use sources::change::{Plan, Report};

use super::{
    change_ask, change_carry_out, change_close, change_list, change_look_again, change_plan,
    change_show,
};
use crate::files;
use crate::output::{Outcome, print};

/// Corrects, erases or restricts what the landlord's systems hold on a person
///
/// First a plan, then somebody's approval of exactly that plan, then it is carried out and looked
/// at again. Systems that may not be written get a work order.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Ask(Box<change_ask::Args>),
    CarryOut(Box<change_carry_out::Args>),
    Close(Box<change_close::Args>),
    List(Box<change_list::Args>),
    LookAgain(Box<change_look_again::Args>),
    Plan(Box<change_plan::Args>),
    Show(change_show::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Ask(args) => change_ask::run(args),
        Command::CarryOut(args) => change_carry_out::run(args),
        Command::Close(args) => change_close::run(args),
        Command::List(args) => change_list::run(args),
        Command::LookAgain(args) => change_look_again::run(args),
        Command::Plan(args) => change_plan::run(args),
        Command::Show(args) => change_show::run(args),
    }
}

/// The most bytes of a plan: 256 MiB.
const PLAN_BYTES_MAX: usize = 256 << 20;

/// Reads a plan, and the person it is about.
pub(crate) fn read(path: &Path) -> anyhow::Result<(Plan, PersonId)> {
    let wrong =
        || format!("`{}` is no plan; make one with `keyholder change plan`", path.display());
    let bytes = files::read_bytes(path, PLAN_BYTES_MAX).with_context(wrong)?;
    let plan: Plan = serde_json::from_slice(&bytes).map_err(|_| anyhow::anyhow!(wrong()))?;
    let person = plan.person.parse().map_err(|_| anyhow::anyhow!(wrong()))?;
    Ok((plan, person))
}

/// Says what came of it, field by field where something is open.
pub(crate) fn tell(report: &Report) -> anyhow::Result<Outcome> {
    for (how, count) in report.counts() {
        print(&format!("{count} {how}\n"))?;
    }
    let mut told: Vec<String> = (report.ends.iter())
        .filter_map(|end| {
            let place = format!("{}:{}.{}", end.source, end.table, end.field);
            Some(format!("  {place} {}: {}\n", end.ended.as_str(), end.ended.why()?))
        })
        .collect();
    told.sort();
    told.dedup();
    for line in told {
        print(&line)?;
    }
    for open in &report.open {
        print(&format!("  {}: {}\n", open.source, open.why))?;
    }
    if report.is_complete() {
        print("Complete.\n")?;
        return Ok(Outcome::Clean);
    }
    print("NOT COMPLETE. Tell nobody that it is done.\n")?;
    Ok(Outcome::Findings)
}
