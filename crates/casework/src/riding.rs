//! One letter, one reply: the answers of several cases go with one letter, and all of it or none.

use db::Tx;
use people::{Now, row_number};

use crate::clock::Happened;
use crate::desk::Actor;
use crate::opening::StepInside;
use crate::taking::{Beside, Said, With, decide, write};
use crate::working::Form;
use crate::{Desk, Error, Step, Taking, Who, approving, row, sending};

/// A case whose answer goes with the letter of another.
#[derive(Clone)]
pub(crate) struct Riding {
    case: i64,
    pub(crate) reference: String,
    step_no: i64,
    step: Vec<u8>,
    taking: Taking,
    form: Option<Form>,
}

impl Desk {
    /// Makes a case ready to go with the letter of another.
    pub(crate) fn riding(
        &self,
        who: Who<'_>,
        case: i64,
        with: &str,
        now: Now,
    ) -> Result<Riding, Error> {
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        let why = Some(format!("answered with {with}"));
        let taking = Taking { why: why.clone(), ..Taking::default() };
        let form = self.form(&row, Step::Send, &taking, now)?;
        let inside = StepInside { by: who.name().trim_end_matches('/').to_owned(), why };
        let step_no = row_number();
        let step = self.seal(row.key, "case_step", step_no, &inside)?;
        Ok(Riding { case, reference: row.reference, step_no, step, taking, form })
    }
}

impl Riding {
    /// Sends it with the letter: everything a letter of its own would have to pass, it passes.
    pub(crate) fn ride(
        &self,
        desk: &Desk,
        tx: &Tx<'_>,
        letter: &Beside,
        actor: &Actor,
        happened: Happened,
        now: Now,
    ) -> Result<(), Error> {
        let Some(sending) = &letter.sending else { return Ok(()) };
        let rides = sending.riding();
        let beside = Beside { sending: Some(rides.clone()), ..Beside::default() };
        let taking = self.taking.clone();
        let with = With { taking, beside, form: self.form.clone(), ..With::default() };
        let decided = decide(desk, tx, self.case, actor, happened, &with, now)?;
        let goes_to = decided.case.goes_to.as_deref();
        let by = approving::By { name: &actor.name, goes_to };
        let approval = approving::approve(desk, tx, &decided, Step::Send, &by, &self.taking, now)?;
        sending::put(tx, &decided.case, &rides, now)?;
        let said = Said {
            step_no: self.step_no,
            happened,
            agrees: false,
            step: &self.step,
            answer: None,
            decisions: &[],
            texts: &[],
        };
        let person = decided.case.person;
        write(tx, &decided, &said, actor, &self.taking, person, approval)?;
        Ok(())
    }
}
