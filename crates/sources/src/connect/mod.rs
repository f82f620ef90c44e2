//! Reading sources where they are: one kind a file.

mod postgresql;
mod sqlite;

use crate::{Error, LiveTable, Schema};

/// What reads one kind of source. It never writes, and holds one row at a time.
pub trait Connector {
    /// What the source's catalogue says there is.
    ///
    /// # Errors
    /// [`Error::Unreachable`], [`Error::Refused`], [`Error::TooMany`].
    fn schema(&mut self) -> Result<Schema, Error>;

    /// The values of up to `limit` rows of a table, cut to [`SAMPLE_LENGTH`] characters: the number
    /// of the column, and the value.
    ///
    /// # Errors
    /// As for [`Connector::schema`].
    fn sample(
        &mut self,
        table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error>;
}

/// How much of a value is read for its shape: 200 characters.
pub const SAMPLE_LENGTH: usize = 200;

/// Opens a source for reading by its address: `postgres://...`, or `sqlite:` and a path.
///
/// # Errors
/// [`Error::Address`] when it is none; [`Error::Unreachable`].
pub fn open(address: &str) -> Result<Box<dyn Connector>, Error> {
    if db::is_postgres_address(address) {
        return Ok(Box::new(postgresql::Postgresql::open(address)?));
    }
    match address.strip_prefix("sqlite:") {
        Some(path) => Ok(Box::new(sqlite::Sqlite::open(path)?)),
        // What stands before an `@` may be a secret.
        None => {
            let shown = address.rsplit_once('@').map_or(address, |(_, host)| host);
            Err(Error::Address(shown.chars().take(80).collect()))
        }
    }
}

/// A name as SQL quotes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
