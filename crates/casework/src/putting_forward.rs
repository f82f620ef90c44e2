//! Putting an answer forward: what it says and where it goes, which is what a second person approves.

use crate::opening::Inside;
use crate::row::CaseRow;
use crate::sending::Sending;
use crate::{Desk, Error, Step, Taking};

/// An answer that is put forward: the case with it, sealed, and where it goes, as the log has it.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) case: Vec<u8>,
    pub(crate) goes_to: Option<String>,
}

impl Desk {
    /// What is sealed in the case, with a new answer where one is put forward.
    pub(crate) fn with_answer(
        &self,
        row: &CaseRow,
        step: Step,
        taking: &Taking,
    ) -> Result<Option<Answer>, Error> {
        if step != Step::Propose {
            return Ok(None);
        }
        let mut inside: Inside = self.unseal(row.key, "casefile", row.no, &row.sealed)?;
        inside.answer.clone_from(&taking.why);
        inside.to =
            taking.to.as_deref().map(str::trim).filter(|to| !to.is_empty()).map(str::to_owned);
        let recipient = inside.recipient.as_ref().unwrap_or(&inside.requester);
        let goes_to = inside.to.as_ref().or(recipient.reach.as_ref()).map(|to| self.address(to));
        let case = self.seal(row.key, "casefile", row.no, &inside)?;
        Ok(Some(Answer { case, goes_to }))
    }
}

/// Refuses to send an answer elsewhere than a second person has approved.
pub(crate) fn goes_where_approved(row: &CaseRow, sending: &Sending) -> Result<(), Error> {
    if row.kind.second_person().is_none() || sending.to == row.goes_to {
        return Ok(());
    }
    Err(Error::Malformed(
        "a second person approved where it goes, and this is somewhere else: go `back` with a reason, \
         and put it forward with where it is to go (`--to`)"
            .to_owned(),
    ))
}
