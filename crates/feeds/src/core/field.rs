use serde::Deserialize;

use super::Codes;
use crate::Class;
use crate::when::When;

/// What kind of answer a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// `R` or whole years.
    Age,
    /// `E` and eight digits.
    Area,
    /// One of a list of numbers.
    Code,
    /// A country's number.
    Country,
    /// Digits.
    Digits,
    /// An email address.
    Email,
    /// `F`, `M` or `R`.
    Letter,
    /// Pounds, and pence after a point.
    Money,
    /// The second half of a postcode.
    PostcodeIn,
    /// The first half.
    PostcodeOut,
    /// Anything.
    Text,
    /// Letters and digits.
    Word,
    /// Two digits, or four.
    Year,
}

/// Which lettings a field is for, where not all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Letting {
    /// General needs.
    General,
    /// Supported housing.
    Supported,
}

/// A field as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    number: u16,
    name: String,
    r#type: Kind,
    codes: Option<String>,
    longest: Option<usize>,
    required: Option<String>,
    absent: Option<String>,
    letting: Option<Letting>,
    #[serde(default)]
    setup: bool,
    #[serde(default)]
    duplicate: bool,
    #[serde(default)]
    class: Class,
}

/// A field.
pub(crate) struct Field {
    pub(crate) number: u16,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) codes: Codes,
    pub(crate) longest: usize,
    pub(crate) required: Option<When>,
    pub(crate) absent: Option<When>,
    pub(crate) letting: Option<Letting>,
    pub(crate) setup: bool,
    pub(crate) duplicate: bool,
    pub(crate) class: Class,
}

/// The longest text where the specification sets no limit.
const LONGEST: usize = 255;

impl Written {
    /// # Panics
    /// If a condition or a list is malformed, which the tests of this crate rule out.
    pub(super) fn parse(self) -> Field {
        let when = |text: &Option<String>| {
            text.as_deref().map(|text| {
                When::parse(text).unwrap_or_else(|| panic!("field {}: `{text}`", self.number))
            })
        };
        let codes = self.codes.as_deref().map_or(Some(Codes::default()), Codes::parse);
        Field {
            required: when(&self.required),
            absent: when(&self.absent),
            codes: codes.unwrap_or_else(|| panic!("the codes of field {}", self.number)),
            longest: self.longest.unwrap_or(LONGEST),
            number: self.number,
            name: self.name,
            kind: self.r#type,
            letting: self.letting,
            setup: self.setup,
            duplicate: self.duplicate,
            class: self.class,
        }
    }
}

impl Field {
    /// Whether an answer has the form this field takes; a blank one has none to judge.
    pub(crate) fn takes(&self, text: &str, countries: &[i64]) -> Result<(), Wrong> {
        let chars = text.chars().count();
        if chars > self.longest {
            return Err(Wrong::TooLong);
        }
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let alnum = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric());
        let form = |good: bool| if good { Ok(()) } else { Err(Wrong::Form) };
        match self.kind {
            Kind::Text => Ok(()),
            Kind::Word => form(alnum(text)),
            Kind::Digits => form(digits(text)),
            Kind::Letter => form(matches!(text, "F" | "M" | "R")),
            Kind::Area => form(text.len() == 9 && text.starts_with('E') && digits(&text[1..])),
            Kind::Email => form(is_email(text)),
            Kind::PostcodeOut => form((2..=4).contains(&chars) && alnum(text)),
            Kind::PostcodeIn => form(chars == 3 && alnum(text)),
            Kind::Age if text == "R" => Ok(()),
            Kind::Age => match digits(text).then(|| text.parse().ok()).flatten() {
                Some(age) if chars <= 3 && self.codes.has(age) => Ok(()),
                _ => Err(Wrong::Form),
            },
            Kind::Year => match whole(text) {
                _ if chars != 2 && chars != 4 => Err(Wrong::Form),
                None => Err(Wrong::Number),
                Some(year) if self.codes.has(if chars == 4 { year - 2000 } else { year }) => Ok(()),
                Some(_) => Err(Wrong::Code),
            },
            Kind::Code => match whole(text) {
                None => Err(Wrong::Number),
                Some(number) if self.codes.has(number) => Ok(()),
                Some(_) => Err(Wrong::Code),
            },
            Kind::Country => match whole(text) {
                None => Err(Wrong::Number),
                Some(number) if countries.contains(&number) => Ok(()),
                Some(_) => Err(Wrong::Code),
            },
            Kind::Money => match pence(text) {
                None => Err(Wrong::Number),
                Some(pence) if pence <= self.codes.ends().1 * 100 + 99 => Ok(()),
                Some(_) => Err(Wrong::Code),
            },
        }
    }
}

/// What is wrong with the form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// None of its codes, or out of its range.
    Code,
    /// Not written as the field wants it.
    Form,
    /// Not a number.
    Number,
    /// Too long.
    TooLong,
}

/// A whole number; spreadsheets write `1.0` for 1.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let (whole, zeros) = text.split_once('.').unwrap_or((text, ""));
    let plain = !whole.is_empty() && whole.len() <= 12 && zeros.bytes().all(|b| b == b'0');
    (plain && whole.bytes().all(|b| b.is_ascii_digit())).then(|| whole.parse().ok()).flatten()
}

/// Money in pence; at most two digits after the point.
pub(crate) fn pence(text: &str) -> Option<i64> {
    let (pounds, pence) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(pounds) || !digits(pence) || pounds.len() > 9 || pence.len() > 2 {
        return None;
    }
    let tenths = if pence.len() == 1 { 10 } else { 1 };
    Some(pounds.parse::<i64>().ok()? * 100 + pence.parse::<i64>().ok()? * tenths)
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains([' ', '@', ',', ';']);
    plain(name)
        && plain(host)
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
}
