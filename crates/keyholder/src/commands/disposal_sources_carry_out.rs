use std::path::PathBuf;

use anyhow::Context;
use disposal::Orders;
use sources::Stop;
use sources::change::{Came, PastPlan};

use crate::changing::{DAYS, POST};
use crate::files;
use crate::letting_go::{Ended, FromSystem, as_planned, gone, stayed, waits};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::reach::Reach;

/// The most a plan may weigh: 16 MiB.
const PLAN_BYTES_MAX: usize = 16 << 20;

/// Carries out what was planned of one of the landlord's systems and approved, or looks again
///
/// Where the system may be written, all of it goes in one transaction; else there is a work order, and the same command
/// looks again once somebody has answered it. Every row is looked at before and afterwards: what stands in the way by
/// now, or is not as it was planned, stays. Exit status 1 while a row still holds what was to go.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file of the plan
    plan: PathBuf,
    /// The number of its run
    #[arg(long)]
    run: i64,
    #[command(flatten)]
    reach: Reach,
    /// Where the system is changed: its name in the map, `=`, and its address
    #[arg(long = "write", value_name = "ID=URL")]
    writes: Vec<String>,
    /// The folder the work order is put into
    #[arg(long, value_name = "DIR", default_value = "work-orders")]
    orders: PathBuf,
    /// The post that carries it out
    #[arg(long, default_value = POST)]
    post: String,
    /// In how many days
    #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
    /// Who carries it out
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let wrong = || {
        format!(
            "`{}` is no plan; make one with `keyholder disposal sources-plan`",
            args.plan.display()
        )
    };
    let bytes = files::read_bytes(&args.plan, PLAN_BYTES_MAX).with_context(wrong)?;
    let plan: PastPlan = serde_json::from_slice(&bytes).map_err(|_| anyhow::anyhow!(wrong()))?;
    let map = args.reach.map()?;
    as_planned(&plan, &args.writes, &map)?;
    let office = args.place.open()?;
    let from = FromSystem {
        record: &office.record,
        signer: &office.signer,
        reach: &args.reach,
        map: &map,
        writes: &args.writes,
        post: &args.post,
        days: args.days,
        by: &args.by,
    };
    let at =
        |ending: &str| args.orders.join(format!("disposal-{}-{}{ending}", args.run, plan.source));
    // What was ordered is known by the file beside the orders: in another folder nothing was.
    let known = at(".json");
    let before: Orders = match known.exists() {
        false => Orders::default(),
        true => {
            let bytes = files::read_bytes(&known, PLAN_BYTES_MAX)?;
            serde_json::from_slice(&bytes)
                .with_context(|| format!("`{}` is not what was ordered", known.display()))?
        }
    };
    let mut keep = |orders: &Orders| {
        let Some(text) = &orders.text else { return Ok(()) };
        std::fs::create_dir_all(&args.orders)
            .with_context(|| format!("cannot make the folder `{}`", args.orders.display()))?;
        if orders.text != before.text {
            files::write_private(&at(".txt"), text.as_bytes())?;
            print(&format!("A work order for {} is in `{}`.\n", plan.name, at(".txt").display()))?;
        }
        let path = at("-not.txt");
        if orders.called_off.is_none() && path.exists() {
            std::fs::remove_file(&path)
                .with_context(|| format!("cannot take `{}` away", path.display()))?;
        }
        if let Some(called_off) = &orders.called_off {
            files::write_private(&path, called_off.as_bytes())?;
            print(&format!(
                "Some of it is not to be done any more: give `{}` to whoever has the order.\n",
                path.display()
            ))?;
        }
        files::write_private(&known, &serde_json::to_vec(orders)?)?;
        Ok(())
    };
    let ended = from.carry_out(args.run, &plan, &before, &mut keep, &Stop::default())?;
    tell(args.run, &ended)?;
    Ok(if ended.over { Outcome::Clean } else { Outcome::Findings })
}

/// Says what came of it.
fn tell(run: i64, ended: &Ended) -> anyhow::Result<()> {
    let report = &ended.report;
    let (gone, stayed, waits) = (gone(report), stayed(report), waits(report));
    print(&format!("{gone} rows are gone, {stayed} stay, {waits} wait for a work order.\n"))?;
    for (why, count) in report.because() {
        print(&format!("  {count} stay: {why}\n"))?;
    }
    for end in &report.ends {
        if let Came::Failed(why) | Came::Uncertain(why) = &end.came {
            print(&format!("  a row of {} was not done: {why}\n", end.table))?;
        }
    }
    if ended.over {
        print(&format!("It is done: `keyholder disposal certificate {run}`.\n"))?;
    } else {
        print("It is not done: run the same command again to look again.\n")?;
    }
    Ok(())
}
