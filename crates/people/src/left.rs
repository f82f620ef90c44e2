//! Whether somebody has left, and what they are from then on (row 19.1a).

use db::{Tx, params};
use jiff::civil::Date;

use crate::codes::Code;
use crate::ids::PersonNo;
use crate::persons::row_number;
use crate::{Error, one_person};

/// Whether somebody is still something to the landlord.
pub(crate) enum Stay {
    /// They are, or nobody knows when that ended.
    GoesOn,
    /// They are not, since this day.
    Over(Date),
}

pub(crate) fn last_day(tx: &Tx<'_>, no: PersonNo, former: &[Code]) -> Result<Stay, Error> {
    let mut latest: Option<Date> = None;
    for record in one_person::records(tx, no)? {
        let mut open = false;
        tx.query(
            "SELECT kind, until FROM relationship WHERE person = ?1",
            params![record.get()],
            |row| {
                let kind = Code::try_from(row.int(0)?).map_err(|_| Error::Damaged("a code"))?;
                if !former.contains(&kind) {
                    let until = row.opt_date(1)?;
                    open |= until.is_none();
                    latest = latest.max(until);
                }
                Ok::<_, Error>(())
            },
        )?;
        if open {
            return Ok(Stay::GoesOn);
        }
    }
    Ok(latest.map_or(Stay::GoesOn, Stay::Over))
}

/// Somebody is this from the day after a day on, unless they are already.
pub(crate) fn becomes(
    tx: &Tx<'_>,
    no: PersonNo,
    kind: Code,
    entity: Code,
    last: Date,
    at: i64,
) -> Result<(), Error> {
    let there = tx.one(
        "SELECT 1 FROM relationship WHERE person = ?1 AND kind = ?2 AND entity = ?3 AND until IS NULL
         LIMIT 1",
        params![no.get(), i64::from(kind), i64::from(entity)],
        |row| row.int(0),
    )?;
    if there.is_none() {
        let since = last.tomorrow().unwrap_or(last).to_string();
        tx.execute(
            "INSERT INTO relationship (no, person, kind, entity, since, recorded)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![row_number(), no.get(), i64::from(kind), i64::from(entity), &since, at],
        )?;
    }
    Ok(())
}
