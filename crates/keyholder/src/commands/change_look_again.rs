use std::path::PathBuf;

use sources::Stop;
use sources::change::look_again;

use super::change::{action, read, tell};
use super::change_carry_out::{came_of, end_tasks, find_what_is_left};
use super::change_case::ForCase;
use crate::asker::{Asker, allowed};
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
    let record = &office.record;
    let now = record.now(today::timestamp());
    let Some(open) = record.open_change(&plan.digest())? else {
        anyhow::bail!("this plan is not being carried out: it was not begun, or it is settled");
    };
    args.case.check(&office, &args.asker, &plan, person, now)?;
    let question = args.asker.question(record, action(&plan.change), now)?;
    // Reading is looking: it is in the log before anything is read.
    let sources: Vec<&str> = plan.sources.iter().map(|one| one.source.as_str()).collect();
    let looks = args.asker.question(record, "look", now)?;
    let _leave = allowed(record, record.leave_to_collect(&looks, person, &sources, now))?;
    let places = args.reach.places(&map)?;
    let mut report = look_again(&plan, &places, &mut args.reach.readers(&map, &Stop::default())?)?;
    let planner = Planner {
        office: &office,
        asker: &args.asker,
        reach: &args.reach,
        map: &map,
        also: &plan.also,
        person,
        now,
        stop: Stop::default(),
    };
    find_what_is_left(&planner, &plan, &mut report);
    let ended = record.end_change(&question, person, plan.digest(), &came_of(&report), now);
    allowed(record, ended)?;
    args.case.write(&office, &args.asker, &plan, &report, now)?;
    end_tasks(&office, &plan, &report, open.entry, &args.asker.by, now)?;
    tell(&report)
}
