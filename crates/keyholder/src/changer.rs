//! What a server changes in the landlord's systems for cases, as it was asked by pages and over the API: it
//! plans, carries out what was approved, and looks again. The code that does it is that of the commands.

use std::panic::AssertUnwindSafe;

use anyhow::{Context, bail};
use casework::{CHANGING, CHANGING_TRIES, CameOfChange, Turn, TurnBegun, WorkOrder};
use db::jobs;
use sources::change::{Plan, PlanAsk, Report};

use crate::changing::{Changer, DAYS, How, NotWritten, POST};
use crate::collector::At;
use crate::commands::case::done;
use crate::leasing::{Held, LEASE, under_lease};
use crate::planner::Planner;
use crate::today;

/// What is to be done after a turn.
enum After {
    /// It is over, and this came of it.
    Came(CameOfChange),
    /// Planning was stopped in good order, and waits again.
    Waits,
    /// All of it is done and in the log, and is written into the case by another try.
    WriteAgain(String),
}

/// Writes what came of a turn into the case. It is done, whether or not that works.
fn written(changer: &Changer<'_>, plan: &Plan, report: Report) -> After {
    match changer.write(plan, &report) {
        Ok(()) => After::Came(CameOfChange::Ended(report)),
        Err(NotWritten { why, passes: true }) => After::WriteAgain(format!("{why:#}")),
        Err(NotWritten { why, .. }) => After::Came(CameOfChange::Failed(format!("{why:#}"))),
    }
}

impl At<'_> {
    /// Takes the next turn of a change; whether there was one.
    pub(crate) fn next_change(&self, holder: &str) -> anyhow::Result<bool> {
        let (desk, data) = (self.desk, self.desk.record().data());
        let now = desk.record().now(today::timestamp());
        let (by, at) = (holder.to_owned(), now.micros());
        let leased =
            data.write("lease a change", move |tx| jobs::lease(tx, CHANGING, &by, at, at + LEASE))?;
        let Some(job) = leased.into_inner() else {
            desk.give_up_changes(now)?;
            return Ok(false);
        };
        let Some(begun) = desk.begin_change(&job, now)? else {
            data.write("job done", move |tx| jobs::done(tx, &job))?;
            return Ok(true);
        };
        let turn = |held: &Held| {
            // A row nobody thought of must not take the server's other work with it.
            let came = std::panic::catch_unwind(AssertUnwindSafe(|| self.turn(&begun, held)))
                .unwrap_or_else(|_| bail!("something in a system could not be read at all"));
            (came, held.lost.is_stopped())
        };
        let (came, lost) = under_lease(desk, (&job, at + LEASE), self.stop, turn);
        if lost {
            // Another server goes on with it, and says what came of it.
            tracing::warn!("the lease of a change ran out");
            return Ok(true);
        }
        let came = match came {
            Ok(After::Came(came)) => came,
            Ok(After::WriteAgain(why)) if job.attempt < i64::from(CHANGING_TRIES) => {
                let at = desk.record().now(today::timestamp()).micros();
                data.write("job failed", move |tx| jobs::failed(tx, &job, &why, at))?;
                return Ok(true);
            }
            Ok(After::WriteAgain(why)) => CameOfChange::Failed(why),
            Ok(After::Waits) => {
                desk.change_waits(&begun)?;
                data.write("job put back", move |tx| jobs::put_back(tx, &job))?;
                return Ok(true);
            }
            Err(error) => CameOfChange::Failed(format!("{error:#}")),
        };
        tracing::info!(failed = matches!(came, CameOfChange::Failed(_)), "a turn of a change");
        let now = desk.record().now(today::timestamp());
        desk.end_change_turn((begun.no, Some(&job)), came, now)?;
        data.write("job done", move |tx| jobs::done(tx, &job))?;
        Ok(true)
    }

    /// Plans, carries out, or looks again.
    fn turn(&self, begun: &TurnBegun, held: &Held) -> anyhow::Result<After> {
        let (desk, systems) = (self.desk, self.systems);
        let record = desk.record();
        let planner = Planner {
            record,
            ask: &begun.ask,
            reach: &systems.reach,
            map: &systems.map,
            also: &begun.wish.also,
            person: begun.person,
            now: record.now(today::timestamp()),
            // A change is not told to stop in the middle: it is cut off, and goes on, as when the power
            // goes. Only where another server may do the same does this one leave it.
            stop: if begun.turn == Turn::PlanRuns { &held.stop } else { &held.lost }.clone(),
        };
        let case = Some((begun.case, begun.reference.as_str()));
        let changer = Changer { planner, signer: self.signer, desk, case };
        if begun.turn == Turn::PlanRuns {
            let plan = self.plan(&changer, begun);
            if held.stop.is_stopped() {
                return Ok(After::Waits);
            }
            return Ok(After::Came(CameOfChange::Planned(Box::new(plan?))));
        }
        let plan = begun.plan.as_ref().context("there is no plan")?;
        let mut keep = |report: &Report| done(desk, desk.keep_report(begun, report));
        let settled = record.open_change(&plan.digest())?.is_none();
        if let (true, Some(report)) = (settled, &begun.report) {
            // It was cut off after the log had it: what came of it is known.
            return Ok(written(&changer, plan, report.clone()));
        }
        let report = match begun.turn {
            Turn::LookRuns => {
                let by = begun.ask.actor.clone().unwrap_or_default();
                changer.look_again(plan, &by, &mut keep)?
            }
            _ => {
                let how = How {
                    approval: begun.approval.context("nobody was asked to approve it")?,
                    writes: &systems.writes,
                    ground: begun.wish.ground.as_deref(),
                    wall_looked_at: begun.wall_looked_at.as_deref(),
                    post: POST,
                    days: DAYS,
                };
                let mut give = |_, order: WorkOrder| done(desk, desk.keep_order(begun, order));
                changer.carry_out(plan, &how, &mut give, &mut keep)?
            }
        };
        Ok(written(&changer, plan, report))
    }

    fn plan(&self, changer: &Changer<'_>, begun: &TurnBegun) -> anyhow::Result<Plan> {
        let planner = &changer.planner;
        changer.check(&begun.wish.change)?;
        planner.plan(PlanAsk {
            person: begun.person,
            change: begun.wish.change.clone(),
            made: planner.now.today(),
            to_tell: planner.to_tell()?,
            direct: self.systems.direct.clone(),
            also: begun.wish.also.clone(),
            places: planner.reach.places(planner.map)?,
            nonce: vault::random(),
        })
    }
}
