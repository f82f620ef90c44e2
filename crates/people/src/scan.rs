//! Reading what somebody wrote for what the notice says is never collected.
//!
//! A letter is kept as it came: sending it back would be no help to whoever wrote it. It is flagged,
//! so that somebody looks and takes out what must not stay (row 4.1f).

use charter::Charter;
use charter::items::{DataKind, Form};

use crate::Record;

/// The most bytes of one text that are read.
const READ_MAX: usize = 1 << 20;

/// The categories of the charter that a text seems to have something of, by name.
pub(crate) fn shows<'a>(charter: &'a Charter, text: &[u8]) -> Vec<&'a str> {
    let text = &text[..text.len().min(READ_MAX)];
    let Ok(text) = std::str::from_utf8(text) else { return Vec::new() };
    let lower = plain(text);
    let found = charter.categories().iter().filter(|category| {
        let said = category.words.iter().any(|word| lower.contains(&plain(word)));
        said || (category.form == Some(Form::PaymentCard) && has_card(text))
    });
    found.map(|category| category.id.get_ref().as_str()).collect()
}

impl Record {
    /// What of the charter's categories that are never collected a text seems to have in it, by name: the
    /// number of a payment card, a password.
    #[must_use]
    pub fn never_collected_in(&self, text: &str) -> Vec<String> {
        let charter = self.gate().charter();
        let never = |name: &&str| {
            let at = charter.categories().find(name);
            at.is_some_and(|at| charter.categories()[at].kind == DataKind::Never)
        };
        let found = shows(charter, text.as_bytes());
        found.into_iter().filter(never).map(str::to_owned).collect()
    }
}

/// Small letters, one space between words and around the whole, so that a word is not found inside
/// another.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        out.extend(word.chars().flat_map(char::to_lowercase));
        out.push(' ');
    }
    out
}

/// Whether 13 to 19 digits, in groups or not, are the number of a payment card.
fn has_card(text: &str) -> bool {
    let mut digits: Vec<u8> = Vec::new();
    let mut gap = 0;
    for c in text.chars().chain(['.']) {
        match c.to_digit(10) {
            Some(digit) => {
                // Ten at most, so it fits.
                digits.push(u8::try_from(digit).unwrap_or_default());
                gap = 0;
            }
            None if (c == ' ' || c == '-') && gap == 0 && !digits.is_empty() => gap = 1,
            None => {
                if is_card(&digits) {
                    return true;
                }
                digits.clear();
                gap = 0;
            }
        }
    }
    false
}

/// The check digit of card numbers (Luhn). Numbers of nothing but noughts pass it and are none.
fn is_card(digits: &[u8]) -> bool {
    let sum: u32 = (digits.iter().rev().enumerate())
        .map(|(at, digit)| {
            let digit = u32::from(*digit);
            let double = if at % 2 == 1 { digit * 2 } else { digit };
            if double > 9 { double - 9 } else { double }
        })
        .sum();
    (13..=19).contains(&digits.len())
        && (b'2' - b'0'..=b'6' - b'0').contains(&digits[0])
        && sum.is_multiple_of(10)
}
