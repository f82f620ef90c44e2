//! What rooms above need to keep rows of their own about people: sealed under the person's keys, in
//! the transaction of their entry.

use crate::account::Account;
use crate::permit::{ERASED, LIVE};
use crate::{Code, Error, Now, PersonId, PersonNo, Question, Record};
use db::{Committed, Logged, Tx, params};
use jiff::civil::Date;
use vault::{BlobName, KeyId, Place};
use zeroize::Zeroizing;

/// The place of an entry in the log, once it has one, the salt of its commitment, and its account.
pub type OfficeEntry = (Option<i64>, [u8; 32], String);

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

/// Every record of one person, the one that was kept first: two that were put together are one.
///
/// # Errors
/// What the store says.
pub fn records_of(tx: &Tx<'_>, no: PersonNo) -> Result<Vec<PersonNo>, Error> {
    crate::one_person::records(tx, crate::one_person::kept(tx, no)?)
}

/// The number of a person by their id; of somebody who was merged, that of the record that was kept.
///
/// # Errors
/// [`Error::Nobody`] where there is nobody of that id, or not any more.
pub fn number(tx: &Tx<'_>, person: PersonId) -> Result<PersonNo, Error> {
    let sql = "SELECT no FROM person WHERE id = ?1";
    let no = tx.one(sql, params![person.as_bytes()], |row| row.int(0))?.ok_or(Error::Nobody)?;
    let kept = crate::one_person::kept(tx, PersonNo::new(no))?;
    let live = tx.one(
        "SELECT 1 FROM person WHERE no = ?1 AND state = ?2",
        params![kept.get(), LIVE],
        |row| row.int(0),
    )?;
    live.map(|_| kept).ok_or(Error::Nobody)
}

/// The next people on record after a number who have not died, each once; those who are something to
/// the landlord on a day, where that is named. Numbers alone.
///
/// # Errors
/// What the store says.
pub fn living(
    tx: &Tx<'_>,
    after: i64,
    relationship: Option<Code>,
    on: Date,
    limit: u32,
) -> Result<Vec<PersonNo>, Error> {
    let on = on.to_string();
    tx.all(
        "SELECT no FROM person WHERE no > ?1 AND state = ?2 AND died IS NULL AND (?3 = 0 OR EXISTS (
             SELECT 1 FROM relationship r WHERE r.person = person.no AND r.kind = ?3
             AND r.since <= ?4 AND (r.until IS NULL OR r.until >= ?4)))
         ORDER BY no LIMIT ?5",
        params![after, LIVE, relationship.map_or(0, i64::from), &on, limit],
        |row| Ok(PersonNo::new(row.int(0)?)),
    )
}

/// Which of these people are erased, by number: what rooms above keep of them goes.
///
/// # Errors
/// What the store says.
pub fn gone_of(tx: &Tx<'_>, people: &[i64]) -> Result<Vec<i64>, Error> {
    let mut gone = Vec::new();
    for no in people {
        let state =
            tx.one("SELECT state FROM person WHERE no = ?1", params![*no], |row| row.int(0))?;
        if state.is_none_or(|state| state == ERASED) {
            gone.push(*no);
        }
    }
    Ok(gone)
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

    /// The id of a person by number, or of the record theirs was put into; none for somebody who was
    /// erased.
    ///
    /// # Errors
    /// What the store says.
    pub fn live_id_of(&self, no: PersonNo) -> Result<Option<PersonId>, Error> {
        let kept = self.data().read("kept", |tx| crate::one_person::kept(tx, no))?;
        self.id_of(kept)
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

    /// A key of its own for something that outlives a person's file: a case, which is the evidence of
    /// what was asked and answered. Whoever takes one destroys it when its time has come.
    ///
    /// # Errors
    /// What the vault says.
    pub fn fresh_key(&self) -> Result<KeyId, Error> {
        Ok(self.take_key()?.0)
    }

    /// Seals a detail of a row under a key taken by [`Record::fresh_key`].
    ///
    /// # Errors
    /// What the vault says: under a key that was destroyed nothing is sealed.
    pub fn seal_under(
        &self,
        key: KeyId,
        table: &'static str,
        row: i64,
        plain: &[u8],
    ) -> Result<Vec<u8>, Error> {
        Ok(self.key(key)?.seal(Place::new(table, "detail", row), plain)?)
    }

    /// Opens what was sealed by [`Record::seal_under`], for a caller whose look is in the log.
    ///
    /// # Errors
    /// What the vault says: under a key that was destroyed nothing opens.
    pub fn open_under(
        &self,
        key: KeyId,
        table: &'static str,
        row: i64,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        Ok(self.key(key)?.open(Place::new(table, "detail", row), sealed)?)
    }

    /// Seals a document under a key taken by [`Record::fresh_key`], and stores it; its name.
    ///
    /// # Errors
    /// [`Error::Malformed`] where the record keeps no documents; what the vault says.
    pub fn put_document_under(
        &self,
        key: KeyId,
        document: &mut dyn std::io::Read,
    ) -> Result<BlobName, Error> {
        let name = BlobName::new();
        self.kept_documents()?.put(name, &self.key(key)?, document)?;
        Ok(name)
    }

    /// Opens a document stored by [`Record::put_document_under`], for a caller whose look is in the
    /// log.
    ///
    /// # Errors
    /// What the vault says: what was written out before it is not to be used.
    pub fn get_document_under(
        &self,
        key: KeyId,
        name: BlobName,
        to: &mut dyn std::io::Write,
    ) -> Result<(), Error> {
        self.kept_documents()?.get(name, &self.key(key)?, to)?;
        Ok(())
    }

    /// Deletes a document stored by [`Record::put_document_under`]; one that is gone is gone.
    ///
    /// # Errors
    /// What the vault says; then do it again.
    pub fn delete_document(&self, name: BlobName) -> Result<(), Error> {
        Ok(self.kept_documents()?.delete(name)?)
    }

    fn kept_documents(&self) -> Result<&vault::Blobs, Error> {
        let none = || Error::Malformed("this record keeps no documents".to_owned());
        self.documents().ok_or_else(none)
    }

    /// Writes down what reached the office about a person, or happened by itself, and rows with it.
    /// Nothing of the person is shown, so nothing is decided: what comes in is never refused. The
    /// entry stands in the person's history; where nobody is named, in the office's own.
    ///
    /// # Errors
    /// [`Error::Nobody`] where there is nobody of that id; what `change` says.
    pub fn write_incoming(
        &self,
        actor: &str,
        person: Option<PersonId>,
        act: &str,
        say: impl Fn(Account) -> Account,
        now: Now,
        change: impl Fn(&Tx<'_>, Option<PersonNo>) -> Result<(), Error> + Send + 'static,
    ) -> Result<Committed<Logged>, Error> {
        let subject = person.map(|person| self.history_of(person)).transpose()?;
        let mut account = say(Account::office(actor, act, act, self.gate()));
        account.person = person.map(|id| id.to_string());
        let entry = self.entry(account, subject, now)?;
        self.data().write("incoming", move |tx| {
            change(tx, subject.map(|(no, _)| no))?;
            Ok::<_, Error>(tx.log(&entry)?)
        })
    }

    /// A person by id, and the key of their history: of somebody who was merged, those of the record
    /// that was kept.
    fn history_of(&self, person: PersonId) -> Result<(PersonNo, KeyId), Error> {
        let found = self.data().read("history key", |tx| {
            let sql = "SELECT no FROM person WHERE id = ?1";
            let no = tx.one(sql, params![person.as_bytes()], |row| row.int(0))?;
            let Some(no) = no else { return Ok(None) };
            let kept = crate::one_person::kept(tx, PersonNo::new(no))?;
            tx.one(
                "SELECT history_key FROM person WHERE no = ?1 AND state = ?2",
                params![kept.get(), LIVE],
                |row| Ok::<_, Error>((kept, KeyId::from_bytes(row.bytes(0)?))),
            )
        })?;
        found.ok_or(Error::Nobody)
    }

    /// An entry of the office's own, about nobody, for whoever shows it to somebody outside: its place in
    /// the log, the salt of its commitment, and its account. None where it is about somebody.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn office_entry(&self, no: i64) -> Result<Option<OfficeEntry>, Error> {
        let before = no.saturating_sub(1);
        let rows = self.data().read_log("an entry of the office", |tx| {
            Ok::<_, Error>(tx.entries_after(before, 1)?)
        })?;
        let found = rows.into_iter().find(|row| row.no == no && row.entry.subject.is_none());
        let Some(row) = found else { return Ok(None) };
        let plain = self.open_entry(&row.entry)?;
        let (salt, body) = plain.split_first_chunk::<32>().ok_or(Error::Damaged("entry.body"))?;
        let account = std::str::from_utf8(body).map_err(|_| Error::Damaged("entry.body"))?;
        Ok(Some((row.seq, *salt, account.to_owned())))
    }

    /// An officer as the tables know them: officers are people too. However the name was typed.
    #[must_use]
    pub fn pseudonym_of(&self, actor: &str) -> [u8; 16] {
        self.actor_pseudonym(actor)
    }
}
