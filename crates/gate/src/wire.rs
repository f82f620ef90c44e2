//! Asks and facts by name, as JSON and the command line give them.

use charter::items::{Country, Item};
use charter::{Action, Items, Strength};
use jiff::civil::Date;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::{Act, Ask, Facts, Gate, Ix, Set};

/// An ask by names. A key that is not known is an error: a misspelt fact must not pass for none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedAsk {
    /// Who asks, as the caller knows them; kept for the log, no part of the decision.
    #[serde(default)]
    pub actor: Option<String>,
    /// How strongly they proved who they are: `none`, `questions`, `password`, `second-factor`.
    #[serde(default)]
    pub strength: Option<String>,
    /// Their role.
    pub role: String,
    /// Their team.
    pub team: String,
    /// The controller they act for.
    pub entity: String,
    /// What the person is to the landlord.
    pub relationship: String,
    /// Why.
    pub purpose: String,
    /// What is to be done: `collect`, `contact`, `decide`, `disclose`, `erase`, `look`, `publish`
    /// or `use`.
    pub action: String,
    /// With which categories.
    #[serde(alias = "categories")]
    pub data: Vec<String>,
    /// To whom, when disclosing.
    #[serde(default)]
    pub recipient: Option<String>,
    /// By which channel, when contacting.
    #[serde(default)]
    pub channel: Option<String>,
    /// To which country, when disclosing to another one than the recipient's own.
    #[serde(default)]
    pub country: Option<String>,
    /// The day; the caller's today when left out.
    #[serde(default)]
    pub on: Option<Date>,
    /// The recorded reason for going against advice. Its words are no part of the decision.
    #[serde(default)]
    pub reason: Option<String>,
    /// What is on record about the person. Left out, nobody has looked, and all is refused.
    #[serde(default, deserialize_with = "object")]
    pub facts: Option<NamedFacts>,
}

/// Facts by names. A fact left out says that none is on record.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NamedFacts {
    /// Whether the asker must not learn about this person.
    pub walled: bool,
    /// Purposes consented to.
    pub consent: Vec<String>,
    /// Purposes explicitly consented to.
    pub explicit_consent: Vec<String>,
    /// Recipients explicitly agreed to.
    pub agreed_recipients: Vec<String>,
    /// Purposes objected to.
    pub objected: Vec<String>,
    /// Purposes for which the objection was overruled.
    pub overruled: Vec<String>,
    /// Whether all marketing is objected to.
    pub objected_marketing: bool,
    /// Categories under restriction.
    pub restricted: Vec<String>,
    /// Categories whose accuracy is disputed.
    pub disputed: Vec<String>,
    /// Categories past their period.
    pub expired: Vec<String>,
    /// Whether a hold stands.
    pub held: bool,
    /// Whether the person has a vulnerability or a support service.
    pub supported: bool,
    /// Recipients the person was told about.
    pub told: Vec<String>,
    /// Recipients whose agreement has lapsed.
    pub lapsed: Vec<String>,
    /// The last day their marker stands.
    pub marker_until: Option<Date>,
    /// Whether they were told of it.
    pub marker_told: bool,
    /// Whether a dated reason for telling them later is on record.
    pub marker_deferred: bool,
    /// Channels they asked not to be reached by.
    pub declined: Vec<String>,
    /// The only channels that are safe for them.
    pub safe: Option<Vec<String>>,
    /// Channels with a lawful route for marketing.
    pub marketing: Vec<String>,
    /// The day they died.
    pub died: Option<Date>,
}

/// Why a [`NamedAsk`] is not one the gate can decide. All but the first are refusals under the
/// closed lists (rows 5.1, 11.2.5, 18.1).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotRead {
    /// It makes no sense whatever the charter says.
    #[error("{0}")]
    Malformed(String),
    /// It names something the charter does not have.
    #[error("the charter has no {kind} `{name}`{}", suggestion(.nearest))]
    Unknown {
        /// The kind of thing.
        kind: &'static str,
        /// The name given.
        name: String,
        /// The nearest name the charter has.
        nearest: Option<String>,
    },
}

/// Reads facts from an object and nothing else: serde would take a list for a struct, and an empty
/// list for facts with nothing on record.
fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NamedFacts>, D::Error> {
    struct Object;
    impl<'de> Visitor<'de> for Object {
        type Value = Option<NamedFacts>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object of facts")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            NamedFacts::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }
    deserializer.deserialize_any(Object)
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// The most categories or other names one list of an ask may have.
pub const NAMES_MAX: usize = 256;

impl Gate {
    /// Makes an ask and its facts from names, judged on `today` where the ask names no day.
    ///
    /// # Errors
    /// [`CannotRead::Unknown`] when it names something the charter does not have: a refusal;
    /// [`CannotRead::Malformed`] when it contradicts itself: a recipient without a disclosure, no
    /// category at all, a list that is too long.
    pub fn read(&self, named: &NamedAsk, today: Date) -> Result<(Ask, Facts), CannotRead> {
        let charter = self.charter();
        let action: Action = named.action.parse().map_err(malformed)?;
        let strength: Strength =
            named.strength.as_deref().unwrap_or("none").parse().map_err(malformed)?;
        let data = set(charter.categories(), &named.data)?;
        if data.is_empty() {
            return Err(CannotRead::Malformed("no category of data is named".to_owned()));
        }
        let ask = Ask {
            strength,
            role: ix(charter.roles(), &named.role)?,
            team: ix(charter.teams(), &named.team)?,
            entity: ix(charter.entities(), &named.entity)?,
            relationship: ix(charter.relationships(), &named.relationship)?,
            purpose: ix(charter.purposes(), &named.purpose)?,
            act: self.act(named, action)?,
            data,
            on: named.on.unwrap_or(today),
            reason_recorded: named.reason.as_ref().is_some_and(|why| !why.trim().is_empty()),
        };
        let facts = match &named.facts {
            Some(facts) => self.facts(facts).map_err(|error| match error {
                // A fact that names nothing is a mistake of the caller's, not a refusal.
                CannotRead::Unknown { .. } => CannotRead::Malformed(format!("in `facts`, {error}")),
                malformed => malformed,
            })?,
            None => Facts::unknown(),
        };
        Ok((ask, facts))
    }

    fn act(&self, named: &NamedAsk, action: Action) -> Result<Act, CannotRead> {
        let act = match (action, &named.recipient, &named.channel) {
            (Action::Disclose, Some(recipient), None) => {
                let country = named.country.as_deref().map(str::parse::<Country>).transpose();
                Act::Disclose(
                    ix(self.charter.recipients(), recipient)?,
                    country.map_err(malformed)?,
                )
            }
            (Action::Contact, None, Some(channel)) => {
                Act::Contact(ix(self.charter.channels(), channel)?)
            }
            (Action::Collect, None, None) => Act::Collect,
            (Action::Decide, None, None) => Act::Decide,
            (Action::Erase, None, None) => Act::Erase,
            (Action::Look, None, None) => Act::Look,
            (Action::Publish, None, None) => Act::Publish,
            (Action::Use, None, None) => Act::Use,
            (Action::Disclose, None, _) => {
                return Err(CannotRead::Malformed("`disclose` wants a `recipient`".to_owned()));
            }
            (Action::Contact, _, None) => {
                return Err(CannotRead::Malformed("`contact` wants a `channel`".to_owned()));
            }
            (action, _, _) => {
                return Err(CannotRead::Malformed(format!(
                    "a `recipient` goes with `disclose` and a `channel` with `contact`, not with \
                     `{action}`"
                )));
            }
        };
        if named.country.is_some() && action != Action::Disclose {
            return Err(CannotRead::Malformed("a `country` goes with `disclose`".to_owned()));
        }
        Ok(act)
    }

    fn facts(&self, named: &NamedFacts) -> Result<Facts, CannotRead> {
        let charter = self.charter();
        let (purposes, categories) = (charter.purposes(), charter.categories());
        let (recipients, channels) = (charter.recipients(), charter.channels());
        Ok(Facts {
            known: true,
            walled: named.walled,
            consent: set(purposes, &named.consent)?,
            explicit_consent: set(purposes, &named.explicit_consent)?,
            agreed_recipients: set(recipients, &named.agreed_recipients)?,
            objected: set(purposes, &named.objected)?,
            overruled: set(purposes, &named.overruled)?,
            objected_marketing: named.objected_marketing,
            restricted: set(categories, &named.restricted)?,
            disputed: set(categories, &named.disputed)?,
            expired: set(categories, &named.expired)?,
            held: named.held,
            supported: named.supported,
            told: set(recipients, &named.told)?,
            lapsed: set(recipients, &named.lapsed)?,
            marker_until: named.marker_until,
            marker_told: named.marker_told,
            marker_deferred: named.marker_deferred,
            declined: set(channels, &named.declined)?,
            safe: named.safe.as_ref().map(|safe| set(channels, safe)).transpose()?,
            marketing: set(channels, &named.marketing)?,
            died: named.died,
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` wants")]
fn malformed(why: impl ToString) -> CannotRead {
    CannotRead::Malformed(why.to_string())
}

fn ix<K: Item>(items: &Items<K>, name: &str) -> Result<Ix<K>, CannotRead> {
    items.find(name).and_then(Ix::new).ok_or_else(|| CannotRead::Unknown {
        kind: K::KIND,
        name: name.chars().take(charter::ID_LENGTH_MAX).collect(),
        nearest: charter::nearest(name, items.iter().map(|item| item.id().get_ref().as_str())),
    })
}

fn set<K: Item>(items: &Items<K>, names: &[String]) -> Result<Set<K>, CannotRead> {
    if names.len() > NAMES_MAX {
        return Err(CannotRead::Malformed(format!(
            "{} names in one list, where {NAMES_MAX} is the most",
            names.len()
        )));
    }
    names.iter().map(|name| ix(items, name)).collect()
}
