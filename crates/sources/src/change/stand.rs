//! How a row stands: as it was, as it should be, or otherwise.

use serde_json::{Map as Values, Value};

use super::ask::Place;
use super::{Does, Step};
use crate::connect::How;
use crate::walk::{text, value_of};
use crate::{Connector, Error};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// As it was.
    Was,
    /// As it should be.
    Done,
    /// Otherwise.
    Other,
}

/// What a field that is written becomes; none for empty.
pub(super) fn becomes(does: &Does) -> Option<String> {
    match does {
        Does::Replace(with) | Does::Correct(with) | Does::Restrict(with) => Some(with.clone()),
        _ => None,
    }
}

/// What must stand in a row for it to be changed: what is written, and what made it the person's.
pub(super) fn was(step: &Step) -> Values<String, Value> {
    let written = step.fields.iter().filter(|field| field.does.writes());
    let mut was: Values<String, Value> =
        written.map(|field| (field.field.clone(), field.was.clone())).collect();
    was.extend(step.ties.clone());
    was
}

/// What stands in it afterwards, by what tells it apart.
fn after(step: &Step) -> Values<String, Value> {
    let mut after = step.key.clone();
    for field in step.fields.iter().filter(|field| field.does.writes()) {
        let becomes = becomes(&field.does).map_or(Value::Null, Value::String);
        after.insert(field.field.clone(), becomes);
    }
    after
}

/// How many rows look already as the step's will: none where nothing of them can be looked for.
pub(super) fn looks_like(step: &Step, reader: &mut dyn Connector) -> Result<usize, Error> {
    Ok(count(step, &after(step), reader)?.unwrap_or(0))
}

/// Looks at a row.
pub(super) fn stands(step: &Step, reader: &mut dyn Connector) -> Result<Stand, Error> {
    let mut before = step.key.clone();
    before.extend(was(step));
    match count(step, &before, reader)?.unwrap_or(0) {
        0 => {}
        old if old >= step.rows => return Ok(Stand::Was),
        _ => return Ok(Stand::Other),
    }
    if step.is_gone() && !step.whole {
        // What is left under its key is another row, or the row with other things in it.
        let left = count(step, &step.key, reader)?.unwrap_or(0);
        return Ok(if left == 0 { Stand::Done } else { Stand::Other });
    }
    // Without a key a row that was changed otherwise looks like one that is gone: what stood in it
    // may stand nowhere in the table, in whatever way it is written.
    if step.whole && still_there(step, reader)? {
        return Ok(Stand::Other);
    }
    if step.is_gone() {
        return Ok(Stand::Done);
    }
    // A row that is empty now in all that is known of it cannot be found, nor told from others.
    let now = count(step, &after(step), reader)?;
    let wanted = step.alike + step.rows;
    Ok(if now.is_none_or(|now| now >= wanted) { Stand::Done } else { Stand::Other })
}

/// Whether a row of the same person still has something in it that was to go.
fn still_there(step: &Step, reader: &mut dyn Connector) -> Result<bool, Error> {
    for field in step.fields.iter().filter(|field| field.does.writes()) {
        let stood = text(&field.was);
        let how = if stood.contains('@') { How::Email } else { How::Same };
        let written =
            |name: &str| step.fields.iter().any(|field| field.field == name && field.does.writes());
        let ties: Vec<(&str, String)> = (step.ties.iter())
            .filter(|(name, _)| !written(name))
            .map(|(name, value)| (name.as_str(), text(value)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let mut fields: Vec<&str> = ties.iter().map(|(name, _)| *name).collect();
        fields.push(&field.field);
        let place = Place::mapped(step.schema.as_deref(), &step.table);
        let mut there = false;
        place.rows_with((&field.field, how, &stood), &fields, reader, &mut |row| {
            there |= ties.iter().all(|(name, value)| value_of(&row.values, name) == *value);
            Ok(())
        })?;
        if there {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many rows have these values; none where nothing of them can be looked for.
fn count(
    step: &Step,
    values: &Values<String, Value>,
    reader: &mut dyn Connector,
) -> Result<Option<usize>, Error> {
    let findable = |value: &Value| {
        let value = text(value);
        !value.is_empty() && !value.contains(['\n', '\r', '\t'])
    };
    let names = || step.key.keys().chain(values.keys());
    let by = names()
        .filter_map(|name| Some((name, values.get(name)?)))
        .find(|(_, value)| findable(value));
    let Some((by, value)) = by else { return Ok(None) };
    let fields: Vec<&str> = values.keys().map(String::as_str).collect();
    let place = Place::mapped(step.schema.as_deref(), &step.table);
    let mut count = 0;
    place.rows_with((by, How::Same, &text(value)), &fields, reader, &mut |row| {
        let same =
            |(name, value): (&String, &Value)| is_same(&value_of(&row.values, name), &text(value));
        count += usize::from(values.iter().all(same));
        Ok(())
    })?;
    Ok(Some(count))
}

/// Whether two values are the same: a number is, however it is written.
fn is_same(one: &str, two: &str) -> bool {
    let numbers = || Some(one.parse::<f64>().ok()?.total_cmp(&two.parse::<f64>().ok()?).is_eq());
    one == two || numbers() == Some(true)
}
