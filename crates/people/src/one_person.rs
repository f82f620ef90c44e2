//! Records that were put together are of one person: what stands in any of them counts.

use db::{Tx, params};

use crate::permit::MERGED;
use crate::{Error, PersonNo};

/// The most records of one person: 64.
pub(crate) const RECORDS_MAX: usize = 64;

/// The record that was kept, where this one leads to another.
pub(crate) fn kept(tx: &Tx<'_>, person: PersonNo) -> Result<PersonNo, Error> {
    let mut no = person;
    for _ in 0..RECORDS_MAX {
        let next = tx.one(
            "SELECT merged_into FROM person WHERE no = ?1 AND state = ?2",
            params![no.get(), MERGED],
            |row| row.opt_int(0),
        )?;
        match next.flatten() {
            Some(next) => no = PersonNo::new(next),
            None => return Ok(no),
        }
    }
    Err(Error::TooMany("records of one person"))
}

/// Every record of a person: the one that was kept first, then those that lead to it.
///
/// # Errors
/// [`Error::TooMany`]; what the store says.
pub fn records(tx: &Tx<'_>, kept: PersonNo) -> Result<Vec<PersonNo>, Error> {
    let mut all = vec![kept];
    let mut at = 0;
    while let Some(one) = all.get(at).copied() {
        at += 1;
        tx.query(
            "SELECT no FROM person WHERE merged_into = ?1 AND state = ?2 ORDER BY no",
            params![one.get(), MERGED],
            |row| {
                all.push(PersonNo::new(row.int(0)?));
                Ok::<_, Error>(())
            },
        )?;
        if all.len() > RECORDS_MAX {
            return Err(Error::TooMany("records of one person"));
        }
    }
    Ok(all)
}
