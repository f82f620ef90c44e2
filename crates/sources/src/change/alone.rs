//! Which rows are the person's alone, and which others have a part in.
//!
//! A row is theirs alone while nobody else's row refers to it: not counting rows that belong to it,
//! as a tenancy's letters do, nor what only mentions the person, as a complaint names who dealt with
//! it. And what hangs on a row that is not theirs alone is not either.

use std::collections::BTreeMap;

use super::ask::Place;
use super::fields::Catalogue;
use super::rows::{Reference, Rows, says};
use crate::collect::{Row, Whose};
use crate::connect::{Connectors, FoundRow, How};
use crate::walk::value_of;
use crate::{Error, Follow, Schema, Table};

/// How many rows of others are counted before it is enough: 100.
const OTHERS_MAX: usize = 100;

/// For each row that was collected, why it is not the person's alone; none where it is.
pub(super) fn shared(
    rows: &Rows<'_>,
    schemas: &BTreeMap<String, Schema>,
    connectors: &mut Connectors,
) -> Vec<Option<String>> {
    let mut why: Vec<Option<String>> = rows.rows.iter().map(|_| None).collect();
    for (at, row) in rows.rows.iter().enumerate() {
        if row.whose != Whose::Own {
            continue;
        }
        let Some(table) = rows.table(row) else { continue };
        let here = (row.source.as_str(), row.table.as_str());
        for reference in rows.references.iter().filter(|one| one.to == here && !one.owns) {
            if asks(row, table, reference.to_field) && why[at].is_none() {
                why[at] = others(rows, reference, row, connectors);
            }
        }
        if why[at].is_none() {
            why[at] = outside_the_map(rows, row, table, schemas, connectors);
        }
    }
    // What hangs on something that is not theirs alone is not either.
    loop {
        let mut again = false;
        for at in 0..rows.rows.len() {
            if why[at].is_some() || rows.rows[at].whose != Whose::Own {
                continue;
            }
            if let Some(said) = hangs_on(at, rows, &why) {
                why[at] = Some(said);
                again = true;
            }
        }
        if !again {
            return why;
        }
    }
}

/// Whether it is to be asked who else refers to a row by this field. A row that is the person, found
/// by what identifies them, is theirs whoever mentions it; unless it was come to from elsewhere too.
fn asks(row: &Row, table: &Table, field: &str) -> bool {
    let mut owners = table.owner.iter().map(|owner| owner.get_ref().as_str());
    if owners.clone().any(|owner| owner == field) {
        return false;
    }
    let identifies =
        |owner: &str| table.fields.get(owner).is_some_and(|field| field.identity.is_some());
    let is_the_person = says(row, table) && (table.owner.is_empty() || owners.any(identifies));
    !is_the_person || row.by.iter().any(|by| by == field)
}

/// What is asked of a connector, and how many rows of it are not the person's.
fn count(
    connectors: &mut Connectors,
    source: &str,
    place: Place<'_>,
    (field, value): (&str, &str),
    mut ours: impl FnMut(&FoundRow) -> bool,
) -> Result<usize, ()> {
    let Some(Ok(connector)) = connectors.get_mut(source) else { return Err(()) };
    let mut count = 0;
    let found =
        place.rows_with((field, How::Same, value), &[field], connector.as_mut(), &mut |row| {
            count += usize::from(!ours(&row));
            if count < OTHERS_MAX {
                Ok(())
            } else {
                Err(Error::TooMany { what: "rows of others", limit: OTHERS_MAX })
            }
        });
    match found {
        Ok(()) | Err(Error::TooMany { .. }) => Ok(count),
        Err(_) => Err(()),
    }
}

fn told(table: &str, source: &str, count: Result<usize, ()>) -> Option<String> {
    match count {
        Err(()) => Some(format!("nobody could look whether `{table}` of `{source}` uses it too")),
        Ok(0) => None,
        Ok(1) => Some(format!("a row of `{table}` that is not theirs uses it too")),
        Ok(OTHERS_MAX..) => Some(format!("many rows of `{table}` use it too")),
        Ok(count) => Some(format!("{count} rows of `{table}` that are not theirs use it too")),
    }
}

/// Rows of others that refer to it, by a reference of the map.
fn others(
    rows: &Rows<'_>,
    reference: &Reference<'_>,
    row: &Row,
    connectors: &mut Connectors,
) -> Option<String> {
    let (source, table) = reference.from;
    let value = value_of(&row.values, reference.to_field);
    let schema = rows.map.source(source).and_then(|source| source.schema.as_deref());
    let place = Place::mapped(schema, table);
    let ours = |found: &FoundRow| rows.is_own((source, table), &found.id);
    told(table, source, count(connectors, source, place, (reference.from_field, &value), ours))
}

/// Rows of tables the map does not have that refer to it by a foreign key: nobody knows whose.
fn outside_the_map(
    rows: &Rows<'_>,
    row: &Row,
    table: &Table,
    schemas: &BTreeMap<String, Schema>,
    connectors: &mut Connectors,
) -> Option<String> {
    let source = rows.map.source(&row.source)?;
    let schema = schemas.get(&row.source)?;
    let live = Catalogue::find(schema, source.schema.as_deref(), &row.table)?;
    for (other, key) in live.referrers() {
        let mapped = source.tables.iter().any(|table| {
            Catalogue::find(schema, source.schema.as_deref(), table.name.get_ref())
                .is_some_and(|live| std::ptr::eq(live.table, other))
        });
        let (Some(column), Some(to)) = (key.columns.first(), key.to.first()) else { continue };
        if mapped || !asks(row, table, to) {
            continue;
        }
        let value = value_of(&row.values, to);
        let found = count(connectors, &row.source, Place::live(other), (column, &value), |_| false);
        if let Some(said) = told(&other.name, &row.source, found) {
            return Some(said);
        }
    }
    None
}

/// Whether what leads to a row is shared, and with what.
fn hangs_on(at: usize, rows: &Rows<'_>, why: &[Option<String>]) -> Option<String> {
    let row = &rows.rows[at];
    let table = rows.table(row)?;
    if says(row, table) {
        return None;
    }
    let here = (row.source.as_str(), row.table.as_str());
    let mut on = None;
    for name in &row.by {
        let value = value_of(&row.values, name);
        for reference in &rows.references {
            let up = reference.from == here && reference.from_field == name;
            let down = reference.to == here && reference.to_field == name;
            let far = match (up && reference.follow != Follow::To, down) {
                (true, _) => rows.with(reference.to, reference.to_field, &value),
                (false, true) => rows.with(reference.from, reference.from_field, &value),
                (false, false) => continue,
            };
            let mut far = far.iter().copied().filter(|other| *other != at).peekable();
            let first = far.peek().copied();
            let alone = far.any(|other| why[other].is_none());
            if alone && (reference.owns || down) {
                return None;
            }
            if let (false, Some(other)) = (alone, first) {
                let table = &rows.rows[other].table;
                on = Some(format!("it hangs on `{table}`, which others have a part in"));
            }
        }
    }
    on
}
