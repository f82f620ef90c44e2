use std::fmt;

use jiff::civil::Date;

use super::{FIRST_DAY, Kind, LAST_DAY, MAX_PAUSES};

/// What a date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The request, complaint or data came.
    Received,
    /// Proof of identity was asked for.
    IdentityAsked,
    /// Proof of identity came.
    IdentityReceived,
    /// A fee was asked for.
    FeeAsked,
    /// The fee was paid.
    FeePaid,
    /// Proof that somebody may act for the person was asked for.
    AuthorityAsked,
    /// That proof came.
    AuthorityReceived,
    /// A question was asked about what is wanted.
    Asked,
    /// It was answered.
    Answered,
    /// The person was told that more time is needed.
    ExtendedOn,
    /// We answered, or acknowledged.
    RepliedOn,
    /// We became aware of a loss.
    Aware,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Event::Received => "the day it was received",
            Event::IdentityAsked => "asking for proof of identity",
            Event::IdentityReceived => "receiving proof of identity",
            Event::FeeAsked => "asking for a fee",
            Event::FeePaid => "the payment of the fee",
            Event::AuthorityAsked => "asking for proof of authority",
            Event::AuthorityReceived => "receiving proof of authority",
            Event::Asked => "the question",
            Event::Answered => "the answer to it",
            Event::ExtendedOn => "telling of the extension",
            Event::RepliedOn => "the reply",
            Event::Aware => "becoming aware",
        })
    }
}

/// Dates that cannot be so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// One thing came before another that it follows from.
    #[error("{later}, {second}, is before {earlier}, {first}; check both dates")]
    OutOfOrder {
        /// What must come first.
        earlier: Event,
        /// Its date, as given.
        first: String,
        /// What must come after.
        later: Event,
        /// Its date, as given.
        second: String,
    },
    /// The extension was told when the time had run out.
    #[error(
        "telling of the extension, {told}, is after {due}, the day the time ran out; an extension \
         must be told by then"
    )]
    ExtensionTooLate {
        /// The day it was told.
        told: Date,
        /// The last day to tell it.
        due: Date,
    },
    /// The time was extended more than once.
    #[error("the time was extended on {first} and on {second}; it can be extended only once")]
    ExtendedTwice {
        /// The first of the two days.
        first: Date,
        /// The second.
        second: Date,
    },
    /// A question was asked where it stops no clock.
    #[error(
        "a question about what is wanted ({asked}) stops the clock of an access request only; this \
         is about `{kind}`"
    )]
    NoPause {
        /// What was asked for.
        kind: Kind,
        /// The day of the question.
        asked: Date,
    },
    /// A date that this kind of clock does not know.
    #[error("{event}, {day}, has no place in the clock of `{kind}`")]
    NoPlace {
        /// What is counted.
        kind: Kind,
        /// The date that has no place.
        event: Event,
        /// The date.
        day: Date,
    },
    /// A date before the law, or in an absurd year.
    #[error("{event}, {day}, is not between {FIRST_DAY} and {LAST_DAY}")]
    OutOfRange {
        /// What the date is of.
        event: Event,
        /// The date, as given.
        day: String,
    },
    /// More questions than anybody asks.
    #[error("there are {0} questions; at most {MAX_PAUSES} can be counted")]
    TooManyPauses(usize),
}

impl Impossible {
    /// The date to look at first: the later of two, or the one that has no place.
    #[must_use]
    pub fn event(&self) -> Event {
        match self {
            Impossible::OutOfOrder { later, .. } => *later,
            Impossible::ExtensionTooLate { .. } | Impossible::ExtendedTwice { .. } => {
                Event::ExtendedOn
            }
            Impossible::NoPause { .. } | Impossible::TooManyPauses(_) => Event::Asked,
            Impossible::NoPlace { event, .. } | Impossible::OutOfRange { event, .. } => *event,
        }
    }
}
