use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};

/// A calendar day in a charter, written as TOML writes dates: `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let written = toml::value::Datetime::deserialize(deserializer)?;
        let text = written.to_string();
        match written {
            toml::value::Datetime { date: Some(date), time: None, offset: None } => {
                let (year, month, day) = (i16::try_from(date.year), date.month, date.day);
                year.ok()
                    .zip(i8::try_from(month).ok().zip(i8::try_from(day).ok()))
                    .and_then(|(year, (month, day))| Date::new(year, month, day).ok())
                    .map(Day)
                    .ok_or_else(|| de::Error::custom(format!("there is no day `{text}`")))
            }
            _ => Err(de::Error::custom(format!("`{text}` is not a day: write it as 2026-11-23"))),
        }
    }
}
