use std::ops::Deref;

use toml::Spanned;

use crate::items::{
    Agreement, Assessment, AutomatedDecision, Camera, Category, Channel, Departure, Disclosure,
    Entity, Feed, GateRule, Head, Item, Marker, Never, Paragraph, ParagraphId, Portal, Post,
    Provenance, Purpose, Recipient, Reference, Relationship, Retention, Role, Row, Section, Team,
};
use crate::{File, Fingerprint, Id, Span};

/// The most items of one kind a charter may have: the width of the gate's bit sets.
pub const ITEMS_MAX: usize = 128;

/// A value together with the file it was read from.
#[derive(Clone, Debug)]
pub struct Located<T> {
    file: usize,
    value: T,
}

impl<T> Located<T> {
    pub(crate) fn new(file: usize, value: T) -> Located<T> {
        Located { file, value }
    }

    /// The place of something written in the same file.
    #[must_use]
    pub fn at(&self, bytes: std::ops::Range<usize>) -> Span {
        Span { file: self.file, bytes }
    }

    /// The place of a spanned value of the same file.
    #[must_use]
    pub fn span_of<V>(&self, value: &Spanned<V>) -> Span {
        self.at(value.span())
    }
}

impl<T: Item> Located<T> {
    /// The place its id is written at.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span_of(self.value.id())
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// All items of one kind, in the order of the files.
#[derive(Clone, Debug)]
pub struct Items<T>(Vec<Located<T>>);

impl<T> Default for Items<T> {
    fn default() -> Items<T> {
        Items(Vec::new())
    }
}

impl<T> Items<T> {
    /// All of them, in the order of the files.
    #[must_use]
    pub fn as_slice(&self) -> &[Located<T>] {
        &self.0
    }

    pub(crate) fn extend(&mut self, file: usize, values: Vec<T>) {
        self.0.extend(values.into_iter().map(|value| Located::new(file, value)));
    }
}

impl<T> Deref for Items<T> {
    type Target = [Located<T>];

    fn deref(&self) -> &[Located<T>] {
        &self.0
    }
}

impl<T: Item> Items<T> {
    /// The item of this id; the first, where an id stands twice.
    #[must_use]
    pub fn get(&self, id: &Id<T>) -> Option<&Located<T>> {
        self.0.iter().find(|item| item.id().get_ref() == id)
    }

    /// The position of the item of this id, which is its bit in the gate's sets.
    #[must_use]
    pub fn position(&self, id: &Id<T>) -> Option<usize> {
        self.0.iter().position(|item| item.id().get_ref() == id)
    }

    /// The item named by a text, which may come from anywhere.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<usize> {
        self.0.iter().position(|item| item.id().get_ref().as_str() == text)
    }
}

/// A notice as code.
#[derive(Clone, Debug)]
pub struct Charter {
    pub(crate) files: Vec<File>,
    pub(crate) head: Located<Head>,
    pub(crate) lists: Lists,
}

/// Declares the lists of a charter: one line per kind of item, in alphabetical order. It makes the
/// field, its reader, the document it is parsed from, and the walk over every item.
macro_rules! lists {
    ($($(#[$doc:meta])* $table:literal $field:ident: $type:ident,)*) => {
        /// Every list of items a charter has.
        #[derive(Clone, Debug, Default)]
        pub(crate) struct Lists {
            $(pub(crate) $field: Items<$type>,)*
            pub(crate) paragraphs: Items<Paragraph>,
            pub(crate) rows: Items<Row>,
            pub(crate) sections: Items<Section>,
        }

        /// One file, as TOML has it.
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct Document {
            pub(crate) charter: Option<Head>,
            $(#[serde(default, rename = $table)] $field: Vec<$type>,)*
            #[serde(default, rename = "paragraph")] paragraphs: Vec<Paragraph>,
            #[serde(default, rename = "row")] rows: Vec<Row>,
            #[serde(default, rename = "section")] sections: Vec<Section>,
        }

        impl Lists {
            pub(crate) fn extend(&mut self, file: usize, document: Document) {
                $(self.$field.extend(file, document.$field);)*
                self.paragraphs.extend(file, document.paragraphs);
                self.rows.extend(file, document.rows);
                self.sections.extend(file, document.sections);
            }

            /// Compares every list with its later state.
            pub(crate) fn compare(&self, later: &Lists, changes: &mut crate::diff::Changes) {
                $(changes.list(&self.$field, &later.$field);)*
            }

            /// How many items each kind has, by the name of its table.
            pub(crate) fn lengths(&self) -> Vec<(&'static str, usize)> {
                vec![$(($table, self.$field.len()),)*]
            }
        }

        impl Charter {
            $($(#[$doc])* #[must_use] pub fn $field(&self) -> &Items<$type> { &self.lists.$field })*

            /// Every item that has an id, seen without its kind.
            #[must_use]
            pub fn every_item(&self) -> Vec<AnyItem<'_>> {
                let mut all = Vec::new();
                $(all.extend(self.lists.$field.iter().map(AnyItem::of));)*
                all
            }
        }
    };
}

lists! {
    /// What recipients have agreed to.
    "agreement" agreements: Agreement,
    /// Written assessments.
    "assessment" assessments: Assessment,
    /// Decisions machines take or prepare.
    "automated" automated: AutomatedDecision,
    /// Cameras.
    "camera" cameras: Camera,
    /// Kinds of data.
    "category" categories: Category,
    /// Ways to reach people.
    "channel" channels: Channel,
    /// Where the charter departs from the notice it was made from.
    "departure" departures: Departure,
    /// What may go out.
    "disclosure" disclosures: Disclosure,
    /// Legal entities.
    "entity" entities: Entity,
    /// Files that leave the house.
    "feed" feeds: Feed,
    /// Kinds of warning marker.
    "marker" markers: Marker,
    /// What is promised never to happen.
    "never" nevers: Never,
    /// What people see by themselves.
    "portal" portals: Portal,
    /// Posts.
    "post" posts: Post,
    /// Why data is used.
    "purpose" purposes: Purpose,
    /// Who may receive data.
    "recipient" recipients: Recipient,
    /// What people are to the landlord.
    "relationship" relationships: Relationship,
    /// How long records are kept.
    "retention" retentions: Retention,
    /// What staff may do.
    "role" roles: Role,
    /// The gate's rules as this landlord answers for them.
    "rule" gate_rules: GateRule,
    /// Where data comes from.
    "source" sources: Provenance,
    /// Teams, and how firmly rules stand for them.
    "team" teams: Team,
}

/// An item of any kind, for rules that treat all kinds alike.
#[derive(Clone, Debug)]
pub struct AnyItem<'a> {
    /// What its table is called.
    pub kind: &'static str,
    /// Its id.
    pub id: &'a str,
    /// Where its id is written.
    pub span: Span,
    /// The paragraphs it cites, each with its place.
    pub cites: Vec<(&'a ParagraphId, Span)>,
    /// What it refers to, each with its place.
    pub references: Vec<(Reference<'a>, Span)>,
}

impl<'a> AnyItem<'a> {
    fn of<T: Item>(item: &'a Located<T>) -> AnyItem<'a> {
        AnyItem {
            kind: T::KIND,
            id: item.id().get_ref().as_str(),
            span: item.span(),
            cites: item.cites().iter().map(|c| (c.get_ref(), item.span_of(c))).collect(),
            references: item
                .references()
                .into_iter()
                .map(|reference| {
                    let span = item.at(reference.bytes.clone());
                    (reference, span)
                })
                .collect(),
        }
    }
}

impl Charter {
    /// Its head.
    #[must_use]
    pub fn head(&self) -> &Located<Head> {
        &self.head
    }

    /// The paragraphs of the notice, in the order they are published.
    #[must_use]
    pub fn paragraphs(&self) -> &Items<Paragraph> {
        &self.lists.paragraphs
    }

    /// How each row of the mission is kept.
    #[must_use]
    pub fn rows(&self) -> &Items<Row> {
        &self.lists.rows
    }

    /// The sections of the notice.
    #[must_use]
    pub fn sections(&self) -> &Items<Section> {
        &self.lists.sections
    }

    /// The files it was read from; spans count them from 0.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// What it says, in 32 bytes.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.files)
    }
}
