use std::fmt;

use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::{Post, Ref, Reference, References};

/// The number of a paragraph of the notice: `8.7.10`, `4.1b`, `2.4-register`, `E.1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParagraphId(Box<str>);

/// Why a text is not a [`ParagraphId`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a paragraph number: write it as `8.7.10`, `4.1b` or `E.1`")]
pub struct NotAParagraph(String);

impl ParagraphId {
    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The section it stands in: what comes before the first full stop.
    #[must_use]
    pub fn section(&self) -> &str {
        self.0.split('.').next().unwrap_or(&self.0)
    }

    /// Whether `other` is this paragraph or a part of it: `4.1` covers `4.1b`, `8.7` covers
    /// `8.7.10`.
    #[must_use]
    pub fn covers(&self, other: &ParagraphId) -> bool {
        other
            .0
            .strip_prefix(&*self.0)
            .is_some_and(|rest| rest.is_empty() || !rest.starts_with(|c: char| c.is_ascii_digit()))
    }
}

impl std::str::FromStr for ParagraphId {
    type Err = NotAParagraph;

    fn from_str(text: &str) -> Result<ParagraphId, NotAParagraph> {
        let well_formed = text.len() <= 24
            && text.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
            && text.split('.').all(|part| !part.is_empty())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
        if well_formed {
            Ok(ParagraphId(text.into()))
        } else {
            Err(NotAParagraph(text.chars().take(24).collect()))
        }
    }
}

impl<'de> Deserialize<'de> for ParagraphId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ParagraphId, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for ParagraphId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A section of the notice: `[[section]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its number, or the letter its paragraphs start with.
    pub id: Spanned<String>,
    /// Its heading.
    pub title: Spanned<String>,
}

/// A paragraph of the notice as it is published: `[[paragraph]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// Its number, which is its address for good.
    pub id: Spanned<ParagraphId>,
    /// In plain words: Flesch-Kincaid grade 6 at most.
    pub plain: Spanned<String>,
    /// In formal words.
    pub formal: Spanned<String>,
    /// What of the contents the law asks of a notice it says: ids of `law::notice_content`.
    #[serde(default)]
    pub tells: Vec<Spanned<String>>,
}

/// How one row of the mission is kept: `[[row]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The row: a paragraph of the notice, or a part of one.
    pub id: Spanned<ParagraphId>,
    /// How it is kept.
    pub kept: Keeping,
    /// Enforced: where, in the product or at the source.
    pub r#where: Option<Spanned<String>>,
    /// Enforced: the test that shows it.
    pub test: Option<Spanned<String>>,
    /// Detected, manual: how.
    pub how: Option<Spanned<String>>,
    /// Manual: the post that does it.
    pub post: Option<Ref<Post>>,
    /// Manual: how often.
    pub every: Option<Spanned<String>>,
    /// Manual: what is kept to show it was done.
    pub evidence: Option<Spanned<String>>,
    /// Planned: what is missing.
    pub missing: Option<Spanned<String>>,
}

/// How a row is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeping {
    /// The gate or publishing refuses what would break it, where it is asked. A system that does not
    /// ask is not bound, and a team may be listed for which the rule only observes or advises yet.
    Enforced,
    /// Breaking it is found and reported.
    Detected,
    /// A named post does it.
    Manual,
    /// Not kept yet.
    Planned,
}

impl Row {
    /// The posts it names.
    pub(crate) fn references(&self) -> Vec<Reference<'_>> {
        References::new().to::<Post>(&self.post).done()
    }
}
