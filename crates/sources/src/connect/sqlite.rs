//! SQLite.

mod index;

use std::collections::{HashMap, HashSet};

use data_encoding::HEXLOWER;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OpenFlags, params_from_iter};
use serde_json::{Map, Value};

use index::Plain;

use super::{Connector, FoundRow, How, SAMPLE_LENGTH, Wanted, quoted};
use crate::schema::TABLES_MAX;
use crate::stop::Running;
use crate::{Column, Error, ForeignKey, LiveReference, LiveTable, Schema, Stop};

pub(super) struct Sqlite {
    connection: Connection,
    stop: Stop,
    statements: u64,
    /// How the columns of the tables that were asked for take values.
    columns: HashMap<String, HashMap<String, Affinity>>,
    /// The indexes there are, each as it was made.
    indexes: HashSet<String>,
}

/// How a column takes values: what SQLite calls its affinity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Affinity {
    /// What looks like a number becomes one, and what it is compared with does too.
    Number,
    /// Everything is a text.
    Text,
    /// Everything stays as it was given.
    None,
}

impl Affinity {
    /// By the words SQLite goes by, in its order.
    fn of(declared: &str) -> Affinity {
        let declared = declared.to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
        if has(&["INT"]) {
            Affinity::Number
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            Affinity::Text
        } else if declared.is_empty() || has(&["BLOB"]) {
            Affinity::None
        } else {
            Affinity::Number
        }
    }

    /// The condition by which a column is a value, or the value filled up with spaces, which sort
    /// before everything else, so that an index is used. What it is compared with goes to `values`.
    fn same(self, column: &str, value: &str, values: &mut Vec<Sql>) -> String {
        let mut fits = vec![format!("{column} = ?")];
        values.push(Sql::Text(value.to_owned()));
        let number = value.parse::<f64>().is_ok();
        // In a column of numbers a number with a space is that number, and a text is more than any.
        if self != Affinity::Number || !number {
            fits.push(format!("({column} >= ? AND {column} < ? AND rtrim({column}, ' ') = ?)"));
            let range = [format!("{value} "), format!("{value}!"), value.to_owned()];
            values.extend(range.map(Sql::Text));
        }
        if self == Affinity::None
            && let Some(number) = as_number(value)
        {
            fits.push(format!("{column} = ?"));
            values.push(number);
        }
        if let Some(bytes) =
            value.strip_prefix("\\x").and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok())
        {
            fits.push(format!("{column} = ?"));
            values.push(Sql::Blob(bytes));
        }
        format!("({})", fits.join(" OR "))
    }
}

fn as_number(value: &str) -> Option<Sql> {
    let whole = value.parse().ok().map(Sql::Integer);
    whole.or_else(|| value.parse().ok().map(Sql::Real))
}

pub(crate) fn wrong(error: &rusqlite::Error) -> Error {
    match error.sqlite_error() {
        Some(said) => {
            Error::Refused(rusqlite::ffi::code_to_str(said.extended_code).to_ascii_lowercase())
        }
        None => Error::Refused("its catalogue cannot be read".to_owned()),
    }
}

impl Sqlite {
    pub(super) fn open(path: &str) -> Result<Sqlite, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|_| Error::Unreachable(format!("there is no database at `{path}`")))?;
        for (name, how) in FITS {
            connection
                .create_scalar_function(
                    name,
                    2,
                    FunctionFlags::SQLITE_DETERMINISTIC,
                    move |values| {
                        let wanted = values.get_raw(1).as_str()?;
                        Ok(match values.get_raw(0) {
                            ValueRef::Null | ValueRef::Blob(_) => false,
                            ValueRef::Text(text) => {
                                how.fits(&String::from_utf8_lossy(text), wanted)
                            }
                            number => how.fits(&json(number).to_string(), wanted),
                        })
                    },
                )
                .map_err(|e| wrong(&e))?;
        }
        let stop = Stop::default();
        Ok(Sqlite {
            connection,
            stop,
            statements: 0,
            columns: HashMap::new(),
            indexes: HashSet::new(),
        })
    }

    /// Begins something that can be interrupted.
    fn running(&self) -> Result<Running, Error> {
        let handle = self.connection.get_interrupt_handle();
        self.stop.begin(move || handle.interrupt())
    }

    fn table(&self, name: &str) -> Result<LiveTable, rusqlite::Error> {
        let mut table = LiveTable { name: name.to_owned(), ..LiveTable::default() };
        let mut keys: Vec<(i64, String)> = Vec::new();
        let mut columns = self.connection.prepare(
            "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?1) ORDER BY cid",
        )?;
        let mut rows = columns.query([name])?;
        while let Some(row) = rows.next()? {
            let (column, declared): (String, String) = (row.get(0)?, row.get(1)?);
            let place: i64 = row.get(3)?;
            if place > 0 {
                keys.push((place, column.clone()));
            }
            let (kind, width) = match declared.split_once('(') {
                Some((kind, rest)) => (kind.trim(), rest.trim_end_matches(')').parse().ok()),
                None => (declared.as_str(), None),
            };
            table.columns.push(Column {
                name: column,
                kind: kind.to_ascii_lowercase(),
                width,
                nullable: row.get::<_, i64>(2)? == 0,
                comment: None,
            });
        }
        keys.sort();
        table.key = keys.into_iter().map(|(_, column)| column).collect();
        let mut foreign = self.connection.prepare(
            "SELECT \"from\", \"table\", COALESCE(\"to\", '') FROM pragma_foreign_key_list(?1)
             GROUP BY id HAVING count(*) = 1",
        )?;
        let mut rows = foreign.query([name])?;
        while let Some(row) = rows.next()? {
            let to: String = row.get(2)?;
            table.refers.push(LiveReference { column: row.get(0)?, table: row.get(1)?, to });
        }
        let mut foreign = self.connection.prepare(
            "SELECT id, \"table\", \"from\", COALESCE(\"to\", '') FROM pragma_foreign_key_list(?1)
             ORDER BY id, seq",
        )?;
        let mut rows = foreign.query([name])?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if last != Some(id) {
                table.foreign.push(ForeignKey { table: row.get(1)?, ..ForeignKey::default() });
                last = Some(id);
            }
            if let Some(key) = table.foreign.last_mut() {
                key.columns.push(row.get(2)?);
                key.to.push(row.get(3)?);
            }
        }
        let mut unique = self.connection.prepare(
            "SELECT DISTINCT c.name FROM pragma_index_list(?1) i, pragma_index_info(i.name) c
             WHERE i.\"unique\" AND c.name IS NOT NULL ORDER BY 1",
        )?;
        let unique = unique.query_map([name], |row| row.get(0))?;
        table.unique = unique.collect::<Result<_, rusqlite::Error>>()?;
        for column in &table.key {
            if !table.unique.contains(column) {
                table.unique.push(column.clone());
            }
        }
        let count = format!("SELECT count(*) FROM {}", quoted(name));
        let rows: i64 = self.connection.query_row(&count, [], |row| row.get(0))?;
        table.rows = u64::try_from(rows).ok();
        Ok(table)
    }

    /// How the columns of a table take values.
    fn affinities(&self, table: &str) -> Result<HashMap<String, Affinity>, rusqlite::Error> {
        let mut columns =
            self.connection.prepare_cached("SELECT name, type FROM pragma_table_xinfo(?1)")?;
        let one = |row: &rusqlite::Row<'_>| {
            Ok((row.get(0)?, Affinity::of(row.get_ref(1)?.as_str().unwrap_or_default())))
        };
        columns.query_map([table], one)?.collect()
    }

    /// The indexes of a table, each as it was made.
    fn indexes_of(&self, table: &str) -> Result<Vec<String>, rusqlite::Error> {
        let made = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1
             AND sql IS NOT NULL";
        let mut made = self.connection.prepare_cached(made)?;
        made.query_map([table], |row| row.get(0))?.collect()
    }

    /// Whether the indexes that these statements make are there, and not others of their names.
    fn has(&self, statements: &[String]) -> bool {
        let mut kept = statements.iter().map(|made| made.replacen("IF NOT EXISTS ", "", 1));
        kept.all(|made| self.indexes.contains(&made))
    }

    /// Whether the rows of a table have a number of their own: those of views, of tables made
    /// without, and of tables that call a column so, have none.
    fn rows_apart(&self, table: &str) -> Result<(), Error> {
        let apart: bool = self
            .connection
            .query_row(
                "SELECT count(*) = 1 FROM pragma_table_list(?1)
                 WHERE schema = 'main' AND type = 'table' AND wr = 0 AND NOT EXISTS (
                     SELECT 1 FROM pragma_table_xinfo(?1) WHERE lower(name) = 'rowid')",
                [table],
                |row| row.get(0),
            )
            .map_err(|e| wrong(&e))?;
        if apart {
            return Ok(());
        }
        Err(Error::Refused(format!("there is no table `{table}` whose rows can be told apart")))
    }

    fn tables(&self) -> Result<Vec<LiveTable>, rusqlite::Error> {
        let mut names = self.connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'
             ESCAPE '\\' ORDER BY name",
        )?;
        let names: Vec<String> =
            names.query_map([], |row| row.get(0))?.collect::<Result<_, rusqlite::Error>>()?;
        let mut tables =
            names.iter().map(|name| self.table(name)).collect::<Result<Vec<_>, _>>()?;
        // A reference that names no column leads to the key, and case counts for nothing in names.
        let keys: Vec<(String, Vec<String>)> =
            tables.iter().map(|table| (table.name.clone(), table.key.clone())).collect();
        let named = |name: &str| keys.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        for table in &mut tables {
            for reference in &mut table.refers {
                let Some((name, key)) = named(&reference.table) else { continue };
                reference.table.clone_from(name);
                if reference.to.is_empty() {
                    reference.to = key.first().cloned().unwrap_or_default();
                }
            }
            for foreign in &mut table.foreign {
                let Some((name, key)) = named(&foreign.table) else { continue };
                foreign.table.clone_from(name);
                if foreign.to.iter().any(String::is_empty) {
                    foreign.to.clone_from(key);
                }
            }
        }
        Ok(tables)
    }

    /// The rows that are wanted.
    fn look(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut conditions = Vec::new();
        // What the rows are found by: each by an index of its own, or all that is left at once.
        let (mut by_index, mut others) = (Vec::new(), Vec::new());
        if !self.columns.contains_key(wanted.table) {
            self.rows_apart(wanted.table)?;
            let affinities = self.affinities(wanted.table).map_err(|e| wrong(&e))?;
            self.indexes.extend(self.indexes_of(wanted.table).map_err(|e| wrong(&e))?);
            self.columns.insert(wanted.table.to_owned(), affinities);
        }
        let affinity = |field: &str| {
            let known = self.columns.get(wanted.table).and_then(|all| all.get(field)).copied();
            known.unwrap_or(Affinity::None)
        };
        let mut parameters: Vec<Sql> = Vec::new();
        let (mut given_to_indexes, mut given_to_others): (Vec<Sql>, Vec<Sql>) = Default::default();
        for one in wanted.any {
            let begun = parameters.len();
            let column = format!("t.{}", quoted(one.field));
            let function = FITS.iter().find(|(_, how)| *how == one.how).map(|(name, _)| name);
            let mut fits = Vec::with_capacity(one.values.len());
            for value in one.values {
                fits.push(match function {
                    Some(function) => {
                        parameters.push(Sql::Text(value.clone()));
                        format!("{function}({column}, ?)")
                    }
                    None => affinity(one.field).same(&column, value, &mut parameters),
                });
            }
            if fits.is_empty() {
                fits.push("FALSE".to_owned());
            }
            let condition = format!("({})", fits.join(" OR "));
            let plain = Plain::of(&column, one.how)
                .filter(|_| self.has(&index(wanted.table, one.field, one.how)));
            let serves = one.values.iter().all(|value| Plain::serves(one.how, value));
            if let Some(plain) = plain.filter(|_| serves && !one.values.is_empty()) {
                let marks = vec!["?"; one.values.len()].join(", ");
                for form in &plain.forms {
                    by_index.push(format!("{form} IN ({marks}) AND {condition}"));
                    given_to_indexes.extend(one.values.iter().cloned().map(Sql::Text));
                    given_to_indexes.extend_from_slice(&parameters[begun..]);
                }
                by_index.push(format!("{} AND {condition}", plain.odd));
                given_to_indexes.extend_from_slice(&parameters[begun..]);
            } else {
                others.push(condition.clone());
                given_to_others.extend_from_slice(&parameters[begun..]);
            }
            conditions.push(condition);
        }
        if conditions.is_empty() {
            return Ok(());
        }
        let fields: Vec<String> =
            wanted.fields.iter().map(|field| format!("t.{}", quoted(field))).collect();
        let table = quoted(wanted.table);
        let found = if by_index.is_empty() {
            others.join(" OR ")
        } else {
            if !others.is_empty() {
                by_index.push(others.join(" OR "));
            }
            let each =
                by_index.iter().map(|by| format!("SELECT t.rowid FROM {table} t WHERE {by}"));
            format!("t.rowid IN ({})", each.collect::<Vec<_>>().join(" UNION ALL "))
        };
        let sql = format!(
            "SELECT t.rowid, {}, {} FROM {table} t WHERE {found}",
            conditions.join(", "),
            fields.join(", "),
        );
        // Once for what found the row, and once for finding it.
        let parameters: Vec<Sql> = [parameters, given_to_indexes, given_to_others].concat();
        self.statements += 1;
        let mut statement = self.connection.prepare(&sql).map_err(|e| wrong(&e))?;
        let mut rows = statement.query(params_from_iter(parameters)).map_err(|e| wrong(&e))?;
        while let Some(row) = rows.next().map_err(|e| wrong(&e))? {
            self.stop.check()?;
            let id: i64 = row.get(0).map_err(|e| wrong(&e))?;
            let mut hits = Vec::new();
            for at in 0..conditions.len() {
                if row.get::<_, Option<bool>>(at + 1).map_err(|e| wrong(&e))? == Some(true) {
                    hits.push(at);
                }
            }
            let mut values = Map::new();
            for (at, field) in wanted.fields.iter().enumerate() {
                let value = row.get_ref(at + 1 + conditions.len()).map_err(|e| wrong(&e))?;
                values.insert((*field).to_owned(), json(value));
            }
            each(FoundRow { id: id.to_string(), hits, values })?;
        }
        Ok(())
    }
}

/// What compares in SQL as [`How`] does.
const FITS: [(&str, How); 3] =
    [("kh_email", How::Email), ("kh_number", How::Number), ("kh_phone", How::Phone)];

/// The indexes by which a column is found.
pub(super) fn index(table: &str, field: &str, how: How) -> Vec<String> {
    let (on, column) = (quoted(table), quoted(field));
    let make = |name: &str, rest: String| {
        format!("CREATE INDEX IF NOT EXISTS {} ON {on} {rest}", quoted(name))
    };
    let Some(plain) = Plain::of(&column, how) else {
        return vec![make(&format!("kh_{table}_{field}"), format!("({column})"))];
    };
    let name = index::name(table, field, how);
    let numbered = (1..).zip(&plain.forms);
    let mut all: Vec<String> =
        numbered.map(|(no, form)| make(&format!("{name}_{no}"), format!("({form})"))).collect();
    all.push(make(&name, format!("({column}) WHERE {}", plain.odd)));
    all
}

fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        // As PostgreSQL shows bytes.
        ValueRef::Blob(bytes) => format!("\\x{}", HEXLOWER.encode(bytes)).into(),
        ValueRef::Integer(value) => value.into(),
        ValueRef::Real(value) => value.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
    }
}

impl Connector for Sqlite {
    fn stop_with(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.stop.check()?;
        self.end()?;
        self.statements += 1;
        self.connection.execute_batch("BEGIN").map_err(|e| wrong(&e))
    }

    fn end(&mut self) -> Result<(), Error> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch("ROLLBACK").map_err(|e| wrong(&e))
    }

    fn statements(&self) -> u64 {
        self.statements
    }

    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let _running = self.running()?;
        let found = self.look(wanted, each);
        self.stop.came_of(found)
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        let _running = self.running()?;
        let tables = self.tables().map_err(|e| wrong(&e));
        let tables = self.stop.came_of(tables)?;
        if tables.len() > TABLES_MAX {
            return Err(Error::TooMany { what: "tables", limit: TABLES_MAX });
        }
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
        let _running = self.running()?;
        let columns: Vec<String> =
            table.columns.iter().map(|column| quoted(&column.name)).collect();
        let sql =
            format!("SELECT {} FROM {} LIMIT {limit}", columns.join(", "), quoted(&table.name));
        let mut read = || -> Result<(), rusqlite::Error> {
            let mut statement = self.connection.prepare(&sql)?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    match row.get_ref(column)? {
                        ValueRef::Null | ValueRef::Blob(_) => each(column, None),
                        ValueRef::Integer(value) => each(column, Some(&value.to_string())),
                        ValueRef::Real(value) => each(column, Some(&value.to_string())),
                        ValueRef::Text(text) => {
                            let text = String::from_utf8_lossy(text);
                            let cut: String = text.chars().take(SAMPLE_LENGTH).collect();
                            each(column, Some(&cut));
                        }
                    }
                }
            }
            Ok(())
        };
        let read = read().map_err(|e| wrong(&e));
        self.stop.came_of(read)
    }
}
