//! The conditions for special category and criminal data: UK GDPR Art 9 and 10 with Schedule 1 to
//! the Data Protection Act 2018. They are needed on top of a lawful basis.

use serde::{Deserialize, Serialize};

use crate::Need;

/// The kinds of data that need a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataKind {
    /// Health, ethnic origin, politics, religion, trade union, genetics, biometrics, sex life and
    /// sexual orientation (Art 9(1)).
    Special,
    /// Convictions, offences and allegations of them (Art 10; DPA 2018 s.11(2)).
    Criminal,
}

table! {
    /// One condition.
    Condition: Detail, "condition.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    covers: Vec<DataKind>,
    needs: Vec<Need>,
}

impl Condition {
    /// The kinds of data it can be relied on for.
    #[must_use]
    pub fn covers(&self) -> &[DataKind] {
        &self.detail.covers
    }

    /// What must be in place before it may be relied on.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.detail.needs
    }

    /// Whether it is one of those of substantial public interest: Art 9(2)(g).
    #[must_use]
    pub fn substantial_public_interest(&self) -> bool {
        self.provision.citation().starts_with("UK GDPR Art 9(2)(g)")
    }
}
