use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use db::tasks::{self, NewTask};
use jiff::ToSpan;
use people::{CameOf, Changing, Fact, Intent, NewChoice, Now, Question, Record};
use sources::change::{
    Change, Open, Plan, PlanAsk, Report, carry_out, left_over, may_begin, work_order,
};
use sources::{Stop, write};

use super::change::{action, read, tell};
use super::change_case::ForCase;
use crate::asker::{Asker, allowed};
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::planner::Planner;
use crate::reach::{Reach, addresses};
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
    #[arg(long, default_value = "data-protection-officer")]
    post: String,
    /// In how many days
    #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u16).range(1..=365))]
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

/// The kind of the tasks of work orders.
const TASK: &str = "work-order";

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (plan, person) = read(&args.plan)?;
    let map = args.reach.map()?;
    args.reach.check(&map)?;
    let writes = addresses(&args.writes, "--write", &map)?;
    let office = args.place.open()?;
    let record = &office.record;
    let now = record.now(today::timestamp());
    if matches!(plan.change, Change::Restrict { .. }) && args.ground.is_none() {
        anyhow::bail!("a restriction needs its ground: write it with `--ground`");
    }
    args.case.check(&office, &args.asker, &plan, person, now)?;
    let question = args.asker.question(record, action(&plan.change), now)?;
    let sources: Vec<&str> = plan.sources.iter().map(|one| one.source.as_str()).collect();
    let intent = Intent {
        digest: plan.digest(),
        approval: args.approval,
        sources: &sources,
        categories: &plan.categories(),
    };
    // What was approved must be what would be planned today; what was begun goes on.
    let planner = Planner {
        office: &office,
        asker: &args.asker,
        reach: &args.reach,
        map: &map,
        also: &plan.also,
        person,
        now,
        // A change is not stopped in the middle: it is cut off, and goes on, as when the power goes.
        stop: Stop::default(),
    };
    let begun = record.open_change(&plan.digest())?.is_some();
    let again = if begun { None } else { Some(made_again(&planner, &plan)?) };
    may_begin(&plan, again.as_ref(), begun)?;
    // Said only to whom the gate lets plan it.
    let hidden = matches!(plan.change, Change::Correct { .. }) && record.is_hidden(person, now)?;
    if hidden && args.wall_looked_at.is_none() {
        anyhow::bail!(
            "a wall stands around this person: what changes could show somebody where they are now. \
             Look at each system of the plan, then say what you found with `--wall-looked-at`"
        );
    }
    let changing = allowed(record, record.begin_to_change(&question, person, &intent, now))?;
    restrict(args, record, &plan, &question, now)?;
    let mut readers = args.reach.readers(&map, &Stop::default())?;
    let mut writers: BTreeMap<_, _> =
        writes.into_iter().map(|(id, url)| (id.to_owned(), write::open(url))).collect();
    orders(args, &office, &plan, &changing, now)?;
    let mut report = carry_out(&changing, &plan, again.as_ref(), &mut writers, &mut readers)?;
    drop(readers);
    find_what_is_left(&planner, &plan, &mut report);
    let mut came = came_of(&report);
    came.reason = args.wall_looked_at.clone().filter(|_| hidden);
    let ended = record.end_change(&question, person, plan.digest(), &came, now);
    allowed(record, ended)?;
    args.case.write(&office, &args.asker, &plan, &report, now)?;
    let outcome = tell(&report)?;
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

/// The plan made again of what is there now.
fn made_again(planner: &Planner<'_>, plan: &Plan) -> anyhow::Result<Plan> {
    let places = planner.reach.places(planner.map)?;
    let ask = PlanAsk::again(plan, planner.to_tell()?, places);
    planner.plan(ask.context("this is no plan that was made here")?)
}

/// Collects once more: what is there still, or again, keeps the change from being complete.
pub(crate) fn find_what_is_left(planner: &Planner<'_>, plan: &Plan, report: &mut Report) {
    if matches!(plan.change, Change::Restrict { .. }) {
        return;
    }
    match made_again(planner, plan) {
        Ok(again) => report.open.extend(left_over(plan, &again)),
        Err(error) => report.open.push(Open {
            source: "every source".to_owned(),
            why: format!("it could not be looked over once more: {error:#}"),
        }),
    }
}

/// Restricts at the gate, before any source says so.
fn restrict(
    args: &Args,
    record: &Record,
    plan: &Plan,
    question: &Question,
    now: Now,
) -> anyhow::Result<()> {
    let person = plan.person.parse()?;
    for category in &plan.at_the_gate {
        let mut choice = NewChoice::new(Fact::Restriction, category, now.today());
        choice.grounds.ground.clone_from(&args.ground);
        allowed(record, record.choose(question, person, &choice, now))?;
    }
    Ok(())
}

/// What came of it, as the log has it.
pub(crate) fn came_of(report: &Report) -> CameOf {
    CameOf {
        counts: report.counts().into_iter().collect(),
        complete: report.is_complete(),
        settled: report.is_complete(),
        reason: None,
    }
}

/// What the task of a work order refers to.
pub(crate) fn reference(entry: i64, source: &str) -> String {
    format!("change {entry} {source}")
}

/// Writes the work orders, and gives each to the post once.
fn orders(
    args: &Args,
    office: &Office,
    plan: &Plan,
    changing: &Changing,
    now: Now,
) -> anyhow::Result<()> {
    let waiting = plan.sources.iter().filter(|one| !one.direct);
    for source in waiting.filter(|one| one.steps.iter().any(|step| step.writes())) {
        let entry = changing.entry();
        let order = work_order(plan, source, entry, &args.post, &office.signer)?;
        std::fs::create_dir_all(&args.orders)
            .with_context(|| format!("cannot make the folder `{}`", args.orders.display()))?;
        let path = args.orders.join(format!("{entry}-{}.txt", source.source));
        files::write_private(&path, order.as_bytes())?;
        print(&format!("A work order for {} is in `{}`.\n", source.name, path.display()))?;
        let due = now.today().checked_add(i32::from(args.days).days())?;
        let task = NewTask {
            post: args.post.clone(),
            kind: TASK.to_owned(),
            subject: None,
            reference: reference(entry, &source.source),
            due: due.to_string(),
        };
        let at = now.micros();
        office.record.data().write("give a task", move |tx| {
            tasks::give_once(tx, &task, at)?;
            Ok::<_, db::Error>(())
        })?;
    }
    Ok(())
}

/// Ends the tasks of a change whose work orders were carried out.
pub(crate) fn end_tasks(
    office: &Office,
    plan: &Plan,
    report: &Report,
    entry: i64,
    by: &str,
    now: Now,
) -> anyhow::Result<()> {
    for source in &plan.sources {
        let open =
            report.ends.iter().any(|end| end.source == source.source && !end.ended.is_done());
        if open {
            continue;
        }
        let (about, by, at) = (reference(entry, &source.source), by.to_owned(), now.micros());
        office.record.data().write("end tasks", move |tx| {
            tasks::end_about(tx, TASK, &about, &by, "looked at again: it is done", at)
        })?;
    }
    Ok(())
}
