//! The indexes by which a person is found without reading whole tables: on what the connectors
//! compare, and nothing else.

use std::collections::BTreeSet;

use crate::collect::how;
use crate::connect::{Engine, How};
use crate::{Graph, Map, Table};

/// The statements that make the indexes a source lacks for its part of a map to be walked fast.
///
/// What is found is the same with them and without. One on the key of a table is left out, for a
/// key has one.
#[must_use]
pub fn indexes(map: &Map, source: &str, engine: Engine) -> Vec<String> {
    let graph = Graph::new(map);
    let (ways, _) = graph.ways(|_| true);
    let mut statements = Vec::new();
    let here = |of: &crate::Source| of.id.get_ref().as_str() == source;
    for (no, of, table) in graph.tables().filter(|(_, of, _)| here(of)) {
        let mut wanted: BTreeSet<(&str, How)> = BTreeSet::new();
        for edge in ways.iter().filter(|edge| edge.to == no) {
            if !is_key(table, edge.to_field) {
                wanted.insert((edge.to_field, How::Same));
            }
        }
        for (name, field) in &table.fields {
            let kind = field.identity.as_ref().map(|kind| kind.get_ref().as_str());
            wanted.extend(kind.and_then(how).map(|how| (name.as_str(), how)));
        }
        let name = table.name.get_ref();
        for (field, how) in wanted {
            statements.extend(engine.index(of.schema.as_deref(), name, field, how));
        }
    }
    statements
}

/// Whether a field alone is the key of a table that the database keeps to; nothing keeps a copy to
/// its key.
fn is_key(table: &Table, field: &str) -> bool {
    table.copy_of.is_none() && table.key.first().is_some_and(|key| key.get_ref() == field)
}
