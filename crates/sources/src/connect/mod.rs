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

    /// The rows of a table that any of the matches finds. Everything read between two calls of
    /// [`Connector::begin`] is of one moment.
    ///
    /// # Errors
    /// As for [`Connector::schema`]; [`Error::Refused`] where there is no such table or field.
    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error>;

    /// Begins to read: from here on everything is of one moment.
    ///
    /// # Errors
    /// As for [`Connector::schema`].
    fn begin(&mut self) -> Result<(), Error>;

    /// How many statements were sent since it was opened.
    fn statements(&self) -> u64;

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

/// Which rows of a table are wanted, and which of their fields.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The schema the table lies in, where the map names one.
    pub schema: Option<&'a str>,
    /// The table.
    pub table: &'a str,
    /// The fields to read.
    pub fields: &'a [&'a str],
    /// Any of these finds a row.
    pub any: &'a [Match<'a>],
}

/// How a value of a source is compared with one that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// As an email address: without regard to case.
    Email,
    /// As a number people write down: without regard to case and spaces.
    Number,
    /// By its last nine digits, as a phone number.
    Phone,
    /// As it is, but for spaces at its end.
    Same,
}

/// Values that find a row, and the field they are looked for in.
#[derive(Clone, Debug)]
pub struct Match<'a> {
    /// The field.
    pub field: &'a str,
    /// How they are compared.
    pub how: How,
    /// The values, as [`How`] compares them.
    pub values: &'a [String],
}

/// A row that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundRow {
    /// What tells it from every other row of the table, at this moment.
    pub id: String,
    /// Its fields.
    pub values: serde_json::Map<String, serde_json::Value>,
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
