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
    /// The provider vouches for them, and they are in no group that has a role here.
    #[error("they are in no group that works here")]
    NoGroup,
    /// The provider says no name for them, or none an account may have.
    #[error("the provider says no name an account may have")]
    NoName,
    /// Another account, a service or a post goes by the name.
    #[error("their name is somebody else's here")]
    NameTaken,
    /// Somebody here has ended their account.
    #[error("their account here was ended by hand")]
    Barred,
    /// Their role needs a second factor, and the provider saw none.
    #[error("their role needs a second factor")]
    Weak,
    /// The code is not of the second factor that was offered.
    #[error("the code is not of the new app")]
    NewCode,
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
