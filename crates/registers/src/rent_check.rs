//! The check of the right to rent (row 8.3b): made where the law asks for it and nowhere else, written down
//! with its day, and gone in time.
//!
//! What was seen is an item of the person's file, in the class whose period begins when the tenancy ends:
//! so copies and the note of the check go together. Where the law asks for no check, nothing is asked of
//! the person and nothing is copied.

use gate::NamedAsk;
use jiff::ToSpan;
use jiff::civil::Date;
use law::rent_check::Route;
use people::{Now, PersonId, Record};

use crate::Error;
use crate::error::{no, said};
use crate::kept::{self, Kept, New, OPEN, Register};

/// The category the check is held as.
pub const CATEGORY: &str = "nationality-and-residence";
/// The purpose it is made for.
pub const PURPOSE: &str = "right-to-rent-check";
/// How many days before somebody's time to rent runs out the check is made again.
pub const AGAIN_DAYS: i64 = 28;
/// Who makes it again.
const POST: &str = "head-of-lettings";

/// A check that was made.
#[derive(Clone, Debug)]
pub struct Check {
    /// How the home is let.
    pub route: Route,
    /// The day of the check.
    pub on: Date,
    /// The kinds of documents that were seen: `passport`. Not their numbers.
    pub documents: Vec<String>,
    /// Until when they may rent; none where there is no end.
    pub until: Option<Date>,
}

/// Whether a check may be made at all for a letting by this route.
///
/// # Errors
/// [`Error::No`] where the law asks for none: then nothing is asked for or copied.
pub fn needed(route: Route, on: Date) -> Result<(), Error> {
    match route.asks(on) {
        Some(rule) if rule.check() => Ok(()),
        Some(rule) => Err(no(
            "8.3b",
            format!(
                "the law asks for no check of such a letting, so none is made and nothing is copied: \
                 {} ({})",
                rule.provision().title(),
                rule.provision().citation()
            ),
        )),
        None => Err(no("8.3b", "no rule of that day is known here, so no check is made")),
    }
}

/// Writes a check down; its number.
///
/// # Errors
/// [`Error::No`] as for [`needed`]; [`Error::Malformed`] without a document; [`Error::Record`] where the gate
/// refuses.
pub fn record_check(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    check: &Check,
    now: Now,
) -> Result<i64, Error> {
    needed(check.route, check.on)?;
    if check.on > now.today() || check.until.is_some_and(|until| until < check.on) {
        return Err(Error::Malformed("those days do not fit; look at them again".to_owned()));
    }
    let seen = check.documents.iter().map(|one| said("name each kind of document", one, 3));
    let seen: Vec<String> = seen.collect::<Result<_, _>>()?;
    if seen.is_empty() {
        return Err(Error::Malformed("say which kinds of documents were seen".to_owned()));
    }
    let by = named.actor.clone().unwrap_or_default();
    let until = check.until.map_or("no end".to_owned(), |day| day.to_string());
    let text = format!(
        "Right to rent checked on {} by {by}.\nSeen: {}.\nMay rent until: {until}.",
        check.on,
        seen.join(", ")
    );
    let again = check.until.map(|until| until.saturating_sub(AGAIN_DAYS.days()));
    let mut named = named.clone();
    PURPOSE.clone_into(&mut named.purpose);
    kept::put(
        record,
        &named,
        person,
        &New {
            register: Register::RentCheck,
            category: CATEGORY,
            source: "the-person",
            text,
            due: again,
            post: POST,
            state: OPEN,
            event: None,
            instead: true,
        },
        now,
    )
}

/// The checks of a person.
///
/// # Errors
/// As for looking at the person.
pub fn checks(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    now: Now,
) -> Result<Vec<Kept>, Error> {
    let mut named = named.clone();
    PURPOSE.clone_into(&mut named.purpose);
    kept::list(record, &named, CATEGORY, person, Register::RentCheck, now)
}
