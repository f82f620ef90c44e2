//! Rows of the landlord's systems, let go by whoever works at a page: somebody asks for a plan, a second person says
//! yes to exactly that plan, and a server that reaches the system carries it out and looks again. What is in a plan,
//! and doing it, is the business of that server; here it is kept, sealed, until it is over.

use db::jobs;
use db::{Tx, params};
use jiff::Timestamp;
use people::{Error as RecordError, Now, Record, row_number};
use serde::{Deserialize, Serialize};
use vault::KeyId;

use crate::orders::Orders;
use crate::{Error, switch};

/// The jobs, as the store calls them.
pub const IN_SYSTEMS: &str = "disposal-in-system";
/// How often a turn that is cut off is tried.
pub const IN_SYSTEMS_TRIES: u32 = 3;
/// The fewest characters of why rows go that nobody on record is known by.
pub const NOBODYS_LENGTH_MIN: usize = 10;
/// The most characters of the same.
pub const NOBODYS_LENGTH_MAX: usize = 300;
/// The most that are listed.
pub(crate) const LISTED_MAX: u32 = 100;
/// The most that are looked at again in one night.
const LEFT_MAX: u32 = 10_000;
/// The most bytes that are kept of one: 16 MiB.
const KEPT_BYTES_MAX: usize = 16 << 20;
/// Where what is kept is sealed.
const TABLE: &str = "disposal_turn";

/// How one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Its plan waits for a server that reaches the system.
    PlanWaits,
    /// It is being planned.
    PlanRuns,
    /// It is planned: a second person is asked, and nothing is gone.
    Planned,
    /// It waits to be carried out, or to be looked at again.
    CarryWaits,
    /// It is being carried out, or looked at again.
    CarryRuns,
    /// Some of it holds still what was to go.
    Left,
    /// It is over.
    Done,
    /// It could not be planned.
    Failed,
    /// It was put away.
    PutAway,
}

const TURNS: [Turn; 9] = [
    Turn::PlanWaits,
    Turn::PlanRuns,
    Turn::Planned,
    Turn::CarryWaits,
    Turn::CarryRuns,
    Turn::Left,
    Turn::Done,
    Turn::Failed,
    Turn::PutAway,
];

impl Turn {
    /// The number it is stored under. Never given to another.
    pub(crate) fn number(self) -> i64 {
        self as i64 + 1
    }

    fn of(number: i64) -> Result<Turn, Error> {
        let at = usize::try_from(number - 1).ok().and_then(|at| TURNS.get(at));
        at.copied().ok_or(Error::Record(RecordError::Damaged("disposal_turn.state")))
    }

    /// Whether a server works at it, or is to.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, Turn::PlanWaits | Turn::PlanRuns | Turn::CarryWaits | Turn::CarryRuns)
    }
}

/// One, as a list shows it. It names no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InSystem {
    /// Its number.
    pub no: i64,
    /// The system, by the map's name.
    pub system: String,
    /// Who asked for the plan.
    pub actor: String,
    /// When.
    pub made: Timestamp,
    /// How it stands.
    pub turn: Turn,
    /// Why rows go that nobody on record is known by, where they do.
    pub nobodys: Option<String>,
    /// The number of its run, once it is planned.
    pub run: Option<i64>,
    /// Why what was tried last did not work.
    pub says: Option<String>,
}

/// What is in one: keys of rows are in it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Inside {
    /// The plan in words, row by row.
    #[serde(default)]
    pub text: String,
    /// How many rows past their time were looked at, where there are more: the next plan begins there.
    #[serde(default)]
    pub looked: Option<u64>,
    /// What whoever carries out by hand was told.
    #[serde(default)]
    pub orders: Orders,
    /// The plan itself, as whoever made it reads it.
    #[serde(default)]
    pub(crate) plan: String,
}

impl std::fmt::Debug for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inside(..)")
    }
}

pub(crate) const COLUMNS: &str = "no, source, actor, made, state, nobodys, run, says";

pub(crate) fn read(row: &db::Row<'_>) -> Result<InSystem, Error> {
    Ok(InSystem {
        no: row.int(0)?,
        system: row.text(1)?.to_owned(),
        actor: row.text(2)?.to_owned(),
        made: Timestamp::from_microsecond(row.int(3)?).unwrap_or_default(),
        turn: Turn::of(row.int(4)?)?,
        nobodys: row.opt_text(5)?.map(str::to_owned),
        run: row.opt_int(6)?,
        says: row.opt_text(7)?.map(str::to_owned),
    })
}

/// Those that are not over, and the newest of the others; the newest first.
///
/// # Errors
/// What the store says.
pub fn in_systems(record: &Record) -> Result<Vec<InSystem>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM disposal_turn
         ORDER BY CASE WHEN state <= 6 THEN 0 ELSE 1 END, made DESC, no LIMIT ?1"
    );
    record.data().read("rows of systems", |tx| tx.all(&sql, params![LISTED_MAX], read))
}

/// One, with what is in it. That somebody read it is in the log first.
///
/// # Errors
/// [`Error::NoRun`].
pub fn in_system(
    record: &Record,
    by: &str,
    no: i64,
    now: Now,
) -> Result<(InSystem, Inside), Error> {
    let sql = format!("SELECT {COLUMNS} FROM disposal_turn WHERE no = ?1");
    let found = record.data().read("rows of a system", |tx| tx.one(&sql, params![no], read))?;
    let found = found.ok_or(Error::NoRun)?;
    record.write_office(by, "disposal-plan-read", &format!("plan {no}"), now, |_| Ok(()))?;
    let kept = record.data().read("a plan", |tx| kept(tx, no))?.ok_or(Error::NoRun)?;
    Ok((found, open(record, &kept)?))
}

/// How one is stored.
pub(crate) struct Kept {
    no: i64,
    pub(crate) turn: Turn,
    pub(crate) times: i64,
    pub(crate) passed: i64,
    pub(crate) key: KeyId,
    pub(crate) sealed: Option<Vec<u8>>,
}

pub(crate) fn kept(tx: &Tx<'_>, no: i64) -> Result<Option<Kept>, Error> {
    let sql = "SELECT state, times, key, detail, passed FROM disposal_turn WHERE no = ?1";
    tx.one(sql, params![no], |row| {
        Ok(Kept {
            no,
            turn: Turn::of(row.int(0)?)?,
            times: row.int(1)?,
            passed: row.int(4)?,
            key: KeyId::from_bytes(row.bytes(2)?),
            sealed: row.opt_blob(3)?.map(<[u8]>::to_vec),
        })
    })
}

pub(crate) fn open(record: &Record, kept: &Kept) -> Result<Inside, Error> {
    let Some(sealed) = &kept.sealed else { return Ok(Inside::default()) };
    let plain = record.open_under(kept.key, TABLE, kept.no, sealed)?;
    serde_json::from_slice(&plain)
        .map_err(|_| Error::Record(RecordError::Damaged("disposal_turn.detail")))
}

pub(crate) fn seal(
    record: &Record,
    key: KeyId,
    no: i64,
    inside: &Inside,
) -> Result<Vec<u8>, Error> {
    let plain = serde_json::to_vec(inside)
        .map_err(|_| Error::Malformed("a plan cannot be written".to_owned()))?;
    if plain.len() > KEPT_BYTES_MAX {
        return Err(Error::TooMany("rows"));
    }
    Ok(record.seal_under(key, TABLE, no, &plain)?)
}

/// The job of one turn, put in with whatever asks for it.
fn put_job(tx: &Tx<'_>, (no, times): (i64, i64), at: i64) -> Result<(), RecordError> {
    let job = jobs::NewJob {
        kind: IN_SYSTEMS.to_owned(),
        name: format!("{no} {times}"),
        payload: String::new(),
        run_at: at,
        attempts_max: IN_SYSTEMS_TRIES,
    };
    jobs::put(tx, &job)?;
    Ok(())
}

/// Asks for a plan of what goes from a system; its number.
///
/// With a reason, rows go as well that nobody on record is
/// known by. So many rows past their time are passed over: a plan before has looked at them.
///
/// # Errors
/// [`Error::Malformed`] for a reason of another length.
pub fn ask_to_plan(
    record: &Record,
    by: &str,
    system: &str,
    (nobodys, after): (Option<&str>, u64),
    now: Now,
) -> Result<i64, Error> {
    let nobodys = nobodys.map(str::trim).filter(|why| !why.is_empty()).map(str::to_owned);
    if let Some(why) = &nobodys
        && !(NOBODYS_LENGTH_MIN..=NOBODYS_LENGTH_MAX).contains(&why.chars().count())
    {
        return Err(Error::Malformed(format!(
            "say why in {NOBODYS_LENGTH_MIN} to {NOBODYS_LENGTH_MAX} letters"
        )));
    }
    let (no, key, at) = (row_number(), record.fresh_key()?, now.micros());
    let (actor, source) = (by.to_owned(), system.to_owned());
    let passed = i64::try_from(after).unwrap_or(i64::MAX);
    let about = format!("plan {no} of {system}");
    record.write_office(by, "disposal-plan-asked", &about, now, move |tx| {
        tx.execute(
            "INSERT INTO disposal_turn (no, source, actor, made, state, times, nobodys, passed, key)
             VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8)",
            params![
                no,
                &source,
                &actor,
                at,
                Turn::PlanWaits.number(),
                nobodys.as_deref(),
                passed,
                key.as_bytes()
            ],
        )?;
        put_job(tx, (no, 1), at)
    })?;
    Ok(no)
}

/// Asks for one to be carried out, or to be looked at again.
///
/// # Errors
/// [`Error::PlanOnly`] while disposal is switched off; [`Error::NoRun`] where it is not planned, or over.
pub fn ask_to_carry_out(record: &Record, by: &str, no: i64, now: Now) -> Result<(), Error> {
    if !switch::switched(record)?.is_some_and(|switch| switch.on) {
        return Err(Error::PlanOnly);
    }
    let found = record.data().read("a plan", |tx| kept(tx, no))?.ok_or(Error::NoRun)?;
    if !matches!(found.turn, Turn::Planned | Turn::Left) {
        return Err(Error::NoRun);
    }
    let (from, times, at, actor) = (found.turn, found.times, now.micros(), by.to_owned());
    record.write_office(by, "disposal-asked", &format!("plan {no}"), now, move |tx| {
        let moved = tx.execute(
            "UPDATE disposal_turn SET state = ?3, times = times + 1, actor = ?4, says = NULL
             WHERE no = ?1 AND state = ?2",
            params![no, from.number(), Turn::CarryWaits.number(), &actor],
        )?;
        if moved != 1 {
            return Err(RecordError::Changed);
        }
        put_job(tx, (no, times + 1), at)
    })?;
    Ok(())
}

/// Asks for everything that is left to be looked at again, while disposal is switched on.
///
/// What was done meanwhile is done, and what must stay by now is called off. How many that were.
///
/// # Errors
/// What the store says.
pub fn look_again(record: &Record, by: &str, now: Now) -> Result<usize, Error> {
    if !switch::switched(record)?.is_some_and(|switch| switch.on) {
        return Ok(0);
    }
    let left = record.data().read("what is left in systems", |tx| {
        let sql = "SELECT no FROM disposal_turn WHERE state = ?1 ORDER BY no LIMIT ?2";
        tx.all(sql, params![Turn::Left.number(), LEFT_MAX], |row| Ok::<_, Error>(row.int(0)?))
    })?;
    let mut asked = 0;
    for no in left {
        match ask_to_carry_out(record, by, no, now) {
            Ok(()) => asked += 1,
            // Somebody asked for it at this very moment.
            Err(Error::NoRun | Error::Record(RecordError::Changed)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(asked)
}

/// Puts a plan away with its run, in the transaction that does; its key, which goes afterwards.
pub(crate) fn put_away(tx: &Tx<'_>, run: i64) -> Result<(), RecordError> {
    tx.execute(
        "UPDATE disposal_turn SET state = ?2, detail = NULL WHERE run = ?1",
        params![run, Turn::PutAway.number()],
    )?;
    Ok(())
}

/// The key of the plan of a run, where it has one.
pub(crate) fn key_of(record: &Record, run: i64) -> Result<Option<KeyId>, Error> {
    record.data().read("key of a plan", |tx| {
        let sql = "SELECT key FROM disposal_turn WHERE run = ?1";
        tx.one(sql, params![run], |row| Ok::<_, Error>(KeyId::from_bytes(row.bytes(0)?)))
    })
}
