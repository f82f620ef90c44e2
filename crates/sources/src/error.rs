//! What can go wrong with a source. Nothing in it comes from a row, and no secret is in it.

/// An error of a source.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The address names no kind of source that can be read here.
    #[error(
        "`{0}` names no source; give `postgres://user@host/name`, `mysql://user@host/name`, `sqlite:path`, `tables:path`, `mail:path` or `documents:path`"
    )]
    Address(String),
    /// It cannot be reached, or broke off.
    #[error("the source cannot be reached ({0}); nothing is known of what it holds")]
    Unreachable(String),
    /// It answered with an error.
    #[error("the source refused ({0})")]
    Refused(String),
    /// A kind of source that is never changed from here.
    #[error("sources of this kind are only read; somebody changes them by a work order")]
    ReadOnly,
    /// A row is not as it was when the change was planned.
    #[error("a row of `{0}` is not as it was when this was planned; plan again")]
    Changed(String),
    /// The answer to the last word of a change was lost: it may be done, or not.
    #[error("the answer was lost ({0}); it may be done, or not: look again")]
    Uncertain(String),
    /// Somebody stopped it before it came to its end.
    #[error("it was stopped before its end; ask again to go on")]
    Stopped,
    /// More than a limit.
    #[error("{what}: more than {limit}")]
    TooMany {
        /// What.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The leave to look is for another source.
    #[error("the leave to look over a source is for `{0}` and not for this one")]
    OtherSource(String),
}
