//! What somebody was to do and has done: the task ends with it, and nobody is chased for what is settled.

use db::{Tx, tasks};
use people::{Error as RecordError, Now};

/// Who has done it, and when.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    by: String,
    at: i64,
}

impl Done {
    pub(crate) fn new(by: &str, now: Now) -> Done {
        Done { by: by.to_owned(), at: now.micros() }
    }

    /// Ends the task of a kind that refers to one thing.
    pub(crate) fn task(&self, tx: &Tx<'_>, kind: &str, reference: &str) -> Result<(), RecordError> {
        tasks::end_about(tx, kind, reference, &self.by, "done", self.at)?;
        Ok(())
    }

    /// Ends the tasks of a kind whose reference begins so.
    pub(crate) fn tasks(&self, tx: &Tx<'_>, kind: &str, begins: &str) -> Result<(), RecordError> {
        tasks::end_beginning(tx, kind, begins, &self.by, "done", self.at)?;
        Ok(())
    }
}
