//! The exemptions of Schedules 2 to 4 to the Data Protection Act 2018.
//!
//! An exemption is for one item, never for a file: each of its questions is answered in writing,
//! by a named person, with a day to look again where it lapses.

use serde::Deserialize;

table! {
    /// One exemption.
    Exemption: Detail, "exemption.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    rights: Vec<String>,
    claimable: bool,
    review: bool,
    #[serde(default)]
    why_not: Option<String>,
    gate: Vec<String>,
    says: String,
}

impl Exemption {
    /// The ids of the rights it reaches.
    #[must_use]
    pub fn rights(&self) -> &[String] {
        &self.detail.rights
    }

    /// Whether it reaches a right.
    #[must_use]
    pub fn reaches(&self, right: &str) -> bool {
        self.detail.rights.iter().any(|id| id == right)
    }

    /// Whether a landlord is the kind of body that can claim it at all.
    #[must_use]
    pub fn claimable(&self) -> bool {
        self.detail.claimable
    }

    /// Why a landlord cannot claim it; none where it can.
    #[must_use]
    pub fn why_not(&self) -> Option<&str> {
        self.detail.why_not.as_deref()
    }

    /// Whether a use of it must be looked at again, because what it guards against passes.
    #[must_use]
    pub fn review_needed(&self) -> bool {
        self.detail.review
    }

    /// The questions to answer before it is used, for each item.
    #[must_use]
    pub fn gate(&self) -> &[String] {
        &self.detail.gate
    }

    /// The sentence the person reads when it is used.
    #[must_use]
    pub fn says(&self) -> &str {
        &self.detail.says
    }
}
