//! The mechanisms for transfers.

use serde::{Deserialize, Serialize};

use super::country::{self, Country};

/// The countries a mechanism is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Every country.
    Any,
    /// Those on the dated list of approved countries.
    Approved,
    /// The United States.
    UnitedStates,
}

table! {
    /// One mechanism.
    Mechanism: Detail, "mechanism.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    usable: bool,
    reach: Reach,
    test: bool,
}

impl Mechanism {
    /// Whether a data protection test must be done first (protection there is not materially
    /// lower).
    #[must_use]
    pub fn needs_test(&self) -> bool {
        self.detail.test
    }

    /// Whether it ever worked for the United Kingdom on its own.
    #[must_use]
    pub fn usable(&self) -> bool {
        self.detail.usable
    }

    /// The countries it is for.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.detail.reach
    }

    /// The codes of the countries it is for; none where it is for every country.
    #[must_use]
    pub fn countries(&self) -> Option<Vec<&'static str>> {
        match self.detail.reach {
            Reach::Any => None,
            Reach::UnitedStates => Some(vec!["US"]),
            Reach::Approved => {
                Some(country::all().iter().map(Country::id).filter(|id| *id != "US").collect())
            }
        }
    }
}

impl PartialEq for Mechanism {
    fn eq(&self, other: &Mechanism) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Mechanism {}
