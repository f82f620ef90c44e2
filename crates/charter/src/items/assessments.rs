use serde::Deserialize;
use toml::Spanned;

use super::{Cites, Post, Ref, item};
use crate::Day;

/// A written assessment: `[[assessment]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Its id.
    pub id: Ref<Assessment>,
    /// What it is called.
    pub name: String,
    /// What kind it is.
    pub kind: AssessmentKind,
    /// The day it was approved; without one it supports nothing.
    pub approved: Option<Spanned<Day>>,
    /// The post that approved it.
    pub approved_by: Option<Ref<Post>>,
    /// The day it must be looked at again.
    pub review: Option<Spanned<Day>>,
    /// Where the document is.
    pub document: Option<String>,
    /// Whether it was invented to show the product.
    #[serde(default)]
    pub example: bool,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

/// What kind of assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssessmentKind {
    /// Data protection impact assessment (UK GDPR Art 35).
    Impact,
    /// Legitimate interests assessment (Art 6(1)(f)).
    LegitimateInterests,
    /// Appropriate policy document (DPA 2018 Sch 1 Part 4).
    PolicyDocument,
    /// Data protection test of a transfer abroad (Art 46).
    TransferTest,
}

item!(Assessment, "assessment", |item, refs| refs.to(&item.approved_by));
