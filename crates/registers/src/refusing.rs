//! May a service be refused because somebody has not given something? (rows 4.2a and 4.2b)
//!
//! Only where the charter says that the purpose requires it, and after the person was told what follows if it
//! is not given. An answer that is optional, about faith or race among them, is no reason for anything.

use gate::NamedAsk;
use people::{Now, PersonId, Record};

use crate::Error;
use crate::error::no;
use crate::kept::question;

/// The most kinds of data named at once.
pub const MISSING_MAX: usize = 50;

/// What the charter says of a service that somebody wants to refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons {
    /// What is missing that the purpose requires.
    pub required: Vec<String>,
    /// What is missing that is nobody's to insist on.
    pub optional: Vec<String>,
    /// What the person was to be told follows.
    pub consequence: Option<String>,
}

impl Reasons {
    /// Whether there is a reason at all.
    #[must_use]
    pub fn may_refuse(&self) -> bool {
        !self.required.is_empty() && self.consequence.is_some()
    }
}

/// What the charter says, for a purpose and the kinds of data that are missing.
///
/// # Errors
/// [`Error::None`] for a purpose the charter does not have; [`Error::Malformed`] for nothing, or too much.
pub fn reasons(record: &Record, purpose: &str, missing: &[String]) -> Result<Reasons, Error> {
    let charter = record.gate().charter();
    if missing.is_empty() || missing.len() > MISSING_MAX {
        return Err(Error::Malformed(format!(
            "name what is missing: one kind of data to {MISSING_MAX}"
        )));
    }
    let at = charter.purposes().find(purpose).ok_or_else(|| Error::None {
        what: "purpose",
        name: purpose.to_owned(),
        way: "the charter lists them",
    })?;
    let purpose = &charter.purposes()[at];
    let (required, optional) = missing
        .iter()
        .cloned()
        .partition(|name| purpose.required.iter().any(|id| id.get_ref().as_str() == name.as_str()));
    Ok(Reasons {
        required,
        optional,
        consequence: purpose.consequence.as_ref().map(|text| text.get_ref().clone()),
    })
}

/// Writes down that a service is refused to a person since something is missing.
///
/// What was missing and what they were told stands in their history. Where there is no reason, that somebody wanted to stands there instead.
///
/// # Errors
/// [`Error::No`] where all that is missing is optional (row 4.2b), or the charter names no consequence
/// (row 4.2a); [`Error::Record`] where the gate refuses the asker.
pub fn refuse_service(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    missing: &[String],
    now: Now,
) -> Result<Reasons, Error> {
    let found = reasons(record, &named.purpose, missing)?;
    let charter = record.gate().charter();
    let asked = found
        .required
        .first()
        .or_else(|| found.optional.iter().find(|name| charter.categories().find(name).is_some()));
    let asked = asked.cloned().unwrap_or_default();
    let may = found.may_refuse();
    let ask = question(record, named, &asked, "collect", now)?;
    let (act, missing) = if may {
        ("service-refused", found.required.clone())
    } else {
        ("service-not-refused", found.optional.clone())
    };
    let say = move |account: people::Account| account.with("missing", missing.clone());
    let _ = record.write_about(&ask, person, now, act, say, |_, _| Ok(()))?;
    if may {
        return Ok(found);
    }
    Err(if found.required.is_empty() {
        no(
            "4.2",
            format!(
                "{} is optional: nobody has to give it, and no service is refused over it",
                found.optional.join(", ")
            ),
        )
    } else {
        no("4.2", "the charter does not say what follows if it is not given, so nothing follows")
    })
}
