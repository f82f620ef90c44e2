//! Warning and support markers (rows 8.7.8 to 8.7.11): proposed with a reason, evidence and a name, set
//! after a second person said yes, told, looked at again, and over on their day.
//!
//! That a marker which is over or was not told goes nowhere is the gate's. Here is everything before and
//! after: nobody sets one alone, nobody is surprised by its end, and who had it hears that it is over.

pub(crate) mod appeal;
mod codes;
mod propose;
mod recall;
mod steps;
mod watch;

pub use appeal::{APPEAL_DAYS, Appeal, appeal, appeals, decide_appeal};
pub use codes::{CODES_MAX, Code, codes, load_codes, read_codes};
pub use propose::{
    DEFER_DAYS_MAX, Proposal, Proposed, decided_by, proposals, propose, put_away, set,
};
pub use recall::{Recall, acknowledge, recalls};
pub use steps::{EXTEND_DAYS_MAX, REASON_LENGTH_MIN, defer, end, extend, list, tell};
pub use watch::WARN_DAYS;
pub(crate) use watch::watch;

use charter::items::Marker;
use gate::NamedAsk;
use people::{Now, PersonId, PersonNo, Question, Record};

use crate::Error;
use crate::error::no;

/// The kind of marker of this name in the charter.
pub(crate) fn kind_of<'a>(record: &'a Record, name: &str) -> Result<&'a Marker, Error> {
    let markers = record.gate().charter().markers();
    let at = markers.find(name).ok_or_else(|| Error::None {
        what: "kind of marker",
        name: name.to_owned(),
        way: "`keyholder marker kinds` lists them",
    })?;
    Ok(&markers[at])
}

/// The asker's question about markers of a category: one of their purpose's. It asks for all of the purpose's data,
/// for the gate lets nobody use a marker where none stands, and somebody has to set the first.
pub(crate) fn about(
    record: &Record,
    named: &NamedAsk,
    category: &str,
    action: &str,
    now: Now,
) -> Result<Question, Error> {
    if !of_purpose(record, named).contains(&category) {
        return Err(no(
            "5.1",
            "such markers are not there for this purpose; name one they are for",
        ));
    }
    ask(record, named, action, now)
}

fn ask(record: &Record, named: &NamedAsk, action: &str, now: Now) -> Result<Question, Error> {
    let mut named = named.clone();
    named.data = Vec::new();
    action.clone_into(&mut named.action);
    Ok(record.question(&named, now.today())?)
}

/// The categories of markers the asker's purpose has.
fn of_purpose<'a>(record: &'a Record, named: &NamedAsk) -> Vec<&'a str> {
    let charter = record.gate().charter();
    let purpose = charter.purposes().find(&named.purpose).map(|at| &charter.purposes()[at]);
    let has = |name: &str| {
        purpose.is_some_and(|purpose| purpose.data().any(|id| id.get_ref().as_str() == name))
    };
    let kinds = charter.markers().iter().map(|kind| kind.category.get_ref().as_str());
    let mut all: Vec<&str> = kinds.filter(|name| has(name)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Which categories of markers the asker may see of a person, and the person's number.
pub(crate) fn may_see<'a>(
    record: &'a Record,
    named: &NamedAsk,
    person: PersonId,
    now: Now,
) -> Result<(PersonNo, Vec<&'a str>), Error> {
    let seen = of_purpose(record, named);
    if seen.is_empty() {
        return Err(no("5.1", "there are no markers for this purpose; name one they are for"));
    }
    let opened = record.look(&ask(record, named, "look", now)?, person, now)?;
    Ok((opened.number(), seen))
}
