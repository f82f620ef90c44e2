//! Carrying a plan out: one transaction a source, and every field looked at again afterwards.

use std::collections::BTreeMap;

use people::Changing;
use serde_json::{Map as Values, Value};

use super::{Does, FieldStep, Open, Plan, SourcePlan, Step};
use crate::connect::{How, Match, Wanted};
use crate::walk::{place, text};
use crate::write::{CHANGED_ROWS_MAX, RowChange, To, Writer};
use crate::{Connector, Error};

/// Why a plan is not begun.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotBegin {
    /// What was approved is another plan.
    #[error("what was approved is another plan than this one; plan again, and have that approved")]
    NotThisPlan,
    /// Something stands in the way, and nothing is done by halves.
    #[error("`{0}` cannot be changed ({1}); nothing at all was changed")]
    InTheWay(String, String),
    /// More than a limit.
    #[error(
        "a source has more than {CHANGED_ROWS_MAX} rows to change; plan it category by category"
    )]
    TooMany,
}

/// How a field ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// There is nothing in it any more.
    Erased,
    /// What is in it says nothing about anybody.
    Anonymised,
    /// What is right is in it.
    Corrected,
    /// The row says that it is restricted.
    Restricted,
    /// The row of others it led to is tied to the person no more.
    Detached,
    /// It stays, and why.
    Kept(String),
    /// A person must look at it, and why.
    Look(String),
    /// It waits for whoever has the work order.
    Waits,
    /// It was not changed, and why.
    Failed(String),
    /// Nobody knows whether it was changed, and why.
    Uncertain(String),
}

impl Ended {
    /// The name of it, as it stands in the log.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Ended::Erased => "erased",
            Ended::Anonymised => "anonymised",
            Ended::Corrected => "corrected",
            Ended::Restricted => "restricted",
            Ended::Detached => "detached",
            Ended::Kept(_) => "kept",
            Ended::Look(_) => "for a person to look at",
            Ended::Waits => "waits for a work order",
            Ended::Failed(_) => "failed",
            Ended::Uncertain(_) => "uncertain",
        }
    }

    /// Why, where there is a reason.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Ended::Kept(why) | Ended::Look(why) | Ended::Failed(why) | Ended::Uncertain(why) => {
                Some(why)
            }
            _ => None,
        }
    }

    fn is_done(&self) -> bool {
        !matches!(self, Ended::Look(_) | Ended::Waits | Ended::Failed(_) | Ended::Uncertain(_))
    }
}

/// How one field of one row, or of several that are alike, ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEnd {
    /// The source.
    pub source: String,
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
    /// How many rows.
    pub rows: usize,
    /// How.
    pub ended: Ended,
}

/// What came of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Every field of the plan.
    pub ends: Vec<FieldEnd>,
    /// What was not searched to its end when it was planned.
    pub open: Vec<Open>,
}

impl Report {
    /// Whether every field ended as it should and nothing was left unsearched. Only then may
    /// anybody be told that it is done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.open.is_empty() && self.ends.iter().all(|end| end.ended.is_done())
    }

    /// Whether nothing is to be waited for or found out any more, complete or not.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.ends.iter().any(|end| matches!(end.ended, Ended::Waits | Ended::Uncertain(_)))
    }

    /// How many fields ended how.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for end in &self.ends {
            *counts.entry(end.ended.as_str()).or_default() += end.rows;
        }
        counts
    }
}

type Connectors = BTreeMap<String, Result<Box<dyn Connector>, Error>>;
type Writers = BTreeMap<String, Result<Box<dyn Writer>, Error>>;

/// Carries out a plan that was approved. Sources that are changed by a work order wait; what was
/// done before, by a run that was cut off, is not done again.
///
/// # Errors
/// [`CannotBegin`]: then nothing at all was changed.
pub fn carry_out(
    changing: &Changing,
    plan: &Plan,
    writers: &mut Writers,
    readers: &mut Connectors,
) -> Result<Report, CannotBegin> {
    if changing.digest() != &plan.digest() || changing.person().to_string() != plan.person {
        return Err(CannotBegin::NotThisPlan);
    }
    if let Some((source, step, field, why)) = plan.cannot().next() {
        let place = format!("{}:{}.{}", source.source, step.table, field.field);
        return Err(CannotBegin::InTheWay(place, why.to_owned()));
    }
    if plan.sources.iter().any(|source| source.steps.len() > CHANGED_ROWS_MAX) {
        return Err(CannotBegin::TooMany);
    }
    let mut ends = Vec::new();
    for source in &plan.sources {
        let said = if source.direct { write(changing, source, writers, readers) } else { Ok(()) };
        look(source, &said, readers, &mut ends);
    }
    Ok(Report { ends, open: plan.open.clone() })
}

/// Looks again at what a plan was to change, and changes nothing: after a work order was answered,
/// and wherever the end of a change is uncertain.
pub fn look_again(plan: &Plan, readers: &mut Connectors) -> Report {
    let mut ends = Vec::new();
    for source in &plan.sources {
        look(source, &Ok(()), readers, &mut ends);
    }
    Report { ends, open: plan.open.clone() }
}

/// Writes what is not written yet.
fn write(
    changing: &Changing,
    source: &SourcePlan,
    writers: &mut Writers,
    readers: &mut Connectors,
) -> Result<(), Error> {
    let id = &source.source;
    let mut stand: Vec<Stand> = Vec::with_capacity(source.steps.len());
    match readers.get_mut(id) {
        Some(Ok(reader)) => {
            reader.begin()?;
            for step in &source.steps {
                let one = stands(step, reader.as_mut())?;
                // Only what was cut off can be done before it is begun. And what cannot be found
                // as it was cannot be missed afterwards either.
                if step.writes() && one != Stand::Was && !changing.goes_on() {
                    return Err(Error::Changed(step.table.clone()));
                }
                stand.push(one);
            }
            reader.end()?;
        }
        Some(Err(error)) => return Err(error.clone()),
        None => return Err(Error::Unreachable("nothing is connected that reads it".to_owned())),
    }
    let todo = source.steps.iter().zip(&stand);
    let todo: Vec<(&Step, Values<String, Value>)> = todo
        .filter(|(step, stand)| step.writes() && **stand != Stand::Done)
        .map(|(step, _)| (step, was(step)))
        .collect();
    let todo: Vec<RowChange<'_>> = todo.iter().map(|(step, was)| row_change(step, was)).collect();
    if todo.is_empty() {
        return Ok(());
    }
    match writers.get_mut(id) {
        Some(Ok(writer)) => writer.change(&todo),
        Some(Err(error)) => Err(error.clone()),
        None => Err(Error::Unreachable("nothing is connected that changes it".to_owned())),
    }
}

fn row_change<'a>(step: &'a Step, was: &'a Values<String, Value>) -> RowChange<'a> {
    let (schema, table) = place(step.schema.as_deref(), &step.table);
    let to = if step.is_gone() {
        To::Gone
    } else {
        let fields = step.fields.iter().filter(|field| field.does.writes());
        To::Fields(fields.map(|field| (field.field.clone(), becomes(&field.does))).collect())
    };
    RowChange { schema, table, key: &step.key, was, rows: step.rows, to }
}

/// What a field that is written becomes; none for empty.
fn becomes(does: &Does) -> Option<String> {
    match does {
        Does::Replace(with) | Does::Correct(with) | Does::Restrict(with) => Some(with.clone()),
        _ => None,
    }
}

/// What stood in the fields that are written.
fn was(step: &Step) -> Values<String, Value> {
    let written = step.fields.iter().filter(|field| field.does.writes());
    written.map(|field| (field.field.clone(), field.was.clone())).collect()
}

/// How a row stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stand {
    /// As it was.
    Was,
    /// As it should be.
    Done,
    /// Otherwise.
    Other,
}

fn look(
    source: &SourcePlan,
    said: &Result<(), Error>,
    readers: &mut Connectors,
    ends: &mut Vec<FieldEnd>,
) {
    let mut reader = match readers.get_mut(&source.source) {
        Some(Ok(reader)) => reader.begin().map(|()| reader),
        Some(Err(error)) => Err(error.clone()),
        None => Err(Error::Unreachable("nothing is connected that reads it".to_owned())),
    };
    for step in &source.steps {
        let stand = match (&mut reader, step.writes()) {
            (Ok(reader), true) => stands(step, reader.as_mut()),
            (Err(error), true) => Err(error.clone()),
            (_, false) => Ok(Stand::Was),
        };
        for field in &step.fields {
            let ended = ended(field, source.direct, said, &stand);
            ends.push(FieldEnd {
                source: source.source.clone(),
                table: step.table.clone(),
                field: field.field.clone(),
                rows: step.rows,
                ended,
            });
        }
    }
    if let Ok(reader) = reader {
        // What was seen was seen, whether or not the source lets go of it in good order.
        let _ = reader.end();
    }
}

fn ended(
    field: &FieldStep,
    direct: bool,
    said: &Result<(), Error>,
    stand: &Result<Stand, Error>,
) -> Ended {
    let done = match &field.does {
        Does::Keep(why) => return Ended::Kept(why.clone()),
        Does::Look(why) => return Ended::Look(why.clone()),
        Does::Cannot(why) => return Ended::Failed(why.clone()),
        Does::Empty | Does::Gone => Ended::Erased,
        Does::Replace(_) => Ended::Anonymised,
        Does::Correct(_) => Ended::Corrected,
        Does::Detach => Ended::Detached,
        Does::Restrict(_) => Ended::Restricted,
    };
    match (stand, said) {
        (Ok(Stand::Done), _) => done,
        // It may be on its way still.
        (Ok(_), Err(error @ Error::Uncertain(_))) => Ended::Uncertain(error.to_string()),
        (Ok(_), Err(error)) => Ended::Failed(error.to_string()),
        (Ok(Stand::Was), Ok(())) if !direct => Ended::Waits,
        (Ok(Stand::Was), Ok(())) => {
            Ended::Failed("it stands there as before, whatever was answered".to_owned())
        }
        (Ok(Stand::Other), Ok(())) => {
            Ended::Failed("something else stands there than was planned".to_owned())
        }
        // Only looking tells what is so, and nobody can look.
        (Err(error), _) => Ended::Uncertain(error.to_string()),
    }
}

/// Looks at a row.
fn stands(step: &Step, reader: &mut dyn Connector) -> Result<Stand, Error> {
    let mut before = step.key.clone();
    before.extend(was(step));
    match count(step, &before, reader)?.unwrap_or(0) {
        0 => {}
        old if old >= step.rows => return Ok(Stand::Was),
        _ => return Ok(Stand::Other),
    }
    if step.is_gone() {
        // What is left of it under its key is another row, or the row with other things in it.
        let left = count(step, &step.key, reader)?.unwrap_or(0);
        return Ok(if left == 0 { Stand::Done } else { Stand::Other });
    }
    let mut after = step.key.clone();
    for field in step.fields.iter().filter(|field| field.does.writes()) {
        let becomes = becomes(&field.does).map_or(Value::Null, Value::String);
        after.insert(field.field.clone(), becomes);
    }
    // A row that is empty now in all that is known of it cannot be found, nor told from others.
    let now = count(step, &after, reader)?;
    Ok(if now.is_none_or(|now| now >= step.rows) { Stand::Done } else { Stand::Other })
}

/// How many rows have these values; none where nothing of them can be looked for.
fn count(
    step: &Step,
    values: &Values<String, Value>,
    reader: &mut dyn Connector,
) -> Result<Option<usize>, Error> {
    let by = (step.key.keys().chain(values.keys()))
        .filter_map(|name| Some((name, values.get(name)?)))
        .find(|(_, value)| !text(value).is_empty());
    let Some((by, value)) = by else { return Ok(None) };
    let wanted = [How::Same.wanted(&text(value))];
    let any = [Match { field: by, how: How::Same, values: &wanted }];
    let fields: Vec<&str> = values.keys().map(String::as_str).collect();
    let (schema, table) = place(step.schema.as_deref(), &step.table);
    let mut count = 0;
    reader.find(&Wanted { schema, table, fields: &fields, any: &any }, &mut |row| {
        let same = |(name, value): (&String, &Value)| {
            row.values.get(name).map(text).unwrap_or_default() == text(value)
        };
        count += usize::from(values.iter().all(same));
        Ok(())
    })?;
    Ok(Some(count))
}
