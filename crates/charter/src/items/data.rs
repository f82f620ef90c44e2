use serde::Deserialize;
use toml::Spanned;

use super::{Cites, Ref, Retention, item};

/// A kind of data about a person: `[[category]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its id.
    pub id: Ref<Category>,
    /// What it is called in the notice: `home and mobile phone numbers`.
    pub name: String,
    /// How the law sees it.
    pub kind: DataKind,
    /// How long it is kept (row 4.3); none only for data never collected.
    pub retention: Option<Ref<Retention>>,
    /// Where it comes from (rows 5.2, 6.1).
    #[serde(default)]
    pub sources: Vec<Ref<Provenance>>,
    /// Only for people of whom this is known (row 8.4).
    pub only_if: Option<OnlyIf>,
    /// Whether it is there to be counted (rows 4.1d, 5.5): collecting, using and erasing it is
    /// allowed, looking at it for one person is not. Whether a `use` counts or singles out is not
    /// told apart.
    #[serde(default)]
    pub aggregate_only: bool,
    /// Whether it is a warning marker: told, dated and expiring (row 8.7.10).
    #[serde(default)]
    pub marker: bool,
    /// What a value of this category tells people apart by: `email`, `ni-number`. Such values are
    /// found again when somebody searches for the person.
    #[serde(default)]
    pub identifies: Vec<Identifies>,
    /// Whether it comes in unasked: letters and calls are kept whoever sends them and whatever is in
    /// them, and flagged where this charter would not have asked for it.
    #[serde(default)]
    pub incoming: bool,
    /// Whether it is about somebody's health: in a request to see what is held it waits for a health
    /// professional, unless the person knows it (DPA 2018 Sch 3 para 6).
    #[serde(default)]
    pub health: bool,
    /// Whether its values are words somebody wrote as they liked: they are looked over by a person before
    /// they are given.
    #[serde(default)]
    pub free_text: bool,
    /// Whether a person looks it over before it is given, for another reason: legal advice, how somebody is
    /// reached safely.
    #[serde(default)]
    pub reviewed: bool,
    /// Whether it is pictures or film that may be shown: whoever said that they want to be in none is in
    /// none, whatever the purpose rests on (row 7.4d).
    #[serde(default)]
    pub pictures: bool,
    /// The sentence that stands for it on a job sheet, where only a summary goes: never its own words
    /// (rows 8.7.9, 8.7.10). Without one nothing of it is said there.
    pub summary: Option<Summary>,
    /// Words by which it is recognised in what somebody wrote. For data never collected.
    #[serde(default)]
    pub words: Vec<String>,
    /// Another form it is recognised by.
    pub form: Option<Form>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

/// A sentence that stands on a job sheet in the place of a mark or of an indicator. The list is closed:
/// none of them says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Summary {
    /// Ask what would help with the visit.
    AskWhatHelps,
    /// Two people go.
    ComeInTwos,
    /// It may take time to come to the door.
    GiveTime,
    /// Telephone the office before the visit.
    TelephoneUsFirst,
}

/// What people are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identifies {
    /// Where somebody lives.
    Address,
    /// Another name they go by or went by.
    Alias,
    /// The day they were born.
    DateOfBirth,
    /// An email address.
    Email,
    /// The name.
    Name,
    /// A National Insurance number.
    NiNumber,
    /// The number some other system gave them.
    OtherSystemId,
    /// The number on their payments.
    PaymentReference,
    /// A phone number.
    Phone,
    /// The number of a tenancy.
    TenancyReference,
    /// The number of a home in the national list of addresses.
    Uprn,
}

/// A form data is recognised by in what somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The number of a payment card: 13 to 19 digits with a check digit that is right.
    PaymentCard,
}

/// How the law sees a category of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataKind {
    /// Personal data (UK GDPR Art 4(1)).
    Personal,
    /// Special category data (Art 9(1)): a condition is needed on top of a basis.
    Special,
    /// Criminal convictions, offences and allegations (Art 10).
    Criminal,
    /// Never collected, whatever the purpose (row 4.1f).
    Never,
}

/// What must be known of a person before a category may be used for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnlyIf {
    /// A vulnerability, or a support or care service (row 8.4).
    Support,
}

item!(Category, "category", |item, refs| refs.to(&item.retention).to(&item.sources));

/// What a person is to the landlord: `[[relationship]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relationship {
    /// Its id.
    pub id: Ref<Relationship>,
    /// What it is called: `tenant`.
    pub name: String,
    /// Whether the person deals with the landlord directly (row 4.1b).
    pub direct: bool,
    /// The event its end is, from which retention counts: `tenancy-end` (rows 19.1a, 22.1).
    pub ends: Option<Spanned<String>>,
    /// What somebody is from the day after its end: `former-tenant`. It begins by itself.
    pub becomes: Option<Ref<Relationship>>,
    /// Whether this is somebody who has left: then it keeps nothing from its day.
    #[serde(default)]
    pub former: bool,
    /// The categories that may be held about such a person.
    pub data: Vec<Ref<Category>>,
    /// The categories the notice says are not held about such a person (row 4.1b).
    #[serde(default)]
    pub never: Vec<Ref<Category>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Relationship, "relationship", |item, refs| {
    refs.to(&item.data).to(&item.never).to(&item.becomes)
});

/// Where data comes from: `[[source]]` (rows 6.1 to 6.1.6).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Its id.
    pub id: Ref<Provenance>,
    /// What it is called: `the police`.
    pub name: String,
    /// Whether this is the person themselves: then Art 13 applies, else Art 14.
    #[serde(default)]
    pub person: bool,
    /// What must have been said before the data is gathered: `calls are recorded` (row 6.1.5a).
    pub told: Option<Spanned<String>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Provenance, "source", |_item, refs| refs);
