//! Carrying a plan out: one transaction a source, and every field looked at again afterwards.

use std::collections::{BTreeMap, BTreeSet};

use people::Changing;
use serde::{Deserialize, Serialize};
use serde_json::{Map as Values, Value};

use super::stand::{Stand, becomes, stands, was};
use super::{Change, Does, FieldStep, Open, Plan, SourcePlan, Step};
use crate::connect::Connectors;
use crate::walk::{place, text};
use crate::write::{CHANGED_ROWS_MAX, RowChange, To, Writers};
use crate::{Error, Stop};

/// Why a plan is not begun.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotBegin {
    /// What was approved is another plan.
    #[error("what was approved is another plan than this one; plan again, and have that approved")]
    NotThisPlan,
    /// The data, the map or the notice is another than when it was planned.
    #[error(
        "what is held is not as it was when this was planned; plan again, and have that approved"
    )]
    NotAsPlanned,
    /// It is for other databases than those that are connected.
    #[error("`{0}` is another database than the one this was planned for")]
    OtherPlace(String),
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

    /// Whether nothing is to be done about it any more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !matches!(self, Ended::Look(_) | Ended::Waits | Ended::Failed(_) | Ended::Uncertain(_))
    }
}

/// How one field of one row, or of several that are alike, ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Every field of the plan.
    pub ends: Vec<FieldEnd>,
    /// What was not searched to its end when it was planned, and what was found afterwards.
    pub open: Vec<Open>,
}

impl Report {
    /// Whether every field ended as it should and nothing was left unsearched. Only then may
    /// anybody be told that it is done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.open.is_empty() && self.ends.iter().all(|end| end.ended.is_done())
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

/// Carries out a plan that was approved. Sources that are changed by a work order wait; what was
/// done before, by a run that was cut off, is not done again.
///
/// `again` is the plan made anew, just now: what is done is what would be planned today. A change
/// that was begun before is half done, and goes on without.
///
/// # Errors
/// [`CannotBegin`]: then nothing at all was changed.
pub fn carry_out(
    changing: &Changing,
    plan: &Plan,
    again: Option<&Plan>,
    writers: &mut Writers,
    readers: &mut Connectors,
) -> Result<Report, CannotBegin> {
    carry_out_until(changing, plan, again, writers, readers, &Stop::default())
}

/// The same until it is stopped: a source that was not begun then stays as it is. What is said of it is
/// not to be kept, for whoever goes on knows better.
///
/// # Errors
/// As for [`carry_out()`].
pub fn carry_out_until(
    changing: &Changing,
    plan: &Plan,
    again: Option<&Plan>,
    writers: &mut Writers,
    readers: &mut Connectors,
    stop: &Stop,
) -> Result<Report, CannotBegin> {
    if changing.digest() != &plan.digest() || changing.person().to_string() != plan.person {
        return Err(CannotBegin::NotThisPlan);
    }
    may_begin(plan, again, changing.goes_on())?;
    let mut ends = Vec::new();
    for source in &plan.sources {
        let said = if source.direct {
            write(changing, source, writers, readers, stop)
        } else {
            Written::NotHere
        };
        look(source, &said, readers, &mut ends);
    }
    Ok(report(plan, ends))
}

/// Whether a plan may be begun at all: before its approval is used up.
///
/// # Errors
/// [`CannotBegin`] says why not.
pub fn may_begin(plan: &Plan, again: Option<&Plan>, goes_on: bool) -> Result<(), CannotBegin> {
    match again {
        _ if goes_on => {}
        Some(again) if again == plan => {}
        Some(_) | None => return Err(CannotBegin::NotAsPlanned),
    }
    if let Some((source, step, field, why)) = plan.cannot().next() {
        let place = format!("{}:{}.{}", source.source, step.table, field.field);
        return Err(CannotBegin::InTheWay(place, why.to_owned()));
    }
    if plan.sources.iter().any(|source| source.steps.len() > CHANGED_ROWS_MAX) {
        return Err(CannotBegin::TooMany);
    }
    Ok(())
}

/// Looks again at what a plan was to change, and changes nothing: after a work order was answered,
/// and wherever the end of a change is uncertain. `places` says where the sources are today.
///
/// # Errors
/// [`CannotBegin::OtherPlace`] when it is another database than the plan's.
pub fn look_again(
    plan: &Plan,
    places: &BTreeMap<String, String>,
    readers: &mut Connectors,
) -> Result<Report, CannotBegin> {
    let mut ends = Vec::new();
    for source in &plan.sources {
        let id = &source.source;
        if let (Some(then), Some(now)) = (plan.places.get(id), places.get(id))
            && then != now
        {
            return Err(CannotBegin::OtherPlace(id.clone()));
        }
        look(source, &Written::NotHere, readers, &mut ends);
    }
    Ok(report(plan, ends))
}

fn report(plan: &Plan, ends: Vec<FieldEnd>) -> Report {
    let mut open = plan.open.clone();
    if ends.is_empty() && !matches!(plan.change, Change::Restrict { .. }) {
        let why = "nothing was found that is to be changed".to_owned();
        open.push(Open { source: "every source".to_owned(), why });
    }
    Report { ends, open }
}

/// What is left, by a plan made anew afterwards: rows that came since, and copies a source made of
/// what was taken out.
#[must_use]
pub fn left_over(plan: &Plan, again: &Plan) -> Vec<Open> {
    let mut open: Vec<Open> = Vec::new();
    let put: BTreeSet<String> =
        plan.steps().filter_map(|(_, _, field)| becomes(&field.does)).collect();
    for (source, step, field) in
        again.steps().filter(|(_, _, field)| !put.contains(&text(&field.was)))
    {
        let waits = plan.sources.iter().any(|one| one.source == source.source && !one.direct);
        let writes = field.does.writes() || matches!(field.does, Does::Cannot(_));
        let why = format!("`{}.{}` has something again, or still", step.table, field.field);
        let one = Open { source: source.source.clone(), why };
        if writes && !waits && !open.contains(&one) {
            open.push(one);
        }
    }
    open
}

/// What came of writing a source.
enum Written {
    /// It is not written from here.
    NotHere,
    /// It said that all of it is done.
    Done,
    /// It was not done now; how each row stood before.
    Not(Error, Vec<Option<Stand>>),
}

/// Writes what is not written yet.
fn write(
    changing: &Changing,
    source: &SourcePlan,
    writers: &mut Writers,
    readers: &mut Connectors,
    stop: &Stop,
) -> Written {
    let mut before: Vec<Option<Stand>> = source.steps.iter().map(|_| None).collect();
    match try_to_write(changing, source, &mut before, (writers, readers), stop) {
        Ok(()) => Written::Done,
        Err(error) => Written::Not(error, before),
    }
}

fn try_to_write(
    changing: &Changing,
    source: &SourcePlan,
    before: &mut [Option<Stand>],
    (writers, readers): (&mut Writers, &mut Connectors),
    stop: &Stop,
) -> Result<(), Error> {
    stop.check()?;
    let id = &source.source;
    match readers.get_mut(id) {
        Some(Ok(reader)) => {
            reader.begin()?;
            for (step, before) in source.steps.iter().zip(&mut *before) {
                let one = stands(step, reader.as_mut())?;
                // Only what was cut off can be done before it is begun. And what cannot be found
                // as it was cannot be missed afterwards either.
                if step.writes() && one != Stand::Was && !changing.goes_on() {
                    return Err(Error::Changed(step.table.clone()));
                }
                *before = Some(one);
            }
            reader.end()?;
        }
        Some(Err(error)) => return Err(error.clone()),
        None => return Err(Error::Unreachable("nothing is connected that reads it".to_owned())),
    }
    let todo = source.steps.iter().zip(before.iter());
    let todo: Vec<(&Step, Values<String, Value>)> = todo
        .filter(|(step, stand)| step.writes() && **stand != Some(Stand::Done))
        .map(|(step, _)| (step, was(step)))
        .collect();
    let todo: Vec<RowChange<'_>> = todo.iter().map(|(step, was)| row_change(step, was)).collect();
    if todo.is_empty() {
        return Ok(());
    }
    stop.check()?;
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

fn look(source: &SourcePlan, said: &Written, readers: &mut Connectors, ends: &mut Vec<FieldEnd>) {
    let mut reader = match readers.get_mut(&source.source) {
        Some(Ok(reader)) => reader.begin().map(|()| reader),
        Some(Err(error)) => Err(error.clone()),
        None => Err(Error::Unreachable("nothing is connected that reads it".to_owned())),
    };
    for (at, step) in source.steps.iter().enumerate() {
        let stand = match (&mut reader, step.writes()) {
            (Ok(reader), true) => stands(step, reader.as_mut()),
            (Err(error), true) => Err(error.clone()),
            (_, false) => Ok(Stand::Was),
        };
        for field in &step.fields {
            let ended = ended(field, source.direct, said, at, &stand);
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
    said: &Written,
    at: usize,
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
        // Only looking tells what is so, and nobody can look.
        (Err(error), _) => Ended::Uncertain(error.to_string()),
        (Ok(Stand::Done), Written::NotHere | Written::Done) => done,
        (Ok(Stand::Done), Written::Not(Error::Uncertain(_), _)) => done,
        // It may be on its way still.
        (Ok(_), Written::Not(error @ Error::Uncertain(_), _)) => {
            Ended::Uncertain(error.to_string())
        }
        // Nothing was changed now, so that only what was done before is done.
        (Ok(_), Written::Not(error, before)) => match before.get(at) {
            Some(Some(Stand::Done)) => done,
            _ => Ended::Failed(error.to_string()),
        },
        (Ok(_), Written::NotHere) if !direct => Ended::Waits,
        (Ok(Stand::Was), _) => {
            Ended::Failed("it stands there as before, whatever was answered".to_owned())
        }
        (Ok(Stand::Other), _) => {
            Ended::Failed("something else stands there than was planned".to_owned())
        }
    }
}
