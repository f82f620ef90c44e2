//! Who asks, in what role, and for what: the same for every command that reads or changes sources.

use anyhow::bail;
use gate::NamedAsk;
use people::{Error, Now, PersonId, Question, Record};

use crate::office::Where;
use crate::today;

#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Asker {
    /// Who asks
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// Their role, by its name in the charter
    #[arg(long, default_value = "data-protection-officer")]
    role: String,
    /// Their team
    #[arg(long, default_value = "data-protection")]
    team: String,
    /// The legal entity they ask for
    #[arg(long)]
    entity: String,
    /// The purpose
    #[arg(long, default_value = "rights-requests")]
    purpose: String,
}

impl Asker {
    /// Who asks, for what is asked later.
    pub(crate) fn ask(&self, action: &str) -> NamedAsk {
        NamedAsk {
            actor: Some(self.by.clone()),
            strength: Some("second-factor".to_owned()),
            role: self.role.clone(),
            team: self.team.clone(),
            entity: self.entity.clone(),
            purpose: self.purpose.clone(),
            action: action.to_owned(),
            ..NamedAsk::default()
        }
    }

    /// Their question, for an action of the gate: `look`, `collect`, `erase`.
    pub(crate) fn question(
        &self,
        record: &Record,
        action: &str,
        now: Now,
    ) -> anyhow::Result<Question> {
        Ok(record.question(&self.ask(action), now.today())?)
    }
}

/// An answer of the record, where a refusal says why in words.
pub(crate) fn allowed<T>(record: &Record, answer: Result<T, Error>) -> anyhow::Result<T> {
    match answer {
        Err(Error::Refused(refusal)) => {
            let reasons = refusal.explain(record.gate()).reasons;
            let why: Vec<String> =
                reasons.iter().map(|reason| crate::output::say(&reason.message)).collect();
            bail!("the notice does not allow it: {}", why.join("; "));
        }
        answer => Ok(answer?),
    }
}

/// One person, who asks about them, and where the record lies.
#[derive(clap::Args)]
pub(crate) struct OfOne {
    #[command(flatten)]
    place: Where,
    /// The person
    person: PersonId,
    #[command(flatten)]
    asker: Asker,
}

impl OfOne {
    /// Opens the record and does something about the person, for an action of the gate.
    pub(crate) fn ask<T>(
        &self,
        action: &str,
        work: impl FnOnce(&Record, &NamedAsk, PersonId, Now) -> Result<T, registers::Error>,
    ) -> anyhow::Result<T> {
        let record = self.place.open()?.record;
        let now = record.now(today::timestamp());
        Ok(work(&record, &self.asker.ask(action), self.person, now)?)
    }
}
