//! What whoever carries out by hand is told: what to do, and what of it is not to be done any more.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use db::{params, tasks};
use people::{Error as RecordError, Now, Record};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::turns::{COLUMNS, Turn, kept, open, read, seal};

/// The kind of the tasks of telling whoever has a work order that part of it is not to be done any more.
pub const CALLED_OFF: &str = "work-order-called-off";

/// What whoever carries out by hand was told to do, and not to do.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Orders {
    /// The work orders, one after the other; none where nobody has one.
    pub text: Option<String>,
    /// The rows that were ordered and not called off, by their places in the plan.
    pub ordered: BTreeSet<usize>,
    /// Rows that were ordered and stay by now: what whoever has the order is to be told.
    pub called_off: Option<String>,
    /// The same, by their places in the plan.
    pub stay: BTreeSet<usize>,
}

impl Orders {
    /// What of the order is called off, told apart from any other list of the kind.
    #[must_use]
    pub fn list(&self) -> Option<String> {
        let text = self.called_off.as_ref()?;
        Some(HEXLOWER.encode(&Sha256::digest(text)))
    }
}

impl std::fmt::Debug for Orders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Orders({} rows, {} called off)", self.ordered.len(), self.stay.len())
    }
}

/// How tasks name the work order of a run.
#[must_use]
pub fn order_of(run: i64, system: &str) -> String {
    format!("disposal {run} {system}")
}

/// Writes down that whoever has a work order was told what of it is not to be done any more.
///
/// That is exactly the list they were shown ([`Orders::list`]). Where the rest is over, nothing is kept from then on.
///
/// # Errors
/// [`Error::NoRun`] where nothing of it was called off; [`Error::Malformed`] where it is another list by now.
pub fn told_of_call_off(
    record: &Record,
    by: &str,
    no: i64,
    list: &str,
    now: Now,
) -> Result<(), Error> {
    let sql = format!("SELECT {COLUMNS} FROM disposal_turn WHERE no = ?1");
    let found = record.data().read("a plan", |tx| {
        let row = tx.one(&sql, params![no], read)?;
        Ok::<_, Error>(row.zip(kept(tx, no)?))
    })?;
    let Some((row, kept)) = found else { return Err(Error::NoRun) };
    let mut inside = open(record, &kept)?;
    let (Some(run), Some(shown)) = (row.run, inside.orders.list()) else {
        return Err(Error::NoRun);
    };
    if shown != list {
        let why = "what is called off has changed meanwhile: look at it again".to_owned();
        return Err(Error::Malformed(why));
    }
    if kept.turn.is_under_way() {
        let why = "a server looks at it now: wait until it has, and read the list again".to_owned();
        return Err(Error::Malformed(why));
    }
    // Whoever reads the orders again reads that too.
    if let (Some(text), Some(called_off)) = (&mut inside.orders.text, &inside.orders.called_off) {
        *text = format!("{text}\n\n{called_off}");
    }
    // Whoever was told does not do them: where they may go after all, they are ordered anew.
    for row in std::mem::take(&mut inside.orders.stay) {
        inside.orders.ordered.remove(&row);
    }
    inside.orders.called_off = None;
    let over = kept.turn == Turn::Done;
    let sealed = (!over).then(|| seal(record, kept.key, no, &inside)).transpose()?;
    let (reference, at, who) = (order_of(run, &row.system), now.micros(), by.to_owned());
    let (state, was) = (kept.turn.number(), kept.sealed.clone());
    record.write_office(by, "work-order-called-off", &format!("plan {no}"), now, move |tx| {
        let put = tx.execute(
            "UPDATE disposal_turn SET detail = ?2 WHERE no = ?1 AND state = ?3 AND detail = ?4",
            params![no, sealed.as_deref(), state, was.as_deref()],
        )?;
        if put != 1 {
            return Err(RecordError::Changed);
        }
        tasks::end_about(tx, CALLED_OFF, &reference, &who, "they were told", at)?;
        Ok(())
    })?;
    if over {
        record.vault().destroy(&[kept.key], at).map_err(RecordError::from)?;
    }
    Ok(())
}
