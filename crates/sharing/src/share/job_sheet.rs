//! A contractor's job sheet: contact and occupation alone, sentences in the place of marks, a last day, and
//! what whoever comes says of themselves (rows 8.7.1, 8.7.9, 8.7.10, 11.6b).
//!
//! A mark's own words are never on it, nor a diagnosis; nor is it said that something is left out, which
//! would tell of it.

use charter::items::{DataKind, RecipientKind};
use gate::{NamedAsk, Obligation};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error, Now, PersonId, Record};
use words::Message;
use zeroize::Zeroizing;

use super::ask::only_as_summary;
use super::give::sentence;
use super::{line, listed, names, recipient};
use crate::disclosures::disclose_marks;
use crate::{HowGiven, Told, disclose, recipients};

/// How long a sheet may be used at most, in days.
const DAYS: i32 = 28;
/// How it goes, as it stands in the register.
const HOW: &str = "job sheet";

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct SheetAsk {
    /// The last day the sheet may be used; 28 days where none is named.
    pub until: Option<Date>,
    /// The sub-contractor who does the work, by name.
    pub sub_contractor: Option<String>,
    /// How the person knows, where they have to be told first.
    pub told: Option<Told>,
    /// What the job is, such as its number. Nothing about the person.
    pub job: Option<String>,
}

/// A job sheet.
#[derive(Clone)]
pub struct JobSheet {
    /// For whom, by the charter's name.
    pub recipient: String,
    /// Who does the work, where it is a sub-contractor.
    pub sub_contractor: Option<String>,
    /// For what, by the charter's name.
    pub purpose: String,
    /// What the job is.
    pub job: Option<String>,
    /// Contact and occupation: the kind of data by the charter's name, and the value.
    pub fields: Vec<(String, Zeroizing<String>)>,
    /// What to keep in mind on the visit: sentences of a closed list.
    pub mind: Vec<Message>,
    /// The last day it may be used; then it is destroyed.
    pub until: Date,
    /// What whoever comes says: who sent them, who they are, where the data came from.
    pub script: Vec<Message>,
    /// The numbers in the register of disclosures.
    pub numbers: Vec<i64>,
    /// For the office alone: what did not go because the person was not told.
    pub untold: bool,
}

/// Makes a job sheet, and writes what is on it into the register.
///
/// # Errors
/// [`Error::Refused`]; [`Error::Malformed`] for somebody who does no work for us, for a sub-contractor the
/// charter does not name, and for a day that is past or too far.
pub fn job_sheet(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    asked: &SheetAsk,
    now: Now,
) -> Result<JobSheet, Error> {
    let today = now.today();
    let charter = record.gate().charter();
    let to = named.recipient.clone().unwrap_or_default();
    let Some(whom) = recipient(charter, &to) else {
        return Err(Error::NotInCharter { kind: "recipient", name: to });
    };
    if whom.kind != RecipientKind::Processor {
        return Err(Error::Malformed(format!(
            "`{to}` does no work for us, and gets no job sheet: ask whether something may be shared"
        )));
    }
    let latest = today.saturating_add(DAYS.days());
    let mut until = asked.until.unwrap_or(latest);
    if until < today || until > latest {
        return Err(Error::Malformed(format!(
            "a job sheet is used between today and {latest}, and not after"
        )));
    }
    if let Some(name) = &asked.sub_contractor {
        named_sub_contractor(record, &to, name, now)?;
    }
    let job = asked.job.as_deref().map(|job| line(job, "what the job is")).transpose()?;
    let note = match (&asked.sub_contractor, &job) {
        (Some(sub), Some(job)) => Some(format!("{job}, by {sub}")),
        (Some(sub), None) => Some(format!("by {sub}")),
        (None, job) => job.clone(),
    };
    let how = HowGiven { how: HOW.to_owned(), power: None, note };
    let ask_for = |purpose: &str, data: Vec<String>| NamedAsk {
        action: "disclose".to_owned(),
        purpose: purpose.to_owned(),
        data,
        ..named.clone()
    };
    // Contact and occupation: what is neither special nor criminal, nor a mark, nor goes as a summary.
    let mut plain = Vec::new();
    for one in listed(charter, &named.purpose, &to, today) {
        for kind in one.data.iter().map(|kind| kind.get_ref().as_str()) {
            let personal = charter.categories().find(kind).is_some_and(|at| {
                let category = &charter.categories()[at];
                category.kind == DataKind::Personal && !category.marker && !category.free_text
            });
            let summary = only_as_summary(record, &named.purpose, &to, kind, today);
            if personal && !summary && !plain.iter().any(|there| there == kind) {
                plain.push(kind.to_owned());
            }
        }
    }
    if plain.is_empty() {
        return Err(Error::Malformed(format!(
            "nothing goes to `{to}` on a job sheet for `{}`",
            named.purpose
        )));
    }
    let question = record.question(&ask_for(&named.purpose, plain), today)?;
    let done = disclose(record, &question, person, asked.told.as_ref(), &how, now)?;
    let mut numbers = vec![done.no];
    let mut fields = Vec::new();
    done.opened.each(record, |seen| {
        fields.push((seen.category().to_owned(), Zeroizing::new(seen.text().to_owned())));
    })?;
    let mut mind: Vec<Message> = Vec::new();
    let mut untold = false;
    for (purpose, kind) in summaries(record, named, &to, today) {
        let Some(says) = sentence(record, &kind) else { continue };
        let question = record.question(&ask_for(&purpose, vec![kind.clone()]), today)?;
        // Not known, not allowed and not told read alike on the sheet: nothing is said.
        if asked.told.is_none() && tells_first(record, &question, person)? {
            untold = true;
            continue;
        }
        let marker =
            charter.categories().find(&kind).is_some_and(|at| charter.categories()[at].marker);
        let mut last = None;
        let stands = |opened: &people::Opened| {
            let mut there = false;
            if marker {
                let marks = record.markers_that_stand(opened, today)?;
                let ends =
                    marks.iter().filter(|(name, _)| *name == kind).map(|(_, day)| *day).max();
                (there, last) = (ends.is_some(), ends);
            } else {
                opened.each(record, |seen| there |= seen.category() == kind)?;
            }
            Ok(if there { vec![kind.clone()] } else { Vec::new() })
        };
        let told = asked.told.as_ref();
        match disclose_marks(record, &question, person, told, &how, stands, now) {
            Ok(Some(done)) => {
                numbers.push(done.no);
                // Nothing stands on a sheet past the end of the mark it comes from.
                until = last.map_or(until, |last| until.min(last));
                if !mind.contains(&says) {
                    mind.push(says);
                }
            }
            Ok(None) | Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let script = script(record, &named.entity, &to, asked.sub_contractor.as_deref());
    Ok(JobSheet {
        recipient: to,
        sub_contractor: asked.sub_contractor.clone(),
        purpose: named.purpose.clone(),
        job,
        fields,
        mind,
        until,
        script,
        numbers,
        untold,
    })
}

/// Whether the gate lets it, once the person has been told.
fn tells_first(
    record: &Record,
    question: &people::Question,
    person: PersonId,
) -> Result<bool, Error> {
    let weighed = record
        .data()
        .read("weigh", |tx| Ok::<_, Error>(*record.permit(tx, question, person)?.decision()));
    match weighed {
        Ok(decision) => Ok(decision.obligations().contains(Obligation::TellFirst)),
        Err(Error::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What goes to them as a summary: for this purpose, and for the others the role has.
fn summaries(record: &Record, named: &NamedAsk, to: &str, on: Date) -> Vec<(String, String)> {
    let charter = record.gate().charter();
    let Some(role) = charter.roles().find(&named.role).map(|at| &charter.roles()[at]) else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = Vec::new();
    let own = std::iter::once(named.purpose.as_str());
    let others = role.purposes.iter().map(|id| id.get_ref().as_str());
    for purpose in own.chain(others.filter(|id| *id != named.purpose)) {
        for one in listed(charter, purpose, to, on).filter(|one| one.summary_only) {
            for kind in one.data.iter().map(|kind| kind.get_ref().as_str()) {
                let known = found.iter().any(|(_, there)| there == kind);
                let summary = listed(charter, purpose, to, on)
                    .filter(|list| names(list, kind))
                    .all(|list| list.summary_only);
                if !known && summary && sentence(record, kind).is_some() {
                    found.push((purpose.to_owned(), kind.to_owned()));
                }
            }
        }
    }
    found
}

/// A sub-contractor whom the charter names for this recipient, and who was not ended.
fn named_sub_contractor(record: &Record, to: &str, name: &str, now: Now) -> Result<(), Error> {
    let holders = recipients(record, now)?;
    let stands = holders.iter().find(|one| one.id == to).is_some_and(|one| {
        one.sub_contractors.iter().any(|sub| sub.name == name && sub.may_be_sent(now.today()))
    });
    match stands {
        true => Ok(()),
        false => Err(Error::Malformed(format!(
            "`{to}` has no such sub-contractor whom the charter names and whose work has not ended"
        ))),
    }
}

/// What whoever comes says at the door.
fn script(record: &Record, entity: &str, to: &str, sub: Option<&str>) -> Vec<Message> {
    let charter = record.gate().charter();
    let ours = charter
        .entities()
        .find(entity)
        .map_or_else(|| charter.head().name.clone(), |at| charter.entities()[at].name.clone());
    let theirs = match sub {
        Some(name) => name.to_owned(),
        None => charter
            .recipients()
            .find(to)
            .map_or_else(|| to.to_owned(), |at| charter.recipients()[at].name.clone()),
    };
    vec![
        Message::new("sharing-script-who-sent").with("entity", ours.as_str()),
        Message::new("sharing-script-who-we-are").with("firm", theirs),
        Message::new("sharing-script-whence").with("entity", ours.as_str()),
    ]
}
