//! Details of rows about a person: sealed one by one, each with the name of its key before it, so
//! that the person's keys can be replaced while everybody goes on.

use vault::{Key, KeyId, Place};
use zeroize::Zeroizing;

use crate::{Error, PersonId, Record};

/// The tables of this room with a sealed `detail`, a `person` and a `no`.
pub(crate) const TABLES: &[&str] = &["choice", "hold", "marker", "wall"];

/// Seals a detail under a key.
pub(crate) fn seal(
    key: &Key,
    table: &'static str,
    row: i64,
    plain: &[u8],
) -> Result<Vec<u8>, Error> {
    let mut out = key.id().as_bytes().to_vec();
    out.extend(key.seal(Place::new(table, "detail", row), plain)?);
    Ok(out)
}

impl Record {
    /// Seals a detail of a row about a person.
    ///
    /// # Errors
    /// [`Error::Nobody`]; what the vault says.
    pub fn seal_detail_of(
        &self,
        person: PersonId,
        table: &'static str,
        row: i64,
        plain: &[u8],
    ) -> Result<Vec<u8>, Error> {
        seal(&self.key(self.detail_key(person)?)?, table, row, plain)
    }

    /// Opens a detail of a row about a person, for a caller who has looked at them.
    ///
    /// # Errors
    /// What the vault says: of somebody who was erased nothing opens.
    pub fn open_detail_of(
        &self,
        table: &'static str,
        row: i64,
        detail: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (key, sealed) = detail.split_first_chunk().ok_or(Error::Damaged("a detail"))?;
        let key = self.key(KeyId::from_bytes(*key))?;
        Ok(key.open(Place::new(table, "detail", row), sealed)?)
    }
}
