//! The same thing, typed by many hands.

use super::person::Resident;
use crate::random::Random;

/// What people type where they have to type something.
const PLACEHOLDERS: &[&str] = &["00000000000", "UNKNOWN", "n/a", "-", "TBC", "01/01/1900"];

/// A phone number, from its eleven digits.
pub(super) fn phone(random: &mut Random, digits: &str) -> String {
    let (area, rest) = digits.split_at(5.min(digits.len()));
    let national = area.strip_prefix('0').unwrap_or(area);
    let (one, two) = rest.split_at(3.min(rest.len()));
    match random.below(12) {
        0 => format!("+44 {national} {rest}"),
        1 => format!("+44 (0){national} {one} {two}"),
        2 => format!("0044{national}{rest}"),
        3 => format!("{area}-{rest} (daughter)"),
        4 => format!("({area}) {one} {two}"),
        5 => format!("tel {area}{rest} after 6pm"),
        6 => format!("{area}{rest}  "),
        7 => format!("{area} {one} {two}"),
        _ => format!("{area} {rest}"),
    }
}

/// What stands for nothing.
pub(super) fn placeholder(random: &mut Random) -> &'static str {
    random.pick(PLACEHOLDERS)
}

/// An email address.
pub(super) fn email(random: &mut Random, person: &Resident, address: &str) -> String {
    match random.below(9) {
        0 => address.to_uppercase(),
        1 => format!(" {address}"),
        2 => format!("{} <{address}>", person.name()),
        3 => format!("mailto:{address}"),
        4 => format!("{address} (work)"),
        5 => {
            let mut capital = address.to_owned();
            if let Some(first) = capital.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            capital
        }
        _ => address.to_owned(),
    }
}

/// A National Insurance number.
pub(super) fn ni(random: &mut Random, number: &str) -> String {
    match (random.below(4), number.get(..2), number.get(2..8), number.get(8..)) {
        (0, Some(letters), Some(digits), Some(last)) => {
            let (a, b, c) = (&digits[..2], &digits[2..4], &digits[4..]);
            format!("{letters} {a} {b} {c} {last}")
        }
        (1, ..) => number.to_lowercase(),
        (2, Some(letters), Some(digits), Some(last)) => format!("{letters}-{digits}-{last}"),
        _ => number.to_owned(),
    }
}

/// A day, in a field that takes any text.
pub(super) fn day(random: &mut Random, day: jiff::civil::Date) -> String {
    match random.below(4) {
        0 => day.to_string(),
        1 => format!("{}.{}.{}", day.day(), day.month(), day.year()),
        2 => format!("{}/{}/{:02}", day.day(), day.month(), day.year() % 100),
        _ => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
    }
}

/// A code filled up with spaces, as old systems keep them.
pub(super) fn padded(code: &str, width: usize) -> String {
    format!("{code:<width$}")
}
