//! The five closed conditions of recognised legitimate interests (UK GDPR Art 6(1)(ea), Annex 1).

use serde::Deserialize;

table! {
    /// One of the five conditions.
    Recognised: Detail, "recognised.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    test: String,
}

impl Recognised {
    /// What must be so for the condition to be met.
    #[must_use]
    pub fn test(&self) -> &str {
        &self.detail.test
    }
}
