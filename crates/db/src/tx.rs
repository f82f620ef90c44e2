//! What a transaction can do.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::intake::Numbers;
use crate::log::Numbered;
use crate::postgres::Session;
use crate::value::Source;
use crate::{Entry, Error, Param, Row};

/// The most bytes one value may have: 4 MiB. Documents are kept elsewhere, in chunks.
pub const VALUE_BYTES_MAX: usize = 4 << 20;

/// The most rows one statement may give back: 2,000,000. A page asks for far fewer.
pub const ROWS_MAX: usize = 2_000_000;

/// A transaction, for as long as the closure runs that was given it.
pub struct Tx<'c> {
    engine: Engine<'c>,
    met: Cell<Met>,
    /// Entries of the log it wrote, with their numbers; kept for the embedded engine only.
    logged: RefCell<Vec<Numbered>>,
    /// What gives entries their numbers; none where the table does.
    numbers: Option<&'c Numbers>,
}

/// What went wrong in a transaction on a server, whatever its closure made of it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Met {
    /// A statement failed: the server does nothing more in this transaction.
    pub(crate) failed: bool,
    /// Another transaction stood in the way, so that trying again may help.
    pub(crate) others: bool,
    /// A rule of the tables stood in the way.
    pub(crate) refused: bool,
}

enum Engine<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c RefCell<Session>),
}

impl<'c> Tx<'c> {
    pub(crate) fn sqlite(connection: &'c rusqlite::Connection) -> Tx<'c> {
        Tx {
            engine: Engine::Sqlite(connection),
            met: Cell::default(),
            logged: RefCell::default(),
            numbers: None,
        }
    }

    /// One of the writer's, in which entries get their numbers from the same place as elsewhere.
    pub(crate) fn numbered(connection: &'c rusqlite::Connection, numbers: &'c Numbers) -> Tx<'c> {
        Tx { numbers: Some(numbers), ..Tx::sqlite(connection) }
    }

    pub(crate) fn postgres(session: &'c RefCell<Session>) -> Tx<'c> {
        Tx {
            engine: Engine::Postgres(session),
            met: Cell::default(),
            logged: RefCell::default(),
            numbers: None,
        }
    }

    pub(crate) fn met(&self) -> Met {
        self.met.get()
    }

    /// The number the next entry gets; none where the table gives it.
    pub(crate) fn next_number(&self) -> Option<i64> {
        self.numbers.and_then(Numbers::next)
    }

    pub(crate) fn note_logged(&self, no: i64, entry: &Entry) {
        if !self.is_postgres() {
            self.logged.borrow_mut().push(Numbered { no, entry: Arc::new(entry.clone()) });
        }
    }

    pub(crate) fn take_logged(&self) -> Vec<Numbered> {
        self.logged.take()
    }

    fn noted<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &result {
            let mut met = self.met.get();
            met.failed = true;
            met.others |= matches!(error, Error::Conflict(_));
            met.refused |= matches!(error, Error::Refused(_));
            self.met.set(met);
        }
        result
    }

    /// Whether the engine is PostgreSQL, for the few statements that differ.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Runs a statement that changes something; how many rows it changed.
    ///
    /// # Errors
    /// [`Error::Refused`] when a rule of the tables stands against it, and whatever the engine says.
    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        check(params)?;
        match &self.engine {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                Ok(statement.raw_execute()? as u64)
            }
            Engine::Postgres(session) => {
                let result = session.borrow_mut().execute(sql, params);
                self.noted(result)
            }
        }
    }

    /// Gives each row of an answer to `each`, in order.
    ///
    /// Inside `each` the transaction must not be used again.
    ///
    /// # Errors
    /// What the engine or `each` says; [`Error::TooLarge`] beyond [`ROWS_MAX`] rows.
    pub fn query<E: From<Error>>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        check(params)?;
        let mut count = 0;
        let mut counted = |row: &Row<'_>| {
            count += 1;
            if count > ROWS_MAX {
                return Err(Error::TooLarge { what: "an answer", limit: ROWS_MAX }.into());
            }
            each(row)
        };
        match &self.engine {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).map_err(Error::from)?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next().map_err(Error::from)? {
                    counted(&Row(Source::Sqlite(row)))?;
                }
                Ok(())
            }
            Engine::Postgres(session) => {
                let rows = session.borrow_mut().query(sql, params);
                for row in self.noted(rows)? {
                    counted(&Row(Source::Postgres(&row)))?;
                }
                Ok(())
            }
        }
    }

    /// The first row of an answer, read by `read`; none when there is none.
    ///
    /// # Errors
    /// What the engine or `read` says.
    pub fn one<T, E: From<Error>>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        if let Engine::Sqlite(connection) = &self.engine {
            check(params)?;
            let mut statement = connection.prepare_cached(sql).map_err(Error::from)?;
            bind(&mut statement, params)?;
            let mut rows = statement.raw_query();
            let row = rows.next().map_err(Error::from)?;
            return row.map(|row| read(&Row(Source::Sqlite(row)))).transpose();
        }
        let mut found = None;
        self.query(sql, params, |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok::<(), E>(())
        })?;
        Ok(found)
    }

    /// Every row of an answer, read by `read`.
    ///
    /// # Errors
    /// What the engine or `read` says.
    pub fn all<T, E: From<Error>>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, E>,
    ) -> Result<Vec<T>, E> {
        let mut found = Vec::new();
        self.query(sql, params, |row| {
            found.push(read(row)?);
            Ok::<(), E>(())
        })?;
        Ok(found)
    }

    /// Runs a text of several statements: migrations.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), Error> {
        match &self.engine {
            Engine::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Engine::Postgres(session) => session.borrow_mut().batch(sql),
        }
    }
}

fn check(params: &[Param<'_>]) -> Result<(), Error> {
    let large = |param: &Param<'_>| match param {
        Param::Text(text) => text.len() > VALUE_BYTES_MAX,
        Param::Blob(bytes) => bytes.len() > VALUE_BYTES_MAX,
        Param::Null | Param::Int(_) => false,
    };
    if params.iter().any(large) {
        return Err(Error::TooLarge { what: "a value", limit: VALUE_BYTES_MAX });
    }
    Ok(())
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Param<'_>]) -> Result<(), Error> {
    for (at, param) in params.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, param)?;
    }
    Ok(())
}
