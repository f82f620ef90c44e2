//! What columns hold, when a value fits, and what is made of it.

use std::collections::HashSet;

use serde_json::Value;

use super::How;
use crate::Error;

/// What is done with each row: its values as text, none where nothing stands.
pub(super) type EachRow<'e> = dyn FnMut(&[Option<&[u8]>]) -> Result<(), Error> + 'e;

/// What a column holds, as far as looking for something in it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Bytes, of which nothing can be read.
    Bytes,
    /// Bits, which are read as a number.
    Bits,
    /// A whole number.
    Whole,
    /// A number with a fraction of a fixed length.
    Decimal,
    /// A number that is only nearly what was written.
    Nearly,
    /// A day and a time.
    Moment,
    /// Text, or a word of a list.
    Text,
    /// Whatever else there is, as it reads.
    Other,
}

/// The values that are looked for in a column. There can be a thousand of them for each of many
/// rows: where one way to write them is enough they are not gone through one by one.
pub(super) struct Looked<'w> {
    how: How,
    holds: Holds,
    values: &'w [String],
    alike: Option<HashSet<String>>,
}

impl<'w> Looked<'w> {
    pub(super) fn new(how: How, holds: Holds, values: &'w [String]) -> Looked<'w> {
        let once = matches!(how, How::Same | How::Number) && holds != Holds::Moment;
        let alike = values.iter().filter_map(|value| holds.alike(how, value));
        Looked { how, holds, values, alike: once.then(|| alike.collect()) }
    }

    /// Whether a value that was read fits one of them.
    pub(super) fn fit(&self, read: Option<&[u8]>) -> bool {
        match &self.alike {
            Some(alike) => {
                let text = read.map(String::from_utf8_lossy);
                let read = text.and_then(|text| self.holds.alike(self.how, &text));
                read.is_some_and(|read| alike.contains(&read))
            }
            None => self.values.iter().any(|value| self.holds.fits(self.how, read, value)),
        }
    }
}

impl Holds {
    /// The one way to write a value and all that fit it; none for what fits nothing.
    fn alike(self, how: How, text: &str) -> Option<String> {
        match (how, self) {
            (How::Same, Holds::Whole | Holds::Bits | Holds::Decimal) => plain(text),
            _ => Some(how.wanted(text)).filter(|text| !text.is_empty()),
        }
    }

    /// Whether a value that was read fits one that is wanted.
    fn fits(self, how: How, read: Option<&[u8]>, wanted: &str) -> bool {
        let Some(read) = read else { return false };
        let text = String::from_utf8_lossy(read);
        match (how, self) {
            (How::Same, Holds::Moment) => {
                how.fits(&text, wanted) || how.fits(&text.replacen(' ', "T", 1), wanted)
            }
            _ => how.fits(&text, wanted),
        }
    }

    /// A value as it is shown.
    pub(super) fn json(self, read: Option<&[u8]>) -> Value {
        let Some(read) = read else { return Value::Null };
        let text = String::from_utf8_lossy(read);
        match self {
            Holds::Bytes => Value::Null,
            // A day that is none: old systems write it for nothing.
            Holds::Moment if text.starts_with("0000-00-00") => Value::Null,
            Holds::Moment => text.replacen(' ', "T", 1).into(),
            Holds::Whole | Holds::Bits => match (text.parse::<i64>(), text.parse::<u64>()) {
                (Ok(number), _) => number.into(),
                (_, Ok(number)) => number.into(),
                _ => text.into(),
            },
            // A number of JSON has room for so many digits.
            Holds::Decimal | Holds::Nearly if text.len() <= 15 => {
                text.parse::<f64>().map_or_else(|_| text.as_ref().into(), Value::from)
            }
            _ => text.into(),
        }
    }
}

/// A number as there is one way to write it: no sign of plus, no zeros before it or at the end of
/// its fraction. None for what is no number such a server can hold.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || digits.len() > 66 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match (whole, fraction) {
        ("0", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    })
}
