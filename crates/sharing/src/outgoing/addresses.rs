//! Addresses in a text: a postcode, or a number with a road. Whoever reads it may have some of them
//! already; any other is not told them (row 14.1), and where others may hear it none is.

use super::Reader;
use super::data::DATA;
use super::words::Words;

/// The most words of the name of a road, without what it is called by.
const ROAD_WORDS_MAX: usize = 4;

/// Where addresses stand that must not, in bytes.
pub(super) fn all(words: &Words<'_>, reader: Reader<'_>) -> impl Iterator<Item = usize> {
    let known: Vec<Vec<Home>> =
        reader.addresses.iter().map(|address| homes(&Words::of(address))).collect();
    let new = homes(words).into_iter().filter(move |home| {
        let has = known.iter().flatten().any(|one| one.is == home.is);
        reader.aloud || !has
    });
    new.map(|home| home.at).collect::<Vec<_>>().into_iter()
}

/// What tells a home: a postcode, or a number and a road.
struct Home {
    is: String,
    at: usize,
}

fn homes(words: &Words<'_>) -> Vec<Home> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < words.all.len() {
        let (found, next) = match (postcode(words, at), road(words, at)) {
            (Some((is, next)), _) | (None, Some((is, next))) => (Some(is), next),
            (None, None) => (None, at + 1),
        };
        all.extend(found.map(|is| Home { is, at: words.all[at].from }));
        at = next;
    }
    all
}

/// A postcode that begins at a word, and where it ends.
fn postcode(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let one = &words.all[at].text;
    if is_postcode(one) {
        return Some((one.clone(), at + 1));
    }
    let two = words.all.get(at + 1)?;
    let both = format!("{one}{}", two.text);
    (one.len() <= 4 && two.text.len() == 3 && is_postcode(&both)).then_some((both, at + 2))
}

fn is_postcode(word: &str) -> bool {
    let Some((outward, inward)) = word.as_bytes().split_last_chunk::<3>() else { return false };
    word.is_ascii()
        && (2..=4).contains(&outward.len())
        && outward[0].is_ascii_alphabetic()
        && outward.iter().any(u8::is_ascii_digit)
        && outward.iter().all(u8::is_ascii_alphanumeric)
        && inward[0].is_ascii_digit()
        && inward[1..].iter().all(u8::is_ascii_alphabetic)
}

/// A number and a road that begin at a word, as they are compared, and where they end.
fn road(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let number = &words.all[at].text;
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) || number.len() > digits + 1 {
        return None;
    }
    // A comma may stand behind the number.
    let first = at + 1 + usize::from(words.all.get(at + 1).is_some_and(|word| word.text == ","));
    for long in 1..=ROAD_WORDS_MAX {
        let called = first + long;
        let name = words.all.get(first..called)?;
        let road = words.all.get(called)?;
        // Names of roads begin with capitals; `in 3 weeks we close` is none.
        if !name.iter().all(|word| word.capital) {
            return None;
        }
        if road.capital && DATA.roads.contains(&road.text) {
            let name: Vec<&str> = name.iter().map(|word| word.text.as_str()).collect();
            return Some((
                format!("{number} {} {}", name.join(" "), whole(&road.text)),
                called + 1,
            ));
        }
    }
    None
}

/// What a road is called by, not shortened.
fn whole(road: &str) -> &str {
    DATA.shortened.iter().find(|[short, _]| short == road).map_or(road, |[_, whole]| whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, known: &[&str], aloud: bool, expected: usize) {
        let words = Words::of(text);
        let found = all(&words, Reader { addresses: known, aloud }).count();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_address_goes_to_nobody_who_does_not_have_it() {
        let own = "1 Test Road, Chatham, ME4 4LL";
        let letter = "We come to 1 Test Rd, Chatham, ME44LL on Monday.";
        check(letter, &[own], false, 0);
        check(letter, &[], false, 2);
        check(letter, &[own], true, 2);
        check("She lives at 12 Mill Street now.", &[own], false, 1);
        check("She lives at 12b, Old Mill Lane now.", &[own], false, 1);
        check("It is 2 Test Road, ME4 4LL.", &[own], false, 1);
        check("Write to ME5 9ZZ.", &[own], false, 1);
        check("In 3 weeks we close. Call in 2 Days. Room 4 is shut.", &[own], false, 0);
        check("Rent is 90 a week; see paragraph 11.3 of B2B.", &[own], false, 0);
    }
}
