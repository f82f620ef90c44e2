//! PostgreSQL.

use std::collections::HashMap;

use postgres::{Client, Transaction};
use serde_json::Value;

use super::{RowChange, To, Writer};
use crate::Error;
use crate::connect::postgresql::{TYPES, as_shown, condition, placed, wrong};
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
    let (mut sets, mut taken) = (Vec::new(), vec!["TRUE".to_owned()]);
    if let To::Fields(fields) = &one.to {
        for (name, value) in fields {
            let (kind, _) = known.get(name).ok_or_else(|| no_column(name))?;
            let column = format!("t.{}", quoted(name));
            let Some(value) = value else {
                sets.push(format!("{} = NULL", quoted(name)));
                taken.push(format!("{column} IS NULL"));
                continue;
            };
            let value = statement.one(Some(value.clone()));
            if is_text(kind) {
                // Without a cast: with one, what is too long would be cut and nothing said.
                sets.push(format!("{} = {value}", quoted(name)));
                taken.push(format!("rtrim({column}::text) = rtrim({value})"));
            } else {
                sets.push(format!("{} = ({value})::{kind}", quoted(name)));
                taken.push(format!(
                    "{} = {}",
                    as_shown(&column),
                    as_shown(&format!("({value})::{kind}"))
                ));
            }
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
        let shown = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        // As the reader shows it, letter for letter.
        conditions.push(format!("{} = {}", as_shown(&column), statement.one(Some(shown))));
    }
    let (place, conditions) = (placed(one.schema, one.table), conditions.join(" AND "));
    let sql = match one.to {
        To::Fields(_) => format!(
            "UPDATE {place} t SET {} WHERE {conditions} RETURNING {}",
            sets.join(", "),
            taken.join(" AND ")
        ),
        To::Gone => format!("DELETE FROM {place} t WHERE {conditions} RETURNING TRUE"),
    };
    let parameters: Vec<&(dyn postgres::types::ToSql + Sync)> =
        statement.parameters.iter().map(|list| list as _).collect();
    let changed = tx.query(&sql, &parameters).map_err(|e| wrong(&e))?;
    if changed.len() != one.rows {
        return Err(Error::Changed(one.table.to_owned()));
    }
    // What a trigger or a type makes of it otherwise is taken back.
    if changed.iter().any(|row| row.get::<_, Option<bool>>(0) != Some(true)) {
        return Err(Error::Refused("it takes something else than it is given".to_owned()));
    }
    Ok(())
}

fn is_text(kind: &str) -> bool {
    matches!(kind, "text" | "character varying" | "character" | "bpchar")
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
        tx.commit().map_err(|error| {
            // Somebody ended the session, or it broke: the server may have done it all the same.
            let code = error.code().map_or("", |code| code.code());
            match wrong(&error) {
                Error::Unreachable(why) => Error::Uncertain(why),
                Error::Refused(why) if code.starts_with("57") || code.starts_with("08") => {
                    Error::Uncertain(why)
                }
                refused => refused,
            }
        })
    }
}
