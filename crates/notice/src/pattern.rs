//! Patterns in the words of a notice. They are matched against plain lower-case text (see
//! [`crate::normal`]) by an engine whose time is linear in it.

/// A pattern compiled once.
macro_rules! pattern {
    ($pattern:expr) => {{
        static PATTERN: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
            regex::Regex::new($pattern).expect("the pattern is a literal that the tests compile")
        });
        &*PATTERN
    }};
}

pub(crate) use pattern;
