//! What somebody asks, with the charter's names already read.

use charter::Strength;
use gate::{Ask, CannotRead, NamedAsk};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::{Code, Kind};
use crate::{Error, PersonId, Record};

/// The most characters the name of an actor may have.
pub const ACTOR_LENGTH_MAX: usize = 80;
/// The most characters a topic may have.
pub const TOPIC_LENGTH_MAX: usize = 80;
/// The most characters a recorded reason may have.
pub const REASON_LENGTH_MAX: usize = 2_000;

/// An ask read against the charter: who asks, in what role, for which purpose, to do what.
///
/// It can be kept and used for many people: nothing about anybody is in it.
#[derive(Clone, Debug)]
pub struct Question {
    pub(crate) ask: Ask,
    /// Whether any relationship the person stands in will do, rather than a named one.
    pub(crate) any_relationship: bool,
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
    pub(crate) entity: Code,
    pub(crate) purpose: Code,
    pub(crate) team: Code,
    pub(crate) role: Code,
    pub(crate) recipient: Code,
    pub(crate) channel: Code,
    /// What a marketing message is about; empty for nothing in particular.
    pub(crate) topic: String,
    /// What is known of a contact that is planned, for the law on electronic messages; none where
    /// only what is on record opens a route.
    pub(crate) planned: Option<law::pecr::Contact>,
    /// On whose behalf: a resident in their portal, the person a representative speaks for.
    pub(crate) on_behalf: Option<PersonId>,
}

impl Question {
    /// The day it is asked for.
    #[must_use]
    pub fn on(&self) -> Date {
        self.ask.on
    }

    /// Who asks.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// How strongly they proved who they are.
    #[must_use]
    pub fn strength(&self) -> Strength {
        self.ask.strength
    }

    /// The same question about a marketing message on a topic: a yes or a no to that topic counts.
    ///
    /// # Errors
    /// [`Error::TooMany`] beyond [`TOPIC_LENGTH_MAX`] characters.
    pub fn about_topic(mut self, topic: &str) -> Result<Question, Error> {
        if topic.chars().count() > TOPIC_LENGTH_MAX {
            return Err(Error::TooMany("characters in the topic"));
        }
        topic.trim().clone_into(&mut self.topic);
        Ok(self)
    }

    /// The same question on behalf of somebody: walls against that person count.
    #[must_use]
    pub fn on_behalf_of(mut self, person: PersonId) -> Question {
        self.on_behalf = Some(person);
        self
    }
}

/// What somebody asked, kept by names for what runs later and decides again. Nothing about anybody is in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Later {
    actor: String,
    strength: String,
    role: String,
    team: String,
    entity: String,
    purpose: String,
    reason: Option<String>,
}

impl Record {
    /// What somebody asked, to look at whatever may be seen, kept for later.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a question that asks for something narrower: asked again it would be wider.
    pub fn for_later(&self, question: &Question) -> Result<Later, Error> {
        let name = |kind, code| self.codes().name(kind, code).to_owned();
        let later = Later {
            actor: question.actor.clone(),
            strength: question.ask.strength.to_string(),
            role: name(Kind::Role, question.role),
            team: name(Kind::Team, question.team),
            entity: name(Kind::Entity, question.entity),
            purpose: name(Kind::Purpose, question.purpose),
            reason: question.reason.clone(),
        };
        let again = self.again(&later, question.ask.on)?;
        let same = again.ask == question.ask && again.any_relationship == question.any_relationship;
        if same && question.on_behalf.is_none() && question.planned.is_none() {
            return Ok(later);
        }
        Err(Error::Malformed("a question about less than all cannot be put off".to_owned()))
    }

    /// The same question on another day: the charter, the walls and what is on record are those of that day.
    ///
    /// # Errors
    /// As for [`Record::question`].
    pub fn again(&self, later: &Later, on: Date) -> Result<Question, Error> {
        let later = later.clone();
        let ask = NamedAsk {
            actor: Some(later.actor),
            strength: Some(later.strength),
            role: later.role,
            team: later.team,
            entity: later.entity,
            purpose: later.purpose,
            action: "look".to_owned(),
            reason: later.reason,
            ..NamedAsk::default()
        };
        self.question(&ask, on)
    }

    /// Reads an ask by names. Its `facts` are ignored: they are looked up. An empty `relationship`
    /// means whatever the person is to the entity; empty `data` means everything the charter has,
    /// except for a disclosure, which names what goes.
    ///
    /// # Errors
    /// [`Error::NotInCharter`] for a name the charter does not have, which is a refusal under its
    /// closed lists; [`Error::Malformed`] for an ask that contradicts itself or names no actor.
    pub fn question(&self, named: &NamedAsk, today: Date) -> Result<Question, Error> {
        let actor = named.actor.as_deref().map(str::trim).unwrap_or_default();
        if actor.is_empty() || actor.chars().count() > ACTOR_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "an ask names its `actor`, in {ACTOR_LENGTH_MAX} characters at most"
            )));
        }
        if named.reason.as_ref().is_some_and(|why| why.chars().count() > REASON_LENGTH_MAX) {
            return Err(Error::TooMany("characters in the reason"));
        }
        let gate = self.gate();
        let mut full = named.clone();
        full.facts = None;
        let any_relationship = full.relationship.is_empty();
        if any_relationship {
            let first = gate.charter().relationships().first();
            full.relationship =
                first.map(|item| item.id.get_ref().as_str().to_owned()).unwrap_or_default();
        }
        if full.data.is_empty() && full.action == "disclose" {
            return Err(Error::Malformed(
                "a disclosure names the kinds of data that go: no more than is needed \
                 (paragraph 11.4)"
                    .to_owned(),
            ));
        }
        if full.data.is_empty() {
            full.data = (gate.charter().categories().iter())
                .map(|item| item.id.get_ref().as_str().to_owned())
                .collect();
        }
        let (ask, _) = gate.read(&full, today).map_err(|error| match error {
            CannotRead::Unknown { kind, name, .. } => Error::NotInCharter { kind, name },
            CannotRead::Malformed(why) => Error::Malformed(why),
        })?;
        let codes = self.codes();
        let optional = |kind, name: &Option<String>| match name {
            Some(name) => codes.code(kind, name),
            None => Ok(0),
        };
        Ok(Question {
            ask,
            any_relationship,
            actor: actor.to_owned(),
            reason: named.reason.clone().filter(|why| !why.trim().is_empty()),
            entity: codes.code(Kind::Entity, &named.entity)?,
            purpose: codes.code(Kind::Purpose, &named.purpose)?,
            team: codes.code(Kind::Team, &named.team)?,
            role: codes.code(Kind::Role, &named.role)?,
            recipient: optional(Kind::Recipient, &named.recipient)?,
            channel: optional(Kind::Channel, &named.channel)?,
            topic: String::new(),
            planned: None,
            on_behalf: None,
        })
    }
}
