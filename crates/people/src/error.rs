//! What can go wrong in the record.

use crate::permit::Refusal;

/// An error of the record. None of them carries anything personal.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store.
    #[error(transparent)]
    Store(#[from] db::Error),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The decision is no.
    #[error("refused")]
    Refused(Box<Refusal>),
    /// There is nobody of that id, or nobody the asker may learn of.
    #[error("there is nobody of that id")]
    Nobody,
    /// The charter does not have a name.
    #[error("the charter has no {kind} `{name}`")]
    NotInCharter {
        /// The kind of thing.
        kind: &'static str,
        /// The name given.
        name: String,
    },
    /// What was asked makes no sense.
    #[error("{0}")]
    Malformed(String),
    /// Somebody else changed the same thing in between.
    #[error("it was changed by somebody else in between; look again and repeat the change")]
    Changed,
    /// More than a limit.
    #[error("too many {0}")]
    TooMany(&'static str),
    /// What is stored cannot be read: damaged, or moved from another place.
    #[error("what is stored at {0} cannot be read; run `keyholder doctor`")]
    Damaged(&'static str),
    /// The vault is not the data's, or an older copy of it.
    #[error("{0}")]
    Apart(String),
    /// A hold stands.
    #[error("a hold stands ({0}): release it first")]
    Held(String),
    /// It needs an approval that is not there.
    #[error("{0}")]
    NotApproved(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Refused(Box::new(refusal))
    }
}

/// What fails after a change was committed: it must not be taken for nothing having been done.
pub(crate) fn afterwards<T, E: Into<Error>>(
    what: &'static str,
    done: Result<T, E>,
) -> Result<T, Error> {
    done.map_err(|error| match error.into() {
        Error::Store(_) | Error::Vault(vault::Error::Store(_)) => db::Error::Uncertain(what).into(),
        error => error,
    })
}
