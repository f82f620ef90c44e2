//! What a privacy notice must say: UK GDPR Art 13 (collected from the person) and Art 14 (from
//! others), as a dated list.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where the data came from, which decides the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub enum Article {
    /// Collected from the person.
    #[serde(rename = "13")]
    Direct,
    /// Collected from somebody else.
    #[serde(rename = "14")]
    Indirect,
}

/// When a content has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// In every notice.
    Always,
    /// Where decisions are made by automated means alone.
    AutomatedDecisions,
    /// Where something rests on consent.
    Consent,
    /// Where there is a data protection officer.
    Dpo,
    /// Where something rests on legitimate interests.
    LegitimateInterests,
    /// Where somebody else gets the data.
    Recipients,
    /// Where the data is sent abroad.
    Transfers,
}

table! {
    /// One thing a notice must say.
    Content: Detail, "notice_content.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    articles: Vec<Article>,
    when: When,
}

impl Content {
    /// The articles that ask for it.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.detail.articles
    }

    /// When it has to be there.
    #[must_use]
    pub fn when(&self) -> When {
        self.detail.when
    }
}

/// What a notice must say on a day under one of the two articles.
pub fn required(article: Article, on: Date) -> impl Iterator<Item = &'static Content> {
    all()
        .iter()
        .filter(move |row| row.provision().in_force(on) && row.articles().contains(&article))
}
