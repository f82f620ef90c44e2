//! What mailboxes and folders of documents have in common: one table, whose fields are always the
//! same, and texts in which somebody is looked for.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{FoundRow, Match, Wanted};
use crate::{Column, Error, LiveTable, Stop};

/// The values of one row, by field.
pub(super) type Values = BTreeMap<&'static str, Value>;

/// The table as a catalogue has it.
pub(super) fn table(name: &str, fields: &[&str]) -> LiveTable {
    let column = |field: &&str| Column {
        name: (*field).to_owned(),
        kind: "text".to_owned(),
        nullable: *field != "path",
        ..Column::default()
    };
    LiveTable {
        name: name.to_owned(),
        columns: fields.iter().map(column).collect(),
        key: vec!["path".to_owned()],
        ..LiveTable::default()
    }
}

/// Whether what is wanted is there to be had.
pub(super) fn known(wanted: &Wanted<'_>, table: &str, fields: &[&str]) -> Result<(), Error> {
    if wanted.table != table {
        return Err(Error::Refused(format!(
            "there is no table `{}`; its one table is `{table}`",
            wanted.table
        )));
    }
    let asked = wanted.fields.iter().copied().chain(wanted.any.iter().map(|one| one.field));
    match asked.into_iter().find(|field| !fields.contains(field)) {
        Some(field) => Err(Error::Refused(format!(
            "there is no field `{field}` in `{table}`; it has `{}`",
            fields.join("`, `")
        ))),
        None => Ok(()),
    }
}

/// Whether a value that is looked for stands in a field: in a text it stands among other words.
pub(super) fn finds(
    wanted: &Match<'_>,
    texts: &[&str],
    value: &str,
    stop: &Stop,
) -> Result<bool, Error> {
    let in_a_text = texts.contains(&wanted.field);
    for one in wanted.values {
        // A text may be long, and there may be many values.
        stop.check()?;
        let how = wanted.how;
        let found = if in_a_text { how.stands_in(value, one) } else { how.fits(value, one) };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The row, when anything that is looked for stands in it.
pub(super) fn row(
    id: String,
    wanted: &Wanted<'_>,
    texts: &[&str],
    values: &Values,
    stop: &Stop,
) -> Result<Option<FoundRow>, Error> {
    stop.check()?;
    let text = |field: &str| values.get(field).and_then(Value::as_str).unwrap_or_default();
    let mut hits = Vec::new();
    for (at, one) in wanted.any.iter().enumerate() {
        if finds(one, texts, text(one.field), stop)? {
            hits.push(at);
        }
    }
    if hits.is_empty() {
        return Ok(None);
    }
    let of =
        |field: &&str| ((*field).to_owned(), values.get(field).cloned().unwrap_or(Value::Null));
    Ok(Some(FoundRow { id, hits, values: wanted.fields.iter().map(of).collect() }))
}

/// Shows the values of a row for their shapes.
pub(super) fn sampled(
    fields: &[&str],
    values: &Values,
    length: usize,
    each: &mut dyn FnMut(usize, Option<&str>),
) {
    for (at, field) in fields.iter().enumerate() {
        match values.get(field) {
            Some(Value::String(text)) => {
                let cut: String = text.chars().take(length).collect();
                each(at, Some(&cut));
            }
            Some(Value::Number(number)) => each(at, Some(&number.to_string())),
            _ => each(at, None),
        }
    }
}
