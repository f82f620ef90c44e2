//! A text as words: small letters, without what only confuses, with where each stands.

use super::data::{Part, Phrase};

/// The most words before and behind a word that count as its sentence: a longer one is none.
const SENTENCE_WORDS_MAX: usize = 200;
/// The most words of a gap in a phrase.
const GAP_WORDS_MAX: usize = 6;

/// One word, or a mark between words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Where it begins and ends in the text, in bytes.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it begins with a capital letter, or is nothing but capitals.
    pub(super) capital: bool,
    pub(super) all_capitals: bool,
}

impl Word {
    /// The end of a sentence, or of what is like one.
    pub(super) fn is_stop(&self) -> bool {
        matches!(self.text.as_str(), "." | "?")
    }
}

/// The words of a text.
pub(super) struct Words<'a> {
    text: &'a str,
    pub(super) all: Vec<Word>,
}

impl<'a> Words<'a> {
    /// Reads a text. The end of a line ends no sentence, an empty line does; where a list follows it goes on.
    pub(super) fn of(text: &'a str) -> Words<'a> {
        let mut words = Words { text, all: Vec::new() };
        let mut chars = text.char_indices().peekable();
        let mut lines = 0;
        while let Some((at, c)) = chars.next() {
            if c == '\n' {
                lines += 1;
                continue;
            }
            if c.is_whitespace() || is_nothing(c) {
                continue;
            }
            let bullet = matches!(c, '-' | '*' | '\u{2022}' | '\u{2013}');
            if lines > 0 && bullet && chars.peek().is_some_and(|(_, next)| next.is_whitespace()) {
                words.mark(",", at, c);
                lines = 0;
                continue;
            }
            // What stands on the line behind a colon is not what the colon gives.
            if lines > 0 && words.all.last().is_some_and(|word| word.text == ":") {
                words.mark("\n", at, c);
            } else if lines > 1 && !words.goes_on() {
                words.mark(".", at, c);
            }
            lines = 0;
            if c.is_alphanumeric() {
                let mut word = Word {
                    text: String::new(),
                    from: at,
                    to: at,
                    capital: c.is_uppercase(),
                    all_capitals: true,
                };
                word.add(at, c);
                while let Some(&(at, c)) = chars.peek() {
                    if !(c.is_alphanumeric() || is_quote(c) || is_nothing(c)) {
                        break;
                    }
                    word.add(at, c);
                    chars.next();
                }
                let letters = word.text.trim_end_matches('\'').len();
                word.text.truncate(letters);
                words.all.push(word);
                continue;
            }
            let ends = chars.peek().is_none_or(|(_, next)| !next.is_alphanumeric());
            match c {
                '.' | '!' if ends => words.mark(".", at, c),
                '\u{2026}' | ';' => words.mark(".", at, c),
                '?' => words.mark("?", at, c),
                ',' | '(' | ')' => words.mark(",", at, c),
                ':' => words.mark(":", at, c),
                '_' => words.mark("_", at, c),
                _ => {}
            }
        }
        words
    }

    fn mark(&mut self, text: &str, at: usize, c: char) {
        let to = at + c.len_utf8();
        let text = text.to_owned();
        self.all.push(Word { text, from: at, to, capital: false, all_capitals: false });
    }

    /// Whether what came last says that more follows.
    fn goes_on(&self) -> bool {
        self.all.last().is_none_or(|word| matches!(word.text.as_str(), ":" | "," | "."))
    }

    /// Where the sentence of a word begins and ends, in words.
    pub(super) fn sentence(&self, at: usize) -> (usize, usize) {
        let first = at.saturating_sub(SENTENCE_WORDS_MAX);
        let last = self.all.len().min(at + SENTENCE_WORDS_MAX);
        let before = self.all[first..at].iter().rposition(Word::is_stop);
        let behind = self.all[at..last].iter().position(Word::is_stop);
        (before.map_or(first, |stop| first + stop + 1), behind.map_or(last, |stop| at + stop))
    }

    /// The sentence around a place of the text, as it is written; a long one is cut.
    pub(super) fn around(&self, place: usize) -> &'a str {
        const LONG: usize = 300;
        let at = self.all.partition_point(|word| word.to <= place).min(self.all.len());
        let (from, to) = if at < self.all.len() { self.sentence(at) } else { (at, at) };
        let begins = self.all.get(from).map_or(place, |word| word.from).min(place);
        let ends = self.all.get(to.max(1) - 1).map_or(self.text.len(), |word| word.to);
        let begins = self.text.floor_char_boundary(begins.max(place.saturating_sub(LONG)));
        let ends = self.text.floor_char_boundary(ends.max(place).min(begins + 2 * LONG));
        self.text.get(begins..ends.max(begins)).unwrap_or_default().trim()
    }

    pub(super) fn is(&self, at: usize, list: &[String]) -> bool {
        self.all.get(at).is_some_and(|word| list.contains(&word.text))
    }

    /// Where a phrase ends that begins at a word: the place behind its last.
    pub(super) fn phrase(&self, at: usize, phrase: &Phrase) -> Option<usize> {
        let mut here = at;
        let mut gap = false;
        for part in phrase {
            let Part::Word(wanted) = part else {
                gap = true;
                continue;
            };
            let reach = if gap { GAP_WORDS_MAX } else { 0 };
            let last = (here + reach).min(self.all.len().checked_sub(1)?);
            let mut found = None;
            for place in here..=last {
                let word = &self.all[place];
                if same(&word.text, wanted) {
                    found = Some(place + 1);
                    break;
                }
                if word.is_stop() {
                    break;
                }
            }
            here = found?;
            gap = false;
        }
        Some(here)
    }

    /// Where the longest of some phrases ends that begins at a word.
    pub(super) fn any(&self, at: usize, phrases: &[Phrase]) -> Option<usize> {
        phrases.iter().filter_map(|phrase| self.phrase(at, phrase)).max()
    }
}

impl Word {
    fn add(&mut self, at: usize, c: char) {
        self.to = at + c.len_utf8();
        if is_nothing(c) {
            return;
        }
        self.all_capitals &= c.is_uppercase() || !c.is_alphabetic();
        if is_quote(c) {
            self.text.push('\'');
        } else {
            self.text.extend(c.to_lowercase());
        }
    }
}

/// Whether a word is the wanted one, or more than one of it.
fn same(word: &str, wanted: &str) -> bool {
    word.strip_prefix(wanted).is_some_and(|rest| matches!(rest, "" | "s" | "'s" | "es"))
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '`')
}

/// What nobody sees, put between letters by word processors, or by somebody who hides a word.
fn is_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let words = Words::of(text);
        let all: Vec<&str> = words.all.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(all.join(" "), expected, "{text:?}");
    }

    #[test]
    fn a_text_comes_apart_at_its_sentences_and_nowhere_else() {
        check("Your pass\u{ad}word,\nplease.", "your password , please .");
        check("Don\u{2019}t. No. 28.1 is it", "don't . no . 28 1 is it");
        check("One\n\nTwo", "one . two");
        check(
            "Send us:\n\n- your name\n- your PIN\n\nThanks",
            "send us : , your name , your pin . thanks",
        );
        check("What? Here; there", "what ? here . there");
        check("", "");
    }

    #[test]
    fn a_place_is_shown_with_its_sentence() {
        let text = "Hello there. Send us your PIN now! Bye.";
        let words = Words::of(text);
        assert_eq!(words.around(text.find("PIN").unwrap()), "Send us your PIN now");
        assert_eq!(words.around(0), "Hello there");
        assert!(words.around(text.len()).len() <= text.len());
    }
}
