//! What a case keeps: nothing of somebody goes while a case about them is open, or while an answer that
//! was sent to them can still be opened.

use db::{Tx, params};
use people::{Error, Keeps, PersonNo};

use crate::State;

/// What cases keep, and what of the register of disclosures has a day of its own.
pub const KEEPS: Keeps = Keeps { why: keeps, shelves: sharing::SHELVES };

/// Why what is held on a person stays for now: a word for the register; none where no case keeps it.
///
/// While a request is open, letting go what it asks for would be hiding it.
///
/// # Errors
/// What the store says.
fn keeps(tx: &Tx<'_>, person: PersonNo) -> Result<Option<&'static str>, Error> {
    for record in people::records_of(tx, person)? {
        let open = tx.one(
            "SELECT 1 FROM casefile WHERE person = ?1 AND state <> ?2 AND gone IS NULL LIMIT 1",
            params![record.get(), State::Closed.number()],
            |row| row.int(0),
        )?;
        if open.is_some() {
            return Ok(Some("open-case"));
        }
        let pack = tx.one(
            "SELECT 1 FROM case_delivery d JOIN casefile c ON c.no = d.casefile
             WHERE c.person = ?1 AND d.pack IS NOT NULL LIMIT 1",
            params![record.get()],
            |row| row.int(0),
        )?;
        let kept = tx.one(
            "SELECT 1 FROM case_pack p JOIN casefile c ON c.no = p.casefile
             WHERE c.person = ?1 AND p.document IS NOT NULL LIMIT 1",
            params![record.get()],
            |row| row.int(0),
        )?;
        if pack.or(kept).is_some() {
            return Ok(Some("answer-that-opens"));
        }
    }
    Ok(None)
}
