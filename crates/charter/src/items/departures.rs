use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::{Cites, Post, Ref, item};
use crate::Day;

/// Where the charter departs from the notice it was made from, and how far that has got:
/// `[[departure]]`.
///
/// A departure is drafted, signed, published, told, and then in force. Only what is in force
/// decides: until then a permission that rests on it does not exist, and a restriction it brings
/// already does, so that the stricter of the two readings holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// Its id.
    pub id: Ref<Departure>,
    /// What it is called.
    pub name: String,
    /// Whether it lets more happen than the notice says, or less.
    pub reading: Reading,
    /// Why: what is contradictory, out of date or unlawful in the paragraphs it departs from.
    pub reason: String,
    /// The role that owns the decision. Not the data protection officer, who advises.
    pub owner: Ref<Post>,
    /// The day it was drafted.
    pub drafted: Spanned<Day>,
    /// What the data protection officer said of it.
    pub advice: Option<Advice>,
    /// Who signed it, and when.
    pub signed: Option<Signature>,
    /// The day it was published.
    pub published: Option<Spanned<Day>>,
    /// The day the people it concerns had been told.
    pub told: Option<Spanned<Day>>,
    /// The day from which it decides.
    pub in_force: Option<Spanned<Day>>,
    /// Whether its dates and signatures were invented to show the product.
    #[serde(default)]
    pub example: bool,
    /// The paragraphs it departs from.
    #[serde(default)]
    pub notice: Cites,
}

/// Whether a departure lets more happen than the notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// Stricter than the notice: holds at once.
    Stricter,
    /// Laxer than the notice: holds only once it is in force.
    Laxer,
}

/// What the data protection officer said of a departure. Advice does not decide.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// When.
    pub on: Day,
    /// Whether they were against it.
    pub dissent: bool,
    /// What they said.
    pub says: String,
}

/// Who signed, and when.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The post that signed.
    pub by: Ref<Post>,
    /// When.
    pub on: Spanned<Day>,
}

item!(Departure, "departure", |item, refs| {
    refs.to([&item.owner]).to(item.signed.as_ref().map(|signature| &signature.by))
});

impl Departure {
    /// The day from which permissions that rest on it hold: none until it has been signed by its
    /// owner, published and told, each no later than the day it comes into force.
    #[must_use]
    pub fn in_force_from(&self) -> Option<Date> {
        let from = self.in_force.as_ref()?.get_ref().0;
        let signed = self.signed.as_ref().filter(|s| s.by.get_ref() == self.owner.get_ref())?;
        let steps = [
            self.drafted.get_ref().0,
            signed.on.get_ref().0,
            self.published.as_ref()?.get_ref().0,
            self.told.as_ref()?.get_ref().0,
            from,
        ];
        steps.is_sorted().then_some(from)
    }
}
