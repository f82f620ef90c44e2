//! May this person be sent marketing, by this entity, this way, about this? What they chose, put to
//! the law on electronic messages.

use db::{Tx, params};
use jiff::civil::Date;
use law::pecr::{Contact, Content, Verdict};

use crate::codes::Kind;
use crate::facts::Fact;
use crate::file::account;
use crate::{Code, Error, Now, PersonId, PersonNo, Question, Record, one_person};

/// What somebody chose about marketing that stands on a day, for one entity, channel and topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// They said yes to this channel.
    pub(crate) yes: bool,
    /// They said no to all of it, to this channel, or to this topic.
    pub(crate) no: bool,
}

/// Reads what somebody chose. A yes counts for its own topic, or for all where it names none; so does
/// a no. Where no topic is asked about, a no about any of them counts.
pub(crate) fn chosen(
    tx: &Tx<'_>,
    person: PersonNo,
    entity: Code,
    channel: Code,
    topic: &str,
    on: Date,
) -> Result<Chosen, Error> {
    let mut found = Chosen::default();
    for record in one_person::records(tx, person)? {
        gather(tx, record, (entity, channel, topic), on, &mut found)?;
    }
    Ok(found)
}

fn gather(
    tx: &Tx<'_>,
    person: PersonNo,
    (entity, channel, topic): (Code, Code, &str),
    on: Date,
    found: &mut Chosen,
) -> Result<(), Error> {
    tx.query(
        "SELECT kind, code, topic, until, put_right_by FROM choice
         WHERE person = ?1 AND (entity = 0 OR entity = ?2) AND since <= ?3
         AND kind IN (?4, ?5)",
        params![
            person.get(),
            i64::from(entity),
            on.to_string().as_str(),
            Fact::Marketing as i64,
            Fact::NoMarketing as i64
        ],
        |row| {
            let until = row.opt_date(3)?;
            let (code, of) = (row.int(1)?, row.text(2)?);
            let yes = row.int(0)? == Fact::Marketing as i64;
            let unproved = yes && row.opt_date(4)?.is_some_and(|day| day < on);
            if until.is_some_and(|until| until < on) || unproved {
                return Ok(());
            }
            let this_channel = code == i64::from(channel);
            let same_topic = of.is_empty() || of.eq_ignore_ascii_case(topic);
            if yes {
                found.yes |= this_channel && same_topic;
            } else {
                found.no |= (code == 0 || this_channel) && (same_topic || topic.is_empty());
            }
            Ok::<_, Error>(())
        },
    )
}

impl Record {
    /// Says whether marketing may be sent to a person by a channel, about a topic (empty for none in
    /// particular), and by which route of the law. `known` says what else is known of the contact:
    /// what was sold, whether a list was looked at. Advice: nothing is released, and the gate still
    /// decides about the contact itself.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker may know nothing of this person; [`Error::Malformed`] for
    /// a channel that the law on electronic messages knows nothing of.
    pub fn marketing(
        &self,
        question: &Question,
        person: PersonId,
        (channel, topic): (&str, &str),
        known: &Contact,
        now: Now,
    ) -> Result<Verdict, Error> {
        let charter = self.gate().charter();
        let code = self.codes().code(Kind::Channel, channel)?;
        let found = charter.channels().iter().find(|one| one.id.get_ref().as_str() == channel);
        let kind = found.map(|one| one.kind.get_ref().clone()).unwrap_or_default();
        let by: law::pecr::Channel = serde_json::from_value(kind.into()).map_err(|_| {
            Error::Malformed("no rule on electronic messages is about this channel".to_owned())
        })?;
        let entity = self.codes().name(Kind::Entity, question.entity);
        let charity =
            charter.entities().iter().any(|one| one.id.get_ref().as_str() == entity && one.charity);
        let on = question.on();
        let read = self.data().read("marketing", |tx| {
            let permit = self.permit(tx, question, person)?;
            let found = chosen(tx, permit.person.no, question.entity, code, topic, on)?;
            Ok::<_, Error>((permit.person, permit.verdict, found))
        });
        let (loaded, verdict, found) = match read {
            Ok(read) => read,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        let mut contact = known.clone();
        contact.channel = by;
        contact.content = Content::Marketing;
        contact.on = on;
        contact.charity = charity;
        contact.consented = found.yes;
        contact.objected = Some(found.no);
        let answer = law::pecr::check(&contact);
        let said = account(question, &verdict, loaded.id)
            .act("marketing-advice")
            .with("by", code)
            .with("may", matches!(answer, Verdict::Allowed(_)));
        let entry = self.entry(said, Some((loaded.no, loaded.history_key)), now)?;
        self.data().append(entry)?;
        Ok(answer)
    }
}
