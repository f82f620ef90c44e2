//! SQLite.

use std::time::Duration;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params_from_iter};
use serde_json::Value;

use super::{RowChange, To, Writer};
use crate::Error;
use crate::connect::quoted;
use crate::connect::sqlite::wrong;

/// How long it waits for others who write: 5 seconds.
const WAIT: Duration = Duration::from_secs(5);

pub(super) struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    pub(super) fn open(path: &str) -> Result<Sqlite, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|_| Error::Unreachable(format!("there is no database at `{path}`")))?;
        connection.busy_timeout(WAIT).map_err(|e| wrong(&e))?;
        // What is taken out is overwritten, and rows that others rest on stay.
        connection
            .execute_batch("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;")
            .map_err(|e| wrong(&e))?;
        Ok(Sqlite { connection })
    }
}

fn sql(value: &Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Bool(value) => Sql::Integer(i64::from(*value)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Sql::Integer(whole),
            (None, Some(real)) => Sql::Real(real),
            (None, None) => Sql::Text(number.to_string()),
        },
        Value::String(text) => Sql::Text(text.clone()),
        other => Sql::Text(other.to_string()),
    }
}

fn change(tx: &Transaction<'_>, one: &RowChange<'_>) -> Result<(), Error> {
    let mut parameters: Vec<Sql> = Vec::new();
    let mut sets = Vec::new();
    if let To::Fields(fields) = &one.to {
        for (name, value) in fields {
            sets.push(format!("{} = ?", quoted(name)));
            parameters.push(value.clone().map_or(Sql::Null, Sql::Text));
        }
    }
    let mut conditions = Vec::new();
    for (name, value) in one.key.iter().chain(one.was) {
        let column = quoted(name);
        let bytes = value.as_str().is_some_and(|text| text.starts_with("\\x"));
        if bytes {
            conditions.push(format!("({column} IS ? OR '\\x' || lower(hex({column})) = ?)"));
            parameters.push(sql(value));
        } else {
            conditions.push(format!("{column} IS ?"));
        }
        parameters.push(sql(value));
    }
    let (place, conditions) = (quoted(one.table), conditions.join(" AND "));
    let statement = match one.to {
        To::Fields(_) => format!("UPDATE {place} SET {} WHERE {conditions}", sets.join(", ")),
        To::Gone => format!("DELETE FROM {place} WHERE {conditions}"),
    };
    let changed =
        tx.execute(&statement, params_from_iter(parameters)).map_err(|error| wrong(&error))?;
    if changed == one.rows { Ok(()) } else { Err(Error::Changed(one.table.to_owned())) }
}

impl Writer for Sqlite {
    fn change(&mut self, changes: &[RowChange<'_>]) -> Result<(), Error> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| wrong(&e))?;
        for one in changes {
            change(&tx, one)?;
        }
        tx.commit().map_err(|e| wrong(&e))
    }
}
