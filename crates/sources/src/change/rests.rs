//! What rests on a row: nothing that others refer to goes, or becomes empty, while they do.

use std::collections::HashSet;

use super::ask::Place;
use super::fields::Catalogue;
use super::rows::Rows;
use super::{Does, Step, bare};
use crate::connect::{Connectors, FoundRow, How};
use crate::walk::{text, value_of};
use crate::{Schema, Source};

/// What a plan does to rows: the rows that go, and the fields that are written, each by its source,
/// its table and what tells the row from others.
#[derive(Default)]
pub(super) struct Touched {
    gone: HashSet<(String, String, String)>,
    written: HashSet<(String, String, String, String)>,
}

impl Touched {
    pub(super) fn note(&mut self, source: &str, step: &Step, ids: &[String]) {
        let table = bare(&step.table);
        for id in ids {
            if step.is_gone() {
                self.gone.insert((source.to_owned(), table.clone(), id.clone()));
            }
            for field in step.fields.iter().filter(|field| field.does.writes()) {
                let place = (source.to_owned(), table.clone(), id.clone(), field.field.clone());
                self.written.insert(place);
            }
        }
    }

    fn goes(&self, source: &str, table: &str, id: &str) -> bool {
        self.gone.contains(&(source.to_owned(), bare(table), id.to_owned()))
    }

    fn is_written(&self, source: &str, table: &str, id: &str, field: &str) -> bool {
        let place = (source.to_owned(), bare(table), id.to_owned(), field.to_owned());
        self.goes(source, table, id) || self.written.contains(&place)
    }
}

/// Why a step cannot be done, for something rests on its row; none where nothing does. `values` is
/// what is known of the row.
pub(super) fn rests(
    step: &Step,
    values: &serde_json::Map<String, serde_json::Value>,
    source: &Source,
    schema: &Schema,
    rows: &Rows<'_>,
    touched: &Touched,
    connectors: &mut Connectors,
) -> Option<String> {
    let changes = |name: &str| {
        let mut written = step.fields.iter().filter(|field| field.does.writes());
        step.is_gone()
            || written.any(|field| {
                field.field == name && !matches!(field.does, Does::Detach | Does::Restrict(_))
            })
    };
    let id = source.id.get_ref().as_str();
    if let Some(live) = Catalogue::find(schema, source.schema.as_deref(), &step.table) {
        for (other, key) in live.referrers().filter(|(_, key)| key.to.iter().any(|to| changes(to)))
        {
            let pairs: Option<Vec<(&str, String)>> = (key.columns.iter().zip(&key.to))
                .map(|(column, to)| Some((column.as_str(), values.get(to).map(text)?)))
                .collect();
            let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) else {
                let to = key.to.join(", ");
                return Some(format!(
                    "`{}` refers to `{to}`, which the map does not have",
                    other.name
                ));
            };
            if pairs.iter().any(|(_, value)| value.is_empty()) {
                continue;
            }
            let goes = |row: &FoundRow| touched.goes(id, &other.name, &row.id);
            if let Some(said) = found(connectors, id, Place::live(other), &pairs, goes) {
                return Some(said);
            }
        }
    }
    for one in rows.references.iter().filter(|one| one.to == (id, step.table.as_str())) {
        if !changes(one.to_field) {
            continue;
        }
        let value = value_of(values, one.to_field);
        if value.is_empty() {
            continue;
        }
        let of = rows.map.source(one.from.0).and_then(|source| source.schema.as_deref());
        let other = Place::mapped(of, one.from.1);
        let goes =
            |row: &FoundRow| touched.is_written(one.from.0, one.from.1, &row.id, one.from_field);
        if let Some(said) = found(connectors, one.from.0, other, &[(one.from_field, value)], goes) {
            return Some(said);
        }
    }
    None
}

/// Whether there are rows with these values, but for those that go too.
fn found(
    connectors: &mut Connectors,
    source: &str,
    other: Place<'_>,
    pairs: &[(&str, String)],
    goes: impl Fn(&FoundRow) -> bool,
) -> Option<String> {
    let unknown = || Some(format!("nobody could look whether `{}` rests on it", other.table));
    let Some(Ok(connector)) = connectors.get_mut(source) else { return unknown() };
    let fields: Vec<&str> = pairs.iter().map(|(column, _)| *column).collect();
    let mut rests = false;
    let by = (pairs[0].0, How::Same, pairs[0].1.as_str());
    let asked = other.rows_with(by, &fields, connector.as_mut(), &mut |row| {
        let all =
            pairs.iter().all(|(column, value)| value_of(&row.values, column) == value.trim_end());
        rests |= all && !goes(&row);
        Ok(())
    });
    match (asked, rests) {
        (Err(_), _) => unknown(),
        (Ok(()), true) => Some(format!("rows of `{}` rest on it", other.table)),
        (Ok(()), false) => None,
    }
}
