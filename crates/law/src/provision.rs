use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};

/// One rule of law: what it is called, where it stands, when it applies and where it was read.
///
/// Rules older than the UK's own data-protection law carry 25 May 2018 as their first day: the
/// first day that Keyholder judges anything by.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    id: String,
    title: String,
    citation: String,
    #[serde(deserialize_with = "day")]
    in_force_from: Date,
    #[serde(default, deserialize_with = "some_day")]
    in_force_to: Option<Date>,
    source: String,
    verified: bool,
    #[serde(default)]
    note: Option<String>,
}

impl Provision {
    /// The fields of a provision in a row of a table; all others belong to the row itself.
    pub(crate) const FIELDS: &[&str] =
        &["id", "title", "citation", "in_force_from", "in_force_to", "source", "verified", "note"];

    /// The name other rooms use, in kebab-case, once per table.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called in plain words.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where it stands, for example `UK GDPR Art 6(1)(ea)`.
    #[must_use]
    pub fn citation(&self) -> &str {
        &self.citation
    }

    /// The first day it applies.
    #[must_use]
    pub fn in_force_from(&self) -> Date {
        self.in_force_from
    }

    /// The last day it applies; none while it still does.
    #[must_use]
    pub fn in_force_to(&self) -> Option<Date> {
        self.in_force_to
    }

    /// Whether it applies on a day. Both its first and its last day count.
    #[must_use]
    pub fn in_force(&self, on: Date) -> bool {
        self.in_force_from <= on && self.in_force_to.is_none_or(|last| on <= last)
    }

    /// Where it was read: a statute, guidance with its date, or `memory`.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether its words and dates were checked against that source. What is not verified is
    /// applied, and shown as such.
    #[must_use]
    pub fn verified(&self) -> bool {
        self.verified
    }

    /// What a reader should know besides: a limit, or what is still to be checked.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

/// Reads a date of TOML as a day.
pub(crate) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let read = toml::value::Datetime::deserialize(from)?;
    let (Some(date), None) = (read.date, read.time) else {
        return Err(de::Error::custom(format!("`{read}` is not a day")));
    };
    let year = i16::try_from(date.year).map_err(de::Error::custom)?;
    let month = i8::try_from(date.month).map_err(de::Error::custom)?;
    let day = i8::try_from(date.day).map_err(de::Error::custom)?;
    Date::new(year, month, day).map_err(de::Error::custom)
}

/// Reads a date of TOML that may be left out.
pub(crate) fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}
