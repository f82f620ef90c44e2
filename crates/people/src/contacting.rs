//! May this person be contacted, for this, by this channel, now? The gate decides, and where it is
//! marketing the law on electronic messages says by which route, from what they chose.

use charter::items::Channel;
use db::Tx;
use gate::{Act, Explanation, Facts, Ix};
use law::pecr::{Channel as By, Contact, Content, Listing};

use crate::file::account;
use crate::permit::{Loaded, Verdict};
use crate::{Account, Error, Now, PersonId, PersonNo, Question, Record, Ways, marketing};

impl Question {
    /// The same question about a contact of which this is known: what was sold, whether a way to say no
    /// was offered, whether a list was looked at. For marketing the law is put to it in the transaction
    /// that decides, with what the person chose; what it says stands in the place of a route on record.
    #[must_use]
    pub fn planned(mut self, contact: Contact) -> Question {
        self.planned = Some(contact);
        self
    }
}

/// What the law on electronic messages says to a contact that is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// By which route it may go, or why by none.
    pub verdict: law::pecr::Verdict,
    /// Whether they said yes to it, whatever route the law takes.
    pub consented: bool,
}

/// An answer that is not written down yet: nothing is said of it before it is.
#[must_use]
pub struct Contacting {
    loaded: Loaded,
    verdict: Verdict,
    route: Option<Routed>,
    ways: Ways,
    account: Account,
}

impl Contacting {
    /// What the law on electronic messages says; none where it has no rule on it: a message that is no
    /// marketing, or a channel that is none of its.
    #[must_use]
    pub fn route(&self) -> Option<&Routed> {
        self.route.as_ref()
    }

    /// How they may be reached, and how they like it.
    #[must_use]
    pub fn ways(&self) -> &Ways {
        &self.ways
    }

    /// What the gate says, with its reasons.
    #[must_use]
    pub fn explain(&self, record: &Record) -> Explanation {
        record.gate().explain(&self.verdict.ask, &self.verdict.facts)
    }

    /// Writes the answer down in the person's history; the number of its entry. `say` adds what it came to.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn answer(
        self,
        record: &Record,
        say: impl FnOnce(Account) -> Account,
        now: Now,
    ) -> Result<i64, Error> {
        let subject = Some((self.loaded.no, self.loaded.history_key));
        let entry = record.entry(say(self.account), subject, now)?;
        Ok(record.data().append(entry)?.no())
    }
}

impl Record {
    /// Decides whether a person may be contacted as the question has it. `look` says, in the same
    /// snapshot, whether the number or the address is listed with a preference service. Nothing of the
    /// person is opened.
    ///
    /// # Errors
    /// [`Error::Refused`] where the gate says no, which is written down with what `note` adds; what
    /// `look` or the store says.
    pub fn contacting<T>(
        &self,
        question: &Question,
        person: PersonId,
        look: impl Fn(&Tx<'_>) -> Result<(Listing, T), Error>,
        note: impl Fn(Account) -> Account,
        now: Now,
    ) -> Result<(Contacting, T), Error> {
        let read = self.data().read("contact", |tx| {
            let (listing, looked) = look(tx)?;
            let mut asked = question.clone();
            if let Some(planned) = &mut asked.planned {
                planned.listing = listing;
            }
            let permit = self.permit(tx, &asked, person)?;
            let ways = self.ways(tx, permit.person.no, asked.entity, asked.on())?;
            let found = Contacting {
                loaded: permit.person,
                verdict: permit.verdict,
                route: permit.route.clone(),
                ways,
                account: note(account(&asked, &permit.verdict, permit.person.id)),
            };
            Ok::<_, Error>((found, looked))
        });
        match read {
            Ok(read) => Ok(read),
            Err(Error::Refused(mut refusal)) => {
                refusal.account = note(refusal.account);
                Err(self.refuse(Error::Refused(refusal), now)?)
            }
            Err(error) => Err(error),
        }
    }

    /// Puts a contact that is planned to the law, with what the person chose, and has the gate hear of
    /// it. None where no contact is planned, it is no marketing, or no rule is about its channel.
    pub(crate) fn route(
        &self,
        tx: &Tx<'_>,
        question: &Question,
        person: PersonNo,
        facts: &mut Facts,
    ) -> Result<Option<Routed>, Error> {
        let (Act::Contact(channel), Some(planned)) = (question.ask.act, &question.planned) else {
            return Ok(None);
        };
        let charter = self.gate().charter();
        let purpose = &charter.purposes()[question.ask.purpose.position()];
        let (true, Some(by)) = (purpose.marketing, self.kind_of(channel)) else { return Ok(None) };
        let (entity, on) = (question.entity, question.on());
        let chosen = marketing::chosen(tx, person, entity, question.channel, &question.topic, on)?;
        let mut contact = planned.clone();
        // A message left on a machine is no call to the law, though it goes by the same channel.
        if (by, contact.channel) != (By::LiveCall, By::Voicemail) {
            contact.channel = by;
        }
        contact.content = Content::Marketing;
        contact.on = on;
        contact.charity = charter.entities()[question.ask.entity.position()].charity;
        // A yes to a purpose is a yes to the channels that purpose has, and the gate knows no others.
        contact.consented = chosen.yes || facts.consent.contains(question.ask.purpose);
        contact.objected = Some(chosen.no || facts.objected.contains(question.ask.purpose));
        let verdict = law::pecr::check(&contact);
        facts.objected_marketing = chosen.no;
        let open = matches!(verdict, law::pecr::Verdict::Allowed(_));
        let without = facts.marketing - gate::Set::EMPTY.with(channel);
        facts.marketing = if open { without.with(channel) } else { without };
        Ok(Some(Routed { verdict, consented: contact.consented }))
    }

    /// How the law on electronic messages sees a channel of the charter; none where it has no rule on it.
    #[must_use]
    pub fn kind_of(&self, channel: Ix<Channel>) -> Option<By> {
        let channel = &self.gate().charter().channels()[channel.position()];
        serde_json::from_value(channel.kind.get_ref().clone().into()).ok()
    }
}
