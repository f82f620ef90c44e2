//! Patterns in the words of a notice. They are matched against plain lower-case text (see
//! [`crate::normal`]) by an engine whose time is linear in it.

use regex::{Captures, Match, Regex};

/// A pattern compiled once.
macro_rules! pattern {
    ($pattern:expr) => {{
        static PATTERN: std::sync::LazyLock<$crate::pattern::Pattern> =
            std::sync::LazyLock::new(|| {
                $crate::pattern::Pattern::new($pattern)
                    .expect("the pattern is a literal that the tests compile")
            });
        &*PATTERN
    }};
}

pub(crate) use pattern;

/// A regular expression that, in tests, counts the bytes it is given: the measure of work.
pub(crate) struct Pattern(Regex);

impl Pattern {
    pub(crate) fn new(pattern: &str) -> Result<Pattern, regex::Error> {
        Regex::new(pattern).map(Pattern)
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        count(text);
        self.0.is_match(text)
    }

    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        count(text);
        self.0.find(text)
    }

    pub(crate) fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        count(text);
        self.0.find_iter(text)
    }

    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        count(text);
        self.0.captures(text)
    }

    pub(crate) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        count(text);
        self.0.captures_iter(text)
    }
}

#[cfg(not(test))]
fn count(_text: &str) {}

#[cfg(test)]
use tests::count;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use jiff::civil::date;

    use crate::{Extent, Format, Options, check};

    thread_local! {
        static WORK: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count(text: &str) {
        // One for the call itself, so that a loop over empty texts counts too.
        WORK.with(|work| work.set(work.get() + text.len() + 1));
    }

    /// Texts that would make a careless checker slow: one line without end, one sentence over and
    /// over, lists in lists, marks that are never closed.
    const TRAPS: &[(Format, &str)] = &[
        (Format::Text, "we may transfer data outside the eea. "),
        (Format::Text, "you must complete our form in writing "),
        (Format::Text, "see section 9.9 'nothing at all' and section 3.6, "),
        (Format::Text, "We do not collect:\n"),
        (Format::Text, "1. We do not collect genetics:\n"),
        (Format::Text, "Your rights\n\n"),
        (Format::Text, "1.1 See section 7.7\n\n"),
        (Format::Text, "Our lawful bases are:\n- consent\n- surveys\n"),
        (Format::Text, "substantial public interest; special data with consent. "),
        (Format::Text, "data protection act 1998 [insert] email us at\n\n"),
        (Format::Markdown, "[a](b[c]("),
        (Format::Markdown, "<a <b `*_ ![x] | y |\n"),
        (Format::Markdown, "# 1. Your rights\n\n1. Your rights\n\n"),
        (Format::Html, "<div><ul><li>we never share with anyone"),
        (Format::Html, "<p class=\"x"),
        (Format::Html, "</section></nav><!-- <b>&amp;&#"),
        (Format::Html, "<h2>Our section</h2><p>See section 'Something'</p></article>"),
    ];

    #[test]
    fn twice_the_text_is_no_more_than_twice_the_work() {
        let mut wrong = Vec::new();
        for (format, trap) in TRAPS {
            let work = |bytes: usize| {
                WORK.with(|work| work.set(0));
                let options = Options { on: date(2026, 11, 23), extent: Extent::Whole };
                check(&trap.repeat(bytes / trap.len()), *format, &options).expect("short enough");
                WORK.with(Cell::get)
            };
            let (once, twice) = (work(12_000), work(24_000));
            if twice * 10 > once * 25 {
                wrong.push(format!("{trap:?}: {once} became {twice}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
