use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};
use words::Message;

/// A length of time in whole days, months or years, written `P30D`, `P18M` or `P6Y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// Days, 0 to 36,525.
    Days(u32),
    /// Calendar months, 0 to 1,200.
    Months(u32),
    /// Calendar years, 0 to 100.
    Years(u32),
}

/// Why a text is not a [`Period`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a period: write days, months or years, such as `P30D`, `P18M` or `P6Y`, 100 years at most"
)]
pub struct NotAPeriod(String);

impl Period {
    /// The day this long after another one; the last day of the month where there is no such day.
    #[must_use]
    pub fn after(self, start: Date) -> Date {
        let span = jiff::Span::new();
        let span = match self {
            Period::Days(n) => span.days(n),
            Period::Months(n) => span.months(n),
            Period::Years(n) => span.years(n),
        };
        start.saturating_add(span)
    }

    /// How it is said: `6 years`.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Period::Days(n) => Message::new("charter-days").with("n", i64::from(n)),
            Period::Months(n) => Message::new("charter-months").with("n", i64::from(n)),
            Period::Years(n) => Message::new("charter-years").with("n", i64::from(n)),
        }
    }
}

impl std::str::FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Period, NotAPeriod> {
        let wrong = || NotAPeriod(text.chars().take(20).collect());
        let body = text.strip_prefix('P').ok_or_else(wrong)?;
        let unit = body.chars().last().ok_or_else(wrong)?;
        let digits = body.strip_suffix(unit).ok_or_else(wrong)?;
        if digits.is_empty() || digits.len() > 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let n: u32 = digits.parse().map_err(|_| wrong())?;
        match unit {
            'D' if n <= 36_525 => Ok(Period::Days(n)),
            'M' if n <= 1_200 => Ok(Period::Months(n)),
            'Y' if n <= 100 => Ok(Period::Years(n)),
            _ => Err(wrong()),
        }
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Days(n) => write!(f, "P{n}D"),
            Period::Months(n) => write!(f, "P{n}M"),
            Period::Years(n) => write!(f, "P{n}Y"),
        }
    }
}
