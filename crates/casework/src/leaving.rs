//! What every letter and every email passes before it goes: it asks for nothing we never ask for (rows
//! 28.1a and 28.1b), and tells nobody an address they do not have (row 14.1).

use people::identify::Kind as Identifies;
use people::{Now, PersonId, Question};
use sharing::outgoing::{Reader, What, asks, scan};
use vault::KeyId;

use crate::party::Party;
use crate::sending::Inside;
use crate::showing::Shown;
use crate::{Desk, Error, Kind};

/// Refuses a text that asks for a password, a card or an account.
pub(crate) fn asks_for_nothing_secret(text: &str) -> Result<(), Error> {
    match asks(text) {
        None => Ok(()),
        Some(sentence) => Err(Error::Malformed(format!(
            "this asks for what we never ask for (paragraph 28.1): `{}`; write it without",
            sentence.trim()
        ))),
    }
}

impl Desk {
    /// Seals a letter as it goes out: there is no other way to it, so none goes that asks for a secret.
    pub(crate) fn seal_letter(
        &self,
        key: KeyId,
        no: i64,
        letter: &Inside,
    ) -> Result<Vec<u8>, Error> {
        asks_for_nothing_secret(&letter.text)?;
        self.seal(key, "case_delivery", no, letter)
    }

    /// Refuses a letter about one person that goes to another and has an address in it which whoever reads
    /// it does not have. What an authority is given by a power of its own is decided and written down as a
    /// disclosure.
    pub(crate) fn tells_no_new_address(
        &self,
        question: &Question,
        shown: &Shown,
        (to, text): (Option<&str>, &str),
        now: Now,
    ) -> Result<(), Error> {
        let known = |party: &Party| party.person.as_deref().and_then(|id| id.parse().ok());
        let reader: Option<PersonId> = known(&shown.words.recipient);
        let (Some(subject), Some(reader)) = (shown.subject, reader) else { return Ok(()) };
        if subject == reader || shown.kind == Kind::Disclosure {
            return Ok(());
        }
        let has = |addresses: &[&str]| {
            let found = scan(text, Reader { addresses, aloud: false }).map_err(|_| {
                Error::Malformed("this letter is longer than any that is sent".to_owned())
            })?;
            Ok::<_, Error>(found.iter().any(|one| one.what == What::Address))
        };
        // Most letters have none, and nobody is looked up for them.
        if !has(&[])? {
            return Ok(());
        }
        let charter = self.record().gate().charter();
        let ours = charter.posts().iter().filter_map(|post| post.contact.address.as_deref());
        // What they wrote from, and where it goes.
        let words = [&shown.words.recipient.reach, &shown.words.to];
        let theirs = words.into_iter().filter_map(Option::as_deref).chain(to);
        let own = self.record().identities(question, reader, now)?;
        let own = own.iter().filter(|one| one.kind() == Identifies::Address);
        let addresses: Vec<&str> =
            own.map(people::identify::Identifier::value).chain(ours).chain(theirs).collect();
        if has(&addresses)? {
            return Err(Error::Malformed(
                "this letter has an address in it that whoever reads it does not have from us \
                 (paragraph 14.1): write it without"
                    .to_owned(),
            ));
        }
        Ok(())
    }
}
