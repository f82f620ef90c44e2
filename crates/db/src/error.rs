//! What can go wrong with the store, in words an operator can act on.

/// An error of the store. Nothing in it comes from a row: it is safe to log.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The store cannot be reached, or answered with an error of its own.
    #[error("the store cannot be used now ({0}): nothing was written; try again")]
    Unavailable(String),
    /// The disk is full or may not be written.
    #[error("the store cannot write ({0}): nothing was written; free some space or mend the disk")]
    CannotWrite(String),
    /// The file is damaged.
    #[error(
        "the store is damaged ({0}): stop the server, keep the files, and restore the newest backup"
    )]
    Damaged(String),
    /// Others wrote the same rows each time it was tried.
    #[error("`{0}` met other changes {RETRIES_MAX} times; try again")]
    Conflict(&'static str),
    /// The connection broke while committing: it is not known whether the change is there.
    #[error("the connection broke while `{0}` was being committed; look before you do it again")]
    Uncertain(&'static str),
    /// A rule of the tables refused it: a duplicate, a reference to nothing.
    #[error("the store refused it ({0})")]
    Refused(String),
    /// A value did not have the type asked for.
    #[error("column {column} is not {wanted}")]
    Type {
        /// Which column, from 0.
        column: usize,
        /// What was asked for.
        wanted: &'static str,
    },
    /// More rows or bytes than the limit.
    #[error("{what} is larger than the limit of {limit}")]
    TooLarge {
        /// What.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// Code of ours panicked inside a transaction.
    #[error("`{0}` failed inside; nothing was written; this is a fault in the program")]
    Panicked(&'static str),
    /// The migrations in the store are not the ones this program has.
    #[error("{0}")]
    Migration(String),
    /// Another process holds the store.
    #[error("`{0}` is in use by another process; stop it first, or ask it through its API")]
    Held(String),
    /// The setting that names the store makes no sense.
    #[error("`{0}` names no store; give a folder, or an address like `postgres://user@host/name`")]
    Address(String),
}

/// How often a transaction that met others is tried again.
pub const RETRIES_MAX: u32 = 12;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode as Code;
        let Some(code) = error.sqlite_error_code() else {
            return Error::Unavailable(error.to_string());
        };
        let said = rusqlite::ffi::code_to_str(error.sqlite_error().map_or(0, |e| e.extended_code));
        let said = said.to_ascii_lowercase();
        match code {
            Code::DiskFull | Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied => {
                Error::CannotWrite(said)
            }
            Code::DatabaseCorrupt | Code::NotADatabase => Error::Damaged(said),
            Code::ConstraintViolation => Error::Refused(said),
            Code::TooBig => Error::TooLarge { what: "a value", limit: crate::VALUE_BYTES_MAX },
            Code::SystemIoFailure => Error::CannotWrite(said),
            // The text of other errors may quote the statement, never a value.
            _ => Error::Unavailable(error.to_string()),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Error {
        // Only the code and the server's headline: its detail line quotes values.
        let Some(said) = error.as_db_error() else {
            return Error::Unavailable(if error.is_closed() {
                "the connection to postgresql closed".to_owned()
            } else {
                let mut text = error.to_string();
                if let Some(source) = std::error::Error::source(&error) {
                    text = format!("{text}: {source}");
                }
                text
            });
        };
        let code = said.code().code();
        let text = format!("postgresql {code}");
        match code.get(..2) {
            Some("23") => Error::Refused(format!(
                "{text}{}",
                said.constraint().map(|c| format!(" on `{c}`")).unwrap_or_default()
            )),
            Some("40") => Error::Conflict("a transaction"),
            Some("53") => Error::CannotWrite(text),
            Some("58" | "XX") => Error::Damaged(text),
            Some("25") => Error::CannotWrite(text),
            Some("42" | "22") => Error::Unavailable(format!("{text}: {}", said.message())),
            _ => Error::Unavailable(text),
        }
    }
}
