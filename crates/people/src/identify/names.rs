//! Names, addresses, and words that stand for nothing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

use super::NotAnIdentifier;

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "lady",
    "lord",
    "rev",
    "reverend",
    "cllr",
    "councillor",
    "master",
    "dame",
];

const NOTHING: &[&str] = &[
    "unknown",
    "not known",
    "n/a",
    "na",
    "none",
    "nil",
    "null",
    "tbc",
    "tba",
    "test",
    "not given",
    "refused",
    "no email",
    "no phone",
    "-",
    "--",
    "?",
    "x",
    "xx",
    "xxx",
    "xxxx",
];

/// Lower case, without accents, and every run of anything else one space.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            // O'Neill is ONeill.
            '\'' | '\u{2019}' | '\u{2bc}' | '`' | '.' => {}
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'æ' => out.push_str("ae"),
            c if c.is_alphanumeric() => out.push(c),
            _ if !out.ends_with(' ') && !out.is_empty() => out.push(' '),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

pub(super) fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    let same = digits.len() > 4 && digits.iter().all(|digit| *digit == digits[0]);
    let only_digits = !text.chars().any(char::is_alphabetic);
    NOTHING.contains(&lower.as_str())
        || (same && only_digits)
        || matches!(lower.as_str(), "01/01/1900" | "1900-01-01" | "01/01/1970" | "31/12/9999")
}

/// A name as it is compared: `Smith, Mr John` and `JOHN SMITH` are the same.
pub(super) fn name(text: &str) -> Result<String, NotAnIdentifier> {
    let lower = format!(" {} ", text.to_lowercase());
    if lower.contains(" & ") || lower.contains(" and ") || lower.contains(" / ") {
        return Err(NotAnIdentifier::Joint);
    }
    let turned = match text.split_once(',') {
        Some((last, first)) => format!("{first} {last}"),
        None => text.to_owned(),
    };
    let words = plain(&turned);
    let words: Vec<&str> = words.split(' ').filter(|word| !TITLES.contains(word)).collect();
    let joined = words.join(" ");
    if joined.chars().any(char::is_alphabetic) {
        Ok(joined)
    } else {
        Err(NotAnIdentifier::Form(super::Kind::Name))
    }
}

/// The last word of a name.
pub(super) fn surname(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

/// The postcode in a normalised address, without its space.
pub(super) fn postcode(address: &str) -> Option<String> {
    let words: Vec<&str> = address.split(' ').collect();
    let joined = words.windows(2).rev().map(|pair| format!("{}{}", pair[0], pair[1]));
    joined.chain(words.iter().rev().map(|word| (*word).to_owned())).find(|word| is_postcode(word))
}

fn is_postcode(word: &str) -> bool {
    let bytes = word.as_bytes();
    let (Some((outward, inward)), true) = (bytes.split_last_chunk::<3>(), word.is_ascii()) else {
        return false;
    };
    (2..=4).contains(&outward.len())
        && outward[0].is_ascii_alphabetic()
        && outward.iter().any(u8::is_ascii_digit)
        && outward.iter().all(u8::is_ascii_alphanumeric)
        && inward[0].is_ascii_digit()
        && inward[1].is_ascii_alphabetic()
        && inward[2].is_ascii_alphabetic()
}

/// A postcode and the number of the house, which lead to one home.
pub(super) fn house(address: &str) -> Option<Zeroizing<String>> {
    let postcode = postcode(address)?;
    let number = address.split(' ').find(|word| {
        word.bytes().any(|b| b.is_ascii_digit())
            && !postcode.starts_with(word)
            && !is_postcode(word)
            && !postcode.ends_with(word)
    })?;
    Some(Zeroizing::new(format!("{number}|{postcode}")))
}
