//! Whatever has an ODBC driver.

mod words;

use std::collections::HashMap;
use std::sync::mpsc;
use std::time::Duration;

use odbc_api::parameter::VarCharArray;
use odbc_api::{Connection, ConnectionOptions, Cursor, CursorRow, DataType};
use serde_json::Map;

use super::apart::{hash, key};
use super::value::{EachRow, Holds, Looked};
use super::{Connector, FoundRow, SAMPLE_LENGTH, Wanted};
use crate::schema::TABLES_MAX;
use crate::{Error, LiveReference, LiveTable, Schema, Stop};
use words::{Column, Words, holds};

/// How long a driver has to let somebody in: 10 seconds.
const CONNECT_SECONDS: u32 = 10;
/// How long one statement may take: 120 seconds.
const STATEMENT_SECONDS: usize = 120;
/// The most letters or bytes of one value: 16 Mi.
const VALUE_LENGTH_MAX: usize = 16 << 20;
/// Schemas that are the system's own.
const OWN: &[&str] = &[
    "information_schema",
    "pg_catalog",
    "pg_toast",
    "sys",
    "system",
    "mysql",
    "performance_schema",
];

pub(super) struct Odbc {
    connection: Connection<'static>,
    words: Words,
    /// The catalogue the connection is in; none where the system has none.
    catalog: String,
    stop: Stop,
    statements: u64,
    /// The tables that were asked for, by schema and name.
    tables: HashMap<(String, String), Table>,
}

/// A table that was asked for.
#[derive(Clone)]
struct Table {
    schema: String,
    columns: Vec<Column>,
    key: Vec<String>,
}

/// What went wrong, by its number alone: what drivers say quotes values, and what was connected by.
fn wrong(error: &odbc_api::Error) -> Error {
    let odbc_api::Error::Diagnostics { record, .. } = error else {
        return Error::Refused("odbc: the driver did not say why".to_owned());
    };
    let state = record.state.as_str();
    let why = match state {
        "IM002" | "IM003" | "01000" => "there is no such driver or data source here",
        "28000" => "this user is not let in, or not by this password",
        "42S02" => "there is no such table",
        "42S22" => "there is no such column",
        "HYT00" | "HYT01" => "it did not answer in time",
        _ => "",
    };
    let told = match why {
        "" => format!("odbc {state}"),
        why => format!("odbc {state}: {why}"),
    };
    match state.get(..2) {
        Some("08" | "IM" | "01") => Error::Unreachable(told),
        _ if state.starts_with("HYT") => Error::Unreachable(told),
        _ => Error::Refused(told),
    }
}

fn text<const LENGTH: usize>(cell: &VarCharArray<LENGTH>) -> String {
    cell.as_bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

fn some<const LENGTH: usize>(cell: &VarCharArray<LENGTH>) -> Option<String> {
    Some(text(cell)).filter(|text| !text.is_empty())
}

impl Odbc {
    /// Not every driver keeps to the time it is given, so another thread waits for it.
    pub(super) fn open(string: &str) -> Result<Odbc, Error> {
        let (tell, told) = mpsc::channel();
        // Some drivers read on to the next zero, whatever length they are told.
        let string = format!("{string}\0");
        std::thread::spawn(move || {
            // Nobody listens any more when it was late.
            let _ = tell.send(Odbc::dial(&string));
        });
        let wait = Duration::from_secs(u64::from(CONNECT_SECONDS) + 1);
        let late = |_| Error::Unreachable("it did not answer in time".to_owned());
        told.recv_timeout(wait).map_err(late)?
    }

    fn dial(string: &str) -> Result<Odbc, Error> {
        let unreachable = |error: odbc_api::Error| match wrong(&error) {
            Error::Refused(why) if !why.contains("28000") => Error::Unreachable(why),
            other => other,
        };
        let environment = odbc_api::environment().map_err(unreachable)?;
        let options =
            ConnectionOptions { login_timeout_sec: Some(CONNECT_SECONDS), ..Default::default() };
        let connection =
            environment.connect_with_connection_string(string, options).map_err(unreachable)?;
        // Where there are no transactions every answer is of its own moment.
        let _ = connection.set_autocommit(false);
        let system = connection.database_management_system_name().map_err(unreachable)?;
        let quote = connection.identifier_quote_char().map_err(unreachable)?;
        let catalog = connection.current_catalog().unwrap_or_default();
        let words = Words::of(&system, quote);
        let (stop, tables) = (Stop::default(), HashMap::new());
        Ok(Odbc { connection, words, catalog, stop, statements: 0, tables })
    }

    /// A table in a statement.
    fn place(&self, schema: &str, table: &str) -> Result<String, Error> {
        let parts = [schema, table].into_iter().filter(|part| !part.is_empty());
        let parts: Option<Vec<String>> = parts.map(|part| self.words.quoted(part)).collect();
        parts.map(|parts| parts.join(".")).ok_or_else(|| unwritten(table))
    }

    /// A table and its columns, asked once.
    fn table(&mut self, wanted: &Wanted<'_>) -> Result<Table, Error> {
        self.stop.check()?;
        let schema = wanted.schema.unwrap_or_default();
        let known = (schema.to_owned(), wanted.table.to_owned());
        if let Some(table) = self.tables.get(&known) {
            return Ok(table.clone());
        }
        // What is asked for is a pattern, in which a name can stand for others.
        self.statements += 2;
        let pattern = if schema.is_empty() { "%" } else { schema };
        let rows = self.connection.columns(&self.catalog, pattern, wanted.table, "%");
        let mut found: Vec<(String, Column)> = Vec::new();
        for row in rows.map_err(|e| wrong(&e))? {
            let row = row.map_err(|e| wrong(&e))?;
            let there = text(&row.schema);
            let own = schema.is_empty() && OWN.contains(&there.to_ascii_lowercase().as_str());
            let other = !schema.is_empty() && there != schema;
            if own || other || text(&row.table) != wanted.table {
                continue;
            }
            let kind = kind(row.data_type);
            let unique = row.data_type == UNIQUE;
            found
                .push((there, Column { name: text(&row.column_name), holds: holds(kind), unique }));
        }
        let Some(schema) = found.first().map(|(schema, _)| schema.clone()) else {
            return Err(Error::Refused(format!("there is no table `{}`", wanted.table)));
        };
        if found.iter().any(|(there, _)| *there != schema) {
            return Err(Error::Refused(format!(
                "there is more than one table `{}`: name its schema in the map",
                wanted.table
            )));
        }
        let columns: Vec<Column> = found.into_iter().map(|(_, column)| column).collect();
        let mut key = self.key(&schema, wanted.table);
        // One that is only nearly what was written can read as another does.
        let whole = |name: &String| {
            columns.iter().any(|one| one.name == *name && one.holds != Holds::Nearly)
        };
        if !key.iter().all(whole) {
            key.clear();
        }
        let table = Table { schema, columns, key };
        self.tables.insert(known, table.clone());
        Ok(table)
    }

    /// The primary key; none where the driver cannot say.
    fn key(&self, schema: &str, table: &str) -> Vec<String> {
        let catalog = Some(self.catalog.as_str()).filter(|catalog| !catalog.is_empty());
        let schema = Some(schema).filter(|schema| !schema.is_empty());
        let Ok(rows) = self.connection.primary_keys(catalog, schema, table) else {
            return Vec::new();
        };
        let mut key: Vec<(i16, String)> = Vec::new();
        for row in rows {
            let Ok(row) = row else { return Vec::new() };
            key.push((row.key_seq, text(&row.column)));
        }
        key.sort();
        key.into_iter().map(|(_, column)| column).collect()
    }

    /// Runs a statement, and gives its rows one by one as they come.
    fn run(&mut self, sql: &str, columns: &[Holds], each: &mut EachRow<'_>) -> Result<(), Error> {
        self.stop.check()?;
        self.statements += 1;
        let ran = self.connection.execute(sql, (), Some(STATEMENT_SECONDS));
        let Some(mut cursor) = self.stop.came_of(ran.map_err(|e| wrong(&e)))? else {
            return Ok(());
        };
        let mut letters = Vec::new();
        while let Some(mut row) = self.stop.came_of(cursor.next_row().map_err(|e| wrong(&e)))? {
            let mut values: Vec<Option<Vec<u8>>> = Vec::with_capacity(columns.len());
            for (at, holds) in (1..).zip(columns) {
                values.push(value(&mut row, at, *holds, &mut letters)?);
            }
            let values: Vec<Option<&[u8]>> = values.iter().map(Option::as_deref).collect();
            each(&values)?;
        }
        Ok(())
    }
}

/// One value of a row.
fn value(
    row: &mut CursorRow<'_>,
    at: u16,
    holds: Holds,
    letters: &mut Vec<u16>,
) -> Result<Option<Vec<u8>>, Error> {
    let too_long = || Error::TooMany { what: "letters in a value", limit: VALUE_LENGTH_MAX };
    if holds == Holds::Bytes {
        let mut bytes = Vec::new();
        let there = row.get_binary(at, &mut bytes).map_err(|e| wrong(&e))?;
        return if bytes.len() > VALUE_LENGTH_MAX {
            Err(too_long())
        } else {
            Ok(there.then_some(bytes))
        };
    }
    let there = row.get_wide_text(at, letters).map_err(|e| wrong(&e))?;
    if letters.len() > VALUE_LENGTH_MAX {
        return Err(too_long());
    }
    Ok(there.then(|| String::from_utf16_lossy(letters).into_bytes()))
}

/// The number ODBC gives to the type of unique numbers.
const UNIQUE: i16 = -11;

fn kind(number: i16) -> DataType {
    DataType::new(odbc_api::sys::SqlDataType(number), 0, 0)
}

fn unwritten(name: &str) -> Error {
    Error::Refused(format!("`{name}` cannot be written in a statement of this system"))
}

impl Connector for Odbc {
    fn stop_with(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.stop.check()?;
        // Where there are no transactions there is none to end.
        let _ = self.connection.rollback();
        match self.words.begin {
            Some(begin) => self.run(begin, &[], &mut |_| Ok(())),
            None => Ok(()),
        }
    }

    fn statements(&self) -> u64 {
        self.statements
    }

    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let table = self.table(wanted)?;
        let at = |field: &str| {
            let at = table.columns.iter().position(|column| column.name == field);
            let missing = || format!("`{}` has no column `{field}`", wanted.table);
            at.ok_or_else(|| Error::Refused(missing()))
        };
        // What has to be read of a row, each column once: first what tells it apart.
        let mut read: Vec<usize> = match table.key.as_slice() {
            [] => (0..table.columns.len()).collect(),
            key => key.iter().map(|field| at(field)).collect::<Result<_, _>>()?,
        };
        let apart = read.len();
        let place_of = |column: usize, read: &mut Vec<usize>| {
            read.iter().position(|one| *one == column).unwrap_or_else(|| {
                read.push(column);
                read.len() - 1
            })
        };
        let (mut conditions, mut looked) = (Vec::new(), Vec::new());
        for one in wanted.any {
            let column = at(one.field)?;
            if table.columns[column].holds == Holds::Bytes {
                let (table, field) = (wanted.table, one.field);
                let why = format!("`{table}.{field}` holds bytes, in which nothing can be found");
                return Err(Error::Refused(why));
            }
            conditions.extend(self.words.condition(&table.columns[column], one.how, one.values));
            let values = Looked::new(one.how, table.columns[column].holds, one.values);
            looked.push((place_of(column, &mut read), values));
        }
        // Bytes are shown to nobody, and so not read for it.
        let mut shown = Vec::with_capacity(wanted.fields.len());
        for field in wanted.fields {
            let column = at(field)?;
            let bytes = table.columns[column].holds == Holds::Bytes;
            shown.push((*field, (!bytes).then(|| place_of(column, &mut read))));
        }
        if conditions.is_empty() {
            return Ok(());
        }
        let columns: Vec<&Column> = read.iter().map(|column| &table.columns[*column]).collect();
        let names = columns.iter().map(|column| {
            let name = self.words.quoted(&column.name).ok_or_else(|| unwritten(&column.name))?;
            Ok(format!("t.{name}"))
        });
        let sql = format!(
            "SELECT {} FROM {} t WHERE {}",
            names.collect::<Result<Vec<_>, Error>>()?.join(", "),
            self.place(&table.schema, wanted.table)?,
            conditions.join(" OR ")
        );
        let holds: Vec<Holds> = columns.iter().map(|column| column.holds).collect();
        let mut alike: HashMap<String, u64> = HashMap::new();
        self.run(&sql, &holds, &mut |row| {
            let hits = looked.iter().enumerate().filter(|(_, (at, values))| values.fit(row[*at]));
            let hits: Vec<usize> = hits.map(|(number, _)| number).collect();
            if hits.is_empty() {
                return Ok(());
            }
            let id = match table.key.is_empty() {
                false if columns[..apart].iter().all(|column| column.holds != Holds::Bytes) => {
                    key(&row[..apart])
                }
                false => hash(&row[..apart]),
                true => {
                    let hash = hash(&row[..apart]);
                    let number = alike.entry(hash.clone()).or_default();
                    *number += 1;
                    format!("{hash}:{number}")
                }
            };
            let value = |at: &Option<usize>| match at {
                Some(at) => holds[*at].json(row[*at]),
                None => serde_json::Value::Null,
            };
            let values: Map<String, serde_json::Value> =
                shown.iter().map(|(field, at)| ((*field).to_owned(), value(at))).collect();
            each(FoundRow { id, hits, values })
        })
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        self.stop.check()?;
        self.statements += 2;
        let mut tables: Vec<LiveTable> = Vec::new();
        let mut at: HashMap<(String, String), usize> = HashMap::new();
        let rows = self.connection.tables(&self.catalog, "%", "%", "TABLE");
        for row in rows.map_err(|e| wrong(&e))? {
            let row = row.map_err(|e| wrong(&e))?;
            let (schema, name) = (text(&row.schema), text(&row.table));
            if OWN.contains(&schema.to_ascii_lowercase().as_str())
                || text(&row.table_type) != "TABLE"
            {
                continue;
            }
            if tables.len() >= TABLES_MAX {
                return Err(Error::TooMany { what: "tables", limit: TABLES_MAX });
            }
            at.insert((schema.clone(), name.clone()), tables.len());
            let schema = Some(schema).filter(|schema| !schema.is_empty());
            let comment = some(&row.remarks);
            tables.push(LiveTable { schema, name, comment, ..LiveTable::default() });
        }
        let rows = self.connection.columns(&self.catalog, "%", "%", "%");
        for row in rows.map_err(|e| wrong(&e))? {
            let row = row.map_err(|e| wrong(&e))?;
            let place = (text(&row.schema), text(&row.table));
            let Some(table) = at.get(&place).and_then(|no| tables.get_mut(*no)) else { continue };
            let limited = matches!(row.data_type, 1 | 12 | -8 | -9);
            let width = row.column_size.as_opt().copied().filter(|_| limited);
            table.columns.push(crate::Column {
                name: text(&row.column_name),
                kind: text(&row.type_name).to_ascii_lowercase(),
                width: width.and_then(|width| u32::try_from(width).ok()),
                nullable: row.nullable != 0,
                comment: some(&row.remarks),
            });
        }
        tables.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
        for table in &mut tables {
            self.stop.check()?;
            let schema = table.schema.clone().unwrap_or_default();
            table.key = self.key(&schema, &table.name);
            // Some drivers do not know of references.
            let rows =
                self.connection.foreign_keys("", "", "", &self.catalog, &schema, &table.name);
            let mut refers: Vec<(i16, LiveReference)> = Vec::new();
            for row in rows.into_iter().flatten().flatten() {
                let (schema, name) = (text(&row.pk_schema), text(&row.pk_table));
                let to = if schema.is_empty() { name } else { format!("{schema}.{name}") };
                let (column, field) = (text(&row.fk_column), text(&row.pk_column));
                refers.push((row.key_seq, LiveReference { column, table: to, to: field }));
            }
            // Those of several columns go on with a number after the first.
            let next: Vec<i16> = refers.iter().skip(1).map(|(number, _)| *number).collect();
            let single = refers.into_iter().enumerate().filter(|(at, (number, _))| {
                *number <= 1 && next.get(*at).is_none_or(|number| *number <= 1)
            });
            table.refers = single.map(|(_, (_, reference))| reference).collect();
            self.statements += 2;
        }
        Ok(Schema { tables })
    }

    fn sample(
        &mut self,
        table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error> {
        let schema = table.schema.as_deref();
        let known = self.table(&Wanted { schema, table: &table.name, fields: &[], any: &[] })?;
        // There is no word for `the first` that all of them know: what is not read is not fetched.
        let shown: Vec<(usize, &Column)> = (table.columns.iter().enumerate())
            .filter_map(|(at, column)| {
                let column = known.columns.iter().find(|one| one.name == column.name)?;
                (column.holds != Holds::Bytes).then_some((at, column))
            })
            .collect();
        let names: Option<Vec<String>> =
            shown.iter().map(|(_, column)| self.words.quoted(&column.name)).collect();
        let names =
            names.filter(|names| !names.is_empty()).ok_or_else(|| unwritten(&table.name))?;
        let place = self.place(&known.schema, &table.name)?;
        let sql = format!("SELECT {} FROM {place}", names.join(", "));
        self.statements += 1;
        let ran = self.connection.execute(&sql, (), Some(STATEMENT_SECONDS));
        let Some(mut cursor) = ran.map_err(|e| wrong(&e))? else { return Ok(()) };
        let mut letters = Vec::new();
        for _ in 0..limit {
            let row = self.stop.came_of(cursor.next_row().map_err(|e| wrong(&e)))?;
            let Some(mut row) = row else { break };
            for (number, (at, column)) in (1..).zip(&shown) {
                let value = value(&mut row, number, column.holds, &mut letters)?;
                let value = value.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                let cut = value.map(|text| text.chars().take(SAMPLE_LENGTH).collect::<String>());
                each(*at, cut.as_deref());
            }
        }
        Ok(())
    }
}
