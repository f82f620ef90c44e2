//! `MySQL` and `MariaDB`.

mod columns;
mod ending;
mod login;
mod wire;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Map;

use super::address::Server;
use super::apart::{hash, key};
use super::value::{EachRow, Holds, Looked};
use super::{Connector, FoundRow, SAMPLE_LENGTH, Wanted};
use crate::schema::TABLES_MAX;
use crate::{Error, LiveReference, LiveTable, Schema, Stop};
use columns::{Column, holds, literal, quoted};
use ending::Ending;
use wire::{STATEMENT_SECONDS, Wire};

pub(super) struct Mysql {
    wire: Wire,
    ending: Arc<Ending>,
    stop: Stop,
    database: Option<String>,
    statements: u64,
    /// The tables that were asked for, by schema and name.
    tables: HashMap<(String, String), Table>,
}

/// A table that was asked for.
#[derive(Clone)]
struct Table {
    columns: Vec<Column>,
    /// The columns a row is told apart by; none where the table has no such.
    key: Vec<String>,
}

/// What of a server is no system of the landlord's.
const OWN: &str = "'information_schema', 'mysql', 'performance_schema', 'sys'";

fn text(value: Option<&[u8]>) -> String {
    value.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

fn some(value: Option<&[u8]>) -> Option<String> {
    Some(text(value)).filter(|text| !text.is_empty())
}

impl Mysql {
    pub(super) fn open(address: &str) -> Result<Mysql, Error> {
        let server = Server::parse(address)
            .ok_or_else(|| Error::Address("this mysql address".to_owned()))?;
        let mut wire = Wire::open(&server)?;
        let limit = match wire.is_mariadb {
            true => format!("max_statement_time = {STATEMENT_SECONDS}"),
            false => format!("max_execution_time = {}", STATEMENT_SECONDS * 1_000),
        };
        for sql in [
            "SET NAMES utf8mb4",
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            &format!("SET SESSION sql_mode = '', lock_wait_timeout = 5, {limit}"),
        ] {
            wire.run(sql, &mut |_| Ok(()))?;
        }
        let (ending, database) = Ending::of(&mut wire, server)?;
        let (ending, stop) = (Arc::new(ending), Stop::default());
        Ok(Mysql { wire, ending, stop, database, statements: 0, tables: HashMap::new() })
    }

    fn run(&mut self, sql: &str, each: &mut EachRow<'_>) -> Result<(), Error> {
        let ending = Arc::clone(&self.ending);
        let _running = self.stop.begin(move || ending.end())?;
        self.statements += 1;
        let stop = self.stop.clone();
        let ran = self.wire.run(sql, &mut |row| {
            stop.check()?;
            each(row)
        });
        self.stop.came_of(ran)
    }

    /// The condition on the tables that are looked over: of one database, or of all that are not
    /// the server's own.
    fn here(&self) -> String {
        match &self.database {
            Some(database) => format!("TABLE_SCHEMA = {}", literal(database)),
            None => format!("TABLE_SCHEMA NOT IN ({OWN})"),
        }
    }

    /// A table and its columns, asked once.
    fn table(&mut self, wanted: &Wanted<'_>) -> Result<(String, Table), Error> {
        let schema = wanted.schema.map(str::to_owned).or_else(|| self.database.clone());
        let schema = schema.ok_or_else(|| {
            Error::Refused(format!("nothing says which database `{}` is in", wanted.table))
        })?;
        let place = format!("{}.{}", quoted(&schema), quoted(wanted.table));
        let known = (schema, wanted.table.to_owned());
        if let Some(table) = self.tables.get(&known) {
            return Ok((place, table.clone()));
        }
        // The catalogue looks names up without regard to case: that is looked at here.
        let mut columns = Vec::new();
        let which =
            format!("TABLE_SCHEMA = {} AND TABLE_NAME = {}", literal(&known.0), literal(&known.1));
        let sql = format!(
            "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS
             WHERE {which} ORDER BY ORDINAL_POSITION"
        );
        self.run(&sql, &mut |row| {
            if text(row[0]) == known.1 {
                let holds = holds(&text(row[2]).to_ascii_lowercase());
                columns.push(Column { name: text(row[1]), holds });
            }
            Ok(())
        })?;
        if columns.is_empty() {
            return Err(Error::Refused(format!("there is no table `{}`", wanted.table)));
        }
        // What is unique, never empty and read whole; the primary key before all others.
        let mut keys: Vec<(String, Vec<String>)> = Vec::new();
        let mut empty = HashSet::new();
        let sql = format!(
            "SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, NULLABLE FROM information_schema.STATISTICS
             WHERE {which} AND NON_UNIQUE = 0
             ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX"
        );
        self.run(&sql, &mut |row| {
            if text(row[0]) != known.1 {
                return Ok(());
            }
            let (index, column) = (text(row[1]), some(row[2]));
            let nearly = columns.iter().any(|one: &Column| {
                one.holds == Holds::Nearly && column.as_ref() == Some(&one.name)
            });
            if column.is_none() || nearly || text(row[3]) == "YES" {
                empty.insert(index.clone());
            }
            match keys.last_mut() {
                Some((last, columns)) if *last == index => columns.extend(column),
                _ => keys.push((index, column.into_iter().collect())),
            }
            Ok(())
        })?;
        let key = keys.into_iter().find(|(index, _)| !empty.contains(index));
        let table = Table { columns, key: key.map(|(_, key)| key).unwrap_or_default() };
        self.tables.insert(known, table.clone());
        Ok((place, table))
    }
}

impl Connector for Mysql {
    fn stop_with(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.run("ROLLBACK", &mut |_| Ok(()))?;
        self.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", &mut |_| Ok(()))
    }

    fn statements(&self) -> u64 {
        self.statements
    }

    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (place, table) = self.table(wanted)?;
        let at = |field: &str| {
            let at = table.columns.iter().position(|column| column.name == field);
            let missing = || format!("`{}` has no column `{field}`", wanted.table);
            at.ok_or_else(|| Error::Refused(missing()))
        };
        let mut conditions = Vec::with_capacity(wanted.any.len());
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
        let mut looked = Vec::with_capacity(wanted.any.len());
        for one in wanted.any {
            let column = at(one.field)?;
            if table.columns[column].holds == Holds::Bytes {
                let (table, field) = (wanted.table, one.field);
                let why = format!("`{table}.{field}` holds bytes, in which nothing can be found");
                return Err(Error::Refused(why));
            }
            conditions.extend(table.columns[column].condition(one.how, one.values));
            let values = Looked::new(one.how, table.columns[column].holds, one.values);
            looked.push((place_of(column, &mut read), values));
        }
        let mut shown = Vec::with_capacity(wanted.fields.len());
        for field in wanted.fields {
            let column = at(field)?;
            shown.push((*field, place_of(column, &mut read)));
        }
        if conditions.is_empty() {
            return Ok(());
        }
        let columns: Vec<&Column> = read.iter().map(|column| &table.columns[*column]).collect();
        let sql = format!(
            "SELECT {} FROM {place} t WHERE {}",
            columns.iter().map(|column| column.read()).collect::<Vec<_>>().join(", "),
            conditions.join(" OR ")
        );
        let mut alike: HashMap<String, u64> = HashMap::new();
        self.run(&sql, &mut |row| {
            let hits = looked.iter().enumerate().filter(|(_, (at, values))| values.fit(row[*at]));
            let hits: Vec<usize> = hits.map(|(number, _)| number).collect();
            if hits.is_empty() {
                return Ok(());
            }
            let id = match table.key.is_empty() {
                false => key(&row[..apart]),
                // Rows that are alike in everything are found together or not at all, so that a
                // number tells them apart.
                true => {
                    let hash = hash(&row[..apart]);
                    let number = alike.entry(hash.clone()).or_default();
                    *number += 1;
                    format!("{hash}:{number}")
                }
            };
            let values: Map<String, serde_json::Value> = (shown.iter())
                .map(|(field, at)| ((*field).to_owned(), columns[*at].holds.json(row[*at])))
                .collect();
            each(FoundRow { id, hits, values })
        })
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        let (here, database) = (self.here(), self.database.clone());
        let named = database.is_some();
        let mut tables: Vec<LiveTable> = Vec::new();
        let mut at: HashMap<(String, String), usize> = HashMap::new();
        let sql = format!(
            "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_COMMENT, TABLE_ROWS FROM information_schema.TABLES
             WHERE {here} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
             ORDER BY TABLE_SCHEMA, TABLE_NAME"
        );
        self.run(&sql, &mut |row| {
            if tables.len() >= TABLES_MAX {
                return Err(Error::TooMany { what: "tables", limit: TABLES_MAX });
            }
            let (schema, name) = (text(row[0]), text(row[1]));
            if database.as_ref().is_some_and(|database| *database != schema) {
                return Ok(());
            }
            at.insert((schema.clone(), name.clone()), tables.len());
            tables.push(LiveTable {
                schema: (!named).then_some(schema),
                name,
                comment: some(row[2]),
                rows: text(row[3]).parse().ok(),
                ..LiveTable::default()
            });
            Ok(())
        })?;
        let table = |row: &[Option<&[u8]>]| at.get(&(text(row[0]), text(row[1]))).copied();
        let sql = format!(
            "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE,
                 CASE WHEN DATA_TYPE IN ('char', 'varchar') THEN CHARACTER_MAXIMUM_LENGTH END,
                 IS_NULLABLE, COLUMN_COMMENT
             FROM information_schema.COLUMNS WHERE {here}
             ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION"
        );
        self.run(&sql, &mut |row| {
            if let Some(no) = table(row) {
                tables[no].columns.push(crate::Column {
                    name: text(row[2]),
                    kind: text(row[3]).to_ascii_lowercase(),
                    width: text(row[4]).parse().ok(),
                    nullable: text(row[5]) == "YES",
                    comment: some(row[6]),
                });
            }
            Ok(())
        })?;
        // A foreign key of several columns is no reference of one field.
        let sql = format!(
            "SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, MAX(COLUMN_NAME),
                 MAX(REFERENCED_TABLE_SCHEMA), MAX(REFERENCED_TABLE_NAME),
                 MAX(REFERENCED_COLUMN_NAME)
             FROM information_schema.KEY_COLUMN_USAGE
             WHERE {here} AND REFERENCED_TABLE_NAME IS NOT NULL
             GROUP BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME HAVING COUNT(*) = 1"
        );
        self.run(&sql, &mut |row| {
            if let Some(no) = table(row) {
                let (schema, name) = (text(row[4]), text(row[5]));
                let own = named && schema == text(row[0]);
                let to = if own { name } else { format!("{schema}.{name}") };
                let column = text(row[3]);
                tables[no].refers.push(LiveReference { column, table: to, to: text(row[6]) });
            }
            Ok(())
        })?;
        let sql = format!(
            "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE
             WHERE {here} AND CONSTRAINT_NAME = 'PRIMARY'
             ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION"
        );
        self.run(&sql, &mut |row| {
            if let Some(no) = table(row) {
                tables[no].key.push(text(row[2]));
            }
            Ok(())
        })?;
        Ok(Schema { tables })
    }

    fn sample(
        &mut self,
        table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error> {
        if table.columns.is_empty() {
            return Ok(());
        }
        let columns: Vec<String> = (table.columns.iter())
            .map(|column| match holds(&column.kind) {
                Holds::Bytes => "NULL".to_owned(),
                Holds::Text => format!("LEFT({}, {SAMPLE_LENGTH})", quoted(&column.name)),
                Holds::Bits => format!("{} + 0", quoted(&column.name)),
                _ => quoted(&column.name),
            })
            .collect();
        let place = table.schema.iter().chain(&self.database).take(1).chain([&table.name]);
        let place: Vec<String> = place.map(|name| quoted(name)).collect();
        let sql = format!("SELECT {} FROM {} LIMIT {limit}", columns.join(", "), place.join("."));
        self.run(&sql, &mut |row| {
            for (column, value) in row.iter().enumerate() {
                let value = value.map(String::from_utf8_lossy);
                let value = value.filter(|value| !value.starts_with("0000-00-00"));
                let cut = value.map(|text| text.chars().take(SAMPLE_LENGTH).collect::<String>());
                each(column, cut.as_deref());
            }
            Ok(())
        })
    }
}
