//! Why somebody does not get in, or an account is not made.

/// Why it did not go.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name, the password or the code is wrong: which, is not said. Nor is it where the account has
    /// ended.
    #[error("the name, the password or the code is wrong")]
    Wrong,
    /// Too many wrong tries: nobody gets in by this name for a while.
    #[error("too many wrong tries; wait a quarter of an hour")]
    Shut,
    /// What was given cannot be taken.
    #[error("{0}")]
    Malformed(String),
    /// The record.
    #[error(transparent)]
    Record(#[from] people::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        Error::Record(error.into())
    }
}
