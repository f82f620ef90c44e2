//! Carrying out a change of the landlord's systems, and looking again: the same for whoever types it and for
//! a server that was asked.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use casework::{Desk, Who, Work, WorkOrder, Worked};
use db::tasks::{self, NewTask};
use jiff::ToSpan;
use ledger::Signer;
use people::{CameOf, Changing, Fact, Intent, NewChoice, Question};
use sources::change::{
    Change, Open, Plan, PlanAsk, Report, carry_out_until, left_over, look_again, may_begin,
    work_order,
};
use sources::{Stop, write};

use crate::asker::allowed;
use crate::commands::case::done;
use crate::planner::{Planner, action};
use crate::reach::addresses;

/// What is so once the lease has run out.
const TAKEN_OVER: &str = "another server may have taken it over";
/// The kind of the tasks of work orders.
const TASK: &str = "work-order";

/// The post that carries work orders out, where nobody says another.
pub(crate) const POST: &str = "data-protection-officer";
/// In how many days, where nobody says.
pub(crate) const DAYS: u16 = 14;

/// How a plan is carried out.
pub(crate) struct How<'a> {
    /// The number of its approval.
    pub(crate) approval: i64,
    /// Where a source is changed: its name in the map, `=`, and its address.
    pub(crate) writes: &'a [String],
    /// The ground of a restriction.
    pub(crate) ground: Option<&'a str>,
    /// What was found when somebody looked whether the change could show what a wall hides.
    pub(crate) wall_looked_at: Option<&'a str>,
    /// The post that carries work orders out, and in how many days.
    pub(crate) post: &'a str,
    pub(crate) days: u16,
}

/// A change of one person, for a case or for none.
pub(crate) struct Changer<'a> {
    pub(crate) planner: Planner<'a>,
    pub(crate) signer: &'a Signer,
    pub(crate) desk: &'a Desk,
    /// The case it is done for, by its number and its reference.
    pub(crate) case: Option<(i64, &'a str)>,
}

impl Changer<'_> {
    /// Carries a plan out that was approved, or goes on with one that was cut off. `give` gets the orders
    /// for systems that are not changed from here; `keep` what came of it, before the log says so. It is
    /// written into the case by [`Changer::write`], which can fail when all of it is done.
    pub(crate) fn carry_out(
        &self,
        plan: &Plan,
        how: &How<'_>,
        give: &mut dyn FnMut(i64, WorkOrder) -> anyhow::Result<()>,
        keep: &mut dyn FnMut(&Report) -> anyhow::Result<()>,
    ) -> anyhow::Result<Report> {
        let planner = &self.planner;
        let (record, person, now) = (planner.record, planner.person, planner.now);
        let restricts = matches!(plan.change, Change::Restrict { .. });
        ensure!(
            !restricts || how.ground.is_some(),
            "a restriction needs its ground: write it with `--ground`"
        );
        let writes = addresses(how.writes, "--write", planner.map)?;
        self.check(&plan.change)?;
        let question = planner.question(action(&plan.change))?;
        let sources: Vec<&str> = plan.sources.iter().map(|one| one.source.as_str()).collect();
        let intent = Intent {
            digest: plan.digest(),
            approval: how.approval,
            sources: &sources,
            categories: &plan.categories(),
        };
        // What was approved must be what would be planned today; what was begun goes on.
        let begun = record.open_change(&plan.digest())?.is_some();
        let again = if begun { None } else { Some(self.made_again(plan)?) };
        may_begin(plan, again.as_ref(), begun)?;
        // Said only to whom the gate lets plan it.
        let corrects = matches!(plan.change, Change::Correct { .. });
        let hidden = corrects && record.is_hidden(person, now)?;
        ensure!(
            !hidden || how.wall_looked_at.is_some(),
            "a wall stands around this person: what changes could show somebody where they are now. \
             Look at each system of the plan, then say what you found (by the command: \
             `--wall-looked-at`)"
        );
        let changing = allowed(record, record.begin_to_change(&question, person, &intent, now))?;
        planner.stop.check().context(TAKEN_OVER)?;
        self.restrict(plan, how.ground, &question)?;
        let mut readers = planner.reach.readers(planner.map, &Stop::default())?;
        let mut writers: BTreeMap<_, _> =
            writes.into_iter().map(|(id, url)| (id.to_owned(), write::open(url))).collect();
        self.orders(plan, how, &changing, give)?;
        let (from, to, stop) = (&mut readers, &mut writers, &planner.stop);
        let mut report = carry_out_until(&changing, plan, again.as_ref(), to, from, stop)?;
        drop(readers);
        self.find_what_is_left(plan, &mut report);
        planner.stop.check().context(TAKEN_OVER)?;
        keep(&report)?;
        let mut came = came_of(&report);
        came.reason = how.wall_looked_at.map(str::to_owned).filter(|_| hidden);
        let ended = record.end_change(&question, person, plan.digest(), &came, now);
        allowed(record, ended)?;
        Ok(report)
    }

    /// Looks again at what a plan was to change, and changes nothing. What came of it is written into the
    /// case by [`Changer::write`].
    pub(crate) fn look_again(
        &self,
        plan: &Plan,
        by: &str,
        keep: &mut dyn FnMut(&Report) -> anyhow::Result<()>,
    ) -> anyhow::Result<Report> {
        let planner = &self.planner;
        let (record, person, now) = (planner.record, planner.person, planner.now);
        let open = record
            .open_change(&plan.digest())?
            .context("this plan is not being carried out: it was not begun, or it is settled")?;
        self.check(&plan.change)?;
        let question = planner.question(action(&plan.change))?;
        // Reading is looking: it is in the log before anything is read.
        let sources: Vec<&str> = plan.sources.iter().map(|one| one.source.as_str()).collect();
        let looks = planner.question("look")?;
        let _leave = allowed(record, record.leave_to_collect(&looks, person, &sources, now))?;
        let places = planner.reach.places(planner.map)?;
        let mut readers = planner.reach.readers(planner.map, &Stop::default())?;
        let mut report = look_again(plan, &places, &mut readers)?;
        drop(readers);
        self.find_what_is_left(plan, &mut report);
        planner.stop.check().context(TAKEN_OVER)?;
        keep(&report)?;
        // Before it is settled: whoever is cut off here looks once more.
        self.end_tasks(plan, &report, open.entry, by)?;
        let ended = record.end_change(&question, person, plan.digest(), &came_of(&report), now);
        allowed(record, ended)?;
        Ok(report)
    }

    /// The plan made again of what is there now.
    fn made_again(&self, plan: &Plan) -> anyhow::Result<Plan> {
        let planner = &self.planner;
        let places = planner.reach.places(planner.map)?;
        let ask = PlanAsk::again(plan, planner.to_tell()?, places);
        planner.plan(ask.context("this is no plan that was made here")?)
    }

    /// Collects once more: what is there still, or again, keeps the change from being complete.
    fn find_what_is_left(&self, plan: &Plan, report: &mut Report) {
        if matches!(plan.change, Change::Restrict { .. }) {
            return;
        }
        match self.made_again(plan) {
            Ok(again) => report.open.extend(left_over(plan, &again)),
            Err(error) => report.open.push(Open {
                source: "every source".to_owned(),
                why: format!("it could not be looked over once more: {error:#}"),
            }),
        }
    }

    /// Restricts at the gate, before any source says so.
    fn restrict(
        &self,
        plan: &Plan,
        ground: Option<&str>,
        question: &Question,
    ) -> anyhow::Result<()> {
        let (record, person, now) = (self.planner.record, self.planner.person, self.planner.now);
        for category in &plan.at_the_gate {
            let mut choice = NewChoice::new(Fact::Restriction, category, now.today());
            choice.grounds.ground = ground.map(str::to_owned);
            allowed(record, record.choose(question, person, &choice, now))?;
        }
        Ok(())
    }

    /// Makes the work orders, and gives each to the post once.
    fn orders(
        &self,
        plan: &Plan,
        how: &How<'_>,
        changing: &Changing,
        give: &mut dyn FnMut(i64, WorkOrder) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let (record, now) = (self.planner.record, self.planner.now);
        let waiting = plan.sources.iter().filter(|one| !one.direct);
        for source in waiting.filter(|one| one.steps.iter().any(|step| step.writes())) {
            let entry = changing.entry();
            let text = work_order(plan, source, entry, how.post, self.signer)?;
            let (id, name) = (source.source.clone(), source.name.clone());
            give(entry, WorkOrder { source: id, name, text })?;
            let due = now.today().checked_add(i32::from(how.days).days())?;
            let task = NewTask {
                post: how.post.to_owned(),
                kind: TASK.to_owned(),
                subject: None,
                reference: self.task(entry, &source.source),
                due: due.to_string(),
            };
            let at = now.micros();
            record.data().write("give a task", move |tx| {
                tasks::give_once(tx, &task, at)?;
                Ok::<_, db::Error>(())
            })?;
        }
        Ok(())
    }

    /// What the task of a work order refers to.
    fn task(&self, entry: i64, source: &str) -> String {
        match self.case {
            Some((_, reference)) => format!("change {entry} {source}: {reference}"),
            None => format!("change {entry} {source}"),
        }
    }

    /// Ends the tasks of a change whose work orders were carried out.
    fn end_tasks(&self, plan: &Plan, report: &Report, entry: i64, by: &str) -> anyhow::Result<()> {
        let (record, now) = (self.planner.record, self.planner.now);
        for source in &plan.sources {
            let of = |end: &&sources::change::FieldEnd| end.source == source.source;
            if report.ends.iter().filter(of).any(|end| !end.ended.is_done()) {
                continue;
            }
            // It may have been carried out for no case, and looked at again for one.
            let both =
                [format!("change {entry} {}", source.source), self.task(entry, &source.source)];
            let (by, at) = (by.to_owned(), now.micros());
            record.data().write("end tasks", move |tx| {
                for about in &both {
                    tasks::end_about(tx, TASK, about, &by, "looked at again: it is done", at)?;
                }
                Ok::<_, db::Error>(())
            })?;
        }
        Ok(())
    }

    /// Says beforehand what stands in the way: a case of another kind, about another person, or of
    /// somebody who may not.
    pub(crate) fn check(&self, change: &Change) -> anyhow::Result<()> {
        let Some((case, reference)) = self.case else { return Ok(()) };
        let (desk, now) = (self.desk, self.planner.now);
        let question = self.planner.question("use")?;
        let who = Who::Officer(&question);
        let about = done(desk, desk.about_change(who, case, change, now))?;
        ensure!(about == self.planner.person, "the case `{reference}` is about somebody else");
        Ok(())
    }

    /// Writes into the case what came of it, and who has to be told.
    pub(crate) fn write(&self, plan: &Plan, report: &Report) -> Result<(), NotWritten> {
        let Some((case, _)) = self.case else { return Ok(()) };
        let (desk, now) = (self.desk, self.planner.now);
        let question = self.planner.question("use")?;
        let counts: Vec<String> =
            report.counts().into_iter().map(|(how, count)| format!("{count} {how}")).collect();
        let what = match counts.is_empty() {
            true => "nothing of it is held".to_owned(),
            false => counts.join(", "),
        };
        // Whoever was given what is changed, and nobody who was given something else.
        let changed = plan.categories();
        let given = plan.to_tell.iter().filter(|one| {
            one.data.is_empty() || one.data.iter().any(|data| changed.contains(&data.as_str()))
        });
        let mut tell: Vec<String> = given.map(|one| one.recipient.clone()).collect();
        tell.sort();
        tell.dedup();
        let whole = report.is_complete();
        let worked = Worked { work: Work::Changed, whole, what, tell, write_up: false };
        let answer = desk.worked(Who::Officer(&question), case, worked, now);
        let passes = answer.as_ref().is_err_and(passes);
        match done(desk, answer) {
            Ok(_) => Ok(()),
            Err(why) => Err(NotWritten { why, passes }),
        }
    }
}

/// Why what was done could not be written into its case.
pub(crate) struct NotWritten {
    pub(crate) why: anyhow::Error,
    /// Whether it is worth another try as it is: nobody has to do anything first.
    pub(crate) passes: bool,
}

impl From<anyhow::Error> for NotWritten {
    fn from(why: anyhow::Error) -> NotWritten {
        NotWritten { why, passes: false }
    }
}

impl NotWritten {
    /// For whoever typed it.
    pub(crate) fn said(self) -> anyhow::Error {
        self.why.context(
            "the systems are changed, and the log says so, but it could not be written into the case: \
             whoever was given the data has to be told all the same",
        )
    }
}

/// Whether a store that does not answer, or somebody who was faster, is all that is in the way.
fn passes(error: &casework::Error) -> bool {
    use casework::Error;
    matches!(
        error,
        Error::Record(people::Error::Store(_) | people::Error::Changed) | Error::Faster { .. }
    )
}

/// What came of it, as the log has it.
fn came_of(report: &Report) -> CameOf {
    CameOf {
        counts: report.counts().into_iter().collect(),
        complete: report.is_complete(),
        settled: report.is_complete(),
        reason: None,
    }
}
