//! The countries approved for transfers, with the day each was approved.

use serde::Deserialize;

table! {
    /// One approved country; its id is its ISO 3166-1 alpha-2 code.
    Country: Detail, "country.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    eea: bool,
    limited: bool,
}

impl Country {
    /// Whether it is in the European Economic Area.
    #[must_use]
    pub fn eea(&self) -> bool {
        self.detail.eea
    }

    /// Whether the approval covers only part of it; the note of its provision says which.
    #[must_use]
    pub fn limited(&self) -> bool {
        self.detail.limited
    }
}
