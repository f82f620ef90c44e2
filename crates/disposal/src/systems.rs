//! Runs of rows of the landlord's own systems: asked for, approved and certified as those of the record. What is in a
//! list, and doing it, is the business of whoever reaches the system; here stand its digest and what came of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use db::approvals::{self, Asked, Risk};
use db::{Tx, params};
use people::{LettingGo, Now, Record, row_number};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::certificate::REMAINS;
use crate::runs::{Run, State, ended, run};
use crate::{Error, Remains, switch};

/// What stays after a run in a system, beside what stays after every run.
const IN_SYSTEMS: Remains = Remains {
    what: "the rows themselves, in copies and backups of that system",
    r#where: "until they are overwritten: its owner says when",
    readable: true,
};

/// What came of a run in a system, so far. It names no row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameOfSystem {
    /// Rows that are gone, or say nothing any more: each was looked at afterwards.
    pub gone: u64,
    /// Rows that stayed, since something stands in their way by now.
    pub stayed: u64,
    /// Rows that still hold what was to go: they wait for a work order, failed, or nobody knows.
    pub open: u64,
    /// Why rows stayed, and how many.
    pub because: BTreeMap<String, u64>,
    /// By class: gone, and not.
    pub classes: BTreeMap<String, (u64, u64)>,
}

pub(crate) fn counts(run: &Run) -> [u64; 3] {
    let report = run.report.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let came: Option<CameOfSystem> = report;
    came.map_or([run.listed, 0, 0], |came| [came.open, came.gone, came.stayed])
}

/// Writes down that a list of rows of a system is to go, and asks for its approval.
///
/// # Errors
/// [`Error::Nothing`] for a list without rows; what the store says.
pub fn ask_for_system(
    record: &Record,
    by: &str,
    (system, digest, rows): (&str, [u8; 32], u64),
    now: Now,
) -> Result<Run, Error> {
    if rows == 0 {
        return Err(Error::Nothing);
    }
    let new = NewRun::new(record, by, (system, digest, rows), now);
    let (no, said) = (new.no, new.said());
    record.write_office(by, "disposal-planned", &said, now, move |tx| insert_run(tx, &new))?;
    run(record, no)
}

/// A run of rows of a system, before it is written down.
pub(crate) struct NewRun {
    pub(crate) no: i64,
    system: String,
    digest: [u8; 32],
    rows: u64,
    by: String,
    day: String,
    at: i64,
    charter: String,
}

impl NewRun {
    pub(crate) fn new(
        record: &Record,
        by: &str,
        (system, digest, rows): (&str, [u8; 32], u64),
        now: Now,
    ) -> NewRun {
        NewRun {
            no: row_number(),
            system: system.to_owned(),
            digest,
            rows,
            by: by.to_owned(),
            day: now.today().to_string(),
            at: now.micros(),
            charter: record.gate().charter().fingerprint().to_string(),
        }
    }

    /// It in the words of the log.
    pub(crate) fn said(&self) -> String {
        format!("run {}: {} rows of {}", self.no, self.rows, self.system)
    }
}

/// Writes a run down, and asks for its approval.
pub(crate) fn insert_run(tx: &Tx<'_>, new: &NewRun) -> Result<(), people::Error> {
    let asked = Asked {
        what: format!("let {} rows of `{}` go that are past their time", new.rows, new.system),
        digest: new.digest,
        risk: Risk::High,
        by: new.by.clone(),
        reason: "their time has come by the charter".to_owned(),
    };
    let approval = approvals::ask(tx, &asked, new.at)?;
    tx.execute(
        "INSERT INTO disposal_run (no, day, actor, made, digest, approval, state, listed, charter, keys, source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10)",
        params![
            new.no,
            &new.day,
            &new.by,
            new.at,
            &new.digest,
            approval,
            State::Planned as i64,
            i64::try_from(new.rows).unwrap_or(i64::MAX),
            &new.charter,
            &new.system
        ],
    )?;
    Ok(())
}

/// Begins a run in a system, with leave to do exactly what was approved, or goes on with one that was cut off or
/// waits.
///
/// # Errors
/// [`Error::PlanOnly`] while disposal is switched off; [`Error::NoRun`] where there is none of this list that is open;
/// [`Error::NotApproved`].
pub fn begin_in_system(
    record: &Record,
    by: &str,
    (no, digest): (i64, [u8; 32]),
    now: Now,
) -> Result<LettingGo, Error> {
    if !switch::switched(record)?.is_some_and(|switch| switch.on) {
        return Err(Error::PlanOnly);
    }
    let begun = run(record, no)?;
    let (Some(system), Some(approval)) = (&begun.system, begun.approval) else {
        return Err(Error::NoRun);
    };
    if begun.digest != digest || !matches!(begun.state, State::Planned | State::UnderWay) {
        return Err(Error::NoRun);
    }
    let (at, why) = (now.micros(), Arc::new(Mutex::new(None)));
    let beside = why.clone();
    let leave = record.begin_letting_go(by, system, digest, now, move |tx| {
        let state =
            tx.one("SELECT state FROM disposal_run WHERE no = ?1", params![no], |row| row.int(0))?;
        if state == Some(State::UnderWay as i64) {
            return Ok(true);
        }
        let decided = approvals::get(tx, approval)?.and_then(|one| one.decided_by);
        if let Err(not) = approvals::use_up(tx, approval, &digest, at) {
            *beside.lock().unwrap_or_else(PoisonError::into_inner) = Some(not);
            return Err(people::Error::Changed);
        }
        let begun = tx.execute(
            "UPDATE disposal_run SET state = ?2, approved_by = ?3 WHERE no = ?1 AND state = ?4",
            params![no, State::UnderWay as i64, decided.as_deref(), State::Planned as i64],
        )?;
        // Somebody put it away meanwhile.
        if begun == 1 { Ok(false) } else { Err(people::Error::Changed) }
    });
    let why = why.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (leave, why) {
        (Err(_), Some(why)) => Err(Error::NotApproved(why)),
        (leave, _) => Ok(leave?),
    }
}

#[derive(Serialize)]
struct Body<'a> {
    what: &'static str,
    run: i64,
    system: &'a str,
    list_made_for: String,
    list_made_by: &'a str,
    list_sha256: String,
    approved_by: Option<&'a str>,
    charter: &'a str,
    ended: String,
    rows_listed: u64,
    rows_gone: u64,
    rows_stayed: u64,
    classes: BTreeMap<String, OfClass>,
    stayed_because: &'a BTreeMap<String, u64>,
    begun_in_entry: i64,
    remains: Vec<Remains>,
}

#[derive(Serialize)]
struct OfClass {
    gone: u64,
    stayed: u64,
}

/// Writes down what came of a run in a system, and `beside` in the same transaction; whether it is over.
///
/// While one row still holds what was to go it is not over; when none does it has its certificate.
///
/// # Errors
/// [`Error::NoRun`] where it is not under way; what the store says.
pub fn came_of_system(
    record: &Record,
    by: &str,
    no: i64,
    (leave, came): (&LettingGo, &CameOfSystem),
    now: Now,
    beside: impl Fn(&Tx<'_>) -> Result<(), people::Error> + Clone + Send + 'static,
) -> Result<bool, Error> {
    let run = run(record, no)?;
    let whole = came.gone + came.stayed + came.open == run.listed;
    if run.state != State::UnderWay || &run.digest != leave.digest() || !whole {
        return Err(Error::NoRun);
    }
    let wrong = |_| Error::Malformed("what came of it cannot be written".to_owned());
    let report = serde_json::to_string(came).map_err(wrong)?;
    let over = came.open == 0;
    let text = if over { Some(body(&run, leave, came, now).map_err(wrong)?) } else { None };
    let sha256 = text.as_ref().map(|text| HEXLOWER.encode(&Sha256::digest(text)));
    let at = now.micros();
    let written = record.write_incoming(
        by,
        None,
        if over { "disposal-done" } else { "disposal-in-system-waits" },
        |account| {
            let account = account.with("run", no).with("gone", came.gone).with("open", came.open);
            match &sha256 {
                Some(sha256) => account.with("certificate", sha256.as_str()),
                None => account,
            }
        },
        now,
        move |tx, _| {
            let sql = "UPDATE disposal_run SET report = ?2 WHERE no = ?1";
            tx.execute(sql, params![no, &report])?;
            if let Some(text) = &text {
                ended(tx, no, text, at)?;
            }
            beside(tx)
        },
    )?;
    if over {
        let entry = written.into_inner().no();
        record.data().write("entry of a certificate", move |tx| {
            tx.execute("UPDATE disposal_run SET entry = ?2 WHERE no = ?1", params![no, entry])
        })?;
    }
    Ok(over)
}

fn body(
    run: &Run,
    leave: &LettingGo,
    came: &CameOfSystem,
    now: Now,
) -> Result<String, serde_json::Error> {
    let class =
        |(name, of): (&String, &(u64, u64))| (name.clone(), OfClass { gone: of.0, stayed: of.1 });
    let kept = REMAINS
        .iter()
        .filter(|one| one.what.starts_with("salted") || one.what.starts_with("what others"));
    serde_json::to_string_pretty(&Body {
        what: "a certificate of disposal: what was past its time and is gone from a system of the landlord's",
        run: run.no,
        system: leave.source(),
        list_made_for: run.day.to_string(),
        list_made_by: &run.actor,
        list_sha256: HEXLOWER.encode(&run.digest),
        approved_by: run.approved_by.as_deref(),
        charter: &run.charter,
        ended: now.today().to_string(),
        rows_listed: run.listed,
        rows_gone: came.gone,
        rows_stayed: came.stayed,
        classes: came.classes.iter().map(class).collect(),
        stayed_because: &came.because,
        begun_in_entry: leave.entry(),
        remains: std::iter::once(IN_SYSTEMS).chain(kept.copied()).collect(),
    })
}
