//! The rows that were collected, found again by what stands in them.

use std::collections::{BTreeSet, HashMap};

use crate::collect::{Collected, Row, Whose};
use crate::walk::value_of;
use crate::{About, Follow, Graph, Map, Table};

/// A reference of the map, by names.
pub(super) struct Reference<'m> {
    pub(super) from: (&'m str, &'m str),
    pub(super) from_field: &'m str,
    pub(super) to: (&'m str, &'m str),
    pub(super) to_field: &'m str,
    pub(super) follow: Follow,
    /// Whether a row it comes from belongs to whoever the row it leads to is.
    pub(super) owns: bool,
}

pub(super) struct Rows<'a> {
    pub(super) rows: &'a [Row],
    pub(super) map: &'a Map,
    pub(super) references: Vec<Reference<'a>>,
    /// The person's own rows, by table, by a field others refer to or that refers to others.
    by_value: HashMap<(&'a str, &'a str, &'a str), HashMap<String, Vec<usize>>>,
    own: BTreeSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(collected: &'a Collected, map: &'a Map) -> Rows<'a> {
        let references = references(map);
        let mut joins: HashMap<(&str, &str), BTreeSet<&str>> = HashMap::new();
        for one in &references {
            joins.entry(one.from).or_default().insert(one.from_field);
            joins.entry(one.to).or_default().insert(one.to_field);
        }
        let mut by_value: HashMap<_, HashMap<String, Vec<usize>>> = HashMap::new();
        let mut own = BTreeSet::new();
        for (at, row) in collected.rows.iter().enumerate() {
            if row.whose != Whose::Own {
                continue;
            }
            let place = (row.source.as_str(), row.table.as_str());
            own.insert((place.0, place.1, row.id.as_str()));
            for field in joins.get(&place).into_iter().flatten().copied() {
                let value = value_of(&row.values, field);
                if !value.is_empty() {
                    let values = by_value.entry((place.0, place.1, field)).or_default();
                    values.entry(value).or_default().push(at);
                }
            }
        }
        Rows { rows: &collected.rows, map, references, by_value, own }
    }

    /// The person's own rows of a table with this value in a field that joins.
    pub(super) fn with(&self, place: (&'a str, &'a str), field: &'a str, value: &str) -> &[usize] {
        let values = self.by_value.get(&(place.0, place.1, field));
        values.and_then(|values| values.get(value)).map_or(&[], Vec::as_slice)
    }

    /// Whether a row, as its source tells it from others, is the person's own.
    pub(super) fn is_own(&self, place: (&str, &str), id: &str) -> bool {
        self.own.contains(&(place.0, place.1, id))
    }

    pub(super) fn table(&self, row: &Row) -> Option<&'a Table> {
        table_of(self.map, row)
    }
}

pub(super) fn table_of<'m>(map: &'m Map, row: &Row) -> Option<&'m Table> {
    map.source(&row.source)?.table(&row.table)
}

/// Whether a field of the row says itself whose it is.
pub(super) fn says(row: &Row, table: &Table) -> bool {
    row.by.iter().any(|name| {
        let field = table.fields.get(name);
        field.is_some_and(|field| field.identity.is_some() && field.about == About::Owner)
    })
}

fn references(map: &Map) -> Vec<Reference<'_>> {
    let graph = Graph::new(map);
    let name = |no| {
        let (source, table) = graph.table(no);
        (source.id.get_ref().as_str(), table.name.get_ref().as_str())
    };
    (graph.references().iter())
        .map(|(edge, follow)| {
            let (_, from) = graph.table(edge.from);
            Reference {
                from: name(edge.from),
                from_field: edge.from_field,
                to: name(edge.to),
                to_field: edge.to_field,
                follow: *follow,
                owns: from.owner.iter().any(|owner| owner.get_ref() == edge.from_field),
            }
        })
        .collect()
}
