use serde::Deserialize;
use toml::Spanned;

use super::{Channel, Cites, Entity, Purpose, Recipient, Ref, item};

/// A file that leaves the house now and then: `[[feed]]`. What stands in its columns, its layout says; who may be in
/// it and what of them may go, the disclosures of its purpose to its recipient.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Its id.
    pub id: Ref<Feed>,
    /// What it is called: `the monthly rent file`.
    pub name: String,
    /// The layout of its columns, by the id of one that is bundled.
    pub layout: Spanned<String>,
    /// For which purpose.
    pub purpose: Ref<Purpose>,
    /// To whom.
    pub recipient: Ref<Recipient>,
    /// The companies whose file it is.
    pub entities: Vec<Ref<Entity>>,
    /// How the people in it are reached, where it is for reaching them: they must be open to that as well (row 24.3).
    pub channel: Option<Ref<Channel>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Feed, "feed", |item, refs| {
    refs.to([&item.purpose]).to([&item.recipient]).to(&item.entities).to(&item.channel)
});
