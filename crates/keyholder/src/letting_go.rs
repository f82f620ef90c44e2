//! Letting rows of the landlord's systems go that are past their time: the same for whoever types it and for a server
//! that was asked by a page.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use db::Tx;
use db::tasks::{self, NewTask};
use disposal::{CameOfSystem, Orders};
use jiff::ToSpan;
use ledger::Signer;
use people::{AskedOf, LettingGo, Now, Record, Standing};
use sources::change::{
    Came, Opened, PastAsk, PastPlan, PastReport, PastRow, let_past_go, past_call_off, past_order,
    plan_past,
};
use sources::write::{self, Writer};
use sources::{Error, Map, Source, Stop};

use crate::reach::{Reach, addresses};
use crate::today;

/// The kind of the tasks of work orders.
const TASK: &str = "work-order";

/// A system rows go from, and how it is reached.
pub(crate) struct FromSystem<'a> {
    pub(crate) record: &'a Record,
    pub(crate) signer: &'a Signer,
    pub(crate) reach: &'a Reach,
    pub(crate) map: &'a Map,
    /// Where systems are changed: their names in the map, `=`, and their addresses.
    pub(crate) writes: &'a [String],
    /// The post that carries work orders out, and in how many days.
    pub(crate) post: &'a str,
    pub(crate) days: u16,
    /// Who does it.
    pub(crate) by: &'a str,
}

/// What is asked for.
pub(crate) struct Wanted<'a> {
    pub(crate) source: &'a str,
    pub(crate) tables: Vec<String>,
    pub(crate) after: u64,
    pub(crate) most: usize,
    pub(crate) nobodys: Option<String>,
    pub(crate) direct: bool,
}

/// What came of carrying it out.
pub(crate) struct Ended {
    pub(crate) report: PastReport,
    /// What whoever carries out by hand was told by then.
    pub(crate) orders: Orders,
    /// Whether nothing is left.
    pub(crate) over: bool,
}

/// What keeps what was ordered and called off, before anything else is written down.
pub(crate) type Keep<'a> = &'a mut dyn FnMut(&Orders) -> anyhow::Result<()>;

impl FromSystem<'_> {
    fn source(&self, id: &str) -> anyhow::Result<(&Source, String)> {
        let source =
            self.map.source(id).with_context(|| format!("the map has no source `{id}`"))?;
        let place = self
            .reach
            .places(self.map)?
            .remove(id)
            .with_context(|| format!("say where `{id}` is, with `--connect {id}=URL`"))?;
        Ok((source, place))
    }

    /// Plans what goes. That somebody looks is in the log first.
    pub(crate) fn plan(&self, wanted: Wanted<'_>, stop: &Stop) -> anyhow::Result<PastPlan> {
        let (source, place) = self.source(wanted.source)?;
        let mut readers = self.reach.readers(self.map, stop)?;
        for reader in readers.values_mut().flatten() {
            reader.stop_with(stop);
        }
        let now = self.record.now(today::timestamp());
        let ask = PastAsk {
            made: now.today(),
            tables: wanted.tables,
            after: wanted.after,
            most: wanted.most,
            nobodys: wanted.nobodys,
            direct: wanted.direct,
            place,
            nonce: vault::random(),
        };
        let survey = self.record.survey(self.by, wanted.source, now)?;
        let charter = self.record.gate().charter();
        let mut standing = standing(self.record, now);
        Ok(plan_past(&survey, &ask, source, self.map, charter, &mut standing, &mut readers)?)
    }

    /// Carries out what was planned and approved, or looks again, with what was ordered by hand before.
    ///
    /// What is begun is not stopped in the middle: it is cut off, and goes on, as when the power goes. Only where
    /// another server may do the same is `stop` pulled.
    pub(crate) fn carry_out(
        &self,
        run: i64,
        plan: &PastPlan,
        orders: &Orders,
        keep: Keep<'_>,
        stop: &Stop,
    ) -> anyhow::Result<Ended> {
        let (source, place) = self.source(&plan.source)?;
        let writes = addresses(self.writes, "--write", self.map)?;
        let mut writer: Option<Box<dyn Writer>> =
            match writes.iter().find(|(id, _)| *id == plan.source) {
                _ if !plan.direct => None,
                Some((_, url)) => Some(write::open(url)?),
                // Said before the approval is used.
                None => bail!(
                    "this plan is written from here: say where, with `--write {}=URL`",
                    plan.source
                ),
            };
        let record = self.record;
        let mut readers = self.reach.readers(self.map, stop)?;
        let now = record.now(today::timestamp());
        let leave = disposal::begin_in_system(record, self.by, (run, plan.digest()), now)?;
        let charter = record.gate().charter();
        let opened = Opened { source, map: self.map, charter, place: &place };
        let mut standing = standing(record, now);
        let writer = writer.as_mut().map(|one| &mut **one as &mut dyn Writer);
        stop.check()?;
        let report = let_past_go(&leave, plan, opened, &mut standing, writer, &mut readers)?;
        stop.check()?;
        let orders = self.ordered(plan, &leave, &report, orders)?;
        keep(&orders)?;
        let over = self.ended(run, &leave, &report, orders.called_off.is_some())?;
        Ok(Ended { report, orders, over })
    }

    /// What whoever carries out by hand is told now: rows that wait and that nobody has an order for are ordered, and
    /// of those that were ordered the ones that stay by now are called off.
    fn ordered(
        &self,
        plan: &PastPlan,
        leave: &LettingGo,
        report: &PastReport,
        before: &Orders,
    ) -> anyhow::Result<Orders> {
        let places = |such: &dyn Fn(&Came) -> bool| -> BTreeSet<usize> {
            let ends = report.ends.iter().enumerate();
            ends.filter(|(_, end)| such(&end.came)).map(|(at, _)| at).collect()
        };
        let rows = |places: &BTreeSet<usize>| -> Vec<PastRow> {
            places.iter().filter_map(|at| plan.rows.get(*at).cloned()).collect()
        };
        let mut orders = before.clone();
        let waiting = places(&|came| *came == Came::Waits);
        // What was called off and may go after all is ordered anew: whoever was told leaves it.
        let known = |at: &usize| before.ordered.contains(at) && !before.stay.contains(at);
        let new: BTreeSet<usize> = waiting.into_iter().filter(|at| !known(at)).collect();
        if !new.is_empty() {
            let text = past_order(plan, &rows(&new), leave.entry(), self.post, self.signer)?;
            orders.text = Some(match &before.text {
                Some(earlier) => format!("{earlier}\n\n{text}"),
                None => text,
            });
            orders.ordered.extend(new);
        }
        let stay = places(&|came| matches!(came, Came::Stayed(_)));
        orders.stay = orders.ordered.intersection(&stay).copied().collect();
        // Where nobody could look, what was called off is called off still.
        let unknown = places(&|came| matches!(came, Came::Uncertain(_) | Came::Failed(_)));
        orders.stay.extend(before.stay.intersection(&unknown));
        orders.called_off = match orders.stay.is_empty() {
            true => None,
            false => Some(past_call_off(plan, &rows(&orders.stay), self.post, self.signer)?),
        };
        Ok(orders)
    }

    /// Writes down what came of it; whether it is over.
    fn ended(
        &self,
        run: i64,
        leave: &LettingGo,
        report: &PastReport,
        called_off: bool,
    ) -> anyhow::Result<bool> {
        let record = self.record;
        let now = record.now(today::timestamp());
        let (gone, stayed) = (gone(report), stayed(report));
        let came = CameOfSystem {
            gone,
            stayed,
            open: report.count(|_| true) - gone - stayed,
            because: report.because(),
            classes: report.classes(),
        };
        let due = now.today().checked_add(i32::from(self.days).days())?;
        let task = NewTask {
            post: self.post.to_owned(),
            kind: TASK.to_owned(),
            subject: None,
            reference: disposal::order_of(run, leave.source()),
            due: due.to_string(),
        };
        let (waits, over) = (waits(report) > 0, came.open == 0);
        let (by, at) = (self.by.to_owned(), now.micros());
        let beside = move |tx: &Tx<'_>| {
            if over {
                let done = "looked at again: it is done";
                tasks::end_about(tx, TASK, &task.reference, &by, done, at)?;
            } else if waits {
                tasks::give_once(tx, &task, at)?;
            }
            // Over or not: whoever has the order may do it still.
            let kind = disposal::CALLED_OFF;
            if called_off {
                let task = NewTask { kind: kind.to_owned(), ..task.clone() };
                tasks::give_once(tx, &task, at)?;
            } else {
                let none = "nothing is called off any more";
                tasks::end_about(tx, kind, &task.reference, &by, none, at)?;
            }
            Ok(())
        };
        let over = disposal::came_of_system(record, self.by, run, (leave, &came), now, beside)?;
        Ok(over)
    }
}

/// How many rows are gone, or say nothing any more.
pub(crate) fn gone(report: &PastReport) -> u64 {
    report.count(|came| matches!(came, Came::Gone | Came::Emptied))
}

/// How many stay.
pub(crate) fn stayed(report: &PastReport) -> u64 {
    report.count(|came| matches!(came, Came::Stayed(_)))
}

/// How many wait for a work order.
pub(crate) fn waits(report: &PastReport) -> u64 {
    report.count(|came| *came == Came::Waits)
}

/// Refuses a plan of work orders where a system could be written: it says what it is for.
pub(crate) fn as_planned(plan: &PastPlan, writes: &[String], map: &Map) -> anyhow::Result<()> {
    let writes = addresses(writes, "--write", map)?;
    if !plan.direct && writes.iter().any(|(id, _)| *id == plan.source) {
        bail!(
            "this plan is for a work order: plan again with `--direct` to have it written from here"
        );
    }
    Ok(())
}

/// What stands in the way of rows, by what they say of whose they are and the class they are kept by.
fn standing(
    record: &Record,
    now: Now,
) -> impl FnMut(&[AskedOf]) -> Result<Vec<Standing>, Error> + '_ {
    move |asked| {
        let said = record.standing_of(asked, now.today(), casework::KEEPS);
        said.map_err(|error| Error::Refused(error.to_string()))
    }
}
