//! The record the people are in, and the leave to look for them.

use std::path::Path;

use anyhow::Context;
use demo::housing::{SOURCE, Sampled};
use gate::NamedAsk;
use people::identify::{Identifier, Kind};
use people::{Leave, NewPerson, NewRelationship, Now, PersonId, Question, Record};
use sources::collect::Identity;

use crate::office::Where;

/// What may be written down for running a tenancy; whatever else they are known by is given beside
/// it, as by `--also`.
const KEPT: [&str; 6] =
    ["date-of-birth", "email", "name", "other-system-id", "phone", "tenancy-reference"];

pub(super) struct Office {
    record: Record,
    now: Now,
}

/// Somebody in the record, and what else they are known by.
pub(super) struct Entered {
    pub(super) id: PersonId,
    also: Vec<Identity>,
}

impl Office {
    pub(super) fn open(folder: &Path, now: Now) -> anyhow::Result<Office> {
        let place = Where::alone(folder.join("record"));
        Ok(Office { record: place.open_on(now.today())?.record, now })
    }

    fn question(&self, by: (&str, &str), purpose: &str, action: &str) -> anyhow::Result<Question> {
        let ask = NamedAsk {
            actor: Some("bench".to_owned()),
            strength: Some("second-factor".to_owned()),
            role: by.0.to_owned(),
            team: by.1.to_owned(),
            entity: "heart-of-medway".to_owned(),
            purpose: purpose.to_owned(),
            action: action.to_owned(),
            ..NamedAsk::default()
        };
        Ok(self.record.question(&ask, self.now.today())?)
    }

    pub(super) fn enter(&self, sampled: &Sampled) -> anyhow::Result<Entered> {
        let relationship = NewRelationship::new("tenant", "heart-of-medway", self.now.today());
        let mut new = NewPerson::new("the-person", relationship);
        let mut also = Vec::new();
        for (kind, value) in &sampled.identifiers {
            if KEPT.contains(kind) {
                let kind: Kind = kind.parse().map_err(|_| anyhow::anyhow!("no kind `{kind}`"))?;
                new.identifiers.push(Identifier::parse(kind, value)?);
            } else {
                also.push(Identity::other(kind, value));
            }
        }
        let ask = self.question(("housing-officer", "housing"), "tenancy-management", "collect")?;
        let id = self.record.enter(&ask, &new, self.now).context("nobody could be entered")?;
        Ok(Entered { id, also })
    }

    /// What somebody is looked for by, and leave to.
    pub(super) fn leave(&self, entered: &Entered) -> anyhow::Result<(Leave, Vec<Identity>)> {
        let officer = ("data-protection-officer", "data-protection");
        let question = self.question(officer, "rights-requests", "look")?;
        let known = self.record.identities(&question, entered.id, self.now)?;
        let mut identities: Vec<Identity> = known.iter().map(Identity::of).collect();
        identities.extend(entered.also.iter().cloned());
        let leave = self.record.leave_to_collect(&question, entered.id, &[SOURCE], self.now)?;
        Ok((leave, identities))
    }
}
