//! Interests: who of the office must not handle whose case.

use db::{Tx, params};
use jiff::civil::Date;
use people::{Error as RecordError, Now, PersonId, PersonNo};

use crate::{Desk, Error};

impl Desk {
    /// Somebody of the office declares that a person is a relative, a neighbour, a friend, or they
    /// themselves: from now on they cannot handle a case about them.
    ///
    /// # Errors
    /// What the record says.
    pub fn declare_interest(
        &self,
        actor: &str,
        person: PersonId,
        until: Option<Date>,
        now: Now,
    ) -> Result<(), Error> {
        let name = self.record().pseudonym_of(actor);
        let (no, since) = (people::row_number(), now.today().to_string());
        let until = until.map(|day| day.to_string());
        let _ = self.record().write_incoming(
            actor,
            Some(person),
            "declare-interest",
            |account| account,
            now,
            move |tx, person| {
                let person = person.ok_or(RecordError::Nobody)?;
                tx.execute(
                    "INSERT INTO interest (no, actor, person, since, until)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![no, &name, person.get(), &since, until.as_deref()],
                )?;
                Ok(())
            },
        )?;
        Ok(())
    }
}

/// Whether somebody declared an interest in whomever a case is about that stands on a day; in nobody,
/// where that is not known.
pub(crate) fn stands(
    tx: &Tx<'_>,
    actor: &[u8; 16],
    person: Option<PersonNo>,
    day: &str,
) -> Result<bool, RecordError> {
    let Some(person) = person else { return Ok(false) };
    let sql = "SELECT 1 FROM interest WHERE actor = ?1 AND person = ?2 AND since <= ?3
         AND (until IS NULL OR until >= ?3) LIMIT 1";
    for record in people::records_of(tx, person)? {
        if tx.one(sql, params![actor, record.get(), day], |row| row.int(0))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
