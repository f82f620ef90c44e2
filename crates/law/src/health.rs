//! Health data in an access request: Schedule 3 paras 5 and 6 to the Data Protection Act 2018.
//!
//! A landlord is not a health professional, so this is a prohibition and no choice: health data
//! may not be given until the right health professional has said, in the last six months, that it
//! would not cause serious harm; unless the person already knows it.
//!
//! ```
//! use jiff::civil::date;
//! use law::health::{Answer, Finding, Opinion, disclose};
//!
//! let today = date(2026, 11, 23);
//! assert_eq!(disclose(true, None, today), Answer::MayDisclose);
//! assert_eq!(disclose(false, None, today), Answer::NeedsOpinion);
//! let (given, finding) = (date(2026, 10, 1), Finding::NoSeriousHarm);
//! let opinion = Opinion { given, finding, ask_again: false };
//! assert_eq!(disclose(false, Some(opinion), today), Answer::MayDisclose);
//! ```

use jiff::ToSpan;
use jiff::civil::Date;
use words::Message;

/// What the health professional said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// Giving it would not be likely to cause serious harm to anybody.
    NoSeriousHarm,
    /// Giving it would be likely to cause serious harm to somebody's health.
    SeriousHarm,
}

/// The opinion of the right health professional on this data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The day it was given.
    pub given: Date,
    /// What it says.
    pub finding: Finding,
    /// Something has changed, so that it would be reasonable to ask again: then it does not count.
    pub ask_again: bool,
}

/// Whether health data may be given to the person it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It may be given.
    MayDisclose,
    /// It must be held back.
    MustWithhold,
    /// A health professional must be asked first; until then it may not be given.
    NeedsOpinion,
}

/// Whether health data may be given.
///
/// `known`: the landlord is satisfied that the person has seen it or knows it (para 6(2)). An
/// opinion counts for the six months that end with `today`, both days included; an older one, or
/// one from a later day, does not count.
#[must_use]
pub fn disclose(known: bool, opinion: Option<Opinion>, today: Date) -> Answer {
    if known {
        return Answer::MayDisclose;
    }
    match opinion.filter(|opinion| !opinion.ask_again && counts(opinion.given, today)) {
        None => Answer::NeedsOpinion,
        Some(Opinion { finding: Finding::NoSeriousHarm, .. }) => Answer::MayDisclose,
        Some(Opinion { finding: Finding::SeriousHarm, .. }) => Answer::MustWithhold,
    }
}

fn counts(given: Date, today: Date) -> bool {
    // "Six months ending with the day it is relied on" begins on the day after its counterpart.
    given <= today && today.checked_sub(6.months()).is_ok_and(|before| before < given)
}

impl Answer {
    /// What to do, in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Answer::MayDisclose => Message::new("law-health-may-disclose"),
            Answer::MustWithhold => Message::new("law-health-must-withhold"),
            Answer::NeedsOpinion => Message::new("law-health-needs-opinion"),
        }
    }
}
