//! Making the plan of a change: the first time, and again before it is carried out and afterwards.

use anyhow::ensure;
use gate::NamedAsk;
use people::{Now, PersonId, Question, Record};
use sources::change::{Change, Plan, PlanAsk, ToTell, plan};
use sources::collect::collect_until;
use sources::{Map, Stop};

use crate::asker::allowed;
use crate::collecting::identities;
use crate::reach::Reach;

pub(crate) struct Planner<'a> {
    pub(crate) record: &'a Record,
    /// Who asks, whatever for.
    pub(crate) ask: &'a NamedAsk,
    pub(crate) reach: &'a Reach,
    pub(crate) map: &'a Map,
    /// What else the person is known by.
    pub(crate) also: &'a [(String, String)],
    pub(crate) person: PersonId,
    pub(crate) now: Now,
    /// What stops the collecting.
    pub(crate) stop: Stop,
}

/// The action of the gate a change is decided as.
pub(crate) fn action(change: &Change) -> &'static str {
    match change {
        Change::Erase { .. } => "erase",
        Change::Correct { .. } => "collect",
        Change::Restrict { .. } => "use",
    }
}

impl Planner<'_> {
    /// The question of whoever asks, for an action of the gate.
    pub(crate) fn question(&self, action: &str) -> anyhow::Result<Question> {
        let ask = NamedAsk { action: action.to_owned(), ..self.ask.clone() };
        Ok(self.record.question(&ask, self.now.today())?)
    }

    /// Whom the person's data was given to, from the register.
    pub(crate) fn to_tell(&self) -> anyhow::Result<Vec<ToTell>> {
        let record = self.record;
        let looks = self.question("look")?;
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
        let record = self.record;
        let looks = self.question("look")?;
        let changes = self.question(action(&ask.change))?;
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
