//! Giving what was asked for: by the gate, with the person told, the power named, and a row in the register.

use charter::items::{Summary, Telling};
use gate::NamedAsk;
use people::{CodeKind, Error, Now, Opened, PersonId, Question, Record};
use words::Message;
use zeroize::Zeroizing;

use super::ask::only_as_summary;
use super::{asks_by_power, line, listed, names, protects, purpose, recipient};
use crate::disclosures::disclose_also;
use crate::{Disclosed, Exception, HowGiven, Told};

/// How something is given.
#[derive(Clone, Debug)]
pub struct Giving {
    /// How the person knows, or why they do not.
    pub told: Option<Told>,
    /// How it goes, under which power, and who asks.
    pub how: HowGiven,
}

/// What was given: to be shown to whoever passes it on.
#[must_use]
pub struct Given {
    /// The disclosure.
    pub disclosed: Disclosed,
    /// What goes: the kind of data, and the value or the sentence in its place.
    pub values: Vec<(String, Zeroizing<String>)>,
}

/// Gives what the notice lets to a recipient, and writes it into the register.
///
/// # Errors
/// [`Error::Refused`] with the paragraphs; [`Error::Malformed`] where the person is not told, no reason for
/// not telling is said, or no power is named by somebody who asks under one.
pub fn give(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    giving: &Giving,
    now: Now,
) -> Result<Given, Error> {
    given(record, named, person, giving, now, |_, _, _| Ok(()))
}

/// The same, with rows of this room's own in the transaction that writes it down.
pub(crate) fn given(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    giving: &Giving,
    now: Now,
    also: impl Fn(&db::Tx<'_>, people::PersonNo, i64) -> Result<(), Error> + Clone + Send + 'static,
) -> Result<Given, Error> {
    let today = now.today();
    let charter = record.gate().charter();
    let to = named.recipient.as_deref().unwrap_or_default();
    let Some(whom) = recipient(charter, to) else {
        return Err(Error::NotInCharter { kind: "recipient", name: to.to_owned() });
    };
    let mut how = giving.how.clone();
    how.how = line(&how.how, "how it goes")?;
    let urgent = purpose(charter, &named.purpose).is_some_and(protects);
    if how.power.as_ref().is_none_or(|power| power.trim().is_empty()) {
        how.power = match (&whom.power, asks_by_power(whom) && !urgent) {
            (_, true) => {
                return Err(Error::Malformed(
                    "whoever asks names the power they ask under (paragraph 11.2.4): write it down"
                        .to_owned(),
                ));
            }
            // Nothing waits where somebody is at risk: what the charter says of them is recorded.
            (power, false) => power.as_ref().map(|power| power.get_ref().clone()),
        };
    }
    let told = told(record, named, to, giving.told.clone(), urgent, now)?;
    let named = NamedAsk {
        action: "disclose".to_owned(),
        data: that_can_go(record, named, to, now)?,
        ..named.clone()
    };
    let question = record.question(&named, today)?;
    let disclosed = disclose_also(record, &question, person, told.as_ref(), &how, now, also)?;
    let values = shown(record, &question, &disclosed.opened, now)?;
    Ok(Given { disclosed, values })
}

/// How the person knows; where they need not be told, why not is recorded each time.
fn told(
    record: &Record,
    named: &NamedAsk,
    to: &str,
    said: Option<Told>,
    urgent: bool,
    now: Now,
) -> Result<Option<Told>, Error> {
    if said.is_some() {
        return Ok(said);
    }
    let charter = record.gate().charter();
    let exempt = listed(charter, &named.purpose, to, now.today())
        .filter(|one| one.tell == Some(Telling::Exempt))
        .find(|one| named.data.iter().any(|kind| names(one, kind)));
    let Some(exempt) = exempt else { return Ok(None) };
    let why = exempt.exempt_because.as_ref().map(|why| why.get_ref().clone()).unwrap_or_default();
    let vital = purpose(charter, &named.purpose)
        .and_then(|one| one.lawful_basis())
        .is_some_and(|basis| basis.provision().id() == "vital-interests");
    match urgent {
        true => {
            let kind = if vital { Exception::NoTime } else { Exception::Harm };
            Ok(Some(Told::Excepted(kind, why)))
        }
        false => Err(Error::Malformed(
            "say when the person was told, or why they are not: it is decided and written down each \
             time (paragraph 11.6)"
                .to_owned(),
        )),
    }
}

/// What was asked for, without what goes only as a summary and has no sentence to stand for it.
fn that_can_go(
    record: &Record,
    named: &NamedAsk,
    to: &str,
    now: Now,
) -> Result<Vec<String>, Error> {
    if named.data.is_empty() {
        return Err(Error::Malformed(
            "a disclosure names the kinds of data that go: no more than is needed (paragraph 11.4)"
                .to_owned(),
        ));
    }
    let today = now.today();
    let can = |kind: &&String| {
        !only_as_summary(record, &named.purpose, to, kind, today)
            || sentence(record, kind).is_some()
    };
    let data: Vec<String> = named.data.iter().filter(can).cloned().collect();
    if data.is_empty() {
        return Err(Error::Malformed(
            "this goes only as a summary, and there is no sentence that stands for it".to_owned(),
        ));
    }
    Ok(data)
}

/// The sentence that stands for a kind of data where only a summary goes.
pub(crate) fn sentence(record: &Record, kind: &str) -> Option<Message> {
    let charter = record.gate().charter();
    let at = charter.categories().find(kind)?;
    Some(match charter.categories()[at].summary? {
        Summary::AskWhatHelps => Message::new("sharing-summary-ask-what-helps"),
        Summary::ComeInTwos => Message::new("sharing-summary-come-in-twos"),
        Summary::GiveTime => Message::new("sharing-summary-give-time"),
        Summary::TelephoneUsFirst => Message::new("sharing-summary-telephone-us-first"),
    })
}

/// What goes of what was opened: the values, and a sentence in the place of what goes only as a summary.
///
/// # Errors
/// [`Error::Damaged`] where something cannot be read.
pub fn shown(
    record: &Record,
    question: &Question,
    opened: &Opened,
    now: Now,
) -> Result<Vec<(String, Zeroizing<String>)>, Error> {
    let of = record.name_of(CodeKind::Purpose, question.purpose_code());
    let to = record.name_of(CodeKind::Recipient, question.recipient_code());
    let words = words::Catalogue::english();
    let mut values: Vec<(String, Zeroizing<String>)> = Vec::new();
    opened.each(record, |seen| {
        let kind = seen.category();
        if !only_as_summary(record, of, to, kind, now.today()) {
            values.push((kind.to_owned(), Zeroizing::new(seen.text().to_owned())));
        } else if let Some(says) = sentence(record, kind)
            && !values.iter().any(|(there, _)| there == kind)
        {
            values.push((kind.to_owned(), Zeroizing::new(words.render(&says))));
        }
    })?;
    Ok(values)
}
