use std::path::PathBuf;

use sources::Stop;

use super::case::desk;
use super::change::{read, tell};
use super::change_case::ForCase;
use crate::asker::Asker;
use crate::changing::{Changer, NotWritten};
use crate::office::Where;
use crate::output::Outcome;
use crate::planner::Planner;
use crate::reach::Reach;
use crate::today;

/// Looks again at what a plan was to change, and changes nothing
///
/// After a work order was answered, and wherever the end of a change is uncertain. Exit status 1
/// when it is not complete.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file of the plan
    plan: PathBuf,
    #[command(flatten)]
    reach: Reach,
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
        stop: Stop::default(),
    };
    let case = args.case.find(&desk)?;
    let changer = Changer { planner, signer: &office.signer, desk: &desk, case };
    let report = changer.look_again(&plan, &args.asker.by, &mut |_| Ok(()))?;
    let outcome = tell(&report)?;
    changer.write(&plan, &report).map_err(NotWritten::said)?;
    Ok(outcome)
}
