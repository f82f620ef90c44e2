//! Laws, bodies and words that have gone out of date, as dated data.

use std::sync::LazyLock;

use crate::pattern::Pattern;
use jiff::civil::Date;
use serde::Deserialize;

use crate::finding::Severity;

/// How much an outdated term matters.
pub(crate) type Weight = Severity;

/// A term, since when it is out of date, and what stands in its place.
pub(crate) struct Term {
    pub(crate) pattern: Pattern,
    pub(crate) since: Date,
    pub(crate) why: String,
    pub(crate) instead: String,
    pub(crate) excuse: Option<Pattern>,
    pub(crate) weight: Weight,
    pub(crate) percent: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    term: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    #[expect(dead_code, reason = "names the row for whoever reads the file")]
    name: String,
    pattern: String,
    since: Date,
    why: String,
    instead: String,
    excuse: Option<String>,
    severity: Option<Severity>,
    confidence: f64,
    #[expect(dead_code, reason = "says where the row comes from, for whoever checks it")]
    source: String,
    #[expect(dead_code, reason = "says whether the source was read, for whoever checks it")]
    verified: bool,
}

/// The terms, in the order of the file.
pub(crate) fn terms() -> &'static [Term] {
    static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("../data/terms.toml"))
            .expect("the bundled terms are well formed, which the tests of this file show");
        file.term.into_iter().map(Row::term).collect()
    });
    &TERMS
}

impl Row {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the confidences of the bundled file are between 0 and 1"
    )]
    fn term(self) -> Term {
        let pattern = |text: &str| {
            Pattern::new(text)
                .expect("the bundled patterns compile, which the tests of this file show")
        };
        Term {
            pattern: pattern(&self.pattern),
            since: self.since,
            why: self.why,
            instead: self.instead,
            excuse: self.excuse.as_deref().map(pattern),
            weight: self.severity.unwrap_or(Severity::Warning),
            percent: (self.confidence * 100.0).round() as u8,
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bundled_terms_are_well_formed() {
        let terms = super::terms();
        assert!(terms.len() > 20);
        assert!(terms.iter().all(|t| (1..=100).contains(&t.percent) && !t.instead.is_empty()));
    }
}
