//! What rooms above need to keep rows of their own about people: sealed under the person's keys, in
//! the transaction of their entry.

use crate::account::Account;
use crate::permit::LIVE;
use crate::{Code, Error, Now, PersonId, PersonNo, Question, Record};
use db::{Committed, Logged, Tx, params};
use vault::Place;
use zeroize::Zeroizing;

impl Question {
    /// The number of its recipient; 0 where it names none.
    #[must_use]
    pub fn recipient_code(&self) -> Code {
        self.recipient
    }

    /// The number of its purpose.
    #[must_use]
    pub fn purpose_code(&self) -> Code {
        self.purpose
    }

    /// The number of its legal entity.
    #[must_use]
    pub fn entity_code(&self) -> Code {
        self.entity
    }
}

impl Record {
    /// Writes rows about a person under a permit, with an entry in the same transaction.
    ///
    /// # Errors
    /// [`Error::Refused`]; what `change` says.
    pub fn write_about(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
        act: &str,
        say: impl Fn(Account) -> Account,
        change: impl Fn(&Tx<'_>, PersonNo) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<Committed<Logged>, Error> {
        self.change_person(question, person, now, act, say, move |tx, loaded| change(tx, loaded.no))
    }

    /// The id of a person by number; none for somebody who was merged or erased.
    ///
    /// # Errors
    /// What the store says.
    pub fn id_of(&self, no: PersonNo) -> Result<Option<PersonId>, Error> {
        self.data().read("id", |tx| {
            tx.one(
                "SELECT id FROM person WHERE no = ?1 AND state = ?2",
                params![no.get(), LIVE],
                |row| Ok::<_, Error>(PersonId::from_bytes(row.bytes(0)?)),
            )
        })
    }

    /// Seals an answer that is kept for whoever sends the same request again.
    ///
    /// # Errors
    /// What the vault says.
    pub fn seal_answer(&self, request: &[u8; 32], plain: &[u8]) -> Result<Vec<u8>, Error> {
        let place = Place::new("idempotency", "answer", request);
        Ok(self.key(self.log_key())?.seal(place, plain)?)
    }

    /// Opens an answer that was kept.
    ///
    /// # Errors
    /// What the vault says.
    pub fn open_answer(
        &self,
        request: &[u8; 32],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let place = Place::new("idempotency", "answer", request);
        Ok(self.key(self.log_key())?.open(place, sealed)?)
    }

    /// Writes rows of the office's own, about nobody, with an entry in the same transaction.
    ///
    /// # Errors
    /// What `change` says.
    pub fn write_office(
        &self,
        actor: &str,
        act: &str,
        about: &str,
        now: Now,
        change: impl Fn(&Tx<'_>) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let entry = self.entry(Account::office(actor, act, about, self.gate()), None, now)?;
        let _ = self.data().write("office", move |tx| {
            change(tx)?;
            Ok::<_, Error>(tx.log(&entry)?)
        })?;
        Ok(())
    }
}
