//! What a server lets go of the landlord's systems, as it was asked by a page: it plans, carries out what was approved,
//! and looks again. The code that does it is that of the commands.

use std::panic::AssertUnwindSafe;

use anyhow::{Context, bail};
use db::jobs::{self, Leased};
use disposal::{Begun, CameOf, IN_SYSTEMS, NewPlan, Orders};
use sources::change::{PAST_BATCH_MAX, PastPlan, show_past};

use crate::changing::{DAYS, POST};
use crate::collector::At;
use crate::leasing::{Held, LEASE, under_lease};
use crate::letting_go::{FromSystem, Wanted};
use crate::today;

impl At<'_> {
    /// Takes the next turn of letting rows of a system go; whether there was one.
    pub(crate) fn next_letting_go(&self, holder: &str) -> anyhow::Result<bool> {
        let (record, data) = (self.desk.record(), self.desk.record().data());
        let now = record.now(today::timestamp());
        let (by, at) = (holder.to_owned(), now.micros());
        let leased = data.write("lease a turn of letting go", move |tx| {
            jobs::lease(tx, IN_SYSTEMS, &by, at, at + LEASE)
        })?;
        let Some(job) = leased.into_inner() else {
            disposal::give_up_turns(record, now)?;
            return Ok(false);
        };
        let Some(mut begun) = disposal::begin_turn(record, &job)? else {
            data.write("job done", move |tx| jobs::done(tx, &job))?;
            return Ok(true);
        };
        let mut turn = |held: &Held| {
            // A row nobody thought of must not take the server's other work with it.
            let came =
                std::panic::catch_unwind(AssertUnwindSafe(|| self.let_go(&mut begun, &job, held)))
                    .unwrap_or_else(|_| bail!("something in a system could not be read at all"));
            (came, held.lost.is_stopped())
        };
        let (came, lost) = under_lease(self.desk, (&job, at + LEASE), self.stop, &mut turn);
        if lost {
            // Another server goes on with it, and says what came of it.
            tracing::warn!("the lease of a turn of letting go ran out");
            return Ok(true);
        }
        let came = came.unwrap_or_else(|error| CameOf::Failed(format!("{error:#}")));
        let (waits, failed) = (matches!(came, CameOf::Waits), matches!(came, CameOf::Failed(_)));
        let now = record.now(today::timestamp());
        disposal::end_turn(record, &begun, &job, came, now)?;
        data.write("a turn is over", move |tx| match waits {
            true => jobs::put_back(tx, &job),
            false => jobs::done(tx, &job),
        })?;
        tracing::info!(failed, "a turn of letting go in a system");
        Ok(true)
    }

    /// Plans, carries out, or looks again.
    fn let_go(&self, begun: &mut Begun, job: &Leased, held: &Held) -> anyhow::Result<CameOf> {
        let (record, systems) = (self.desk.record(), self.systems);
        let by = begun.by.clone();
        let from = FromSystem {
            record,
            signer: self.signer,
            reach: &systems.reach,
            map: &systems.map,
            writes: &systems.writes,
            post: POST,
            days: DAYS,
            by: &by,
        };
        let Some((run, plan)) = begun.planned.clone() else {
            let wanted = Wanted {
                source: &begun.system,
                tables: Vec::new(),
                after: begun.after,
                most: PAST_BATCH_MAX,
                nobodys: begun.nobodys.clone(),
                direct: systems.direct.contains(&begun.system),
            };
            let plan = from.plan(wanted, &held.stop);
            if held.stop.is_stopped() {
                return Ok(CameOf::Waits);
            }
            let plan = plan?;
            return Ok(CameOf::Planned(NewPlan {
                text: show_past(&plan, record.gate().charter()),
                looked: (plan.looked < plan.past).then_some(plan.looked),
                digest: plan.digest(),
                rows: u64::try_from(plan.rows.len())?,
                plan: serde_json::to_string(&plan).context("the plan cannot be written")?,
            }));
        };
        let plan: PastPlan = serde_json::from_str(&plan).context("the plan cannot be read")?;
        let before = begun.orders().clone();
        let mut keep = |orders: &Orders| Ok(disposal::keep_orders(record, begun, job, orders)?);
        let ended = from.carry_out(run, &plan, &before, &mut keep, &held.lost)?;
        Ok(CameOf::Carried { over: ended.over, orders: ended.orders })
    }
}
