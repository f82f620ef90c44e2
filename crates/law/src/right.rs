//! The eight rights, the lawful bases each reaches, and their grounds and exceptions.
//!
//! ```
//! let objection = law::right::find("objection").unwrap();
//! assert!(objection.reaches("legitimate-interests"));
//! assert!(!objection.reaches("contract"));
//! ```

use serde::Deserialize;

pub mod ground;

pub use ground::{Ground, Side};

table! {
    /// One right.
    Right: Detail, "right.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    reaches: Vec<String>,
}

impl Right {
    /// Whether the right reaches a use on this lawful basis. Direct marketing is apart: an
    /// objection reaches it on every basis (Art 21(2)).
    #[must_use]
    pub fn reaches(&self, basis: &str) -> bool {
        self.detail.reaches.iter().any(|id| id == basis)
    }

    /// The ids of the lawful bases it reaches.
    #[must_use]
    pub fn bases(&self) -> &[String] {
        &self.detail.reaches
    }

    /// The grounds on which it is used.
    pub fn grounds(&self) -> impl Iterator<Item = &'static Ground> {
        self.rows(Side::Ground)
    }

    /// The exceptions from it. Exemptions of the Data Protection Act come on top
    /// ([`crate::exemption`]).
    pub fn exceptions(&self) -> impl Iterator<Item = &'static Ground> {
        self.rows(Side::Exception)
    }

    fn rows(&self, side: Side) -> impl Iterator<Item = &'static Ground> {
        ground::all().iter().filter(move |row| row.right() == self.id() && row.side() == side)
    }
}
