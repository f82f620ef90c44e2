//! Landlords that speak of themselves as "the Association": read as if they said "we", so that one
//! pattern does for both.

use std::ops::Range;

use crate::document::Block;
use crate::pattern::pattern;

/// The names by which a landlord speaks of itself.
const NAMES: &[&str] = &[
    "almo",
    "association",
    "authority",
    "charity",
    "co-operative",
    "co-op",
    "company",
    "cooperative",
    "corporation",
    "council",
    "group",
    "landlord",
    "organisation",
    "society",
    "trust",
];

/// Rewrites the blocks of a notice whose landlord speaks of itself in the third person. One that
/// says "we" all along means somebody else by "the council".
pub(crate) fn to_first_person(blocks: &mut [Block]) {
    let count = |word: &str| -> usize {
        blocks.iter().filter(|b| b.is_body()).map(|b| places(b.low(), word).count()).sum()
    };
    let Some((times, name)) =
        NAMES.iter().map(|name| (count(&format!("the {name}")), *name)).max_by_key(|(n, _)| *n)
    else {
        return;
    };
    if times == 0 || count("we") * 4 > times {
        return;
    }
    for block in blocks.iter_mut().filter(|b| b.is_body()) {
        let edits = edits(block.low(), &format!("the {name}"));
        if !edits.is_empty() {
            block.low = block.low.reworded(&edits);
        }
    }
}

/// Where a phrase stands in a text as whole words.
fn places<'t>(low: &'t str, phrase: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    low.match_indices(phrase).map(|(at, found)| at..at + found.len()).filter(|at| {
        let letter = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
        let bytes = low.as_bytes();
        let before = at.start.checked_sub(1).map(|k| &bytes[k]);
        !before.is_some_and(letter) && !bytes.get(at.end).is_some_and(letter)
    })
}

/// "The Society's" becomes "our", "to the Society" becomes "to us", "the Society records" becomes
/// "we record".
fn edits(low: &str, name: &str) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    for at in places(low, name) {
        let (before, after) = (&low[..at.start], &low[at.end..]);
        if after.starts_with("'s ") {
            edits.push((at.start..at.end + 2, "our".to_owned()));
            continue;
        }
        let object = pattern!(
            r"\b(?:to|with|by|from|for|of|at|on|in|against|about|tells?|asks?|gives?|contact|lets?) $"
        );
        if object.is_match(tail(before)) {
            edits.push((at, "us".to_owned()));
            continue;
        }
        edits.push((at.clone(), "we".to_owned()));
        edits.extend(
            verb(after).map(|(range, plain)| (at.end + range.start..at.end + range.end, plain)),
        );
    }
    edits
}

/// The last few characters, enough for a word.
fn tail(text: &str) -> &str {
    &text[text.len().saturating_sub(12)..]
}

/// The verb that follows, as it is said of "we".
fn verb(after: &str) -> Option<(Range<usize>, String)> {
    let after = &after[..after.len().min(60)];
    let adverbs = pattern!(
        r"^ (?:(?:also|always|currently|itself|never|normally|now|only|regularly|routinely|sometimes|usually),? )*"
    );
    let start = adverbs.find(after)?.end();
    let word = after[start..].split([' ', ',', '.', ';', ':']).next()?;
    let plain = match word {
        "does" => "do".to_owned(),
        "has" => "have".to_owned(),
        "is" => "are".to_owned(),
        "as" | "its" | "this" | "thus" | "us" | "was" => return None,
        _ if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        _ if ["sses", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end)) => {
            word[..word.len() - 2].to_owned()
        }
        _ if word.ends_with('s') && !word.ends_with("ss") && word.len() > 3 => {
            word[..word.len() - 1].to_owned()
        }
        _ => return None,
    };
    Some((start..start + word.len(), plain))
}
