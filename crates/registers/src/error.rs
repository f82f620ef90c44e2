/// Why something was not written down, or may not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The notice says no. What to do stands in the words.
    #[error("{says} (paragraph {paragraph})")]
    No {
        /// What is wrong, and what to do.
        says: String,
        /// The paragraph that says so.
        paragraph: &'static str,
    },
    /// The notice says no, for a reason that is listed elsewhere too.
    #[error("{} (paragraph {paragraph})", words::Catalogue::english().render(.message))]
    Why {
        /// The reason.
        message: words::Message,
        /// The paragraph that says so.
        paragraph: &'static str,
    },
    /// What was said does not fit.
    #[error("{0}")]
    Malformed(String),
    /// There is nothing of that name or number.
    #[error("there is no {what} `{name}`; {way}")]
    None {
        /// What: `camera`, `picture`.
        what: &'static str,
        /// The name that was typed.
        name: String,
        /// What lists those there are.
        way: &'static str,
    },
    /// The approval is not there, or is for something else.
    #[error(transparent)]
    NotApproved(#[from] db::approvals::NotApproved),
    /// The record.
    #[error(transparent)]
    Record(#[from] people::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        Error::Record(error.into())
    }
}

/// What the notice says no to.
pub(crate) fn no(paragraph: &'static str, says: impl Into<String>) -> Error {
    Error::No { says: says.into(), paragraph }
}

/// Reads words somebody must say: neither empty nor too long.
///
/// # Errors
/// [`Error::Malformed`], with what was to be said.
pub(crate) fn said(what: &'static str, text: &str, least: usize) -> Result<String, Error> {
    let text = text.trim();
    let length = text.chars().count();
    if length < least || length > SAID_LENGTH_MAX {
        return Err(Error::Malformed(format!(
            "{what}: {least} to {SAID_LENGTH_MAX} characters, and not {length}"
        )));
    }
    Ok(text.to_owned())
}

/// The most characters of what somebody says.
pub const SAID_LENGTH_MAX: usize = 2_000;
