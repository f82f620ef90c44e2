//! Making the plan of a change: the first time, and again before it is carried out and afterwards.

use anyhow::ensure;
use people::{Now, PersonId};
use sources::change::{Plan, PlanAsk, ToTell, plan};
use sources::collect::collect_until;
use sources::{Map, Stop};

use crate::asker::{Asker, allowed};
use crate::collecting::identities;
use crate::commands::change::action;
use crate::office::Office;
use crate::reach::Reach;

pub(crate) struct Planner<'a> {
    pub(crate) office: &'a Office,
    pub(crate) asker: &'a Asker,
    pub(crate) reach: &'a Reach,
    pub(crate) map: &'a Map,
    /// What else the person is known by.
    pub(crate) also: &'a [(String, String)],
    pub(crate) person: PersonId,
    pub(crate) now: Now,
    /// What stops the collecting.
    pub(crate) stop: Stop,
}

impl Planner<'_> {
    /// Whom the person's data was given to, from the register.
    pub(crate) fn to_tell(&self) -> anyhow::Result<Vec<ToTell>> {
        let record = &self.office.record;
        let looks = self.asker.question(record, "look", self.now)?;
        let given = allowed(record, sharing::register(record, &looks, self.person, self.now))?;
        let one = |one: sharing::Disclosure| ToTell {
            recipient: one.recipient,
            given: one.given,
            data: one.data,
        };
        Ok(given.into_iter().map(one).collect())
    }

    /// Collects, with leave, and plans.
    pub(crate) fn plan(&self, ask: PlanAsk) -> anyhow::Result<Plan> {
        let record = &self.office.record;
        let looks = self.asker.question(record, "look", self.now)?;
        let changes = self.asker.question(record, action(&ask.change), self.now)?;
        let identities = identities(record, &looks, self.person, self.also, self.now)?;
        let sources: Vec<&str> =
            self.map.sources().iter().map(|one| one.id.get_ref().as_str()).collect();
        // Whether it may be done at all comes first: then nothing is read for nothing.
        let may = record.leave_to_plan(&changes, self.person, &sources, self.now);
        let may = allowed(record, may)?;
        let leave = record.leave_to_collect(&looks, self.person, &sources, self.now);
        let leave = allowed(record, leave)?;
        let mut readers = self.reach.readers(self.map, &self.stop)?;
        let collected = collect_until(&self.stop, &leave, self.map, &identities, &mut readers);
        let plan = plan(ask, &collected, &may, self.map, &mut readers);
        // What was not read would be taken for what is not there.
        ensure!(!self.stop.is_stopped(), "it was stopped, and there is no plan; ask again");
        Ok(plan)
    }
}
