use serde::Deserialize;
use toml::Spanned;

use super::{
    Assessment, Category, Channel, Cites, Departure, Entity, Recipient, Ref, Relationship, item,
};

/// Why data is used: `[[purpose]]`. The list is closed (row 5.1).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Its id.
    pub id: Ref<Purpose>,
    /// What it is called: `looking after our homes`.
    pub name: String,
    /// One plain sentence for the person.
    pub plain: Spanned<String>,
    /// The controllers that have this purpose (row 2.4).
    #[serde(default)]
    pub entities: Vec<Ref<Entity>>,
    /// Whose data it may touch.
    pub relationships: Vec<Ref<Relationship>>,
    /// The lawful basis: an id of `law::basis` (row 8.1).
    pub basis: Option<Spanned<String>>,
    /// With `recognised-legitimate-interests`: which of the closed conditions.
    pub recognised: Option<Spanned<String>>,
    /// The condition for each special or criminal category (row 4.1e).
    #[serde(default)]
    pub conditions: Vec<ConditionFor>,
    /// Data the service cannot be given without (row 4.2a).
    #[serde(default)]
    pub required: Vec<Ref<Category>>,
    /// Data a person may decline to give and still be served (row 4.2b).
    #[serde(default)]
    pub optional: Vec<Ref<Category>>,
    /// What happens if required data is not given (UK GDPR Art 13(2)(e)).
    pub consequence: Option<Spanned<String>>,
    /// With consent: how to withdraw it, told when it is asked (row 10.1-withdraw).
    pub withdraw: Option<Spanned<String>>,
    /// The assessments that stand behind it: legitimate interests, impact, policy document.
    #[serde(default)]
    pub assessments: Vec<Ref<Assessment>>,
    /// The channels a person may be contacted by for it.
    #[serde(default)]
    pub channels: Vec<Ref<Channel>>,
    /// Whether it is direct marketing: objection is absolute, and PECR applies (rows 24, 25).
    #[serde(default)]
    pub marketing: bool,
    /// The duty of the sector it serves: an id of `law::duty`. Its entities must be bound by it.
    pub duty: Option<Spanned<String>>,
    /// Whether it goes on after the person has died.
    #[serde(default)]
    pub after_death: bool,
    /// Whether restricted data may be used for it: claims, others' rights, important public
    /// interest (UK GDPR Art 18(2)).
    #[serde(default)]
    pub despite_restriction: bool,
    /// Whether the data goes to the person it is about, as in answering their request: then even
    /// what is only counted may be read out to them.
    #[serde(default)]
    pub for_the_person: bool,
    /// Whether data past its period may still be used for it while a hold stands.
    #[serde(default)]
    pub under_hold: bool,
    /// The departure from the notice this permission rests on; without effect until that is in
    /// force.
    pub departure: Option<Ref<Departure>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

/// The condition under which one purpose may use special or criminal data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionFor {
    /// The categories it covers.
    pub data: Vec<Ref<Category>>,
    /// The condition: an id of `law::condition`.
    pub condition: Spanned<String>,
    /// The departure from the notice it rests on. Until that is in force the condition holds only
    /// with the person's explicit consent, as the notice promised.
    pub departure: Option<Ref<Departure>>,
}

item!(Purpose, "purpose", |item, refs| {
    item.conditions
        .iter()
        .fold(refs, |refs, condition| refs.to(&condition.data).to(&condition.departure))
        .to(&item.entities)
        .to(&item.relationships)
        .to(&item.required)
        .to(&item.optional)
        .to(&item.assessments)
        .to(&item.channels)
        .to(&item.departure)
});

impl Purpose {
    /// The lawful basis in the tables of law; none when it names none, or none that exists.
    #[must_use]
    pub fn lawful_basis(&self) -> Option<&'static law::basis::Basis> {
        law::basis::find(self.basis.as_ref()?.get_ref())
    }

    /// Whether its basis needs this before it may be relied on.
    #[must_use]
    pub fn basis_needs(&self, need: law::Need) -> bool {
        self.lawful_basis().is_some_and(|basis| basis.needs().contains(&need))
    }

    /// Every category it may use, required ones first.
    pub fn data(&self) -> impl Iterator<Item = &Ref<Category>> {
        self.required.iter().chain(&self.optional)
    }
}

/// Data that may go out: `[[disclosure]]` (row 11). What is not listed may not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// Its id.
    pub id: Ref<Disclosure>,
    /// What it is called: `job sheets for repairs`.
    pub name: String,
    /// For which purpose.
    pub purpose: Ref<Purpose>,
    /// To whom.
    pub recipient: Ref<Recipient>,
    /// Exactly which categories: relevant and necessary, no more (row 11.4a).
    pub data: Vec<Ref<Category>>,
    /// When the person is told (row 11.6a).
    pub tell: Option<Telling>,
    /// With `tell = "first"`: whether a published notice that is on record as covering the person
    /// tells them (row 11.6a). Off unless it is said.
    #[serde(default)]
    pub by_notice: bool,
    /// Why the person need not be told, with `tell = "exempt"`.
    pub exempt_because: Option<Spanned<String>>,
    /// Whether the person's explicit consent must be on record.
    #[serde(default)]
    pub explicit_consent: bool,
    /// Whether what goes out is a summary, never the record's own words (rows 8.7.9, 8.7.10).
    #[serde(default)]
    pub summary_only: bool,
    /// The departure from the notice this permission rests on.
    pub departure: Option<Ref<Departure>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

/// When the person is told of a disclosure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Telling {
    /// Before each disclosure.
    First,
    /// By the notice they were given when the data was collected.
    Standing,
    /// Not: telling would defeat the purpose, or the law forbids it.
    Exempt,
}

item!(Disclosure, "disclosure", |item, refs| {
    refs.to([&item.purpose]).to([&item.recipient]).to(&item.data).to(&item.departure)
});
