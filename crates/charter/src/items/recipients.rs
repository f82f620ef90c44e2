use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::{Assessment, Cites, Ref, item};
use crate::Day;

/// Somebody data may go to: `[[recipient]]`. The list is closed (rows 11.2.5, 11.5).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Its id.
    pub id: Ref<Recipient>,
    /// What it is called: `our repairs contractors and their sub-contractors`.
    pub name: String,
    /// In what capacity it receives.
    pub kind: RecipientKind,
    /// The agreement it is bound by; none only where a law gives it the power.
    pub agreement: Option<Ref<Agreement>>,
    /// The power it receives under, with `kind = "statutory"` (row 11.2.4c).
    pub power: Option<Spanned<String>>,
    /// Where it handles the data.
    pub country: Option<Spanned<Country>>,
    /// What makes a transfer abroad lawful: an id of `law::transfer` (rows 13.1, 21).
    pub mechanism: Option<Spanned<String>>,
    /// The last day the mechanism holds: a listing or a contract that must be renewed.
    pub mechanism_until: Option<Spanned<Day>>,
    /// The data protection test behind the mechanism.
    pub transfer_test: Option<Ref<Assessment>>,
    /// Who may do its work for it, by name; nobody who is not named here is given anything.
    #[serde(default)]
    pub sub_contractors: Vec<Spanned<String>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

/// In what capacity somebody receives data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecipientKind {
    /// Acts for us and only for our purpose (UK GDPR Art 28; row 11.2.4a).
    Processor,
    /// Decides for itself.
    Controller,
    /// Decides with us (Art 26).
    Joint,
    /// Another company of the group (row 11.2.1).
    Group,
    /// Has a power of its own to receive: police, regulators, courts.
    Statutory,
    /// Acts for the person: a councillor, a member of parliament, a solicitor.
    Representative,
}

item!(Recipient, "recipient", |item, refs| refs.to(&item.agreement).to(&item.transfer_test));

/// A country, by the two letters of ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// Why a text is not a [`Country`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country: write its two letters, such as `GB`")]
pub struct NotACountry(String);

impl Country {
    /// The United Kingdom.
    pub const GB: Country = Country(*b"GB");

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two capital letters of ASCII are text")
    }
}

impl std::str::FromStr for Country {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<Country, NotACountry> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Country([*a, *b])),
            _ => Err(NotACountry(text.chars().take(20).collect())),
        }
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Country, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What a recipient has agreed to: `[[agreement]]` (rows 11.3, 11.4b).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Its id.
    pub id: Ref<Agreement>,
    /// What it is called.
    pub name: String,
    /// What kind it is.
    pub kind: AgreementKind,
    /// The day it was signed.
    pub signed: Option<Spanned<Day>>,
    /// The last day it holds.
    pub until: Option<Spanned<Day>>,
    /// The day its terms must be looked at again.
    pub review: Option<Spanned<Day>>,
    /// The day the recipient said it understood what it may do (row 11.3).
    pub acknowledged: Option<Spanned<Day>>,
    /// Whether it names how the data must be kept safe (row 11.4b).
    #[serde(default)]
    pub security: bool,
    /// Whether it was invented to show the product.
    #[serde(default)]
    pub example: bool,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

impl Agreement {
    /// The first day it binds: it was signed by then, and whoever receives has said that it understood what it
    /// may do (row 11.3). Without either it binds nobody.
    #[must_use]
    pub fn binds_from(&self) -> Option<Day> {
        let (signed, acknowledged) = (self.signed.as_ref()?, self.acknowledged.as_ref()?);
        Some(*signed.get_ref().max(acknowledged.get_ref()))
    }
}

/// What kind of agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgreementKind {
    /// A processor's contract (Art 28).
    Processor,
    /// Controller to controller.
    Sharing,
    /// Between joint controllers (Art 26).
    Joint,
    /// Within the group.
    Group,
}

item!(Agreement, "agreement", |_item, refs| refs);
