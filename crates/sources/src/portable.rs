//! What a person can take elsewhere: what they gave us themselves, where we hold it by consent or for
//! a contract (Art 20), in a form machines read. Its schema is `docs/portable.schema.json`.

use charter::Charter;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use crate::collect::{Collected, Row, Whose};
use crate::{Map, Source, Table};

/// The schema of the form, to be given along with it.
pub const SCHEMA: &str = include_str!("../../../docs/portable.schema.json");
/// On these bases what was given can be taken along.
const BASES: [&str; 2] = ["consent", "contract"];

#[derive(Serialize)]
struct Portable<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: u8,
    organisation: &'a str,
    made: String,
    /// Whether every place was searched to its end.
    whole: bool,
    records: Vec<Record<'a>>,
}

#[derive(Serialize)]
struct Record<'a> {
    place: &'a str,
    table: &'a str,
    purpose: &'a str,
    basis: &'a str,
    fields: Vec<Field<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    category: &'a str,
    value: &'a Value,
}

/// The form, as JSON. None of it is about anybody else.
///
/// # Errors
/// Never in practice: it is made of texts and numbers.
pub fn write(
    collected: &Collected,
    map: &Map,
    charter: &Charter,
    made: Date,
) -> Result<Vec<u8>, serde_json::Error> {
    let own = collected.rows.iter().filter(|row| row.whose == Whose::Own);
    let portable = Portable {
        schema: "portable.schema.json",
        version: 1,
        organisation: &charter.head().name,
        made: made.to_string(),
        whole: collected.is_whole(),
        records: own.filter_map(|row| record(row, map, charter)).collect(),
    };
    serde_json::to_vec_pretty(&portable)
}

fn record<'a>(row: &'a Row, map: &'a Map, charter: &'a Charter) -> Option<Record<'a>> {
    let source = map.source(&row.source)?;
    let table = source.table(&row.table)?;
    let (purpose, basis) = basis(source, table, charter)?;
    let given = |name: &str| -> Option<&'a str> {
        // What officers wrote down in their own words was not given by the person.
        let field = table.fields.get(name).filter(|field| !field.free_text)?;
        let at = charter.categories().find(field.category.get_ref().in_charter())?;
        let category = &charter.categories()[at];
        let mut from = category.sources.iter().filter_map(|id| charter.sources().get(id.get_ref()));
        from.any(|from| from.person).then_some(category.id.get_ref().as_str())
    };
    let fields: Vec<Field<'a>> = (row.theirs())
        .filter(|(_, value)| !value.is_null())
        .filter_map(|(name, value)| Some(Field { name, category: given(name)?, value }))
        .collect();
    let record = Record { place: &row.source, table: &row.table, purpose, basis, fields };
    (!record.fields.is_empty()).then_some(record)
}

/// What a table is held for, and on which basis, where what is in it can be taken along.
fn basis<'a>(
    source: &'a Source,
    table: &'a Table,
    charter: &'a Charter,
) -> Option<(&'a str, &'a str)> {
    let purpose = table.purpose.as_ref().or(source.purpose.as_ref())?;
    let at = charter.purposes().find(purpose.get_ref())?;
    let basis = charter.purposes()[at].basis.as_ref()?.get_ref().as_str();
    BASES.contains(&basis).then_some((purpose.get_ref().as_str(), basis))
}
