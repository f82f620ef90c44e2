use std::path::PathBuf;

use anyhow::Context;
use casework::WorkOrder;
use sources::Stop;
use sources::change::Change;

use super::case::desk;
use super::change::{read, tell};
use super::change_case::ForCase;
use crate::asker::Asker;
use crate::changing::{Changer, DAYS, How, NotWritten, POST};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::planner::Planner;
use crate::reach::Reach;
use crate::{files, today};

/// Carries out a plan that was approved
///
/// All of a source or nothing of it; every field is looked at again. One that was cut off goes on
/// where it was. Exit status 1 when it is not complete.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file of the plan
    plan: PathBuf,
    /// The number of its approval
    #[arg(long)]
    approval: i64,
    #[command(flatten)]
    reach: Reach,
    /// Where a source is changed: its name in the map, `=`, and its address
    #[arg(long = "write", value_name = "ID=URL")]
    writes: Vec<String>,
    /// The ground of a restriction: what the person says is wrong
    #[arg(long)]
    ground: Option<String>,
    /// The folder the work orders are put into
    #[arg(long, value_name = "DIR", default_value = "work-orders")]
    orders: PathBuf,
    /// The post that carries them out
    #[arg(long, default_value = POST)]
    post: String,
    /// In how many days
    #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
    /// A wall stands around the person, and somebody has looked whether anyone it keeps out could see
    /// what changes: say what they found
    #[arg(long, value_name = "TEXT")]
    wall_looked_at: Option<String>,
    #[command(flatten)]
    case: ForCase,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (plan, person) = read(&args.plan)?;
    let map = args.reach.map()?;
    args.reach.check(&map)?;
    let office = args.place.open()?;
    let (record, desk) = (&office.record, desk(&office));
    let ask = args.asker.ask("look");
    let planner = Planner {
        record,
        ask: &ask,
        reach: &args.reach,
        map: &map,
        also: &plan.also,
        person,
        now: record.now(today::timestamp()),
        // A change is not stopped in the middle: it is cut off, and goes on, as when the power goes.
        stop: Stop::default(),
    };
    let case = args.case.find(&desk)?;
    let changer = Changer { planner, signer: &office.signer, desk: &desk, case };
    let how = How {
        approval: args.approval,
        writes: &args.writes,
        ground: args.ground.as_deref(),
        wall_looked_at: args.wall_looked_at.as_deref(),
        post: &args.post,
        days: args.days,
    };
    let mut give = |entry: i64, order: WorkOrder| {
        std::fs::create_dir_all(&args.orders)
            .with_context(|| format!("cannot make the folder `{}`", args.orders.display()))?;
        let path = args.orders.join(format!("{entry}-{}.txt", order.source));
        files::write_private(&path, order.text.as_bytes())?;
        print(&format!("A work order for {} is in `{}`.\n", order.name, path.display()))
    };
    let report = changer.carry_out(&plan, &how, &mut give, &mut |_| Ok(()))?;
    let outcome = tell(&report)?;
    changer.write(&plan, &report).map_err(NotWritten::said)?;
    match plan.change {
        Change::Erase { .. } => {
            print("What the record itself holds is erased by `keyholder erase`.\n")?
        }
        Change::Correct { .. } => print(
            "What the record itself holds stays: put it right there too, or the person is looked for \
             by what is wrong.\n",
        )?,
        Change::Restrict { .. } => {}
    }
    Ok(outcome)
}
