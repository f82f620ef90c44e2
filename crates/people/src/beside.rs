//! Correcting an item with rows of a room above beside it, in one transaction.

use db::Tx;
use zeroize::Zeroizing;

use crate::file::account;
use crate::hold_item::no_such_item;
use crate::{Error, Now, PersonId, PersonNo, Question, Record};

impl Record {
    /// Gives an item another value, and writes rows of a room above beside it, in one transaction.
    ///
    /// # Errors
    /// As for [`Record::correct`]; what `beside` says. An item about several people is not changed so.
    pub fn correct_beside(
        &self,
        question: &Question,
        person: PersonId,
        n: u32,
        value: &[u8],
        now: Now,
        beside: impl Fn(&Tx<'_>, PersonNo) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<i64, Error> {
        let edited = self.edit(
            question,
            person,
            now,
            "correct",
            |file, verdict| {
                let item = file.item_mut(n).ok_or_else(no_such_item)?;
                item.value = Zeroizing::new(value.to_vec());
                let category = item.category;
                file.touch(self, category)?;
                Ok(((), account(question, verdict, person).with("item", n)))
            },
            beside,
        )?;
        Ok(edited.entry.no())
    }
}
