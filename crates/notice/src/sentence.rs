//! Where sentences end.

use std::ops::Range;

/// Words before a full stop that does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "etc", "no", "nos", "art", "arts", "s", "ss", "sch", "para", "paras", "dr", "mr",
    "mrs", "ms", "st", "co", "vs", "v", "tel", "approx", "reg", "inc", "eg", "ie",
];

/// A sentence of so many bytes is cut at the next space: rules look at each of its words.
const MAX_SENTENCE: usize = 1200;

/// The sentences of a normalised text, without the spaces between them.
pub(crate) fn split(low: &str) -> Vec<Range<usize>> {
    let bytes = low.as_bytes();
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut word = 0;
    for (i, b) in bytes.iter().enumerate() {
        if *b != b' ' {
            continue;
        }
        let closed = low[word..i].trim_end_matches(['"', '\'', ')']);
        let stop = closed.ends_with(['.', '?', '!']);
        let name = closed.trim_end_matches('.').trim_start_matches('(');
        if stop && !ABBREVIATIONS.contains(&name) || i - start > MAX_SENTENCE {
            sentences.push(start..i);
            start = i + 1;
        }
        word = i + 1;
    }
    if start < low.len() {
        sentences.push(start..low.len());
    }
    sentences
}

#[cfg(test)]
mod tests {
    #[test]
    fn sentences_end_at_stops_and_not_at_abbreviations() {
        for (text, expected) in [
            ("one. two? three", 3),
            ("we use it (e.g. for repairs). we keep it.", 2),
            ("see art. 6(1)(f) of the law", 1),
            ("see www.example.org for more", 1),
            ("", 0),
        ] {
            assert_eq!(super::split(text).len(), expected, "{text}");
        }
    }
}
