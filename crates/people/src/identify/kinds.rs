//! How each kind is read.

use std::str::FromStr;

use email_address::EmailAddress;
use jiff::civil::{Date, date};
use phonenumber::{Mode, country};

use super::{Kind, NotAnIdentifier, names};

type Normal = (String, String, Option<String>);

pub(super) fn normalise(kind: Kind, text: &str) -> Result<Normal, NotAnIdentifier> {
    let same = |normal: String| Ok((text.to_owned(), normal, None));
    let wrong = NotAnIdentifier::Form(kind);
    match kind {
        Kind::Name | Kind::Alias => same(names::name(text)?),
        Kind::Address => same(names::plain(text)),
        Kind::DateOfBirth => {
            let day = birthday(text)?;
            Ok((day.to_string(), day.to_string(), None))
        }
        Kind::Email => {
            let email = EmailAddress::from_str(text).map_err(|_| wrong)?;
            // Whoever types it does not care about case, and no landlord tells two people apart
            // by it.
            same(email.as_str().to_lowercase())
        }
        Kind::Phone => phone(text),
        Kind::NiNumber => {
            let number = compact(text);
            if is_ni_number(&number) { same(number) } else { Err(wrong) }
        }
        Kind::Uprn => {
            let digits = compact(text);
            let digits = digits.trim_start_matches('0');
            let sound =
                (1..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            if sound { same(digits.to_owned()) } else { Err(wrong) }
        }
        Kind::OtherSystemId => {
            let (system, number) = text.split_once(':').ok_or(wrong)?;
            let (system, number) = (names::plain(system), compact(number));
            if system.is_empty() || number.is_empty() {
                Err(wrong)
            } else {
                same(format!("{system}:{number}"))
            }
        }
        Kind::PaymentReference | Kind::TenancyReference => {
            let reference = compact(text);
            if reference.bytes().any(|b| b.is_ascii_digit()) { same(reference) } else { Err(wrong) }
        }
    }
}

/// Letters and digits alone, without accents, in capitals.
fn compact(text: &str) -> String {
    names::plain(text).replace(' ', "").to_uppercase()
}

fn phone(text: &str) -> Result<Normal, NotAnIdentifier> {
    let wrong = NotAnIdentifier::Form(Kind::Phone);
    let end = text
        .find(|c: char| c.is_alphabetic() || (c == '(' && text.len() > 12))
        .unwrap_or(text.len());
    // A bracket at the front is an area code.
    let end =
        if text[..end].bytes().filter(u8::is_ascii_digit).count() < 7 { text.len() } else { end };
    let (number, note) = text.split_at(end);
    let parsed = phonenumber::parse(Some(country::Id::GB), number).map_err(|_| wrong)?;
    let digits = parsed.national().value().to_string().len();
    if !(6..=14).contains(&digits) {
        return Err(wrong);
    }
    let normal = parsed.format().mode(Mode::E164).to_string();
    let note = note.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    Ok((number.trim().to_owned(), normal, (!note.is_empty()).then_some(note)))
}

/// Two letters that can begin one, six digits, and A to D. `QQ` is never given out, and so is what
/// invented people have.
fn is_ni_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [a, b, digits @ .., last] = bytes else { return false };
    let invented = (*a, *b) == (b'Q', b'Q');
    let barred = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"].contains(&&[*a, *b]);
    let letters = b"ABCEGHJKLMNOPRSTWXYZ".contains(a) && b"ABCEGHJKLMNPRSTWXYZ".contains(b);
    (invented || (letters && !barred))
        && digits.len() == 6
        && digits.iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(last)
}

/// A date with the day first, as people in the United Kingdom write it, or in ISO form.
pub(crate) fn birthday(text: &str) -> Result<Date, NotAnIdentifier> {
    let day = day_first(text)?;
    if day < date(1900, 1, 2) { Err(NotAnIdentifier::Placeholder) } else { Ok(day) }
}

/// A date with the day first, or in ISO form: `24/11/2026`, `24 Nov 2026`, `2026-11-24`.
///
/// # Errors
/// [`NotAnIdentifier::Century`] for a year of two digits, [`NotAnIdentifier::Form`] for no date.
pub(crate) fn day_first(text: &str) -> Result<Date, NotAnIdentifier> {
    let wrong = NotAnIdentifier::Form(Kind::DateOfBirth);
    let text = text.trim();
    let text = text.split_once('T').map_or(text, |(day, _)| day);
    let text = text.split_once(" 00:00").map_or(text, |(day, _)| day);
    if let Ok(day) = text.parse::<Date>() {
        return Ok(day);
    }
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return Err(wrong) };
    if year.len() == 2 {
        return Err(NotAnIdentifier::Century);
    }
    let month = match month.parse() {
        Ok(number) => number,
        Err(_) => month_by_name(month).ok_or(wrong)?,
    };
    let day = day.trim_end_matches(|c: char| c.is_alphabetic()).parse().map_err(|_| wrong)?;
    Date::new(year.parse().map_err(|_| wrong)?, month, day).map_err(|_| wrong)
}

fn month_by_name(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = text.to_lowercase();
    let at = MONTHS.iter().position(|month| lower.starts_with(month))?;
    i8::try_from(at + 1).ok()
}
