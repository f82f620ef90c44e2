//! What a charter is made of: one file per group of items, in alphabetical order.
//!
//! The fields are those of the TOML. An item is only as good as its checks: nothing here says that
//! a reference resolves or that a purpose is lawful; the rules do.

use toml::Spanned;

use crate::Id;

mod assessments;
mod conduct;
mod data;
mod departures;
mod duties;
mod feeds;
mod organisation;
mod portal;
mod publication;
mod purposes;
mod recipients;
mod retention;
mod staff;

pub use assessments::{Assessment, AssessmentKind};
pub use conduct::{AutomatedDecision, Camera, Channel, Marker};
pub use data::{Category, DataKind, Form, Identifies, OnlyIf, Provenance, Relationship, Summary};
pub use departures::{Advice, Departure, Reading, Signature};
pub use duties::{GateRule, Never};
pub use feeds::Feed;
pub use organisation::{Contact, Entity, Head, Post, SMALL, SMALLEST, Statistics};
pub use portal::Portal;
pub use publication::{Keeping, Paragraph, ParagraphId, Row, Section};
pub use purposes::{ConditionFor, Disclosure, Purpose, Telling};
pub use recipients::{Agreement, AgreementKind, Country, Recipient, RecipientKind};
pub use retention::{Disposal, Retention};
pub use staff::{ModeFor, Role, Team};

/// A reference to another item of the charter, with the place it is written at.
pub type Ref<K> = Spanned<Id<K>>;

/// A reference to a paragraph of the notice that an item keeps.
pub type Cites = Vec<Spanned<ParagraphId>>;

/// Where a reference points: a kind of item, by the name of its TOML table, and an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The kind, as the TOML table is called: `purpose`, `recipient`...
    pub kind: &'static str,
    /// The id.
    pub id: &'a str,
    /// Which bytes of the file it is written at.
    pub bytes: std::ops::Range<usize>,
}

/// Anything that has an id and stands in a charter.
pub trait Item: Sized {
    /// What its TOML table is called.
    const KIND: &'static str;

    /// Its id, and where that is written.
    fn id(&self) -> &Ref<Self>;

    /// What it is called where people read it.
    fn name(&self) -> &str;

    /// The paragraphs of the notice it keeps.
    fn cites(&self) -> &[Spanned<ParagraphId>];

    /// Every other item it refers to.
    fn references(&self) -> Vec<Reference<'_>>;
}

/// Collects references, one field at a time.
pub(crate) struct References<'a>(Vec<Reference<'a>>);

impl<'a> References<'a> {
    pub(crate) fn new() -> References<'a> {
        References(Vec::new())
    }

    pub(crate) fn to<K: Item + 'a>(
        mut self,
        refs: impl IntoIterator<Item = &'a Ref<K>>,
    ) -> References<'a> {
        self.0.extend(refs.into_iter().map(|r| Reference {
            kind: K::KIND,
            id: r.get_ref().as_str(),
            bytes: r.span(),
        }));
        self
    }

    pub(crate) fn done(self) -> Vec<Reference<'a>> {
        self.0
    }
}

/// Writes the [`Item`] implementation of a struct whose fields are called `id`, `name` and
/// `notice`, from the list of its fields that refer to others.
macro_rules! item {
    ($type:ty, $kind:literal, |$self:ident, $refs:ident| $body:expr) => {
        impl crate::items::Item for $type {
            const KIND: &'static str = $kind;

            fn id(&self) -> &crate::items::Ref<Self> {
                &self.id
            }

            fn name(&self) -> &str {
                &self.name
            }

            fn cites(&self) -> &[toml::Spanned<crate::items::ParagraphId>] {
                &self.notice
            }

            fn references(&self) -> Vec<crate::items::Reference<'_>> {
                let $self = self;
                let $refs = crate::items::References::new();
                $body.done()
            }
        }
    };
}
pub(crate) use item;
