use serde::Deserialize;
use toml::Spanned;

use super::{Category, Cites, Post, Purpose, Recipient, Ref, item};
use crate::vocabulary::{Action, RuleName};

/// A rule of the gate as this landlord answers for it: `[[rule]]`. The rule itself is the
/// product's; whose promise it keeps and who can unblock it is the landlord's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateRule {
    /// Which rule; the ids are fixed.
    pub id: Ref<GateRule>,
    /// What it is called here.
    pub name: String,
    /// The post that can unblock what it stops.
    pub unblock: Ref<Post>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(GateRule, "rule", |item, refs| refs.to([&item.unblock]));

impl GateRule {
    /// The rule this item speaks of; none when the product has no rule of that name.
    #[must_use]
    pub fn rule(&self) -> Option<RuleName> {
        self.id.get_ref().as_str().parse().ok()
    }
}

/// A promise that something never happens: `[[never]]`. No permission and no mode goes past it.
///
/// Each list narrows the promise; an empty list stands for everything.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Never {
    /// Its id.
    pub id: Ref<Never>,
    /// What is promised: `we never give your details to others for their marketing`.
    pub name: String,
    /// For these purposes.
    #[serde(default)]
    pub purposes: Vec<Ref<Purpose>>,
    /// To these recipients.
    #[serde(default)]
    pub recipients: Vec<Ref<Recipient>>,
    /// These actions.
    #[serde(default)]
    pub actions: Vec<Spanned<Action>>,
    /// These categories.
    #[serde(default)]
    pub data: Vec<Ref<Category>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Never, "never", |item, refs| refs.to(&item.purposes).to(&item.recipients).to(&item.data));
