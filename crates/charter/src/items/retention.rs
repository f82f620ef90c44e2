use serde::Deserialize;
use toml::Spanned;

use super::{Cites, Post, Ref, item};
use crate::Period;

/// How long a kind of record is kept: `[[retention]]` (rows 4.3, 19.1, 22.1).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Its id.
    pub id: Ref<Retention>,
    /// What it is called: `tenancy file`.
    pub name: String,
    /// How long after the trigger.
    pub period: Option<Spanned<Period>>,
    /// The event the period starts at: `tenancy-end`, `case-close`, `death`...
    pub trigger: Option<Spanned<String>>,
    /// Where the period comes from: a statute, sector practice, our policy.
    pub source: Option<Spanned<String>>,
    /// Whether the source has been checked.
    #[serde(default)]
    pub verified: bool,
    /// The post that approved it.
    pub approved_by: Ref<Post>,
    /// What happens at the end.
    pub disposal: Disposal,
    /// What may stop it: `claim`, `police`, `ombudsman`, `request`.
    #[serde(default)]
    pub holds: Vec<String>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

/// What happens to data whose time is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposal {
    /// Deleted everywhere.
    Delete,
    /// Made anonymous.
    Anonymise,
    /// Kept as the least that honours an objection.
    Suppress,
}

item!(Retention, "retention", |item, refs| refs.to([&item.approved_by]));
