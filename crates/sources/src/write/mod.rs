//! Changing sources where they are: one kind a file. All of it or nothing.

mod postgresql;
mod sqlite;

use std::collections::BTreeMap;

use serde_json::{Map as Values, Value};

use crate::Error;

/// The most rows one change of a source may touch: 100,000.
pub const CHANGED_ROWS_MAX: usize = 100_000;

/// What is done to a row.
#[derive(Clone, PartialEq)]
pub enum To {
    /// These fields become this, or empty.
    Fields(Vec<(String, Option<String>)>),
    /// It goes.
    Gone,
}

/// A change of one row, or of several that are alike in all that is known of them.
#[derive(Clone)]
pub struct RowChange<'a> {
    /// The schema the table lies in, where the map names one.
    pub schema: Option<&'a str>,
    /// The table.
    pub table: &'a str,
    /// What tells the row from others, quick to find by.
    pub key: &'a Values<String, Value>,
    /// What stood in it when the change was planned: nothing is done where something else does.
    pub was: &'a Values<String, Value>,
    /// How many rows it is.
    pub rows: usize,
    /// What becomes of it.
    pub to: To,
}

/// What changes the sources, by their names, each open, or with why it is not.
pub type Writers = BTreeMap<String, Result<Box<dyn Writer>, Error>>;

/// What changes one kind of source.
pub trait Writer {
    /// Carries out changes in one transaction: every one of them, or none.
    ///
    /// # Errors
    /// [`Error::Changed`] when a row is not as it was; [`Error::Refused`] where the source does not
    /// let it be done, and [`Error::Unreachable`]: after these nothing was changed.
    /// [`Error::Uncertain`] when the answer to the last word was lost.
    fn change(&mut self, changes: &[RowChange<'_>]) -> Result<(), Error>;
}

/// Opens a source for changing, by an address as [`crate::connect::open`] takes it.
///
/// # Errors
/// [`Error::Address`] when it is none of a kind that can be changed; [`Error::Unreachable`].
pub fn open(address: &str) -> Result<Box<dyn Writer>, Error> {
    if db::is_postgres_address(address) {
        return Ok(Box::new(postgresql::Postgresql::open(address)?));
    }
    match address.strip_prefix("sqlite:") {
        Some(path) => Ok(Box::new(sqlite::Sqlite::open(path)?)),
        None => Err(Error::ReadOnly),
    }
}
