//! How a case ends.

use crate::Kind;

/// How a case ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// What was asked for is done, or given.
    Given,
    /// Some of it.
    Partly,
    /// None of it, with the grounds.
    Refused,
    /// Every source was searched to its end, and nothing is held.
    NothingHeld,
    /// We were in the wrong, and say so.
    Upheld,
    /// We were not in the wrong, and say why.
    NotUpheld,
    /// The question is answered.
    Answered,
    /// They did not want it any more.
    Withdrawn,
}

impl Outcome {
    /// Whether a kind of case can end so by an answer.
    #[must_use]
    pub fn fits(self, kind: Kind) -> bool {
        let ends: &[Outcome] = match kind {
            Kind::Access
            | Kind::ConsentWithdrawal
            | Kind::Disclosure
            | Kind::Erasure
            | Kind::Information
            | Kind::Objection
            | Kind::Portability
            | Kind::Rectification
            | Kind::Restriction => {
                &[Outcome::Given, Outcome::Partly, Outcome::Refused, Outcome::NothingHeld]
            }
            Kind::AutomatedDecision | Kind::Complaint | Kind::InternalReview => {
                &[Outcome::Upheld, Outcome::Partly, Outcome::NotUpheld, Outcome::Refused]
            }
            Kind::Informed => &[Outcome::Given, Outcome::Partly],
            Kind::Assessment
            | Kind::Breach
            | Kind::Enquiry
            | Kind::Feedback
            | Kind::Phishing
            | Kind::Policy
            | Kind::Regulator => &[Outcome::Answered],
        };
        ends.contains(&self)
    }

    /// As what a kind of case can end by an answer, by their ids.
    #[must_use]
    pub fn of(kind: Kind) -> Vec<&'static str> {
        Outcome::ALL.iter().filter(|one| one.fits(kind)).map(|one| one.id()).collect()
    }

    /// Every outcome.
    pub const ALL: &[Outcome] = &[
        Outcome::Given,
        Outcome::Partly,
        Outcome::Refused,
        Outcome::NothingHeld,
        Outcome::Upheld,
        Outcome::NotUpheld,
        Outcome::Answered,
        Outcome::Withdrawn,
    ];

    /// Its id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Outcome::Given => "given",
            Outcome::Partly => "partly",
            Outcome::Refused => "refused",
            Outcome::NothingHeld => "nothing-held",
            Outcome::Upheld => "upheld",
            Outcome::NotUpheld => "not-upheld",
            Outcome::Answered => "answered",
            Outcome::Withdrawn => "withdrawn",
        }
    }
}

impl std::str::FromStr for Outcome {
    type Err = String;

    fn from_str(word: &str) -> Result<Outcome, String> {
        let lower = word.trim().to_ascii_lowercase();
        Outcome::ALL.iter().copied().find(|one| one.id() == lower).ok_or_else(|| {
            let all: Vec<&str> = Outcome::ALL.iter().map(|one| one.id()).collect();
            format!("there is no outcome `{word}`; there is {}", all.join(", "))
        })
    }
}
