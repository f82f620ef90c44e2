//! The case a change is done for: what came of it is written there, and whoever was given the data is
//! told.

use anyhow::ensure;
use casework::{Kind, Who, Work, Worked};
use people::{Now, PersonId};
use sources::change::{Change, Plan, Report};

use super::case::{desk, done};
use crate::asker::Asker;
use crate::office::Office;

/// A case a change is done for, if any.
#[derive(clap::Args)]
pub(crate) struct ForCase {
    /// The case it is done for, by its reference: what came of it is written there
    #[arg(long = "case", value_name = "REFERENCE")]
    reference: Option<String>,
}

impl ForCase {
    /// Says beforehand what stands in the way: another kind, another person, somebody who may not.
    pub(crate) fn check(
        &self,
        office: &Office,
        asker: &Asker,
        plan: &Plan,
        person: PersonId,
        now: Now,
    ) -> anyhow::Result<()> {
        let Some(reference) = &self.reference else { return Ok(()) };
        let desk = desk(office);
        let question = asker.question(&office.record, "use", now)?;
        let kind = match plan.change {
            Change::Erase { .. } => Kind::Erasure,
            Change::Correct { .. } => Kind::Rectification,
            Change::Restrict { .. } => Kind::Restriction,
        };
        let case = done(&desk, desk.find(reference))?;
        let about = done(&desk, desk.about(Who::Officer(&question), case, kind, now))?;
        ensure!(about == person, "the case `{reference}` is about somebody else");
        Ok(())
    }

    /// Writes into the case what came of it.
    pub(crate) fn write(
        &self,
        office: &Office,
        asker: &Asker,
        plan: &Plan,
        report: &Report,
        now: Now,
    ) -> anyhow::Result<()> {
        let Some(reference) = &self.reference else { return Ok(()) };
        let desk = desk(office);
        let question = asker.question(&office.record, "use", now)?;
        let case = done(&desk, desk.find(reference))?;
        let counts: Vec<String> =
            report.counts().into_iter().map(|(how, count)| format!("{count} {how}")).collect();
        let what = match counts.is_empty() {
            true => "nothing of it is held".to_owned(),
            false => counts.join(", "),
        };
        // Whoever was given what is changed, and nobody who was given something else.
        let changed = plan.categories();
        let given = plan.to_tell.iter().filter(|one| {
            one.data.is_empty() || one.data.iter().any(|data| changed.contains(&data.as_str()))
        });
        let mut tell: Vec<String> = given.map(|one| one.recipient.clone()).collect();
        tell.sort();
        tell.dedup();
        let whole = report.is_complete();
        let worked = Worked { work: Work::Changed, whole, what, tell, write_up: false };
        done(&desk, desk.worked(Who::Officer(&question), case, worked, now))?;
        Ok(())
    }
}
