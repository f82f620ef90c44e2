//! Runs: a plan written down, approved, and carried out in batches.

use db::approvals::{self, Asked, Risk};
use db::{Tx, params};
use jiff::civil::Date;
use people::{Keeps, Now, Record, Ripe, row_number};

use crate::plan::each_ripe;
use crate::rows::{self, ListHash};
use crate::{Error, switch, turns};

/// The most rows one run may have.
pub const RUN_ROWS_MAX: u64 = 2_000_000;
/// The most runs listed.
const LISTED_MAX: u32 = 200;

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its list is written, and waits for an approval or to be carried out.
    Planned,
    /// It was approved, and some of it may be gone.
    UnderWay,
    /// It came to its end.
    Done,
    /// It was put away, or its list was never finished.
    PutAway,
}

const STATES: [State; 4] = [State::Planned, State::UnderWay, State::Done, State::PutAway];

impl State {
    fn number(self) -> i64 {
        self as i64
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub no: i64,
    /// The day its list was made for.
    pub day: Date,
    /// Who made it.
    pub actor: String,
    /// The hash of its list: what an approval is bound to.
    pub digest: [u8; 32],
    /// The number of its approval.
    pub approval: Option<i64>,
    /// Who approved it, once it is under way.
    pub approved_by: Option<String>,
    /// How it stands.
    pub state: State,
    /// Rows on its list.
    pub listed: u64,
    /// Of those: not carried out yet, gone, stayed.
    pub came: [u64; 3],
    /// Keys destroyed.
    pub keys: u64,
    /// The landlord's system whose rows it is of; none where it is of the record.
    pub system: Option<String>,
    pub(crate) charter: String,
    pub(crate) report: Option<String>,
    pub(crate) entry: Option<i64>,
    pub(crate) certificate: Option<String>,
}

/// What carrying out came to, so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarriedOut {
    /// Rows not carried out yet: more than none where it was told to stop.
    pub waits: u64,
    /// Rows that are gone.
    pub gone: u64,
    /// Rows that stayed, since something stood in their way by then.
    pub stayed: u64,
    /// Keys destroyed.
    pub keys: u64,
}

/// Writes a plan down as a run, for these classes or for all, and asks for its approval.
///
/// # Errors
/// [`Error::NoClass`]; [`Error::Nothing`]; [`Error::TooMany`] beyond [`RUN_ROWS_MAX`] rows.
pub fn make(
    record: &Record,
    by: &str,
    classes: &[String],
    keeps: Keeps,
    now: Now,
) -> Result<Run, Error> {
    let known = record.gate().charter().retentions();
    for class in classes {
        if known.find(class).is_none() {
            return Err(Error::NoClass(class.clone()));
        }
    }
    record.renew_due(by, now)?;
    let no = row_number();
    let (day, at, actor) = (now.today(), now.micros(), by.to_owned());
    let charter = record.gate().charter().fingerprint().to_string();
    // Put away until its list is whole: what was cut off here is never carried out.
    record.data().write("begin a run", move |tx| {
        tx.execute(
            "INSERT INTO disposal_run (no, day, actor, made, digest, state, listed, charter, keys)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, 0)",
            params![
                no,
                &day.to_string(),
                &actor,
                at,
                &[] as &[u8],
                State::PutAway.number(),
                &charter
            ],
        )
    })?;
    let (mut hash, mut listed) = (ListHash::new(day), 0);
    let mut pending: Vec<Ripe> = Vec::new();
    let write = |pending: &mut Vec<Ripe>| {
        let some = std::mem::take(pending);
        record.data().write("list of a run", move |tx| rows::insert(tx, no, &some)).map(drop)
    };
    let wanted = |class: &str| classes.is_empty() || classes.iter().any(|one| one == class);
    each_ripe(record, keeps, day, &wanted, |ripe| {
        if !ripe.stops.is_empty() {
            return Ok(());
        }
        listed += 1;
        if listed > RUN_ROWS_MAX {
            return Err(Error::TooMany("rows"));
        }
        hash.add(ripe);
        pending.push(ripe.clone());
        if pending.len() >= people::RIPE_CHUNK as usize {
            write(&mut pending)?;
        }
        Ok(())
    })?;
    write(&mut pending)?;
    if listed == 0 {
        return Err(Error::Nothing);
    }
    let digest = hash.end();
    let asked = Asked {
        what: format!("let {listed} rows go that are past their time"),
        digest,
        risk: Risk::High,
        by: by.to_owned(),
        reason: "their time has come by the charter".to_owned(),
    };
    let said = format!("run {no}: {listed} rows");
    record.write_office(by, "disposal-planned", &said, now, move |tx| {
        let approval = approvals::ask(tx, &asked, at)?;
        tx.execute(
            "UPDATE disposal_run SET digest = ?2, approval = ?3, state = ?4, listed = ?5
             WHERE no = ?1",
            params![
                no,
                &digest,
                approval,
                State::Planned.number(),
                i64::try_from(listed).unwrap_or(i64::MAX)
            ],
        )?;
        Ok(())
    })?;
    run(record, no)
}

fn read(row: &db::Row<'_>) -> Result<Run, Error> {
    let state = usize::try_from(row.int(6)?).ok().and_then(|at| STATES.get(at)).copied();
    let count = |at| row.int(at).map(|count| u64::try_from(count).unwrap_or(0));
    Ok(Run {
        no: row.int(0)?,
        day: row.date(1)?,
        actor: row.text(2)?.to_owned(),
        digest: row.bytes(3).unwrap_or_default(),
        approval: row.opt_int(4)?,
        approved_by: row.opt_text(5)?.map(str::to_owned),
        state: state.ok_or(Error::NoRun)?,
        listed: count(7)?,
        came: [0; 3],
        keys: count(8)?,
        charter: row.text(9)?.to_owned(),
        entry: row.opt_int(10)?,
        certificate: row.opt_text(11)?.map(str::to_owned),
        system: row.opt_text(12)?.map(str::to_owned),
        report: row.opt_text(13)?.map(str::to_owned),
    })
}

const COLUMNS: &str = "no, day, actor, digest, approval, approved_by, state, listed, keys, charter,
     entry, certificate, source, report";

fn get(tx: &Tx<'_>, no: i64) -> Result<Run, Error> {
    let sql = format!("SELECT {COLUMNS} FROM disposal_run WHERE no = ?1");
    let mut run = tx.one(&sql, params![no], read)?.ok_or(Error::NoRun)?;
    count(tx, &mut run)?;
    Ok(run)
}

/// What came of its rows: those of a system are counted by whoever looked there.
fn count(tx: &Tx<'_>, run: &mut Run) -> Result<(), Error> {
    run.came = match run.system {
        None => rows::counts(tx, run.no)?,
        Some(_) => crate::systems::counts(run),
    };
    Ok(())
}

/// One run.
///
/// # Errors
/// [`Error::NoRun`].
pub fn run(record: &Record, no: i64) -> Result<Run, Error> {
    record.data().read("run", |tx| get(tx, no))
}

/// The newest runs whose list was finished, the newest first.
///
/// # Errors
/// What the store says.
pub fn list(record: &Record) -> Result<Vec<Run>, Error> {
    record.data().read("runs", |tx| {
        let sql = format!(
            "SELECT {COLUMNS} FROM disposal_run WHERE approval IS NOT NULL
             ORDER BY made DESC, no LIMIT ?1"
        );
        let mut runs = tx.all(&sql, params![LISTED_MAX], read)?;
        for run in &mut runs {
            count(tx, run)?;
        }
        Ok(runs)
    })
}

/// The runs of the record that were begun and are not over: they go on where they were cut off.
///
/// # Errors
/// What the store says.
pub fn under_way(record: &Record) -> Result<Vec<i64>, Error> {
    record.data().read("runs under way", |tx| {
        tx.all(
            "SELECT no FROM disposal_run WHERE state = ?1 AND source IS NULL ORDER BY made, no LIMIT ?2",
            params![State::UnderWay.number(), LISTED_MAX],
            |row| Ok::<_, Error>(row.int(0)?),
        )
    })
}

/// Puts a run away that is not under way.
///
/// # Errors
/// [`Error::NoRun`].
pub fn put_away(record: &Record, by: &str, no: i64, now: Now) -> Result<(), Error> {
    let planned = run(record, no)?;
    if planned.state != State::Planned {
        return Err(Error::NoRun);
    }
    let (approval, who, at) = (planned.approval, by.to_owned(), now.micros());
    let key = turns::key_of(record, no)?;
    record.write_office(by, "disposal-put-away", &format!("run {no}"), now, move |tx| {
        let put = tx.execute(
            "UPDATE disposal_run SET state = ?2 WHERE no = ?1 AND state = ?3",
            params![no, State::PutAway.number(), State::Planned.number()],
        )?;
        if put != 1 {
            return Err(people::Error::Changed);
        }
        if let Some(approval) = approval {
            approvals::take_back(tx, approval, &who, at)?;
        }
        turns::put_away(tx, no)
    })?;
    // After the commit: nothing points at what it sealed any more.
    record.vault().destroy(key.as_slice(), now.micros()).map_err(people::Error::from)?;
    Ok(())
}

/// Carries a run out, or takes it up where it was cut off. What is not as it was when the list was made,
/// or has something in its way by now, stays. `going_on` is asked before every batch.
///
/// # Errors
/// [`Error::PlanOnly`] while disposal is switched off; [`Error::NotApproved`] where nobody approved
/// exactly this list: then nothing goes.
pub fn carry_out(
    record: &Record,
    by: &str,
    no: i64,
    keeps: Keeps,
    now: Now,
    going_on: &dyn Fn() -> bool,
) -> Result<CarriedOut, Error> {
    let is_on = || Ok::<_, Error>(switch::switched(record)?.is_some_and(|switch| switch.on));
    if !is_on()? {
        return Err(Error::PlanOnly);
    }
    let begun = run(record, no)?;
    if begun.system.is_some() {
        return Err(Error::InSystem);
    }
    match begun.state {
        State::Planned => begin(record, by, &begun, now)?,
        State::UnderWay => {}
        State::Done if begun.entry.is_none() => {}
        State::Done | State::PutAway => return Err(Error::NoRun),
    }
    let mut after = (Ripe::DRAWER, i64::MIN);
    while going_on() && is_on()? {
        let some = record.data().read("next of a run", |tx| rows::next(tx, no, after, true))?;
        let Some(last) = some.last() else {
            crate::certificate::finish(record, by, no, now)?;
            break;
        };
        after = (last.kind, last.no);
        record.let_rows_go(by, no, &some, keeps, now, move |tx, done| {
            Ok(rows::came(tx, no, done)?)
        })?;
    }
    let run = run(record, no)?;
    let [waits, gone, stayed] = run.came;
    Ok(CarriedOut { waits, gone, stayed, keys: run.keys })
}

/// Uses the approval of exactly this list up.
fn begin(record: &Record, by: &str, run: &Run, now: Now) -> Result<(), Error> {
    let approval = run.approval.ok_or(Error::NoRun)?;
    // The list as it stands in the register, and not as somebody says it is.
    let (mut hash, mut after) = (ListHash::new(run.day), (Ripe::DRAWER, i64::MIN));
    loop {
        let some = record.data().read("list", |tx| rows::next(tx, run.no, after, false))?;
        let Some(last) = some.last() else { break };
        after = (last.kind, last.no);
        some.iter().for_each(|row| hash.add(row));
    }
    let (no, digest, at) = (run.no, hash.end(), now.micros());
    let refused = std::sync::Arc::new(std::sync::Mutex::new(None));
    let beside = refused.clone();
    let written = record.write_office(by, "disposal-begun", &format!("run {no}"), now, move |tx| {
        let decided = approvals::get(tx, approval)?.and_then(|one| one.decided_by);
        if let Err(why) = approvals::use_up(tx, approval, &digest, at) {
            *beside.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(why);
            return Err(people::Error::Changed);
        }
        let begun = tx.execute(
            "UPDATE disposal_run SET state = ?2, approved_by = ?3 WHERE no = ?1 AND state = ?4",
            params![no, State::UnderWay.number(), decided.as_deref(), State::Planned.number()],
        )?;
        // Somebody put it away meanwhile.
        if begun == 1 { Ok(()) } else { Err(people::Error::Changed) }
    });
    let why = refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    match (written, why) {
        (Err(_), Some(why)) => Err(Error::NotApproved(why)),
        (written, _) => Ok(written?),
    }
}

/// Writes a run's end down, with its certificate.
pub(crate) fn ended(tx: &Tx<'_>, no: i64, certificate: &str, at: i64) -> Result<(), db::Error> {
    tx.execute(
        "UPDATE disposal_run SET state = ?2, certificate = ?3, ended = ?4 WHERE no = ?1",
        params![no, State::Done.number(), certificate, at],
    )?;
    Ok(())
}
