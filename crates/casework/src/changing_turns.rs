//! The turns of a change: what a server does with it, and how it stands in between.

use db::jobs::{self, Leased};
use db::params;
use db::tasks::{self, NewTask};
use gate::NamedAsk;
use jiff::ToSpan;
use people::{Now, PersonId};
use sources::change::{Plan, Report};

use crate::changing::{CHANGING, Wish, WorkOrder, find, is_held, move_change, moved};
use crate::row::{self, CaseRow};
use crate::{Desk, Error};

/// How often a turn that is cut off is tried.
pub const CHANGING_TRIES: u32 = 3;
/// The most jobs that were given up which are looked at.
const GIVEN_UP_MAX: u32 = 1_000;
/// The task of writing into its case a change that was carried out.
const WRITE_UP: &str = "write-up-change";
/// What is so where it was carried out and is not in the case.
const UNWRITTEN: &str = "it was carried out, and the log says so, but it could not be written into the \
                         case. Whoever works on the case looks at it again. Where the case has ended, \
                         tell those who were given the data, as the plan names them";

/// How a change stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Its plan waits for a server that reaches the systems.
    PlanWaits,
    /// It is being planned.
    PlanRuns,
    /// It is planned, and nothing is changed.
    Planned,
    /// A second person was asked.
    Asked,
    /// It waits to be carried out.
    CarryWaits,
    /// It is being carried out.
    CarryRuns,
    /// It was carried out, and something is left.
    Left,
    /// It waits to be looked at again.
    LookWaits,
    /// It is being looked at again.
    LookRuns,
    /// All of it is done, and was seen to be.
    Complete,
    /// It was closed, and is not complete.
    Closed,
    /// It could not be planned.
    Failed,
}

impl Turn {
    const ALL: [Turn; 12] = [
        Turn::PlanWaits,
        Turn::PlanRuns,
        Turn::Planned,
        Turn::Asked,
        Turn::CarryWaits,
        Turn::CarryRuns,
        Turn::Left,
        Turn::LookWaits,
        Turn::LookRuns,
        Turn::Complete,
        Turn::Closed,
        Turn::Failed,
    ];

    /// Whether a server works at it, or is to.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        self.runs().is_some()
    }

    /// What it is while a server does it; none where no server is to.
    fn runs(self) -> Option<Turn> {
        Some(match self {
            Turn::PlanWaits | Turn::PlanRuns => Turn::PlanRuns,
            Turn::CarryWaits | Turn::CarryRuns => Turn::CarryRuns,
            Turn::LookWaits | Turn::LookRuns => Turn::LookRuns,
            _ => return None,
        })
    }

    /// The number it is stored under. Never given to another.
    pub(crate) fn number(self) -> i64 {
        match self {
            Turn::PlanWaits => 1,
            Turn::PlanRuns => 2,
            Turn::Planned => 3,
            Turn::Asked => 4,
            Turn::CarryWaits => 5,
            Turn::CarryRuns => 6,
            Turn::Left => 7,
            Turn::LookWaits => 8,
            Turn::LookRuns => 9,
            Turn::Complete => 10,
            Turn::Closed => 11,
            Turn::Failed => 12,
        }
    }

    pub(crate) fn of_number(number: i64) -> Option<Turn> {
        Turn::ALL.into_iter().find(|one| one.number() == number)
    }
}

/// A turn that a server takes.
pub struct TurnBegun {
    /// The number of the change.
    pub no: i64,
    /// The case.
    pub case: i64,
    /// Its reference.
    pub reference: String,
    /// Whom it is about.
    pub person: PersonId,
    /// Who asked for it.
    pub ask: NamedAsk,
    /// What is done: planning, carrying out, or looking again.
    pub turn: Turn,
    /// What is to be changed.
    pub wish: Wish,
    /// The plan, where there is one.
    pub plan: Option<Plan>,
    /// The number of its approval.
    pub approval: Option<i64>,
    /// What was found when it was looked whether somebody could see what they must not.
    pub wall_looked_at: Option<String>,
    /// What came of it before, where it was carried out before.
    pub report: Option<Report>,
    /// The lease it is done under: whoever has lost it writes nothing more.
    pub held: Leased,
}

/// Says nothing of whom.
impl std::fmt::Debug for TurnBegun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TurnBegun").field("reference", &self.reference).finish_non_exhaustive()
    }
}

/// What came of a turn.
#[derive(Debug)]
pub enum Came {
    /// A plan.
    Planned(Box<Plan>),
    /// How each field ended.
    Ended(Report),
    /// It did not work, and why.
    Failed(String),
}

impl Desk {
    /// Begins a turn that was asked for, by its job; none where its case or its person is
    /// gone, or it was done.
    ///
    /// # Errors
    /// What the store says.
    pub fn begin_change(&self, job: &Leased, now: Now) -> Result<Option<TurnBegun>, Error> {
        let Some((no, count)) = named(&job.name) else { return Ok(None) };
        let found = self.record().data().read("a change", |tx| {
            let Some(change) = find(tx, no)? else { return Ok(None) };
            Ok::<_, people::Error>(row::find(tx, change.case)?.map(|case| (case, change)))
        })?;
        let Some((case, mut change)) = found.filter(|(_, change)| change.count == count) else {
            return Ok(None);
        };
        let Some(runs) = change.turn.runs() else { return Ok(None) };
        let Some(person) = self.record().live_id_of(change.person)? else { return Ok(None) };
        let inside = self.unseal_change(&change)?;
        if self.subject_of(&case)? != Some(person) {
            // Somebody said in between that the case is about somebody else.
            let why = "the case is about somebody else by now".to_owned();
            self.end_change_turn((no, Some(job)), Came::Failed(why), now)?;
            return Ok(None);
        }
        let sealed = change.sealed.clone();
        self.put_change(&change, runs, sealed, job)?;
        change.turn = runs;
        Ok(Some(TurnBegun {
            no,
            case: case.no,
            reference: case.reference,
            person,
            ask: inside.asker.ask(),
            turn: runs,
            wish: inside.wish,
            plan: inside.plan,
            approval: change.approval,
            wall_looked_at: inside.wall_looked_at,
            report: inside.report,
            held: job.clone(),
        }))
    }

    /// Says that planning was stopped in good order, and waits again.
    ///
    /// # Errors
    /// What the store says.
    pub fn change_waits(&self, begun: &TurnBegun) -> Result<(), Error> {
        let to = match begun.turn {
            Turn::PlanRuns => Turn::PlanWaits,
            Turn::LookRuns => Turn::LookWaits,
            _ => return Ok(()),
        };
        let Some(row) = self.record().data().read("a change", |tx| find(tx, begun.no))? else {
            return Ok(());
        };
        let sealed = row.sealed.clone();
        self.put_change(&row, to, sealed, &begun.held)
    }

    /// Keeps an order for a system that is not changed from here.
    ///
    /// # Errors
    /// What the store says.
    pub fn keep_order(&self, begun: &TurnBegun, order: WorkOrder) -> Result<(), Error> {
        let row = self.record().data().read("a change", |tx| find(tx, begun.no))?;
        let Some(row) = row else { return Ok(()) };
        let mut inside = self.unseal_change(&row)?;
        inside.orders.retain(|one| one.source != order.source);
        inside.orders.push(order);
        let sealed = self.seal_change(begun.person, row.no, &inside)?;
        self.put_change(&row, row.turn, sealed, &begun.held)
    }

    /// Keeps how each field ended, before the log says so: whoever is cut off after that does not have
    /// to guess.
    ///
    /// # Errors
    /// What the store says.
    pub fn keep_report(&self, begun: &TurnBegun, report: &Report) -> Result<(), Error> {
        let row = self.record().data().read("a change", |tx| find(tx, begun.no))?;
        let Some(row) = row else { return Ok(()) };
        let mut inside = self.unseal_change(&row)?;
        inside.report = Some(report.clone());
        let sealed = self.seal_change(begun.person, row.no, &inside)?;
        self.put_change(&row, row.turn, sealed, &begun.held)
    }

    /// Writes down what came of a turn, where its lease stands still; none where it was given up. It is
    /// complete only where every field was seen to be so. What was carried out and could not be written
    /// into the case is somebody's task: whoever was given the data has to be told (Art 19).
    ///
    /// # Errors
    /// What the store says.
    pub fn end_change_turn(
        &self,
        (no, held): (i64, Option<&Leased>),
        came: Came,
        now: Now,
    ) -> Result<(), Error> {
        let row = self.record().data().read("a change", |tx| find(tx, no))?;
        // What has ended stays so, whoever comes late.
        let Some(row) = row.filter(|row| row.turn.is_under_way()) else { return Ok(()) };
        let Some(person) = self.record().live_id_of(row.person)? else { return Ok(()) };
        let mut inside = self.unseal_change(&row)?;
        let open = match row.plan {
            Some(plan) => self.record().open_change(&plan)?.is_some(),
            None => false,
        };
        let reported = inside.report.is_some();
        let unwritten = matches!(came, Came::Failed(_)) && reported && !open;
        let written = matches!(came, Came::Ended(_));
        inside.said = None;
        let (to, plan) = match came {
            Came::Planned(plan) => {
                let digest = plan.digest();
                inside.plan = Some(*plan);
                (Turn::Planned, Some(digest))
            }
            Came::Ended(report) => {
                let complete = report.is_complete();
                inside.report = Some(report);
                (if complete { Turn::Complete } else { Turn::Left }, row.plan)
            }
            Came::Failed(why) => {
                let why = if unwritten { format!("{UNWRITTEN}: {why}") } else { why };
                inside.said = Some(why.chars().take(2_000).collect());
                (failed(row.turn, open || reported), row.plan)
            }
        };
        let sealed = match self.seal_change(person, no, &inside) {
            Ok(sealed) => sealed,
            // It is too large to be kept: there is no plan, and it says so.
            Err(Error::Malformed(why)) => {
                inside.plan = None;
                inside.said = Some(why);
                let sealed = self.seal_change(person, no, &inside)?;
                let (from, was, held) = (row.turn, row.sealed, held.cloned());
                self.record().data().write("a change", move |tx| {
                    held.as_ref().map_or(Ok(()), |held| is_held(tx, held))?;
                    move_change(tx, (no, from, &was), Turn::Failed, &sealed)
                })?;
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let (from, was, held, by) = (row.turn, row.sealed, held.cloned(), inside.asker.name());
        self.record().data().write("a change", move |tx| {
            held.as_ref().map_or(Ok(()), |held| is_held(tx, held))?;
            if (unwritten || written)
                && let Some(case) = row::find(tx, row.case)?
            {
                let task = write_up(&case, now);
                match unwritten {
                    true => tasks::give_once(tx, &task, now.micros())?,
                    false => {
                        let said = "it is written into the case";
                        tasks::end_about(tx, WRITE_UP, &task.reference, &by, said, now.micros())?;
                    }
                }
            }
            let sql = "UPDATE case_change SET state = ?2, plan = ?3, detail = ?4
                       WHERE no = ?1 AND state = ?5 AND detail = ?6";
            let values = params![
                no,
                to.number(),
                plan.as_ref().map(<[u8; 32]>::as_slice),
                &sealed,
                from.number(),
                &was
            ];
            moved(tx.execute(sql, values)?)
        })?;
        Ok(())
    }

    /// Says of turns that were given up that they failed: whoever asked can ask again.
    ///
    /// # Errors
    /// What the store says.
    pub fn give_up_changes(&self, now: Now) -> Result<(), Error> {
        let dead = |tx: &db::Tx<'_>| {
            let mut open = Vec::new();
            for name in jobs::dead_of(tx, CHANGING, GIVEN_UP_MAX)? {
                let Some((no, count)) = named(&name) else { continue };
                let Some(row) = find(tx, no)? else { continue };
                if row.count == count && row.turn.is_under_way() {
                    open.push(no);
                }
            }
            Ok::<_, people::Error>(open)
        };
        for no in self.record().data().read("changes given up", dead)? {
            let why = "it was tried too often, and each time cut off".to_owned();
            self.end_change_turn((no, None), Came::Failed(why), now)?;
        }
        Ok(())
    }
}

/// The task of writing into its case what a change came to.
fn write_up(case: &CaseRow, now: Now) -> NewTask {
    NewTask {
        post: case.post.clone(),
        kind: WRITE_UP.to_owned(),
        subject: None,
        reference: case.reference.clone(),
        due: now.today().saturating_add(1.days()).to_string(),
    }
}

/// Where a turn that failed leads: what was begun is not as if nothing had been done.
fn failed(turn: Turn, begun: bool) -> Turn {
    match turn {
        Turn::PlanWaits | Turn::PlanRuns => Turn::Failed,
        _ if begun => Turn::Left,
        Turn::LookWaits | Turn::LookRuns => Turn::Left,
        _ => Turn::Asked,
    }
}

/// The number of a change, and which of its turns it is, by the name of a job.
fn named(job: &str) -> Option<(i64, i64)> {
    let (no, count) = job.split_once(' ')?;
    Some((no.parse().ok()?, count.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Turn, failed, named};

    #[test]
    fn what_was_begun_is_never_taken_for_untouched() {
        assert_eq!(failed(Turn::PlanRuns, false), Turn::Failed);
        assert_eq!(failed(Turn::CarryRuns, false), Turn::Asked);
        for turn in [Turn::CarryWaits, Turn::CarryRuns, Turn::LookWaits, Turn::LookRuns] {
            assert_eq!(failed(turn, true), Turn::Left);
        }
        assert_eq!(failed(Turn::LookRuns, false), Turn::Left);
        for turn in Turn::ALL {
            assert_eq!(Turn::of_number(turn.number()), Some(turn));
            assert_eq!(turn.is_under_way(), turn.runs().is_some());
        }
        assert_eq!(named("12 3"), Some((12, 3)));
        assert_eq!(named("12"), None);
    }
}
