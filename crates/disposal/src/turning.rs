//! The turns of letting rows of a system go: what a server does with one, and how it stands in between.

use db::jobs::{self, Leased};
use db::{Tx, params};
use people::{Error as RecordError, Now, Record};
use vault::KeyId;

use crate::Error;
use crate::orders::Orders;
use crate::runs::{self, State};
use crate::systems::{NewRun, insert_run};
use crate::turns::{COLUMNS, IN_SYSTEMS, Inside, LISTED_MAX, Turn, kept, open, read, seal};

/// A turn that a server takes.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Its number.
    pub no: i64,
    /// The system.
    pub system: String,
    /// Who asked for what is done now.
    pub by: String,
    /// Why rows go that nobody on record is known by, where they do.
    pub nobodys: Option<String>,
    /// How many rows past their time the plan passes over.
    pub after: u64,
    /// The number of its run and its plan; none where it is to be planned.
    pub planned: Option<(i64, String)>,
    from: Turn,
    key: KeyId,
    inside: Inside,
}

impl Begun {
    /// What whoever carries out by hand was told.
    #[must_use]
    pub fn orders(&self) -> &Orders {
        &self.inside.orders
    }
}

/// A plan that was made.
#[derive(Clone)]
pub struct NewPlan {
    /// The plan itself.
    pub plan: String,
    /// What an approval is bound to.
    pub digest: [u8; 32],
    /// How many rows go.
    pub rows: u64,
    /// How many rows past their time were looked at, where there are more.
    pub looked: Option<u64>,
    /// The same in words.
    pub text: String,
}

impl std::fmt::Debug for NewPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewPlan({} rows)", self.rows)
    }
}

/// What came of a turn.
#[derive(Debug)]
pub enum CameOf {
    /// A plan.
    Planned(NewPlan),
    /// It was carried out, or looked at again.
    Carried {
        /// Whether nothing is left.
        over: bool,
        /// What whoever carries out by hand was told by then.
        orders: Orders,
    },
    /// It did not work, and why.
    Failed(String),
    /// Planning was stopped in good order, and waits again.
    Waits,
}

/// Begins a turn that was asked for, by its job; none where it was done, or put away.
///
/// # Errors
/// What the store says.
pub fn begin_turn(record: &Record, job: &Leased) -> Result<Option<Begun>, Error> {
    let named = job
        .name
        .split_once(' ')
        .and_then(|(no, times)| Some((no.parse::<i64>().ok()?, times.parse::<i64>().ok()?)));
    let Some((no, times)) = named else { return Ok(None) };
    let sql = format!("SELECT {COLUMNS} FROM disposal_turn WHERE no = ?1");
    let found = record.data().read("a turn", |tx| {
        let row = tx.one(&sql, params![no], read)?;
        Ok::<_, Error>(row.zip(kept(tx, no)?))
    })?;
    let Some((row, kept)) = found.filter(|(_, kept)| kept.times == times) else { return Ok(None) };
    let (from, runs) = match kept.turn {
        Turn::PlanWaits | Turn::PlanRuns => (Turn::PlanWaits, Turn::PlanRuns),
        Turn::CarryWaits | Turn::CarryRuns => (Turn::CarryWaits, Turn::CarryRuns),
        _ => return Ok(None),
    };
    let inside = open(record, &kept)?;
    let planned = row.run.filter(|_| runs == Turn::CarryRuns).map(|run| (run, inside.plan.clone()));
    let (was, held) = (kept.turn, job.clone());
    record.data().write("begin a turn", move |tx| {
        is_held(tx, &held)?;
        move_on(tx, no, was, runs)
    })?;
    Ok(Some(Begun {
        no,
        system: row.system,
        by: row.actor,
        nobodys: row.nobodys,
        after: u64::try_from(kept.passed).unwrap_or(0),
        planned,
        from,
        key: kept.key,
        inside,
    }))
}

/// Whether a turn is this server's still: whoever is late writes nothing.
fn is_held(tx: &Tx<'_>, held: &Leased) -> Result<(), RecordError> {
    if jobs::is_held(tx, held)? { Ok(()) } else { Err(RecordError::Changed) }
}

fn move_on(tx: &Tx<'_>, no: i64, from: Turn, to: Turn) -> Result<(), RecordError> {
    let sql = "UPDATE disposal_turn SET state = ?3 WHERE no = ?1 AND state = ?2";
    match tx.execute(sql, params![no, from.number(), to.number()])? {
        1 => Ok(()),
        _ => Err(RecordError::Changed),
    }
}

/// Keeps what whoever carries out by hand is told, before anything else is written down of a turn.
///
/// Where it is cut off after that, nothing that was ordered or called off is lost.
///
/// # Errors
/// What the store says; where another server has taken over nothing is written.
pub fn keep_orders(
    record: &Record,
    begun: &mut Begun,
    job: &Leased,
    orders: &Orders,
) -> Result<(), Error> {
    let inside = Inside { orders: orders.clone(), ..begun.inside.clone() };
    let sealed = seal(record, begun.key, begun.no, &inside)?;
    let (no, held) = (begun.no, job.clone());
    record.data().write("orders of a turn", move |tx| {
        is_held(tx, &held)?;
        let sql = "UPDATE disposal_turn SET detail = ?2 WHERE no = ?1 AND state = ?3";
        match tx.execute(sql, params![no, &sealed, Turn::CarryRuns.number()])? {
            1 => Ok(()),
            _ => Err(RecordError::Changed),
        }
    })?;
    begun.inside = inside;
    Ok(())
}

/// Where a turn stands once it was tried, by how its run stands: what was planned stands, and what was begun may be
/// begun.
fn after_trying(record: &Record, run: Option<i64>) -> Result<Turn, Error> {
    let Some(run) = run else { return Ok(Turn::Failed) };
    Ok(match runs::run(record, run)?.state {
        State::Planned => Turn::Planned,
        State::UnderWay => Turn::Left,
        State::Done => Turn::Done,
        State::PutAway => Turn::PutAway,
    })
}

/// Writes down what came of a turn, under the lease it was done by.
///
/// A plan becomes a run, and its approval is asked
/// for; what is over is no longer kept, but for its certificate.
///
/// # Errors
/// What the store says; where another server has taken over nothing is written.
pub fn end_turn(
    record: &Record,
    begun: &Begun,
    job: &Leased,
    came: CameOf,
    now: Now,
) -> Result<(), Error> {
    let (no, held, at) = (begun.no, job.clone(), now.micros());
    let runs = if begun.planned.is_some() { Turn::CarryRuns } else { Turn::PlanRuns };
    let mut inside = begun.inside.clone();
    match came {
        CameOf::Waits => {
            let back = begun.from;
            record.data().write("a turn waits", move |tx| {
                is_held(tx, &held)?;
                move_on(tx, no, runs, back)
            })?;
        }
        CameOf::Failed(why) => {
            let to = after_trying(record, begun.planned.as_ref().map(|(run, _)| *run))?;
            if to == Turn::Done {
                // It was cut off after its end was written down.
                let orders = begun.inside.orders.clone();
                return end_turn(record, begun, job, CameOf::Carried { over: true, orders }, now);
            }
            record.data().write("a turn failed", move |tx| {
                is_held(tx, &held)?;
                move_on(tx, no, runs, to)?;
                tx.execute("UPDATE disposal_turn SET says = ?2 WHERE no = ?1", params![no, &why])?;
                Ok::<_, RecordError>(())
            })?;
        }
        CameOf::Planned(plan) if plan.rows == 0 => {
            (inside.text, inside.looked) = (plan.text, plan.looked);
            let sealed = seal(record, begun.key, no, &inside)?;
            record.data().write("nothing goes", move |tx| {
                is_held(tx, &held)?;
                move_on(tx, no, runs, Turn::Failed)?;
                tx.execute(
                    "UPDATE disposal_turn SET says = ?2, detail = ?3 WHERE no = ?1",
                    params![no, "no row goes: the plan says what stays, and why", &sealed],
                )?;
                Ok::<_, RecordError>(())
            })?;
        }
        CameOf::Planned(plan) => {
            let new = NewRun::new(record, &begun.by, (&begun.system, plan.digest, plan.rows), now);
            (inside.text, inside.plan, inside.looked) = (plan.text, plan.plan, plan.looked);
            let sealed = seal(record, begun.key, no, &inside)?;
            let said = new.said();
            record.write_office(&begun.by, "disposal-planned", &said, now, move |tx| {
                is_held(tx, &held)?;
                insert_run(tx, &new)?;
                move_on(tx, no, runs, Turn::Planned)?;
                tx.execute(
                    "UPDATE disposal_turn SET run = ?2, detail = ?3 WHERE no = ?1",
                    params![no, new.no, &sealed],
                )?;
                Ok(())
            })?;
        }
        CameOf::Carried { over, orders } => {
            inside.orders = orders;
            let sealed = if over {
                sealed_when_over(record, begun.key, no, inside)?
            } else {
                Some(seal(record, begun.key, no, &inside)?)
            };
            let kept = sealed.is_some();
            let to = if over { Turn::Done } else { Turn::Left };
            record.data().write("a turn ended", move |tx| {
                is_held(tx, &held)?;
                move_on(tx, no, runs, to)?;
                tx.execute(
                    "UPDATE disposal_turn SET detail = ?2 WHERE no = ?1",
                    params![no, sealed.as_deref()],
                )?;
                Ok::<_, RecordError>(())
            })?;
            if !kept {
                record.vault().destroy(&[begun.key], at).map_err(RecordError::from)?;
            }
        }
    }
    Ok(())
}

/// What is kept of one that is over, sealed: what may be done still, by whoever has the order, until
/// they were told. Where that is nothing, its key goes once this is written down.
fn sealed_when_over(
    record: &Record,
    key: KeyId,
    no: i64,
    inside: Inside,
) -> Result<Option<Vec<u8>>, Error> {
    let Orders { called_off, stay, .. } = inside.orders;
    if called_off.is_none() {
        return Ok(None);
    }
    let orders = Orders { called_off, stay, ..Orders::default() };
    seal(record, key, no, &Inside { orders, ..Inside::default() }).map(Some)
}

/// Says of turns whose every try was cut off that they did not work; how many.
///
/// # Errors
/// What the store says.
pub fn give_up_turns(record: &Record, now: Now) -> Result<usize, Error> {
    let lost = record.data().read("turns that were cut off", |tx| {
        let sql = format!(
            "SELECT {COLUMNS} FROM disposal_turn t WHERE state IN (1, 2, 4, 5) AND EXISTS (
                 SELECT 1 FROM job j WHERE j.kind = ?1 AND j.state = 3
                 AND j.name = CAST(t.no AS TEXT) || ' ' || CAST(t.times AS TEXT)) LIMIT ?2"
        );
        tx.all(&sql, params![IN_SYSTEMS, LISTED_MAX], read)
    })?;
    let count = lost.len();
    for one in lost {
        let to = after_trying(record, one.run)?;
        let kept = record.data().read("a plan", |tx| kept(tx, one.no))?.ok_or(Error::NoRun)?;
        let over = to == Turn::Done;
        let sealed = if over {
            sealed_when_over(record, kept.key, one.no, open(record, &kept)?)?
        } else {
            None
        };
        let gone = (over && sealed.is_none()).then_some(kept.key);
        let why = "every server that tried it was cut off: ask for it again";
        let about = format!("plan {}", one.no);
        record.write_office("a server", "disposal-cut-off", &about, now, move |tx| {
            move_on(tx, one.no, one.turn, to)?;
            if over {
                let sql = "UPDATE disposal_turn SET detail = ?2 WHERE no = ?1";
                tx.execute(sql, params![one.no, sealed.as_deref()])?;
                return Ok(());
            }
            let sql = "UPDATE disposal_turn SET says = ?2 WHERE no = ?1";
            tx.execute(sql, params![one.no, why])?;
            Ok(())
        })?;
        if let Some(key) = gone {
            record.vault().destroy(&[key], now.micros()).map_err(RecordError::from)?;
        }
    }
    Ok(count)
}
