//! Whether a step could be taken: asked before it is offered, and decided again when it is taken.

use people::Now;

use crate::clock::Happened;
use crate::taking::{With, decide};
use crate::{Desk, Error, Step, Who};

impl Desk {
    /// Says whether a step could be taken now, and takes none: for whoever may see the case.
    ///
    /// # Errors
    /// As for [`Desk::take`].
    pub fn could(&self, who: Who<'_>, case: i64, step: Step, now: Now) -> Result<(), Error> {
        let actor = self.actor(who);
        let happened = Happened { step, day: now.today(), at: self.instant(now), gate: None };
        let with = With::default();
        self.record()
            .data()
            .read("may it be", |tx| decide(self, tx, case, &actor, happened, &with, now))?;
        Ok(())
    }
}
