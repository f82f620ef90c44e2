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

impl Retention {
    /// The day the period starts at, where the event is the coming of the thing itself: a recording, an
    /// answer that was collected, a return that was sent.
    #[must_use]
    pub fn of_itself(&self, collected: jiff::civil::Date) -> Option<jiff::civil::Date> {
        let trigger = self.trigger.as_ref()?.get_ref().as_str();
        OF_ITSELF.contains(&trigger).then_some(collected)
    }

    /// Whether a later event of the kind takes the place of an earlier one: the last payment.
    #[must_use]
    pub fn rolls(&self) -> bool {
        self.trigger.as_ref().is_some_and(|trigger| trigger.get_ref().starts_with("last-"))
    }

    /// After how many years of somebody's life the period starts, where it starts at a birthday:
    /// 25 for `25th-birthday`.
    #[must_use]
    pub fn birthday(&self) -> Option<i16> {
        let (number, birthday) = self.trigger.as_ref()?.get_ref().split_once('-')?;
        let digits = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
        (birthday == "birthday")
            .then(|| digits.parse().ok())
            .flatten()
            .filter(|years| *years <= 120)
    }
}

/// Events that are the coming of the thing itself.
const OF_ITSELF: &[&str] = &["collection", "recording", "submission"];

item!(Retention, "retention", |item, refs| refs.to([&item.approved_by]));
