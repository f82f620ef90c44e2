//! Which rows are the person's alone, and which others have a part in.
//!
//! A row that says itself whose it is, by an identifier or by a field that leads to the person, is
//! theirs. One that is only referred to, a home or a household, is theirs alone while nobody else's
//! row refers to it too. And what hangs on a row that is not theirs alone is not either.

use std::collections::{BTreeMap, BTreeSet};

use crate::collect::{Collected, Row, Whose};
use crate::connect::{How, Match, Wanted};
use crate::walk::{place, text};
use crate::{About, Connector, Error, Follow, Graph, Map, Table};

/// How many rows of others are counted before it is enough: 100.
const OTHERS_MAX: usize = 100;

/// For each row that was collected, why it is not the person's alone; none where it is.
pub(super) fn shared(
    collected: &Collected,
    map: &Map,
    connectors: &mut BTreeMap<String, Result<Box<dyn Connector>, Error>>,
) -> Vec<Option<String>> {
    let references = references(map);
    let mut why: Vec<Option<String>> = collected.rows.iter().map(|_| None).collect();
    let mut places: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, row) in collected.rows.iter().enumerate() {
        places.entry((&row.source, &row.table)).or_default().push(at);
    }
    let own = |row: &Row| row.whose == Whose::Own;
    for ((source, table), rows) in &places {
        for reference in references.iter().filter(|one| one.to == (*source, *table)) {
            let came = |at: &&usize| {
                let row = &collected.rows[**at];
                own(row) && by_reference(row, table_of(map, row), reference.to_field)
            };
            let came: Vec<usize> = rows.iter().filter(came).copied().collect();
            if came.is_empty() {
                continue;
            }
            let (of, other) = reference.from;
            let ours: BTreeSet<&str> = (places.get(&(of, other)).into_iter().flatten())
                .filter(|at| own(&collected.rows[**at]))
                .map(|at| collected.rows[*at].id.as_str())
                .collect();
            for at in came {
                let value = collected.rows[at].values.get(reference.to_field);
                let value = value.map(text).unwrap_or_default();
                let said = others(map, reference, &value, &ours, connectors);
                if let Some(said) = said {
                    why[at].get_or_insert(said);
                }
            }
        }
    }
    // What hangs on something that is not theirs alone is not either.
    loop {
        let mut again = false;
        for (at, row) in collected.rows.iter().enumerate() {
            if why[at].is_some() || !own(row) {
                continue;
            }
            if let Some(said) = hangs_on(at, collected, map, &references, &places, &why) {
                why[at] = Some(said);
                again = true;
            }
        }
        if !again {
            return why;
        }
    }
}

/// A reference of the map, by names.
struct Reference<'m> {
    from: (&'m str, &'m str),
    from_field: &'m str,
    to: (&'m str, &'m str),
    to_field: &'m str,
    follow: Follow,
}

fn references(map: &Map) -> Vec<Reference<'_>> {
    let graph = Graph::new(map);
    let name = |no| {
        let (source, table) = graph.table(no);
        (source.id.get_ref().as_str(), table.name.get_ref().as_str())
    };
    (graph.references().iter())
        .map(|(edge, follow)| Reference {
            from: name(edge.from),
            from_field: edge.from_field,
            to: name(edge.to),
            to_field: edge.to_field,
            follow: *follow,
        })
        .collect()
}

pub(super) fn table_of<'m>(map: &'m Map, row: &Row) -> Option<&'m Table> {
    map.source(&row.source)?.table(&row.table)
}

/// Whether a field of the row says itself whose it is.
fn says(row: &Row, table: &Table) -> bool {
    row.by.iter().any(|name| {
        let field = table.fields.get(name);
        field.is_some_and(|field| field.identity.is_some() && field.about == About::Owner)
    })
}

/// Whether the row was come to because another refers to it by this field, and not by what it says
/// itself.
fn by_reference(row: &Row, table: Option<&Table>, field: &str) -> bool {
    let Some(table) = table else { return false };
    let leads = |name: &String| {
        table.fields.get(name).is_some_and(|field| !field.refers.is_empty())
            && table.owner.iter().any(|owner| owner.get_ref() == name)
    };
    row.by.iter().any(|name| name == field) && !says(row, table) && !row.by.iter().any(leads)
}

/// Rows of others that refer to it; none where there is none.
fn others(
    map: &Map,
    reference: &Reference<'_>,
    value: &str,
    ours: &BTreeSet<&str>,
    connectors: &mut BTreeMap<String, Result<Box<dyn Connector>, Error>>,
) -> Option<String> {
    let (source, table) = reference.from;
    let unknown = || Some(format!("nobody could look whether `{table}` of `{source}` uses it too"));
    let Some(Ok(connector)) = connectors.get_mut(source) else { return unknown() };
    let schema = map.source(source).and_then(|source| source.schema.as_deref());
    let values = [How::Same.wanted(value)];
    let any = [Match { field: reference.from_field, how: How::Same, values: &values }];
    let (schema, name) = place(schema, table);
    let wanted = Wanted { schema, table: name, fields: &[reference.from_field], any: &any };
    let mut count = 0;
    let found = connector.find(&wanted, &mut |row| {
        count += usize::from(!ours.contains(row.id.as_str()));
        if count < OTHERS_MAX {
            Ok(())
        } else {
            Err(Error::TooMany { what: "rows of others", limit: OTHERS_MAX })
        }
    });
    match (found, count) {
        (Err(Error::TooMany { .. }), _) => Some(format!("many rows of `{table}` use it too")),
        (Err(_), _) => unknown(),
        (Ok(()), 0) => None,
        (Ok(()), 1) => Some(format!("a row of `{table}` that is not theirs uses it too")),
        (Ok(()), count) => {
            Some(format!("{count} rows of `{table}` that are not theirs use it too"))
        }
    }
}

/// Whether what leads to a row is shared, and with what.
fn hangs_on(
    at: usize,
    collected: &Collected,
    map: &Map,
    references: &[Reference<'_>],
    places: &BTreeMap<(&str, &str), Vec<usize>>,
    why: &[Option<String>],
) -> Option<String> {
    let row = &collected.rows[at];
    let table = table_of(map, row)?;
    if says(row, table) {
        return None;
    }
    let here = (row.source.as_str(), row.table.as_str());
    let owners: Vec<&str> = table.owner.iter().map(|owner| owner.get_ref().as_str()).collect();
    let mut on = None;
    for name in &row.by {
        let value = row.values.get(name).map(text).unwrap_or_default();
        // The person's own rows with this value in a field of another table.
        let there = |place: (&str, &str), field: &str| -> Vec<usize> {
            let rows = places.get(&place).into_iter().flatten().copied();
            rows.filter(|other| {
                let far = &collected.rows[*other];
                let same = far.values.get(field).map(text).as_deref() == Some(value.as_str());
                *other != at && same && far.whose == Whose::Own
            })
            .collect()
        };
        for reference in references {
            let up = reference.from == here && reference.from_field == name;
            let down = reference.to == here && reference.to_field == name;
            let far = match (up && reference.follow != Follow::To, down) {
                (true, _) => there(reference.to, reference.to_field),
                (false, true) => there(reference.from, reference.from_field),
                (false, false) => continue,
            };
            let alone = far.iter().any(|other| why[*other].is_none());
            if alone && (owners.contains(&name.as_str()) || down) {
                return None;
            }
            if let (false, Some(other)) = (alone, far.first()) {
                let table = &collected.rows[*other].table;
                on = Some(format!("it hangs on `{table}`, which others have a part in"));
            }
        }
    }
    on
}
