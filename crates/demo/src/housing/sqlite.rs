//! Into a SQLite file.

use std::io;
use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::{Cell, DDL, Housing, INDEXES, Row, Sink, TABLES};

struct Value<'a>(&'a Cell, String);

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Bool(yes) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*yes))),
            Cell::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Word(word) => ToSqlOutput::Borrowed(ValueRef::Text(word.as_bytes())),
            _ => ToSqlOutput::Borrowed(ValueRef::Text(self.1.as_bytes())),
        })
    }
}

struct File<'c> {
    connection: &'c Connection,
    inserts: Vec<String>,
}

fn wrong(error: rusqlite::Error) -> io::Error {
    io::Error::other(error)
}

impl Sink for File<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let insert = &mut self.inserts[row.table];
        if insert.is_empty() {
            let places = vec!["?"; row.cells.len()].join(", ");
            *insert = format!("INSERT INTO {} VALUES ({places})", TABLES[row.table].name);
        }
        let mut statement = self.connection.prepare_cached(insert).map_err(wrong)?;
        let values = row.cells.iter().map(|cell| {
            let mut text = String::new();
            if matches!(cell, Cell::Day(_) | Cell::Moment(..) | Cell::Pence(_)) {
                cell.read(&mut text);
            }
            Value(cell, text)
        });
        statement.execute(rusqlite::params_from_iter(values)).map(drop).map_err(wrong)
    }
}

/// Writes a housing system into a new SQLite file, and each row to `also`; tells how many people
/// it has.
///
/// # Errors
/// When there is something at the path already, or it cannot be written.
pub fn write_sqlite(
    housing: &Housing,
    path: &Path,
    also: &mut dyn Sink,
    each: &mut dyn FnMut(u32),
) -> io::Result<u64> {
    if path.exists() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("there is something at `{}` already", path.display()),
        ));
    }
    let connection = Connection::open(path).map_err(wrong)?;
    // A file that is only half written is thrown away, not mended.
    let settings =
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;";
    connection.execute_batch(settings).map_err(wrong)?;
    connection.set_prepared_statement_cache_capacity(TABLES.len());
    connection.execute_batch(DDL).map_err(wrong)?;
    connection.execute_batch("BEGIN").map_err(wrong)?;
    let file = File { connection: &connection, inserts: vec![String::new(); TABLES.len()] };
    let people = housing.write(&mut (file, also), each)?;
    connection.execute_batch("COMMIT").map_err(wrong)?;
    connection.execute_batch(INDEXES).map_err(wrong)?;
    connection.execute_batch("ANALYZE").map_err(wrong)?;
    Ok(people)
}

/// Runs statements on a file that was written, and has the database look over its tables again.
///
/// # Errors
/// When it refuses one of them.
pub fn change_sqlite(path: &Path, statements: &[String]) -> io::Result<()> {
    let connection = Connection::open(path).map_err(wrong)?;
    for statement in statements {
        connection.execute_batch(statement).map_err(wrong)?;
    }
    connection.execute_batch("ANALYZE").map_err(wrong)
}
