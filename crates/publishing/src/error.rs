use charter::CannotEdit;
use words::Message;

/// Why something cannot be done with a draft.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none of that number, or it is published or put away.
    #[error("there is no such draft")]
    None,
    /// It was changed in between: what was read is not what is there.
    #[error("the draft was changed in between; read it again")]
    Changed,
    /// A field does not fit: which, and why.
    #[error("the field `{0}` does not fit")]
    Field(&'static str, Message),
    /// With the change it is no charter any more.
    #[error(transparent)]
    Cannot(#[from] CannotEdit),
    /// What stands in the way of signing or publishing it.
    #[error("something stands in the way of publishing it")]
    Blocked(Vec<Message>),
    /// What is kept cannot be read by this version of the program.
    #[error("the charter that is kept as `{0}` cannot be read by this version of the program")]
    Unreadable(String),
    /// The record.
    #[error(transparent)]
    Record(#[from] people::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        Error::Record(error.into())
    }
}
