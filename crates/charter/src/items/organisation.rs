use serde::Deserialize;
use toml::Spanned;

use super::{Cites, Ref, item};
use crate::Day;

/// The head of a charter: `[charter]`. A charter has exactly one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The short name of the charter, such as `mhs-homes`.
    pub id: Spanned<String>,
    /// The organisation, as people know it.
    pub name: String,
    /// The title of the published notice.
    pub title: String,
    /// The version of the notice, such as `2026-12`.
    pub version: Spanned<String>,
    /// The day this version was or will be published (row 1.5a).
    pub published: Option<Spanned<Day>>,
    /// The language of the notice, as a BCP 47 tag.
    #[serde(default = "english")]
    pub language: String,
    /// Whether agreements, assessments and signatures in here are invented to show the product.
    #[serde(default)]
    pub example: bool,
    /// The post that takes comments on the notice (row F.1).
    pub owner: Ref<Post>,
    /// Every promise of the notice that must be kept by something: `keyholder charter coverage`
    /// fails while one of them has no `[[row]]`.
    #[serde(default)]
    pub promises: Cites,
    /// How to reach the organisation.
    pub contact: Contact,
    /// How small a number in statistics may be (row 5.5).
    pub statistics: Option<Statistics>,
}

impl Head {
    /// From how many on a number is said, and to what numbers are rounded: the charter's, or [`SMALL`] and none.
    #[must_use]
    pub fn least(&self) -> (u64, u64) {
        let said = self.statistics.as_ref();
        let round = said.and_then(|one| one.round_to.as_ref()).map_or(1, |to| *to.get_ref());
        (said.map_or(SMALL, |one| *one.least.get_ref()), round.max(1))
    }
}

/// From how many on a number is said in statistics, where a charter says nothing: 5.
pub const SMALL: u64 = 5;
/// The least that may be said: of two, either knows the other.
pub const SMALLEST: u64 = 3;

/// Statistics that leave: `[charter.statistics]` (row 5.5).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// From how many on a number is said.
    pub least: Spanned<u64>,
    /// What is said is rounded to a multiple of this.
    pub round_to: Option<Spanned<u64>>,
}

fn english() -> String {
    "en-GB".to_owned()
}

/// Ways to reach somebody. At least one stands in every notice.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// A postal address on one line.
    pub address: Option<String>,
    /// An email address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// A web page.
    pub web: Option<String>,
}

/// A legal entity: `[[entity]]`. Duties differ by entity, so each is a controller of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// Its id.
    pub id: Ref<Entity>,
    /// Its registered name.
    pub name: String,
    /// Company or society number.
    pub number: Option<String>,
    /// Registration with the data protection regulator.
    pub registration: Option<String>,
    /// Who regulates what it does.
    pub regulator: String,
    /// Whether it is a charity.
    pub charity: bool,
    /// Whether the Regulator of Social Housing lists it as a provider.
    pub registered_provider: bool,
    /// Whether it employs more than 250 people: then no small-organisation relief applies.
    pub employees_over_250: bool,
    /// The sector duties it accepts or is bound by: ids of `law::duty`.
    #[serde(default)]
    pub duties: Vec<Spanned<String>>,
    /// How to reach it.
    #[serde(default)]
    pub contact: Contact,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Entity, "entity", |_item, refs| refs);

/// A post: `[[post]]`. Tasks and decisions belong to posts, not to whoever holds them today.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Its id.
    pub id: Ref<Post>,
    /// What it is called.
    pub name: String,
    /// Who acts when its holder is away.
    pub deputy: Option<Ref<Post>>,
    /// Whether it advises only: the data protection officer does not decide.
    #[serde(default)]
    pub advises: bool,
    /// How to reach it.
    #[serde(default)]
    pub contact: Contact,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Post, "post", |item, refs| refs.to(&item.deputy));

impl Contact {
    /// Whether it says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.address.is_none() && self.email.is_none() && self.phone.is_none() && self.web.is_none()
    }
}
