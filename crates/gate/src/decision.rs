use charter::items::Category;
use charter::{Fingerprint, RuleName};

use crate::Set;

/// What may be done, category by category, and on what terms. Advice, not a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub(crate) allowed: Set<Category>,
    pub(crate) masked: Set<Category>,
    pub(crate) refused_by: Rules,
    pub(crate) advised: Rules,
    pub(crate) overridden: Rules,
    pub(crate) observed: Rules,
    pub(crate) obligations: Obligations,
    pub(crate) charter: Fingerprint,
}

/// The short answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything asked for.
    Allowed,
    /// Some of it; the rest is masked.
    Partly,
    /// Nothing.
    Refused,
}

impl Outcome {
    /// `allowed`, `partly` or `refused`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Allowed => "allowed",
            Outcome::Partly => "partly",
            Outcome::Refused => "refused",
        }
    }
}

impl Decision {
    pub(crate) fn nothing(masked: Set<Category>, rule: RuleName, charter: Fingerprint) -> Decision {
        Decision {
            allowed: Set::EMPTY,
            masked,
            refused_by: Rules::EMPTY.with(rule),
            advised: Rules::EMPTY,
            overridden: Rules::EMPTY,
            observed: Rules::EMPTY,
            obligations: Obligations::EMPTY,
            charter,
        }
    }

    /// The short answer.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match (self.allowed.is_empty(), self.masked.is_empty()) {
            (true, _) => Outcome::Refused,
            (false, true) => Outcome::Allowed,
            (false, false) => Outcome::Partly,
        }
    }

    /// The categories that may be used.
    #[must_use]
    pub fn allowed(&self) -> Set<Category> {
        self.allowed
    }

    /// The categories asked for that may not.
    #[must_use]
    pub fn masked(&self) -> Set<Category> {
        self.masked
    }

    /// The rules that stand in the way of something.
    #[must_use]
    pub fn refused_by(&self) -> Rules {
        self.refused_by
    }

    /// Those among them that a recorded reason would get past.
    #[must_use]
    pub fn advised(&self) -> Rules {
        self.advised
    }

    /// The rules gone past with a recorded reason. The log keeps them.
    #[must_use]
    pub fn overridden(&self) -> Rules {
        self.overridden
    }

    /// The rules that would have refused had they been enforcing. The log keeps them.
    #[must_use]
    pub fn observed(&self) -> Rules {
        self.observed
    }

    /// What must be done along with it.
    #[must_use]
    pub fn obligations(&self) -> Obligations {
        self.obligations
    }

    /// The charter it was made by.
    #[must_use]
    pub fn charter(&self) -> Fingerprint {
        self.charter
    }
}

/// A set of rules of the gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules(u64);

impl Rules {
    /// None.
    pub const EMPTY: Rules = Rules(0);

    /// The same rules and one more.
    #[must_use]
    pub const fn with(self, rule: RuleName) -> Rules {
        Rules(self.0 | 1 << rule as u8)
    }

    /// The same rules, and one more if the condition holds.
    #[must_use]
    pub(crate) const fn with_if(self, condition: bool, rule: RuleName) -> Rules {
        Rules(self.0 | (condition as u64) << rule as u8)
    }

    /// Whether this rule is among them.
    #[must_use]
    pub const fn contains(self, rule: RuleName) -> bool {
        self.0 >> rule as u8 & 1 == 1
    }

    /// Whether any of them is among the others.
    #[must_use]
    pub(crate) const fn meets(self, others: Rules) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The rules, in alphabetical order.
    pub fn iter(self) -> impl Iterator<Item = RuleName> {
        RuleName::ALL.iter().copied().filter(move |rule| self.contains(*rule))
    }
}

/// Something that must be done along with what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obligation {
    /// Give the person the notice in force, or point to it (P.2, 1.5b).
    GiveNotice,
    /// Offer a simple way to stop, in this message and every one (25.2).
    OfferOptOut,
    /// Say that a machine decides, and offer a person to look again (9.3).
    OfferReview,
    /// Write the disclosure into the register (11).
    RecordDisclosure,
    /// Write down the reason for going against advice.
    RecordReason,
    /// The recipient tells the person for whom it acts (11.6b).
    SayWhoSent,
    /// Show that the person disputes it (20.1.2).
    ShowDispute,
    /// Give a summary, never the record's own words (8.7.9, 8.7.10).
    SummaryOnly,
    /// Tell the person before it goes (11.6a).
    TellFirst,
}

impl Obligation {
    /// All of them, in alphabetical order.
    pub const ALL: &'static [Obligation] = &[
        Obligation::GiveNotice,
        Obligation::OfferOptOut,
        Obligation::OfferReview,
        Obligation::RecordDisclosure,
        Obligation::RecordReason,
        Obligation::SayWhoSent,
        Obligation::ShowDispute,
        Obligation::SummaryOnly,
        Obligation::TellFirst,
    ];

    /// The name it goes by in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Obligation::GiveNotice => "give-notice",
            Obligation::OfferOptOut => "offer-opt-out",
            Obligation::OfferReview => "offer-review",
            Obligation::RecordDisclosure => "record-disclosure",
            Obligation::RecordReason => "record-reason",
            Obligation::SayWhoSent => "say-who-sent",
            Obligation::ShowDispute => "show-dispute",
            Obligation::SummaryOnly => "summary-only",
            Obligation::TellFirst => "tell-first",
        }
    }
}

/// A set of obligations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Obligations(u16);

impl Obligations {
    /// None.
    pub const EMPTY: Obligations = Obligations(0);

    /// The same obligations, and one more if the condition holds.
    #[must_use]
    pub fn with_if(self, condition: bool, obligation: Obligation) -> Obligations {
        Obligations(self.0 | u16::from(condition) << obligation as u8)
    }

    /// The same obligations when the condition holds, else none.
    #[must_use]
    pub(crate) fn when(self, condition: bool) -> Obligations {
        Obligations(self.0 & u16::from(condition).wrapping_neg())
    }

    /// Whether this one is among them.
    #[must_use]
    pub fn contains(self, obligation: Obligation) -> bool {
        self.0 >> obligation as u8 & 1 == 1
    }

    /// The obligations, in alphabetical order.
    pub fn iter(self) -> impl Iterator<Item = Obligation> {
        Obligation::ALL.iter().copied().filter(move |obligation| self.contains(*obligation))
    }
}
