//! Whether something stands in a text: a letter, an email, a note.

use super::{How, digits};

/// How many characters may stand between two letters or digits of one number: `12 / 34`.
const BETWEEN_MAX: usize = 3;

impl How {
    /// Whether what is looked for stands in a text, as a word of its own. Where [`How::fits`] asks
    /// of a number whether it is the whole field, this finds it in a sentence.
    ///
    /// ```
    /// use sources::connect::How;
    ///
    /// let stands = |how: How, text, given| how.stands_in(text, &how.wanted(given));
    /// assert!(stands(How::Number, "about your tenancy (12/34-A), which", "1234a"));
    /// assert!(stands(How::Number, "AB 12 34 56 C.", "AB123456C"));
    /// assert!(!stands(How::Number, "about 12/34-AB", "1234a"));
    /// assert!(!stands(How::Number, "about 912/34-A", "1234a"));
    /// assert!(stands(How::Phone, "ring +44 (0)1634 960001.", "01634 960001"));
    /// assert!(!stands(How::Phone, "01634 96 then 0001", "01634 960001"));
    /// assert!(!stands(How::Phone, "16349600012", "01634 960001"));
    /// assert!(stands(How::Email, "write to Ada@Example.org.", "ada@example.org"));
    /// assert!(stands(How::Same, "card H12, lost", "H12"));
    /// assert!(!stands(How::Same, "card H123", "H12"));
    /// ```
    #[must_use]
    pub fn stands_in(self, text: &str, wanted: &str) -> bool {
        if wanted.is_empty() {
            return false;
        }
        match self {
            How::Email => self.fits(text, wanted),
            How::Number => apart(text, wanted, char::is_ascii_alphanumeric, true),
            // What is dialled before a number stands before it without a gap, or does not.
            How::Phone => {
                digits(text).contains(wanted) && apart(text, wanted, char::is_ascii_digit, false)
            }
            How::Same => text.match_indices(wanted).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                let after = text[at + wanted.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric)
                    && !after.is_some_and(char::is_alphanumeric)
            }),
        }
    }
}

/// Whether the characters stand in a text one after the other, with no more than spaces and marks
/// between them, and nothing that would make them part of something longer.
fn apart(text: &str, wanted: &str, counts: fn(&char) -> bool, whole: bool) -> bool {
    let (Some(first), end) = (wanted.chars().next(), wanted.chars().count()) else { return false };
    let mut before = None;
    for (at, c) in text.char_indices() {
        let begins = !whole || !before.is_some_and(char::is_alphanumeric);
        before = Some(c);
        if !begins || c.to_ascii_uppercase() != first {
            continue;
        }
        let mut left = wanted.chars();
        let (mut seen, mut between) = (0, 0);
        let mut next = None;
        for c in text[at..].chars() {
            if seen == end {
                next = Some(c);
                break;
            }
            if counts(&c) {
                if left.next() != Some(c.to_ascii_uppercase()) {
                    break;
                }
                (seen, between) = (seen + 1, 0);
            } else {
                between += 1;
                let mark = c.is_whitespace() || "-\u{2010}\u{2011}\u{2013}/._()".contains(c);
                if !mark || between > BETWEEN_MAX {
                    break;
                }
            }
        }
        if seen == end && !next.is_some_and(char::is_alphanumeric) {
            return true;
        }
    }
    false
}
