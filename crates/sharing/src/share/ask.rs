//! The question, answered field by field: what goes, what does not and why, what comes first.

use charter::items::Telling;
use gate::{Explanation, NamedAsk, Obligation, Outcome, Reason};
use jiff::civil::Date;
use people::{Error, Now, PersonId, Record};
use words::Message;

use super::{asks_by_power, covering, listed, names, protects, purpose, recipient};
use crate::disclosures::allowed;

/// Whether something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goes {
    /// It may not, and nothing beside it.
    Refused,
    /// It stays; what is beside it may go.
    Masked,
    /// It goes.
    Goes,
}

impl Goes {
    /// `goes`, `masked` or `refused`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Goes::Goes => "goes",
            Goes::Masked => "masked",
            Goes::Refused => "refused",
        }
    }
}

/// The answer about one kind of data.
#[derive(Clone, Debug)]
pub struct Field {
    /// The kind, by the charter's name.
    pub category: String,
    /// Whether it goes.
    pub goes: Goes,
    /// Whether only a summary of it goes, never its own words.
    pub summary: bool,
    /// The paragraphs it goes under, or is kept back by.
    pub paragraphs: Vec<String>,
    /// The rules that keep it back.
    pub rules: Vec<&'static str>,
}

/// What has to come first.
#[derive(Clone, Debug)]
pub enum First {
    /// An agreement with them that is in force.
    Agreement,
    /// The person's explicit consent.
    Consent,
    /// Whoever asks names the power they ask under; the charter says which they have.
    Power(String),
    /// The person need not be told; why not is written down each time. The charter's own words.
    Reason(String),
    /// The person is told.
    Tell {
        /// Whether the charter lets a notice tell them, and one on record covers them: its number and day.
        notice: Option<(i64, Date)>,
    },
}

impl First {
    /// The name it goes by.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            First::Agreement => "agreement",
            First::Consent => "consent",
            First::Power(_) => "power",
            First::Reason(_) => "reason",
            First::Tell { .. } => "tell",
        }
    }

    /// It in a sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            First::Agreement => Message::new("sharing-first-agreement"),
            First::Consent => Message::new("sharing-first-consent"),
            First::Power(power) => {
                Message::new("sharing-first-power").with("power", power.as_str())
            }
            First::Reason(why) => Message::new("sharing-first-reason").with("why", why.as_str()),
            First::Tell { notice: Some((_, since)) } => {
                Message::new("sharing-first-tell-notice").with("day", *since)
            }
            First::Tell { notice: None } => Message::new("sharing-first-tell"),
        }
    }
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// To whom, by the charter's name.
    pub recipient: String,
    /// For what, by the charter's name.
    pub purpose: String,
    /// Each kind of data that was asked for, in the charter's order.
    pub fields: Vec<Field>,
    /// Why something stays, each reason once.
    pub reasons: Vec<Reason>,
    /// What has to come first, of what could go and of what does not yet.
    pub first: Vec<First>,
    /// What must be done along with it.
    pub obligations: Vec<(Obligation, Message)>,
    /// The power of somebody who may demand it.
    pub power: Option<String>,
    /// Why the person need not be told, as the charter has it.
    pub exempt: Option<String>,
}

impl Answer {
    /// The kinds that go.
    #[must_use]
    pub fn goes(&self) -> Vec<String> {
        let goes = self.fields.iter().filter(|one| one.goes == Goes::Goes);
        goes.map(|one| one.category.clone()).collect()
    }

    /// Whether nothing goes.
    #[must_use]
    pub fn is_no(&self) -> bool {
        self.fields.iter().all(|one| one.goes != Goes::Goes)
    }

    /// Whether the person has to be told before it goes.
    #[must_use]
    pub fn tells_first(&self) -> bool {
        self.first.iter().any(|one| matches!(one, First::Tell { .. }))
    }

    /// The notice on record that tells them: its number and day.
    #[must_use]
    pub fn notice(&self) -> Option<(i64, Date)> {
        self.first.iter().find_map(|one| match one {
            First::Tell { notice } => *notice,
            _ => None,
        })
    }
}

/// Whether something may go to somebody, for what, and what comes first. That somebody asked is in the log
/// before anything is said. Empty `data` means what the charter lists for it.
///
/// # Errors
/// [`Error::Refused`] where nothing of this person may be looked at for that purpose: nobody, and a person
/// behind a wall, read alike; [`Error::NotInCharter`]; [`Error::Malformed`].
pub fn ask(record: &Record, named: &NamedAsk, person: PersonId, now: Now) -> Result<Answer, Error> {
    let today = now.today();
    let to = named.recipient.as_deref().unwrap_or_default();
    if to.is_empty() {
        return Err(Error::Malformed("say to whom: a recipient of the charter".to_owned()));
    }
    let charter = record.gate().charter();
    let Some(whom) = recipient(charter, to) else {
        return Err(Error::NotInCharter { kind: "recipient", name: to.to_owned() });
    };
    let look =
        NamedAsk { action: "look".to_owned(), recipient: None, data: Vec::new(), ..named.clone() };
    let opened = record.look(&record.question(&look, today)?, person, now)?;
    let seen = allowed(record, &opened);
    let mut weighed = Vec::new();
    for data in lists(record, named, to, seen, today) {
        let one = NamedAsk { action: "disclose".to_owned(), data, ..named.clone() };
        weighed.push(weigh(record, &one, person, now)?);
    }
    let mut answer = Answer {
        recipient: to.to_owned(),
        purpose: named.purpose.clone(),
        fields: Vec::new(),
        reasons: Vec::new(),
        first: Vec::new(),
        obligations: Vec::new(),
        power: whom.power.as_ref().map(|power| power.get_ref().clone()),
        exempt: None,
    };
    for one in &weighed {
        merge(record, &mut answer, one, today);
    }
    let order = |field: &Field| charter.categories().find(&field.category);
    answer.fields.sort_by_key(order);
    let question = NamedAsk {
        action: "disclose".to_owned(),
        data: answer.fields.iter().map(|one| one.category.clone()).collect(),
        ..named.clone()
    };
    let goes = answer.goes();
    let exempt = listed(charter, &named.purpose, to, today)
        .filter(|one| one.tell == Some(Telling::Exempt))
        .find(|one| goes.iter().any(|kind| names(one, kind)))
        .map(|one| one.exempt_because.as_ref().map(|why| why.get_ref().clone()));
    answer.exempt = exempt.flatten();
    let tells = weighed.iter().any(told_first);
    if tells && !goes.is_empty() {
        let question = record.question(&question, today)?;
        let goes: Vec<&str> = goes.iter().map(String::as_str).collect();
        let relationship = opened.relationship_code();
        let notice = record.data().read("a notice that tells", |tx| {
            covering(tx, record, &question, relationship, &goes, today)
        })?;
        answer.first.push(First::Tell { notice });
    }
    let urgent = purpose(charter, &named.purpose).is_some_and(protects);
    if asks_by_power(whom) && !urgent && !goes.is_empty() {
        answer.first.push(First::Power(answer.power.clone().unwrap_or_default()));
    }
    if let Some(why) = answer.exempt.clone().filter(|_| !urgent) {
        answer.first.push(First::Reason(why));
    }
    for (rule, first) in [("agreement", First::Agreement), ("explicit-consent", First::Consent)] {
        if answer.reasons.iter().any(|reason| reason.rule == rule) {
            answer.first.push(first);
        }
    }
    Ok(answer)
}

/// What is asked for, each list of the charter by itself: what holds one up is nothing to another.
fn lists(
    record: &Record,
    named: &NamedAsk,
    to: &str,
    seen: Vec<String>,
    on: Date,
) -> Vec<Vec<String>> {
    let charter = record.gate().charter();
    let all: Vec<Vec<String>> = listed(charter, &named.purpose, to, on)
        .map(|one| one.data.iter().map(|kind| kind.get_ref().as_str().to_owned()).collect())
        .collect();
    let mut asked: Vec<Vec<String>> = if named.data.is_empty() {
        all
    } else {
        let mut left = named.data.clone();
        let mut parts = Vec::new();
        for list in &all {
            let part: Vec<String> =
                named.data.iter().filter(|kind| list.contains(kind)).cloned().collect();
            left.retain(|kind| !list.contains(kind));
            parts.push(part);
        }
        parts.push(left);
        parts
    };
    asked.retain(|list| !list.is_empty());
    if asked.is_empty() && !seen.is_empty() {
        asked.push(seen);
    }
    asked
}

/// What the gate says to one list, with its reasons. Nothing is opened.
fn weigh(
    record: &Record,
    ask: &NamedAsk,
    person: PersonId,
    now: Now,
) -> Result<Explanation, Error> {
    let question = record.question(ask, now.today())?;
    let weighed = record
        .data()
        .read("weigh", |tx| Ok::<_, Error>(record.permit(tx, &question, person)?.explain()));
    match weighed {
        Err(Error::Refused(refusal)) => Ok(refusal.explain(record.gate())),
        weighed => weighed,
    }
}

fn told_first(one: &Explanation) -> bool {
    one.decision.obligations().contains(Obligation::TellFirst)
}

/// Adds what was said to one list.
fn merge(record: &Record, answer: &mut Answer, one: &Explanation, on: Date) {
    let charter = record.gate().charter();
    let stays = match one.decision.outcome() {
        Outcome::Refused => Goes::Refused,
        Outcome::Allowed | Outcome::Partly => Goes::Masked,
    };
    let kinds = one.allowed.iter().map(|kind| (kind, Goes::Goes));
    for (kind, goes) in kinds.chain(one.masked.iter().map(|kind| (kind, stays))) {
        let (mut paragraphs, mut rules) = (Vec::new(), Vec::new());
        if goes == Goes::Goes {
            let lists = listed(charter, &answer.purpose, &answer.recipient, on);
            for list in lists.filter(|list| names(list, kind)) {
                let cites = list.notice.iter().map(|cite| cite.get_ref().to_string());
                paragraphs.extend(cites);
            }
        } else {
            for reason in one.reasons.iter().filter(|reason| reason.data.contains(kind)) {
                paragraphs.extend(reason.paragraphs.iter().cloned());
                rules.push(reason.rule);
            }
        }
        let mut once = Vec::new();
        paragraphs.retain(|one| {
            !once.contains(one) && {
                once.push(one.clone());
                true
            }
        });
        let summary = only_as_summary(record, &answer.purpose, &answer.recipient, kind, on);
        let field = Field { category: kind.clone(), goes, summary, paragraphs, rules };
        match answer.fields.iter_mut().find(|there| there.category == field.category) {
            Some(there) if there.goes < field.goes => *there = field,
            Some(_) => {}
            None => answer.fields.push(field),
        }
    }
    for reason in &one.reasons {
        let same = |there: &Reason| there.rule == reason.rule && there.message == reason.message;
        if !answer.reasons.iter().any(same) {
            answer.reasons.push(reason.clone());
        }
    }
    for owed in &one.obligations {
        if !answer.obligations.iter().any(|(there, _)| *there == owed.0) {
            answer.obligations.push(owed.clone());
        }
    }
}

/// Whether the charter lets this kind go to them as a summary alone.
pub(crate) fn only_as_summary(
    record: &Record,
    purpose: &str,
    recipient: &str,
    kind: &str,
    on: Date,
) -> bool {
    let charter = record.gate().charter();
    let mut lists =
        listed(charter, purpose, recipient, on).filter(|one| names(one, kind)).peekable();
    lists.peek().is_some() && lists.all(|one| one.summary_only)
}
