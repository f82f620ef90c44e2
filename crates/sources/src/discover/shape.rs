//! What values look like. A value goes in, and only counts come out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

/// What one value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Looks {
    /// A day, or a moment.
    Date,
    /// An email address.
    Email,
    /// An address on the internet.
    Ip,
    /// A National Insurance number.
    NiNumber,
    /// A number.
    Number,
    /// A phone number.
    Phone,
    /// A postcode, or an address with one.
    Postcode,
    /// A bank's sort code.
    SortCode,
    /// A sentence or more.
    Text,
    /// A number made by a system to be unlike all others.
    Uuid,
    /// One or a few words, or a code.
    Word,
}

impl Looks {
    /// It in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Looks::Date => "a date",
            Looks::Email => "an email address",
            Looks::Ip => "an internet address",
            Looks::NiNumber => "a National Insurance number",
            Looks::Number => "a number",
            Looks::Phone => "a phone number",
            Looks::Postcode => "an address or postcode",
            Looks::SortCode => "a sort code",
            Looks::Text => "free text",
            Looks::Uuid => "a number of the system",
            Looks::Word => "a word or a code",
        }
    }

    fn of(value: &str) -> Looks {
        PATTERNS.iter().find(|(_, pattern)| pattern.is_match(value)).map_or_else(
            || if value.split_whitespace().count() > 4 { Looks::Text } else { Looks::Word },
            |(looks, _)| *looks,
        )
    }
}

/// In the order they are tried.
static PATTERNS: LazyLock<Vec<(Looks, Regex)>> = LazyLock::new(|| {
    [
        (Looks::Uuid, r"(?i)^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"),
        (Looks::Email, r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"),
        (Looks::Date, r"^(\d{4}-\d\d?-\d\d?|\d\d?/\d\d?/\d{2,4})([ T]\d\d:\d\d.*)?$"),
        (Looks::SortCode, r"^\d\d-\d\d-\d\d$"),
        (Looks::Ip, r"^(\d{1,3}\.){3}\d{1,3}$"),
        (Looks::NiNumber, r"(?i)^[a-ceghj-prstw-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]$"),
        (Looks::Phone, r"^(\+44|0)[ ()]*[1-9]([ ()-]*\d){8,10}$"),
        (Looks::Number, r"^[+-]?£?\d[\d,]*(\.\d+)?$"),
        (Looks::Postcode, r"(?i)\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}$"),
    ]
    .into_iter()
    .map(|(looks, pattern)| {
        let pattern = Regex::new(pattern).expect("every pattern of this table is well formed");
        (looks, pattern)
    })
    .collect()
});

/// The most characters a code has: 4.
const CODE_LENGTH_MAX: usize = 4;
/// The most codes a list of them has: 24.
const CODES_MAX: usize = 24;
/// How often each code stands at least, for the column to be a list of codes and not of initials.
const CODE_TIMES_MIN: u32 = 3;

/// The shape of a column: how many values of which look. No value is in it, but the codes of a list
/// of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    read: u32,
    empty: u32,
    looks: BTreeMap<Looks, u32>,
    codes: BTreeMap<String, u32>,
    no_codes: bool,
}

impl Shape {
    /// Counts one value.
    pub fn add(&mut self, value: Option<&str>) {
        self.read += 1;
        let value = value.unwrap_or_default().trim();
        if value.is_empty() {
            self.empty += 1;
            return;
        }
        *self.looks.entry(Looks::of(value)).or_default() += 1;
        if self.no_codes {
            return;
        }
        let code = value.chars().count() <= CODE_LENGTH_MAX
            && value.chars().all(|c| c.is_ascii_alphanumeric());
        if code && (self.codes.contains_key(value) || self.codes.len() < CODES_MAX) {
            *self.codes.entry(value.to_owned()).or_default() += 1;
        } else {
            self.no_codes = true;
            self.codes.clear();
        }
    }

    /// How many values were read that are not empty.
    #[must_use]
    pub fn values(&self) -> u32 {
        self.read - self.empty
    }

    /// What most of the values look like, and how many of them do.
    #[must_use]
    pub fn mostly(&self) -> Option<(Looks, u32)> {
        let most = self.looks.iter().max_by_key(|(_, count)| **count)?;
        (most.1 * 5 >= self.values() * 4).then_some((*most.0, *most.1))
    }

    /// The codes, where the column is a list of them: short, few, and each there several times.
    #[must_use]
    pub fn codes(&self) -> Vec<&str> {
        let often = self.codes.values().all(|times| *times >= CODE_TIMES_MIN);
        if self.no_codes || !often || self.codes.len() < 2 {
            return Vec::new();
        }
        self.codes.keys().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_apart_by_their_looks() {
        for (value, expected) in [
            ("2f9c1c1e-9d7a-4a0e-8a62-0a1b2c3d4e5f", Looks::Uuid),
            ("ada@example.org", Looks::Email),
            ("1984-02-29", Looks::Date),
            ("29/2/1984", Looks::Date),
            ("2021-01-01 10:00:00", Looks::Date),
            ("20-00-00", Looks::SortCode),
            ("192.0.2.1", Looks::Ip),
            ("QQ123456C", Looks::Word),
            ("AB123456C", Looks::NiNumber),
            ("01632 960001", Looks::Phone),
            ("+44 7700 900123", Looks::Phone),
            ("-12.50", Looks::Number),
            ("1 High Street, Chatham ME4 4AA", Looks::Postcode),
            ("He said he would come on Monday", Looks::Text),
            ("Smith", Looks::Word),
        ] {
            assert_eq!(Looks::of(value), expected, "{value}");
        }
    }

    #[test]
    fn codes_are_few_and_often_and_names_are_none() {
        let shape = |values: &[&str]| {
            let mut shape = Shape::default();
            values.iter().for_each(|value| shape.add(Some(value)));
            shape
        };
        let codes = shape(&["W ", "B", "W", "A", "B", "A", "W", "B", "A"]);
        assert_eq!(codes.codes(), ["A", "B", "W"]);
        assert!(shape(&["JS", "AB", "CD", "JS"]).codes().is_empty(), "initials of people");
        assert!(shape(&["Smith", "Jones", "Smith", "Jones"]).codes().is_empty());
    }
}
