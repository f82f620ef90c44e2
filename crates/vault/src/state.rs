//! What the vault knows of itself: which data it belongs to, and how far it has come. Both are there
//! so that another vault, or an older copy of this one, is noticed before anything is done by it.

use db::{Tx, params};

use crate::{Error, Vault};

pub(crate) fn generation(tx: &Tx<'_>) -> Result<i64, db::Error> {
    let there = tx.one("SELECT generation FROM state WHERE no = 1", params![], |row| row.int(0))?;
    Ok(there.unwrap_or(0))
}

/// One step on, in the transaction that changes keys.
pub(crate) fn step(tx: &Tx<'_>) -> Result<i64, db::Error> {
    tx.execute("UPDATE state SET generation = generation + 1 WHERE no = 1", params![])?;
    generation(tx)
}

impl Vault {
    /// What tells this vault from every other. No secret, and it opens nothing.
    #[must_use]
    pub fn id(&self) -> [u8; 16] {
        self.pseudonym("vault", b"id")
    }

    /// The id of the data it belongs to; none while it has not met any.
    ///
    /// # Errors
    /// What the store says.
    pub fn belongs_to(&self) -> Result<Option<[u8; 16]>, Error> {
        let read = |tx: &Tx<'_>| {
            tx.one("SELECT data FROM state WHERE no = 1 AND data IS NOT NULL", params![], |row| {
                row.bytes(0)
            })
        };
        Ok(self.store().read("whose vault", read)?)
    }

    /// Says once and for all which data it belongs to; the id that stands then.
    ///
    /// # Errors
    /// What the store says.
    pub fn bind(&self, data: [u8; 16]) -> Result<Option<[u8; 16]>, Error> {
        self.store().write("bind the vault", move |tx| {
            tx.execute("UPDATE state SET data = ?1 WHERE no = 1 AND data IS NULL", params![&data])
        })?;
        self.belongs_to()
    }

    /// Goes on to the next generation, or to the one after `beyond` where that is further.
    ///
    /// # Errors
    /// What the store says.
    pub fn advance(&self, beyond: i64) -> Result<(), Error> {
        let reached = self.store().write("advance the vault", move |tx| {
            let next = generation(tx)?.max(beyond) + 1;
            tx.execute("UPDATE state SET generation = ?1 WHERE no = 1", params![next])?;
            Ok::<_, db::Error>(next)
        })?;
        self.reached(*reached);
        Ok(())
    }

    /// The number of the newest entry the data was seen to have.
    ///
    /// # Errors
    /// What the store says.
    pub fn seen(&self) -> Result<i64, Error> {
        let read = |tx: &Tx<'_>| {
            tx.one("SELECT seen FROM state WHERE no = 1", params![], |row| row.int(0))
        };
        Ok(self.store().read("seen", read)?.unwrap_or(0))
    }

    /// Notes the newest entry of the data. With `lower`, also where it had more before: an older
    /// copy was restored.
    ///
    /// # Errors
    /// What the store says.
    pub fn note_seen(&self, entry: i64, lower: bool) -> Result<(), Error> {
        self.store().write("note what was seen", move |tx| {
            tx.execute(
                "UPDATE state SET seen = ?1 WHERE no = 1 AND (seen < ?1 OR ?2 = 1)",
                params![entry, i64::from(lower)],
            )
        })?;
        Ok(())
    }

    /// The highest number of a person it has anything of: findable, or erased.
    ///
    /// # Errors
    /// What the store says.
    pub fn highest_person(&self) -> Result<i64, Error> {
        Ok(self.store().read("highest person", |tx| {
            let mut highest = 0;
            for sql in ["SELECT MAX(person) FROM blind", "SELECT MAX(person) FROM tomb"] {
                let there = tx.one(sql, params![], |row| row.opt_int(0))?;
                highest = there.flatten().unwrap_or(0).max(highest);
            }
            Ok::<_, db::Error>(highest)
        })?)
    }
}
