//! PostgreSQL.

use std::collections::HashMap;

use postgres::{Client, Transaction};

use super::{RowChange, To, Writer};
use crate::Error;
use crate::connect::postgresql::{TYPES, condition, placed, wrong};
use crate::connect::{How, Match, quoted};
use crate::walk::text;

pub(super) struct Postgresql {
    client: Client,
}

impl Postgresql {
    pub(super) fn open(address: &str) -> Result<Postgresql, Error> {
        let client = db::writer(address).map_err(|why| match why {
            db::Error::Address(_) => Error::Address("this postgres address".to_owned()),
            other => Error::Unreachable(other.to_string()),
        })?;
        Ok(Postgresql { client })
    }
}

/// The type of each column of a table, and its width.
type Columns = HashMap<String, (String, Option<i32>)>;

fn columns(tx: &mut Transaction<'_>, place: &str) -> Result<Columns, Error> {
    let rows = tx.query(TYPES, &[&place]).map_err(|e| wrong(&e))?;
    if rows.is_empty() {
        return Err(Error::Refused(format!("there is no table {place}")));
    }
    Ok(rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect())
}

/// One statement and its parameters.
#[derive(Default)]
struct Statement {
    parameters: Vec<Vec<Option<String>>>,
}

impl Statement {
    /// The place of a value: a list of one, so that all parameters are of one type.
    fn one(&mut self, value: Option<String>) -> String {
        self.parameters.push(vec![value]);
        format!("(${}::text[])[1]", self.parameters.len())
    }
}

fn change(tx: &mut Transaction<'_>, known: &Columns, one: &RowChange<'_>) -> Result<(), Error> {
    let no_column = |name: &str| Error::Refused(format!("`{}` has no column `{name}`", one.table));
    let mut statement = Statement::default();
    let mut sets = Vec::new();
    if let To::Fields(fields) = &one.to {
        for (name, value) in fields {
            let (kind, _) = known.get(name).ok_or_else(|| no_column(name))?;
            // A type without a length of its own: `character` alone is one character.
            let kind = if kind == "character" { "bpchar" } else { kind };
            let value = match value {
                Some(value) => format!("({})::{kind}", statement.one(Some(value.clone()))),
                None => "NULL".to_owned(),
            };
            sets.push(format!("{} = {value}", quoted(name)));
        }
    }
    let mut conditions = Vec::new();
    // By what an index knows, and then by what it must be exactly.
    for (name, value) in one.key.iter().filter(|(_, value)| !value.is_null()) {
        let column = known.get(name).ok_or_else(|| no_column(name))?;
        let values = [text(value)];
        let wanted = Match { field: name, how: How::Same, values: &values };
        let (sql, values) = condition(&wanted, column, statement.parameters.len() + 1);
        if !values.is_empty() {
            statement.parameters.push(values.into_iter().map(Some).collect());
            conditions.push(sql);
        }
    }
    for (name, value) in one.key.iter().chain(one.was) {
        known.get(name).ok_or_else(|| no_column(name))?;
        let column = format!("t.{}", quoted(name));
        if value.is_null() {
            conditions.push(format!("{column} IS NULL"));
            continue;
        }
        let json = statement.one(Some(value.to_string()));
        // As the reader shows it, letter for letter.
        conditions.push(format!("to_jsonb({column}) = {json}::jsonb"));
    }
    let (place, conditions) = (placed(one.schema, one.table), conditions.join(" AND "));
    let sql = match one.to {
        To::Fields(_) => format!("UPDATE {place} t SET {} WHERE {conditions}", sets.join(", ")),
        To::Gone => format!("DELETE FROM {place} t WHERE {conditions}"),
    };
    let parameters: Vec<&(dyn postgres::types::ToSql + Sync)> =
        statement.parameters.iter().map(|list| list as _).collect();
    let changed = tx.execute(&sql, &parameters).map_err(|e| wrong(&e))?;
    if changed == one.rows as u64 { Ok(()) } else { Err(Error::Changed(one.table.to_owned())) }
}

impl Writer for Postgresql {
    fn change(&mut self, changes: &[RowChange<'_>]) -> Result<(), Error> {
        let mut tx = self.client.transaction().map_err(|e| wrong(&e))?;
        let mut tables: HashMap<String, Columns> = HashMap::new();
        for one in changes {
            let place = placed(one.schema, one.table);
            if !tables.contains_key(&place) {
                let columns = columns(&mut tx, &place)?;
                tables.insert(place.clone(), columns);
            }
            change(&mut tx, &tables[&place], one)?;
        }
        // Constraints that wait for the end are asked now, while nothing is lost yet.
        tx.batch_execute("SET CONSTRAINTS ALL IMMEDIATE").map_err(|e| wrong(&e))?;
        tx.commit().map_err(|error| match wrong(&error) {
            Error::Unreachable(why) => Error::Uncertain(why),
            refused => refused,
        })
    }
}
