//! The regulator for data protection, as dated data: its name and its address are moving.

use jiff::civil::Date;
use serde::Deserialize;

table! {
    /// The regulator under one name.
    Regulator: Detail, "regulator.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    name: String,
    short: String,
    website: String,
    phone: String,
    address: Vec<String>,
    #[serde(default)]
    successor: Option<String>,
    #[serde(default)]
    announced_address: Vec<String>,
}

impl Regulator {
    /// Its full name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.detail.name
    }

    /// What everybody calls it.
    #[must_use]
    pub fn short(&self) -> &str {
        &self.detail.short
    }

    /// Its web address.
    #[must_use]
    pub fn website(&self) -> &str {
        &self.detail.website
    }

    /// Its telephone number.
    #[must_use]
    pub fn phone(&self) -> &str {
        &self.detail.phone
    }

    /// Its postal address, line by line.
    #[must_use]
    pub fn address(&self) -> &[String] {
        &self.detail.address
    }

    /// The name of the body that the law says will take over, where the day is not known.
    #[must_use]
    pub fn successor(&self) -> Option<&str> {
        self.detail.successor.as_deref()
    }

    /// The address it has said it will move to, line by line; empty when there is none.
    #[must_use]
    pub fn announced_address(&self) -> &[String] {
        &self.detail.announced_address
    }
}

/// The regulator on a day; none before the first day Keyholder judges.
#[must_use]
pub fn on(day: Date) -> Option<&'static Regulator> {
    all().iter().find(|regulator| regulator.provision().in_force(day))
}
