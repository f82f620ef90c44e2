//! Named leases: one process at a time does a thing, and one that was slow is shut out.

use crate::{Error, Tx, params};

/// How far beyond what anybody could take now a lease may reach, in microseconds: one minute.
/// One that reaches further was taken before the clock was set back, and would last until then.
pub(crate) const SET_BACK: i64 = 60_000_000;

/// Takes or keeps a lease; its fence, or none when somebody else has it. The fence, and not the
/// clock, keeps two holders apart: a clock that was set back costs a turn and no more.
///
/// # Errors
/// What the store says.
pub fn take(
    tx: &Tx<'_>,
    name: &str,
    holder: &str,
    at: i64,
    until: i64,
) -> Result<Option<i64>, Error> {
    let there =
        tx.one("SELECT holder, until, fence FROM lease WHERE name = ?1", params![name], |row| {
            Ok::<_, Error>((row.text(0)?.to_owned(), row.int(1)?, row.int(2)?))
        })?;
    let fence = match there {
        None => {
            tx.execute(
                "INSERT INTO lease (name, holder, until, fence) VALUES (?1, ?2, ?3, 1)",
                params![name, holder, until],
            )?;
            return Ok(Some(1));
        }
        Some((by, _, fence)) if by == holder => fence,
        Some((_, ends, fence)) if ends <= at || ends > until + SET_BACK => fence + 1,
        Some(_) => return Ok(None),
    };
    tx.execute(
        "UPDATE lease SET holder = ?2, until = ?3, fence = ?4 WHERE name = ?1",
        params![name, holder, until, fence],
    )?;
    Ok(Some(fence))
}

/// Whether this fence is still the newest: checked in the transaction that writes.
///
/// # Errors
/// What the store says.
pub fn stands(tx: &Tx<'_>, name: &str, fence: i64) -> Result<bool, Error> {
    let newest =
        tx.one("SELECT fence FROM lease WHERE name = ?1", params![name], |row| row.int(0))?;
    Ok(newest == Some(fence))
}
