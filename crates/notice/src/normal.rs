//! Text as the rules read it: plain ASCII, lower case, single spaces, no contractions, with the
//! way back to the place in the file.
//!
//! A rule should not have to know that "we’ll" may be typed with a curly apostrophe, a straight
//! one, or as "we will", nor that a line was wrapped in the middle of it.

use std::ops::Range;

/// Decoded text that remembers where each of its bytes came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mapped {
    text: String,
    /// For each byte of `text`, the bytes of the file it came from; a file is at most 4 MiB.
    origin: Vec<(u32, u32)>,
}

impl Mapped {
    pub(crate) fn push(&mut self, c: char, from: Range<usize>) {
        self.text.push(c);
        let origin = (offset(from.start), offset(from.end));
        self.origin.extend(std::iter::repeat_n(origin, c.len_utf8()));
    }

    /// Adds a stretch of the file as it stands.
    pub(crate) fn push_str(&mut self, text: &str, start: usize) {
        for (i, c) in text.char_indices() {
            self.push(c, start + i..start + i + c.len_utf8());
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The stretch of the file that a stretch of this text came from; an empty one at its start
    /// where the text is empty.
    pub(crate) fn source(&self, range: Range<usize>) -> Range<usize> {
        let at = |i: usize| self.origin.get(i).or(self.origin.last()).copied().unwrap_or_default();
        let start = at(range.start).0 as usize;
        let end = at(range.end.saturating_sub(1).max(range.start)).1 as usize;
        start..end.max(start)
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The same without white space at either end.
    pub(crate) fn trimmed(&self) -> Mapped {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len().max(start);
        self.slice(start..end)
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> Mapped {
        Mapped { text: self.text[range.clone()].to_owned(), origin: self.origin[range].to_vec() }
    }

    /// The same with some stretches said in other words; the stretches are in order.
    pub(crate) fn reworded(&self, edits: &[(Range<usize>, String)]) -> Mapped {
        let mut out = Mapped::default();
        let mut done = 0;
        for (range, words) in edits.iter().filter(|(range, _)| !range.is_empty()) {
            out.append(self, done..range.start);
            let from = self.source(range.clone());
            words.chars().for_each(|c| out.push(c, from.clone()));
            done = range.end;
        }
        out.append(self, done..self.text.len());
        out
    }

    fn append(&mut self, other: &Mapped, range: Range<usize>) {
        self.text.push_str(&other.text[range.clone()]);
        self.origin.extend_from_slice(&other.origin[range]);
    }

    /// The text as the rules read it.
    pub(crate) fn normal(&self) -> Mapped {
        let mut out = Mapped::default();
        let mut space = true;
        for (i, c) in self.text.char_indices() {
            let from = self.from(i);
            if is_invisible(c) {
                continue;
            }
            if c.is_whitespace() {
                if !space {
                    out.push(' ', from);
                }
                space = true;
                continue;
            }
            space = false;
            let plain = plain(c);
            for ascii in plain.chars() {
                out.push(ascii, from.clone());
            }
            if plain.is_empty() {
                out.push(if c.is_ascii() { c.to_ascii_lowercase() } else { '~' }, from);
            }
        }
        out.expanded().trimmed()
    }

    fn from(&self, i: usize) -> Range<usize> {
        let (start, end) = self.origin[i];
        start as usize..end as usize
    }

    /// The same with contractions written out.
    fn expanded(self) -> Mapped {
        if !self.text.contains('\'') {
            return self;
        }
        let bytes = self.text.as_bytes();
        let mut out = Mapped::default();
        let mut i = 0;
        while i < bytes.len() {
            let Some((short, full)) = contraction(bytes, i) else {
                out.push(bytes[i] as char, self.from(i));
                i += 1;
                continue;
            };
            let from = self.from(i).start..self.from(i + short.len() - 1).end;
            full.chars().for_each(|c| out.push(c, from.clone()));
            i += short.len();
        }
        out
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{feff}' | '\u{2060}')
}

/// What a character is read as; empty where it is read as itself.
fn plain(c: char) -> &'static str {
    match c {
        '‘' | '’' | '‛' | '′' | '`' => "'",
        '“' | '”' | '„' | '″' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        '…' => "...",
        '£' => "$",
        // A link without words stands for the address it leads to.
        '\u{fffc}' => "@",
        '•' | '◦' | '▪' | '●' | '·' | '‣' | '\u{f0b7}' | '\u{f0a7}' => "*",
        'â' | 'á' | 'à' | 'ä' | 'Â' => "a",
        'é' | 'è' | 'ê' | 'ë' | 'É' => "e",
        'î' | 'ï' | 'í' => "i",
        'ô' | 'ö' | 'ó' => "o",
        'ŵ' => "w",
        'ŷ' => "y",
        _ => "",
    }
}

/// Contractions and what they stand for. `'s` is left alone: it is mostly a possessive.
const CONTRACTIONS: &[(&str, &str)] = &[
    ("can't", "cannot"),
    ("shan't", "shall not"),
    ("won't", "will not"),
    ("n't", " not"),
    ("'ll", " will"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'d", " would"),
    ("it's", "it is"),
    ("what's", "what is"),
    ("who's", "who is"),
    ("that's", "that is"),
];

/// The contraction that stands at `i`, and what it stands for.
fn contraction(bytes: &[u8], i: usize) -> Option<(&'static str, &'static str)> {
    let before = i.checked_sub(1).map(|k| bytes[k]);
    CONTRACTIONS.iter().copied().find(|(short, _)| {
        let ends = i + short.len();
        let is_suffix = short.starts_with(['\'', 'n']);
        bytes[i..].starts_with(short.as_bytes())
            && !bytes.get(ends).is_some_and(u8::is_ascii_alphanumeric)
            && if is_suffix {
                before.is_some_and(|b| b.is_ascii_alphabetic())
            } else {
                !before.is_some_and(|b| b.is_ascii_alphanumeric())
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_plainly_and_the_way_back_is_kept() {
        for (raw, expected) in [
            ("We’ll  NEVER\nshare", "we will never share"),
            ("don't can't isn’t", "do not cannot is not"),
            ("the Groups’ DPO", "the groups' dpo"),
            ("‘don’", "'don'"),
            ("fee of £10 – now", "fee of $10 - now"),
            ("it’s the tenant's", "it is the tenant's"),
        ] {
            let mut mapped = Mapped::default();
            mapped.push_str(raw, 100);
            let normal = mapped.normal();
            assert_eq!(normal.as_str(), expected);
            let last = expected.rfind(' ').map_or(0, |i| i + 1);
            let back = normal.source(last..expected.len());
            let raw_last = raw.rfind([' ', '\n']).map_or(0, |i| i + 1);
            assert_eq!(back.end, 100 + raw.len(), "{raw}");
            if !expected.ends_with("not") {
                assert_eq!(back.start, 100 + raw_last, "{raw}");
            }
        }
    }
}
