//! Somebody of whom nothing is left goes as well, with the last that is let go: nothing is kept of people for its own sake
//! (rows 4.3, 22.1).

use std::collections::BTreeMap;

use db::{Tx, params};
use jiff::civil::Date;

use crate::codes::{Code, Kind};
use crate::erase::{self, Leaves};
use crate::ids::PersonNo;
use crate::in_the_way::Keeps;
use crate::left::{Stay, last_day};
use crate::permit::LIVE;
use crate::ripe::{Batch, Ripe, Stop};
use crate::{Error, LEFT, Record, one_person};

impl Record {
    /// The people of whom nothing is left once so many rows of each are gone: no row about them, no relationship that
    /// stands, no wall, no hold, and nothing a room above keeps.
    ///
    /// # Errors
    /// What the store says.
    pub fn emptied(
        &self,
        going: &BTreeMap<PersonNo, u64>,
        today: Date,
        keeps: Keeps,
    ) -> Result<Vec<Ripe>, Error> {
        let former = self.former()?;
        self.data().read("of whom nothing is left", |tx| {
            let mut empty = Vec::new();
            for (no, rows) in going {
                let rows = i64::try_from(*rows).unwrap_or(i64::MAX);
                if let Some(left) = nothing_left(tx, *no, rows, &former, today, keeps)? {
                    empty.push(Ripe {
                        no: no.get(),
                        kind: Ripe::PERSON,
                        class: String::new(),
                        event: format!("{LEFT}:{left}"),
                        due: today.yesterday().unwrap_or(today),
                        version: 0,
                        people: vec![*no],
                        stops: Vec::new(),
                    });
                }
            }
            Ok(empty)
        })
    }

    /// What somebody is who has left.
    pub(crate) fn former(&self) -> Result<Vec<Code>, Error> {
        let all = self.gate().charter().relationships().iter().filter(|one| one.former);
        all.map(|one| self.codes().code(Kind::Relationship, one.id.get_ref().as_str())).collect()
    }
}

/// The day somebody left, where nothing of them is left but so many rows; none where something is.
fn nothing_left(
    tx: &Tx<'_>,
    no: PersonNo,
    rows: i64,
    former: &[Code],
    today: Date,
    keeps: Keeps,
) -> Result<Option<Date>, Error> {
    let state =
        tx.one("SELECT state FROM person WHERE no = ?1", params![no.get()], |row| row.int(0))?;
    let Stay::Over(left) = last_day(tx, no, former)? else { return Ok(None) };
    if state != Some(LIVE) || left >= today {
        return Ok(None);
    }
    let mut there = 0;
    let day = today.to_string();
    for record in one_person::records(tx, no)? {
        let (first, last) = record.drawers();
        let drawers = tx.one(
            "SELECT COUNT(*) FROM drawer WHERE no BETWEEN ?1 AND ?2",
            params![first, last],
            |row| row.int(0),
        )?;
        let shares = tx.one(
            "SELECT COUNT(*) FROM joint_share WHERE person = ?1",
            params![record.get()],
            |row| row.int(0),
        )?;
        there += drawers.unwrap_or(0) + shares.unwrap_or(0);
        for shelf in keeps.all() {
            there += shelf.count(tx, record)?;
        }
        for sql in [
            // They act for somebody, or are whom somebody wants called.
            "SELECT 1 FROM relationship WHERE other = ?1 AND (until IS NULL OR until >= ?2) LIMIT 1",
            "SELECT 1 FROM wall WHERE (person = ?1 OR against_person = ?1) AND (until IS NULL OR until >= ?2) LIMIT 1",
            "SELECT 1 FROM hold WHERE person = ?1 AND (released IS NULL OR released >= ?2) LIMIT 1",
        ] {
            if tx.one(sql, params![record.get(), &day], |row| row.int(0))?.is_some() {
                return Ok(None);
            }
        }
        let change = "SELECT 1 FROM source_change WHERE person = ?1 AND settled IS NULL LIMIT 1";
        if tx.one(change, params![record.get()], |row| row.int(0))?.is_some() {
            return Ok(None);
        }
    }
    if there != rows || (keeps.why)(tx, no)?.is_some() {
        return Ok(None);
    }
    Ok(Some(left))
}

/// Begins to erase somebody of whom nothing is left, in the transaction that let the last of it go.
pub(crate) fn take(
    tx: &Tx<'_>,
    planned: &Ripe,
    former: &[Code],
    (today, at): (Date, i64),
    keeps: Keeps,
    done: &mut Batch,
) -> Result<(), Error> {
    let no = PersonNo::new(planned.no);
    let state =
        tx.one("SELECT state FROM person WHERE no = ?1", params![no.get()], |row| row.int(0))?;
    if state != Some(LIVE) {
        // Erased since, by a run that was cut off or by somebody.
        done.came.gone.push((planned.kind, planned.no));
        return Ok(());
    }
    if nothing_left(tx, no, 0, former, today, keeps)?.is_none() {
        done.came.stayed.push((planned.kind, planned.no, Stop::Changed));
        return Ok(());
    }
    for record in one_person::records(tx, no)? {
        done.erased += erase::begin(tx, record, &today.to_string(), Leaves::default(), at)?;
    }
    done.people.insert(no);
    done.came.gone.push((planned.kind, planned.no));
    Ok(())
}
