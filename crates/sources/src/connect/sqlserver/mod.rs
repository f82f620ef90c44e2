//! SQL Server.

mod catalogue;
mod wire;
mod words;

use std::collections::{HashMap, HashSet};

use serde_json::Map;

use super::address::Server;
use super::apart::{hash, key};
use super::value::{EachRow, Holds, Looked};
use super::{Connector, FoundRow, SAMPLE_LENGTH, Wanted};
use crate::schema::TABLES_MAX;
use crate::{Error, ForeignKey, LiveReference, LiveTable, Schema, Stop};
use wire::{Given, Wire};
use words::{Column, quoted};

/// The most values a statement is given: 2,000. The server takes 2,100.
const GIVEN_MAX: usize = 2_000;

pub(super) struct SqlServer {
    wire: Wire,
    /// Whether everything can be read of one moment.
    snapshots: bool,
    stop: Stop,
    statements: u64,
    /// The tables that were asked for, by schema and name.
    tables: HashMap<(String, String), Table>,
}

/// A table that was asked for.
#[derive(Clone)]
struct Table {
    /// As a statement names it.
    place: String,
    columns: Vec<Column>,
    /// The columns a row is told apart by; none where the table has no such.
    key: Vec<String>,
}

fn text(value: Option<&[u8]>) -> String {
    value.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

fn some(value: Option<&[u8]>) -> Option<String> {
    Some(text(value)).filter(|text| !text.is_empty())
}

impl SqlServer {
    pub(super) fn open(address: &str) -> Result<SqlServer, Error> {
        let server = Server::parse(address).filter(|server| server.socket.is_none());
        let server = server.ok_or_else(|| Error::Address("this sqlserver address".to_owned()))?;
        let wire = Wire::open(&server)?;
        let (stop, tables) = (Stop::default(), HashMap::new());
        let mut source = SqlServer { wire, snapshots: false, stop, statements: 0, tables };
        // Nobody is kept waiting for long, and nothing is ever kept of a transaction that failed.
        let set = "SET LOCK_TIMEOUT 5000; SET XACT_ABORT ON; SET ANSI_WARNINGS ON; \
                   SET QUOTED_IDENTIFIER ON; SET DATEFORMAT ymd; SET TEXTSIZE 2147483647";
        source.run(set, &[], &mut |_| Ok(()))?;
        let mut snapshots = false;
        source.run(catalogue::SNAPSHOTS, &[], &mut |row| {
            snapshots = row.first().is_some_and(|state| text(*state) == "1");
            Ok(())
        })?;
        source.snapshots = snapshots;
        Ok(source)
    }

    fn run(&mut self, sql: &str, given: &[Given], each: &mut EachRow<'_>) -> Result<(), Error> {
        self.stop.check()?;
        self.statements += 1;
        let stop = &self.stop;
        let ran = self.wire.run(sql, given, stop, &mut |row| {
            stop.check()?;
            each(row)
        });
        stop.came_of(ran)
    }

    /// Runs a statement whose rows have so many columns, and gives none that have not.
    fn ask(
        &mut self,
        sql: &str,
        given: &[Given],
        columns: usize,
        each: &mut EachRow<'_>,
    ) -> Result<(), Error> {
        self.run(sql, given, &mut |row| match row.len() == columns {
            true => each(row),
            false => Err(wire::lies()),
        })
    }

    /// A table and its columns, asked once.
    fn table(&mut self, schema: Option<&str>, name: &str) -> Result<Table, Error> {
        let known = (schema.unwrap_or_default().to_owned(), name.to_owned());
        if let Some(table) = self.tables.get(&known) {
            return Ok(table.clone());
        }
        let given = [Given::Text(known.0.clone()), Given::Text(known.1.clone())];
        // The catalogue may look names up without regard to case: that is looked at here.
        let meant = |row: &[Option<&[u8]>]| {
            text(row[1]) == name && schema.is_none_or(|schema| text(row[0]) == schema)
        };
        let (mut place, mut columns) = (String::new(), Vec::new());
        self.ask(catalogue::COLUMNS_OF, &given, 4, &mut |row| {
            if meant(row) {
                place = format!("{}.{}", quoted(&text(row[0])), quoted(&text(row[1])));
                columns.push(Column::new(text(row[2]), text(row[3])));
            }
            Ok(())
        })?;
        if columns.is_empty() {
            return Err(Error::Refused(format!("there is no table `{name}`")));
        }
        let mut keys: Vec<(String, Vec<String>)> = Vec::new();
        let mut empty = HashSet::new();
        self.ask(catalogue::KEYS_OF, &given, 5, &mut |row| {
            if !meant(row) {
                return Ok(());
            }
            let (index, column) = (text(row[2]), text(row[3]));
            // One that is only nearly what was written can read as another does.
            let nearly =
                columns.iter().any(|one: &Column| one.holds == Holds::Nearly && one.name == column);
            if nearly || text(row[4]) != "0" {
                empty.insert(index.clone());
            }
            match keys.last_mut() {
                Some((last, columns)) if *last == index => columns.push(column),
                _ => keys.push((index, vec![column])),
            }
            Ok(())
        })?;
        let key = keys.into_iter().find(|(index, _)| !empty.contains(index));
        let key = key.map(|(_, key)| key).unwrap_or_default();
        let table = Table { place, columns, key };
        self.tables.insert(known, table.clone());
        Ok(table)
    }
}

impl Connector for SqlServer {
    fn stop_with(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.end()?;
        let level = if self.snapshots { "SNAPSHOT" } else { "READ COMMITTED" };
        let sql = format!("SET TRANSACTION ISOLATION LEVEL {level}; BEGIN TRANSACTION");
        self.run(&sql, &[], &mut |_| Ok(()))
    }

    fn end(&mut self) -> Result<(), Error> {
        self.run("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION", &[], &mut |_| Ok(()))
    }

    fn statements(&self) -> u64 {
        self.statements
    }

    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let table = self.table(wanted.schema, wanted.table)?;
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
        let mut looked = Vec::with_capacity(wanted.any.len());
        let mut conditions = Vec::new();
        for one in wanted.any {
            let column = at(one.field)?;
            if table.columns[column].holds == Holds::Bytes {
                let (table, field) = (wanted.table, one.field);
                let why = format!("`{table}.{field}` holds bytes, in which nothing can be found");
                return Err(Error::Refused(why));
            }
            conditions.extend(table.columns[column].conditions(one.how, one.values));
            let values = Looked::new(one.how, table.columns[column].holds, one.values);
            looked.push((place_of(column, &mut read), values));
        }
        let mut shown = Vec::with_capacity(wanted.fields.len());
        for field in wanted.fields {
            let column = at(field)?;
            shown.push((*field, place_of(column, &mut read)));
        }
        let columns: Vec<&Column> = read.iter().map(|column| &table.columns[*column]).collect();
        let list = columns.iter().map(|column| column.read()).collect::<Vec<_>>().join(", ");
        let several = conditions.len() > GIVEN_MAX;
        let mut seen: HashSet<String> = HashSet::new();
        for part in conditions.chunks(GIVEN_MAX) {
            let mut given = Vec::new();
            let any: Vec<String> = part.iter().map(|one| one.said(&mut given)).collect();
            let sql = format!("SELECT {list} FROM {} t WHERE {}", table.place, any.join(" OR "));
            let mut alike: HashMap<String, u64> = HashMap::new();
            self.ask(&sql, &given, columns.len(), &mut |row| {
                let hits = looked.iter().enumerate();
                let hits = hits.filter(|(_, (at, values))| values.fit(row[*at]));
                let hits: Vec<usize> = hits.map(|(number, _)| number).collect();
                if hits.is_empty() {
                    return Ok(());
                }
                let id = match table.key.is_empty() {
                    false => key(&row[..apart]),
                    // Rows that are alike in everything are found together or not at all, so that
                    // a number tells them apart.
                    true => {
                        let hash = hash(&row[..apart]);
                        let number = alike.entry(hash.clone()).or_default();
                        *number += 1;
                        format!("{hash}:{number}")
                    }
                };
                // One that fits values of several statements is found by each.
                if several && !seen.insert(id.clone()) {
                    return Ok(());
                }
                let values: Map<String, serde_json::Value> = (shown.iter())
                    .map(|(field, at)| ((*field).to_owned(), columns[*at].holds.json(row[*at])))
                    .collect();
                each(FoundRow { id, hits, values })
            })?;
        }
        Ok(())
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        let mut tables: Vec<LiveTable> = Vec::new();
        let mut at: HashMap<(String, String), usize> = HashMap::new();
        self.ask(catalogue::TABLES, &[], 5, &mut |row| {
            if tables.len() >= TABLES_MAX {
                return Err(Error::TooMany { what: "tables", limit: TABLES_MAX });
            }
            let (schema, name) = (text(row[0]), text(row[1]));
            at.insert((schema.clone(), name.clone()), tables.len());
            tables.push(LiveTable {
                schema: Some(schema),
                name,
                comment: some(row[2]),
                rows: text(row[3]).parse().ok(),
                visible: text(row[4]) == "1",
                ..LiveTable::default()
            });
            Ok(())
        })?;
        let table = |row: &[Option<&[u8]>]| at.get(&(text(row[0]), text(row[1]))).copied();
        self.ask(catalogue::COLUMNS, &[], 7, &mut |row| {
            if let Some(no) = table(row) {
                tables[no].columns.push(crate::Column {
                    name: text(row[2]),
                    kind: text(row[3]),
                    width: text(row[4]).parse().ok(),
                    nullable: text(row[5]) == "1",
                    comment: some(row[6]),
                });
            }
            Ok(())
        })?;
        self.ask(catalogue::UNIQUE, &[], 4, &mut |row| {
            if let Some(no) = table(row) {
                let column = text(row[2]);
                if text(row[3]) == "1" {
                    tables[no].key.push(column.clone());
                }
                if !tables[no].unique.contains(&column) {
                    tables[no].unique.push(column);
                }
            }
            Ok(())
        })?;
        let mut last = None;
        self.ask(catalogue::FOREIGN, &[], 7, &mut |row| {
            let Some(no) = table(row) else { return Ok(()) };
            let to = format!("{}.{}", text(row[4]), text(row[5]));
            let this = Some((no, text(row[2])));
            if this != last {
                tables[no].foreign.push(ForeignKey { table: to, ..ForeignKey::default() });
                last = this;
            }
            if let Some(foreign) = tables[no].foreign.last_mut() {
                foreign.columns.push(text(row[3]));
                foreign.to.push(text(row[6]));
            }
            Ok(())
        })?;
        for table in &mut tables {
            // A foreign key of several columns is no reference of one field.
            let single = table.foreign.iter().filter(|foreign| foreign.columns.len() == 1);
            let refers = single.map(|foreign| LiveReference {
                column: foreign.columns[0].clone(),
                table: foreign.table.clone(),
                to: foreign.to[0].clone(),
            });
            table.refers = refers.collect();
        }
        Ok(Schema { tables })
    }

    fn sample(
        &mut self,
        table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error> {
        let known = self.table(table.schema.as_deref(), &table.name)?;
        let columns: Vec<String> = (table.columns.iter())
            .map(|column| {
                Column::new(column.name.clone(), column.kind.clone()).sampled(SAMPLE_LENGTH)
            })
            .collect();
        if columns.is_empty() {
            return Ok(());
        }
        let list = columns.join(", ");
        let sql = format!("SELECT TOP ({limit}) {list} FROM {} t", known.place);
        self.ask(&sql, &[], columns.len(), &mut |row| {
            for (column, value) in row.iter().enumerate() {
                let value = value.map(String::from_utf8_lossy);
                let cut = value.map(|text| text.chars().take(SAMPLE_LENGTH).collect::<String>());
                each(column, cut.as_deref());
            }
            Ok(())
        })
    }
}
