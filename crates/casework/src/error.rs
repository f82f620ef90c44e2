//! What can go wrong with a case.

use words::Message;

use crate::Step;
use crate::machine::Blocked;

/// An error of casework. None of them carries anything personal.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The record: refused, or the store.
    #[error(transparent)]
    Record(#[from] people::Error),
    /// The step cannot be taken: [`Blocked::messages`] says why and who can unblock it.
    #[error("the step cannot be taken")]
    Blocked(Blocked),
    /// Somebody was faster.
    #[error("`{by}` was faster: {step} on {day}; look again and decide anew")]
    Faster {
        /// Who.
        by: String,
        /// What they did.
        step: Step,
        /// When.
        day: String,
    },
    /// The days cannot be so.
    #[error("{0}")]
    Impossible(#[from] law::clock::Impossible),
    /// There is no case of that number or reference, or none whoever asks may learn of.
    #[error("there is no such case")]
    None,
    /// What was written names somebody of whom whoever reads it must not learn.
    #[error(
        "this names, or shows how to find, somebody of whom they must not learn; write it without"
    )]
    BehindWall,
    /// The code is wrong, or no longer good.
    #[error("this code is wrong, or no longer good; it can be typed {left} more times")]
    WrongCode {
        /// How often it can still be typed.
        left: i64,
    },
    /// Too many wrong codes were typed: the link is shut.
    #[error("too many wrong codes were typed, and the link is shut")]
    Shut,
    /// What was given makes no sense.
    #[error("{0}")]
    Malformed(String),
    /// It needs a second person.
    #[error("{0}")]
    NotApproved(String),
}

impl Error {
    /// More sentences, for people to read; empty where the error says all.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        match self {
            Error::Blocked(blocked) => blocked.messages(),
            _ => Vec::new(),
        }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        Error::Record(error.into())
    }
}

impl From<Blocked> for Error {
    fn from(blocked: Blocked) -> Error {
        Error::Blocked(blocked)
    }
}
