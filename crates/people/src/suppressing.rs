//! Our own list of those who want no marketing: keyed hashes of a phone number, an email address, or a
//! surname and a postcode. It has no names and no end, and outlives an erasure (rows 24.1 and 24.3).

use crate::identify::{Field, Identifier, Kind, terms};
use crate::{Error, Now, Record};

impl Record {
    /// Puts whoever has these on the list. For a no that comes from somebody who is not on record: whoever
    /// is makes a choice, which is heard at once. How many hashes were kept; what is no phone, no email
    /// address and no name with an address keeps none.
    ///
    /// # Errors
    /// [`Error::Malformed`] where nothing can be kept; what the store or the vault says.
    pub fn suppress(
        &self,
        identifiers: &[Identifier],
        actor: &str,
        now: Now,
    ) -> Result<usize, Error> {
        let marks = self.vault().index().marks(&suppressing(identifiers));
        if marks.is_empty() {
            return Err(Error::Malformed(
                "say the phone number, the email address, or the name and the address of whoever wants \
                 no marketing"
                    .to_owned(),
            ));
        }
        // Kept first: a no that was heard and is not written down would be worse than the other way.
        self.vault().index().keep_marks(&marks, now.micros())?;
        self.write_office(actor, "suppress", "no marketing", now, |_| Ok(()))?;
        Ok(marks.len())
    }

    /// Whether whoever has any of these is on the list.
    ///
    /// # Errors
    /// What the store says.
    pub fn is_suppressed(&self, identifiers: &[Identifier]) -> Result<bool, Error> {
        Ok(self.vault().index().is_marked(&suppressing(identifiers))?)
    }
}

/// What somebody who wants no marketing is known again by, by the names the list has them under.
pub(crate) fn suppressing(identifiers: &[Identifier]) -> Vec<(&'static str, Vec<u8>)> {
    let by = |field| {
        matches!(field, Field::Whole(Kind::Email | Kind::Phone) | Field::SurnameAndPostcode)
    };
    terms(identifiers)
        .into_iter()
        .filter(|(field, _)| by(*field))
        .map(|(field, term)| (field.as_str(), term.as_bytes().to_vec()))
        .collect()
}
