//! The divisions of the United Kingdom, each with its own bank holidays.

use jiff::civil::Date;
use serde::Deserialize;

table! {
    /// One division.
    Division: Detail, "division.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    #[serde(deserialize_with = "crate::provision::day")]
    known_until: Date,
}

impl Division {
    /// The last day for which its special days are known. A date after it is provisional: another
    /// may yet be proclaimed.
    #[must_use]
    pub fn known_until(&self) -> Date {
        self.detail.known_until
    }
}

/// England and Wales, whose days are kept unless another division is named.
///
/// # Panics
/// Never: the bundled table has it, which a test keeps.
#[must_use]
pub fn england_and_wales() -> &'static Division {
    find("england-and-wales").expect("the bundled table has England and Wales")
}
