//! What in somebody's file points into a register of a room above. The item says what there is to say, the row how
//! it stands: when the item has gone the row goes too (row 22.1).

use std::collections::BTreeSet;

use crate::file::SealedFile;
use crate::hold_item::Notes;
use crate::ids::PersonNo;
use crate::ripe::load;
use crate::{Error, Record, TRIES_MAX};

impl Record {
    /// The pointers of a person's own record that begin so. Nothing of what is held is shown, and a pointer names
    /// nobody; of somebody who was erased there is none.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn pointers(&self, no: PersonNo, begins: &str) -> Result<BTreeSet<String>, Error> {
        for _ in 0..TRIES_MAX {
            let file = self.data().read("what points at a register", |tx| {
                let loaded = load(tx, no)?;
                loaded.map(|loaded| SealedFile::load(tx, loaded)).transpose()
            })?;
            let Some(file) = file else { return Ok(BTreeSet::new()) };
            let file = match file.open(self) {
                // A drawer was changed in between: look again.
                Err(Error::Vault(vault::Error::Gone)) => continue,
                file => file?,
            };
            let mut found = BTreeSet::new();
            for item in file.drawers.iter().flat_map(|drawer| &drawer.items) {
                if item.extra.is_empty() {
                    continue;
                }
                let notes: Notes = serde_json::from_slice(&item.extra)
                    .map_err(|_| Error::Damaged("the notes of an item"))?;
                found.extend(notes.kept_in.filter(|pointer| pointer.starts_with(begins)));
            }
            return Ok(found);
        }
        Err(Error::Changed)
    }
}
