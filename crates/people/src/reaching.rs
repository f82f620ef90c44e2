//! How somebody may be reached, for what has to be told them whatever the notice lets the landlord
//! send: an answer to a request, a letter about a breach (rows 16, 25.3; Art 12).

use db::{Tx, params};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::codes::{Code, Kind};
use crate::facts::{self, Fact};
use crate::{Error, Now, PersonId, PersonNo, Record, one_person};

/// By which channels somebody may be reached on a day, and what has to be thought of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// The channels they called safe, by the charter's names: where there are any, no other is.
    pub safe: Option<Vec<String>>,
    /// The channels they asked not to be reached by.
    pub declined: Vec<String>,
    /// The channels they like best.
    pub preferred: Vec<String>,
    /// Whether an adjustment stands: large print, an interpreter, an advocate.
    pub adjusted: bool,
    /// Whether they have died: then nobody writes to them.
    pub died: bool,
}

impl Ways {
    /// Whether a channel may be used.
    #[must_use]
    pub fn lets(&self, channel: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|one| one == channel);
        !self.died && !named(&self.declined) && self.safe.as_deref().is_none_or(named)
    }
}

impl Record {
    /// Whether a wall stands around a person: somebody must not learn of them. Nothing of theirs, nor who
    /// that is, is in the answer.
    ///
    /// # Errors
    /// [`Error::Nobody`]; what the store says.
    pub fn is_hidden(&self, person: PersonId, now: Now) -> Result<bool, Error> {
        let no = self.number_of(person)?;
        let on = now.today().to_string();
        self.data().read("hidden", |tx| {
            for record in one_person::records(tx, one_person::kept(tx, no)?)? {
                let sql = "SELECT 1 FROM wall WHERE person = ?1 AND since <= ?2
                           AND (until IS NULL OR until >= ?2) LIMIT 1";
                if tx.one(sql, params![record.get(), &on], |row| row.int(0))?.is_some() {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// A hash of everybody a person must not learn of on a day: another one when a wall was put up or
    /// taken down.
    ///
    /// # Errors
    /// What the store says.
    pub fn walls_before(&self, tx: &Tx<'_>, person: PersonNo, on: Date) -> Result<[u8; 32], Error> {
        let on = on.to_string();
        let mut behind = std::collections::BTreeSet::new();
        for record in one_person::records(tx, one_person::kept(tx, person)?)? {
            tx.query(
                "SELECT person FROM wall WHERE against_person = ?1 AND since <= ?2
                 AND (until IS NULL OR until >= ?2)",
                params![record.get(), &on],
                |row| {
                    behind.insert(row.int(0)?);
                    Ok::<_, Error>(())
                },
            )?;
        }
        let mut hash = Sha256::new();
        for other in behind {
            hash.update(other.to_be_bytes());
        }
        Ok(hash.finalize().into())
    }

    /// Whether a fact stands about a person on a day, for any legal entity.
    ///
    /// # Errors
    /// [`Error::Damaged`]; what the store says.
    pub fn has_fact(
        &self,
        tx: &Tx<'_>,
        person: PersonNo,
        wanted: Fact,
        on: Date,
    ) -> Result<bool, Error> {
        let kept = one_person::kept(tx, person)?;
        let bytes =
            tx.one("SELECT facts FROM person WHERE no = ?1", params![kept.get()], |row| {
                Ok::<_, Error>(row.opt_blob(0)?.unwrap_or_default().to_vec())
            })?;
        let mut there = false;
        facts::each_ever(&bytes.unwrap_or_default(), on, |fact| there |= fact == wanted)?;
        Ok(there)
    }

    /// How a person may be reached on a day by a legal entity. Nothing of theirs is in it.
    ///
    /// # Errors
    /// [`Error::Damaged`]; what the store says.
    pub fn ways(
        &self,
        tx: &Tx<'_>,
        person: PersonNo,
        entity: Code,
        on: Date,
    ) -> Result<Ways, Error> {
        let kept = one_person::kept(tx, person)?;
        let bytes =
            tx.one("SELECT facts FROM person WHERE no = ?1", params![kept.get()], |row| {
                Ok::<_, Error>(row.opt_blob(0)?.unwrap_or_default().to_vec())
            })?;
        let mut ways = Ways::default();
        let name = |code: Code| self.codes().name(Kind::Channel, code).to_owned();
        facts::each_on(&bytes.unwrap_or_default(), entity, on, |fact, code| match fact {
            Fact::Safe => {
                let safe = ways.safe.get_or_insert_default();
                // No channel at all: nobody may be reached until somebody has said how.
                if code != 0 {
                    safe.push(name(code));
                }
            }
            Fact::Declined => ways.declined.push(name(code)),
            Fact::Preference => ways.preferred.push(name(code)),
            Fact::Adjustment => ways.adjusted = true,
            Fact::Died => ways.died = true,
            _ => {}
        })?;
        Ok(ways)
    }
}
