use std::path::PathBuf;

use anyhow::Context;
use db::tasks::{self, NewTask};
use disposal::CameOfSystem;
use jiff::ToSpan;
use sources::change::{Came, Opened, PastPlan, PastReport, let_past_go, past_order};
use sources::write::Writer;
use sources::{Stop, write};

use crate::changing::{DAYS, POST};
use crate::files;
use crate::letting_go::standing;
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::reach::{Reach, addresses};
use crate::today;

/// The most a plan may weigh: 16 MiB.
const PLAN_BYTES_MAX: usize = 16 << 20;
/// The kind of the tasks of work orders.
const TASK: &str = "work-order";

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
    let source = map
        .source(&plan.source)
        .with_context(|| format!("the map has no source `{}`", plan.source))?;
    let place =
        args.reach.places(&map)?.remove(&plan.source).with_context(|| {
            format!("say where `{0}` is, with `--connect {0}=URL`", plan.source)
        })?;
    let writes = addresses(&args.writes, "--write", &map)?;
    let mut writer: Option<Box<dyn Writer>> = match writes.iter().find(|(id, _)| *id == plan.source)
    {
        Some((_, url)) if plan.direct => Some(write::open(url)?),
        Some(_) => anyhow::bail!(
            "this plan is for a work order: plan again with `--direct` to have it written from here"
        ),
        None => None,
    };
    let office = args.place.open()?;
    let record = &office.record;
    let now = record.now(today::timestamp());
    // What is begun is not stopped in the middle: it is cut off, and goes on, as when the power goes.
    let mut readers = args.reach.readers(&map, &Stop::default())?;
    let leave = disposal::begin_in_system(record, &args.by, (args.run, plan.digest()), now)?;
    let opened = Opened { source, map: &map, charter: record.gate().charter(), place: &place };
    let mut standing = standing(record, now);
    let writer = writer.as_mut().map(|one| &mut **one as &mut dyn Writer);
    let (report, waiting) =
        let_past_go(&leave, &plan, opened, &mut standing, writer, &mut readers)?;
    let about = format!("disposal {} {}", args.run, plan.source);
    if !waiting.is_empty() && !leave.goes_on() {
        let text = past_order(&plan, &waiting, leave.entry(), &args.post, &office.signer)?;
        std::fs::create_dir_all(&args.orders)
            .with_context(|| format!("cannot make the folder `{}`", args.orders.display()))?;
        let path = args.orders.join(format!("disposal-{}-{}.txt", args.run, plan.source));
        files::write_private(&path, text.as_bytes())?;
        print(&format!("A work order for {} is in `{}`.\n", plan.name, path.display()))?;
    }
    let over = tell(&office, args, &leave, &report, &about)?;
    Ok(if over { Outcome::Clean } else { Outcome::Findings })
}

/// Says and writes down what came of it; whether it is over.
fn tell(
    office: &Office,
    args: &Args,
    leave: &people::LettingGo,
    report: &PastReport,
    about: &str,
) -> anyhow::Result<bool> {
    let record = &office.record;
    let now = record.now(today::timestamp());
    let gone = report.count(|came| matches!(came, Came::Gone | Came::Emptied));
    let stayed = report.count(|came| matches!(came, Came::Stayed(_)));
    let waits = report.count(|came| *came == Came::Waits);
    let open = report.count(|_| true) - gone - stayed;
    print(&format!("{gone} rows are gone, {stayed} stay, {waits} wait for a work order.\n"))?;
    for (why, count) in report.because() {
        print(&format!("  {count} stay: {why}\n"))?;
    }
    for end in &report.ends {
        if let Came::Failed(why) | Came::Uncertain(why) = &end.came {
            print(&format!("  a row of {} was not done: {why}\n", end.table))?;
        }
    }
    let came =
        CameOfSystem { gone, stayed, open, because: report.because(), classes: report.classes() };
    let over = disposal::came_of_system(record, &args.by, args.run, leave, &came, now)?;
    let due = now.today().checked_add(i32::from(args.days).days())?;
    let task = NewTask {
        post: args.post.clone(),
        kind: TASK.to_owned(),
        subject: None,
        reference: about.to_owned(),
        due: due.to_string(),
    };
    let (by, at) = (args.by.clone(), now.micros());
    record.data().write("a work order", move |tx| {
        if over {
            tasks::end_about(tx, TASK, &task.reference, &by, "looked at again: it is done", at)?;
        } else if waits > 0 {
            tasks::give_once(tx, &task, at)?;
        }
        Ok::<_, db::Error>(())
    })?;
    if over {
        print(&format!("It is done: `keyholder disposal certificate {}`.\n", args.run))?;
    } else {
        print("It is not done: run the same command again to look again.\n")?;
    }
    Ok(over)
}
