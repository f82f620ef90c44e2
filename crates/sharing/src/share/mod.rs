//! "May this go to them?": one question with an answer field by field, and what comes first.
//!
//! The same question for a terminal, a housing system and an officer's page. What is given afterwards is
//! decided again by the gate, and stands in the register with how the person was told.

mod ask;
mod give;
mod job_sheet;
mod later;
mod notices;
mod owed;
mod recall;
mod scheduled;

pub use ask::{Answer, Field, First, Goes, ask};
pub use give::{Given, Giving, give, shown};
pub use job_sheet::{JobSheet, SheetAsk, job_sheet};
pub use later::{remind_of_untold, tell};
pub use notices::{NewNotice, Notice, end_notice, give_notice, notices};
pub use owed::{Owed, Why, owed, settle};
pub use recall::{Recalled, confirm_recall, recall};
pub use scheduled::{
    Again, Scheduled, State, Waiting, call_off, give_scheduled, look_again, schedule, scheduled,
};

pub(crate) use later::owe;
pub(crate) use notices::{covering, stands};

use charter::Charter;
use charter::items::{Disclosure, Purpose, Reading, Recipient, RecipientKind};
use jiff::civil::Date;
use people::{CodeKind, Error, Record};

/// The most characters of a reason, or of how something goes.
pub const LINE_LENGTH_MAX: usize = 300;

/// A text of one line, with something in it.
pub(crate) fn line(text: &str, what: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LINE_LENGTH_MAX {
        return Err(Error::Malformed(format!(
            "say {what}, in {LINE_LENGTH_MAX} characters at most"
        )));
    }
    Ok(text.to_owned())
}

/// The post that owns what nobody else was named for.
pub(crate) fn owner(record: &Record) -> String {
    record.gate().charter().head().owner.get_ref().as_str().to_owned()
}

/// A post of the charter by its name, or the one that owns it.
pub(crate) fn post_of(record: &Record, post: Option<&str>) -> Result<String, Error> {
    let Some(post) = post else { return Ok(owner(record)) };
    match record.gate().charter().posts().find(post) {
        Some(_) => Ok(post.to_owned()),
        None => Err(Error::NotInCharter { kind: "post", name: post.to_owned() }),
    }
}

/// A recipient of the charter.
pub(crate) fn recipient<'a>(charter: &'a Charter, id: &str) -> Option<&'a Recipient> {
    charter.recipients().find(id).map(|at| &*charter.recipients()[at])
}

/// A purpose of the charter.
pub(crate) fn purpose<'a>(charter: &'a Charter, id: &str) -> Option<&'a Purpose> {
    charter.purposes().find(id).map(|at| &*charter.purposes()[at])
}

/// What the charter lets go to a recipient for a purpose, by what holds on a day.
pub(crate) fn listed<'a>(
    charter: &'a Charter,
    purpose: &'a str,
    recipient: &'a str,
    on: Date,
) -> impl Iterator<Item = &'a Disclosure> {
    charter
        .disclosures()
        .iter()
        .filter(move |one| {
            one.purpose.get_ref().as_str() == purpose
                && one.recipient.get_ref().as_str() == recipient
                && holds(charter, one, on)
        })
        .map(|one| &**one)
}

/// Whether the departure a disclosure rests on is in force; without one it holds.
fn holds(charter: &Charter, one: &Disclosure, on: Date) -> bool {
    let Some(id) = &one.departure else { return true };
    charter.departures().get(id.get_ref()).is_some_and(|departure| {
        departure.reading == Reading::Stricter
            || departure.in_force_from().is_some_and(|day| day <= on)
    })
}

/// Whether it names this category.
pub(crate) fn names(one: &Disclosure, category: &str) -> bool {
    one.data.iter().any(|id| id.get_ref().as_str() == category)
}

/// Whether a purpose saves a life or protects somebody at risk: there nothing waits for what whoever asks
/// has not said, and everything is recorded all the same.
pub(crate) fn protects(purpose: &Purpose) -> bool {
    let vital = purpose.lawful_basis().is_some_and(|one| one.provision().id() == "vital-interests");
    let recognised = purpose.recognised.as_ref().map(|id| id.get_ref().as_str());
    vital || matches!(recognised, Some("safeguarding" | "emergencies"))
}

/// Whether whoever receives does so by a power of its own, which is named each time (row 11.2.4c).
pub(crate) fn asks_by_power(recipient: &Recipient) -> bool {
    recipient.kind == RecipientKind::Statutory
}

/// A name of the charter by its number.
pub(crate) fn name(record: &Record, kind: CodeKind, code: i64) -> String {
    record.name_of(kind, u16::try_from(code).unwrap_or(0)).to_owned()
}
