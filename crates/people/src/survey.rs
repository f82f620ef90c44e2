//! Leave to look over a system of the landlord's: values are read, and only their shapes come back.

use db::{Committed, Logged};

use crate::account::Account;
use crate::{Error, Now, Record};

/// The most characters the name of a source may have.
const NAME_LENGTH_MAX: usize = 200;

/// Leave to look over one source, written down before anything is read. It cannot be made by anybody
/// else, nor used twice for two sources:
///
/// ```compile_fail
/// let leave = people::Survey { source: "housing".to_owned(), entry: 1 };
/// ```
#[derive(Debug)]
#[must_use]
pub struct Survey {
    source: String,
    entry: i64,
}

impl Survey {
    /// The source that may be looked over.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The entry of the log that says so.
    #[must_use]
    pub fn entry(&self) -> i64 {
        self.entry
    }
}

impl Record {
    /// Writes down who looks over which source, and gives leave to.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the source or whoever looks has no name; what the store says.
    pub fn survey(&self, by: &str, source: &str, now: Now) -> Result<Survey, Error> {
        let named = |name: &str| !name.trim().is_empty() && name.chars().count() <= NAME_LENGTH_MAX;
        if !named(by) || !named(source) {
            return Err(Error::Malformed(
                "a survey says by whom and of what, in 200 characters each".to_owned(),
            ));
        }
        let account = Account::office(by, "survey", source, self.gate());
        let logged: Committed<Logged> = self.data().append(self.entry(account, None, now)?)?;
        Ok(Survey { source: source.to_owned(), entry: logged.no() })
    }
}
