//! What rests on a row: nothing that others refer to goes, or becomes empty, while they do.

use std::collections::{BTreeMap, HashSet};

use super::fields::Catalogue;
use super::rows::Rows;
use super::{Does, Step};
use crate::connect::{FoundRow, How, Match, Wanted};
use crate::walk::{place, text};
use crate::{Connector, Error, LiveTable, Schema, Source};

type Connectors = BTreeMap<String, Result<Box<dyn Connector>, Error>>;

/// What a plan does to rows: the rows that go, and the fields that are written, each by its source,
/// its table and what tells the row from others.
#[derive(Default)]
pub(super) struct Touched {
    gone: HashSet<(String, String, String)>,
    written: HashSet<(String, String, String, String)>,
}

/// A table's name without its schema, as it is compared.
fn bare(table: &str) -> String {
    table.rsplit('.').next().unwrap_or(table).to_lowercase()
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
            if let Some(said) = found(connectors, id, other, &pairs, goes) {
                return Some(said);
            }
        }
    }
    for one in rows.references.iter().filter(|one| one.to == (id, step.table.as_str())) {
        if !changes(one.to_field) {
            continue;
        }
        let value = values.get(one.to_field).map(text).unwrap_or_default();
        if value.is_empty() {
            continue;
        }
        let of = rows.map.source(one.from.0).and_then(|source| source.schema.as_deref());
        let (schema, name) = place(of, one.from.1);
        let other = LiveTable {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
            ..LiveTable::default()
        };
        let goes =
            |row: &FoundRow| touched.is_written(one.from.0, one.from.1, &row.id, one.from_field);
        if let Some(said) = found(connectors, one.from.0, &other, &[(one.from_field, value)], goes)
        {
            return Some(said);
        }
    }
    None
}

/// Whether there are rows with these values, but for those that go too.
fn found(
    connectors: &mut Connectors,
    source: &str,
    other: &LiveTable,
    pairs: &[(&str, String)],
    goes: impl Fn(&FoundRow) -> bool,
) -> Option<String> {
    let unknown = || Some(format!("nobody could look whether `{}` rests on it", other.name));
    let Some(Ok(connector)) = connectors.get_mut(source) else { return unknown() };
    let values = [How::Same.wanted(&pairs[0].1)];
    let any = [Match { field: pairs[0].0, how: How::Same, values: &values }];
    let fields: Vec<&str> = pairs.iter().map(|(column, _)| *column).collect();
    let (schema, table) = (other.schema.as_deref(), other.name.as_str());
    let mut rests = false;
    let wanted = Wanted { schema, table, fields: &fields, any: &any };
    let asked = connector.find(&wanted, &mut |row| {
        let all = pairs.iter().all(|(column, value)| {
            row.values.get(*column).map(text).unwrap_or_default() == value.trim_end()
        });
        rests |= all && !goes(&row);
        Ok(())
    });
    match (asked, rests) {
        (Err(_), _) => unknown(),
        (Ok(()), true) => Some(format!("rows of `{table}` rest on it")),
        (Ok(()), false) => None,
    }
}
