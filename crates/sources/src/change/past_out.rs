//! Letting go what was planned of a system: in one transaction, or by a work order, and looked at again either way.

use std::collections::BTreeMap;

use charter::Charter;
use people::LettingGo;
use serde::{Deserialize, Serialize};
use serde_json::{Map as Values, Value};

use super::CannotBegin;
use super::past_plan::PastPlan;
use super::past_rows::{Candidate, Judge, Judged, PastRow, StandingOf, reader, step};
use super::stand::{becomes, was};
use crate::connect::Connectors;
use crate::walk::{place, text, value_of};
use crate::write::{RowChange, To, Writer};
use crate::{Error, Map, Source};

/// How a row ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// It is not there any more.
    Gone,
    /// It is there, and nothing is in it that was to go.
    Emptied,
    /// It waits for whoever has the work order.
    Waits,
    /// It stays: something stands in its way by now, or it is not as it was planned.
    Stayed(Vec<String>),
    /// It was not done, and why.
    Failed(String),
    /// Nobody knows whether it was done, and why.
    Uncertain(String),
}

/// How one row ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastEnd {
    /// The table.
    pub table: String,
    /// The retention class, by the charter's name.
    pub class: String,
    /// How.
    pub came: Came,
}

/// What came of a plan. It names no row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastReport {
    /// Every row of the plan, in its order.
    pub ends: Vec<PastEnd>,
}

impl PastReport {
    /// Whether every row is gone, or stays with a reason. Only then may anybody be told that it is done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let done = |end: &PastEnd| matches!(end.came, Came::Gone | Came::Emptied | Came::Stayed(_));
        self.ends.iter().all(done)
    }

    /// How many rows ended as a closure says.
    #[must_use]
    pub fn count(&self, of: impl Fn(&Came) -> bool) -> u64 {
        self.ends.iter().filter(|end| of(&end.came)).map(|_| 1).sum()
    }

    /// How many rows of each class are gone, or emptied, and how many stayed.
    #[must_use]
    pub fn classes(&self) -> BTreeMap<String, (u64, u64)> {
        let mut classes: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for end in &self.ends {
            let of = classes.entry(end.class.clone()).or_default();
            match end.came {
                Came::Gone | Came::Emptied => of.0 += 1,
                _ => of.1 += 1,
            }
        }
        classes
    }

    /// Why rows stayed, and how many.
    #[must_use]
    pub fn because(&self) -> BTreeMap<String, u64> {
        let mut because = BTreeMap::new();
        for end in &self.ends {
            if let Came::Stayed(why) = &end.came {
                for one in why {
                    *because.entry(one.clone()).or_default() += 1;
                }
            }
        }
        because
    }
}

/// A system that is open, and what is known of it.
#[derive(Clone, Copy)]
pub struct Opened<'a> {
    /// The system.
    pub source: &'a Source,
    /// The map.
    pub map: &'a Map,
    /// The charter.
    pub charter: &'a Charter,
    /// Where it is today, in a form that says nothing else.
    pub place: &'a str,
}

/// Lets go what was planned and approved.
///
/// These are rows that are as they were then, and that nothing stands in the way of by now. What was done before is not done again. Without a writer nothing is written, and rows wait for whoever has the
/// work order.
///
/// # Errors
/// [`CannotBegin`]: then nothing was changed.
pub fn let_past_go(
    leave: &LettingGo,
    plan: &PastPlan,
    opened: Opened<'_>,
    standing: &mut StandingOf<'_>,
    writer: Option<&mut dyn Writer>,
    connectors: &mut Connectors,
) -> Result<PastReport, CannotBegin> {
    if leave.digest() != &plan.digest() || leave.source() != plan.source {
        return Err(CannotBegin::NotThisPlan);
    }
    if opened.place != plan.place {
        return Err(CannotBegin::OtherPlace(plan.source.clone()));
    }
    let mut came: Vec<Option<Came>> = vec![None; plan.rows.len()];
    let looked = look(plan, &opened, &mut came, standing, connectors);
    let todo = match looked {
        Ok(todo) => todo,
        Err(error) => {
            let uncertain = |one: Option<Came>| one.unwrap_or(Came::Uncertain(error.to_string()));
            return Ok(report(plan, came.into_iter().map(uncertain).collect()));
        }
    };
    let written = match (plan.direct, writer) {
        (true, Some(writer)) if !todo.is_empty() => Some(write(&todo, plan, writer)),
        (true, None) => {
            Some(Err(Error::Unreachable("nothing is connected that changes it".to_owned())))
        }
        _ => None,
    };
    for (at, _) in &todo {
        came[*at] = Some(after(&plan.rows[*at], &opened, written.as_ref(), connectors));
    }
    let unknown = || Came::Uncertain("nobody looked".to_owned());
    Ok(report(plan, came.into_iter().map(|one| one.unwrap_or_else(unknown)).collect()))
}

fn report(plan: &PastPlan, came: Vec<Came>) -> PastReport {
    let ends = plan.rows.iter().zip(came).map(|(row, came)| PastEnd {
        table: row.table.clone(),
        class: row.class.clone(),
        came,
    });
    PastReport { ends: ends.collect() }
}

/// A row that is to go, by its number in the plan, and what stands in it now.
type Todo = (usize, Values<String, Value>);

/// Looks at every row: what is done, what stays and why, and what is to be done with what stands in it now.
fn look(
    plan: &PastPlan,
    opened: &Opened<'_>,
    came: &mut [Option<Came>],
    standing: &mut StandingOf<'_>,
    connectors: &mut Connectors,
) -> Result<Vec<Todo>, Error> {
    let schema = reader(connectors, &plan.source)?.schema()?;
    let judge = Judge {
        source: opened.source,
        map: opened.map,
        schema: &schema,
        charter: opened.charter,
        nonce: &plan.nonce,
        nobodys: plan.nobodys.is_some(),
    };
    let mut left = Vec::new();
    for (at, row) in plan.rows.iter().enumerate() {
        match done(row, opened, connectors)? {
            Some(one) => came[at] = Some(one),
            None => left.push(at),
        }
    }
    let candidate = |at: &usize| {
        let row = &plan.rows[*at];
        let key = row.key.iter().map(|(name, value)| (name.clone(), text(value)));
        Candidate {
            table: row.table.clone(),
            key: key.collect(),
            class: row.class.clone(),
            from: row.from.clone(),
            due: row.due,
        }
    };
    let candidates: Vec<Candidate> = left.iter().map(candidate).collect();
    let mut judged = judge.judge(&candidates, standing, connectors)?;
    if judged.len() != left.len() {
        return Err(Error::Changed("the map".to_owned()));
    }
    for (at, one) in left.iter().zip(&mut judged) {
        if !same(&plan.rows[*at], one) {
            one.why.insert("it is not as it was when this was planned".to_owned());
        }
    }
    // What stays keeps what it rests on.
    judge.what_rests(&mut judged, connectors);
    let mut todo = Vec::new();
    for (at, one) in left.into_iter().zip(judged) {
        if one.why.is_empty() {
            todo.push((at, one.values));
        } else {
            came[at] = Some(Came::Stayed(one.why.into_iter().collect()));
        }
    }
    Ok(todo)
}

fn same(planned: &PastRow, now: &Judged) -> bool {
    planned.was == now.row.was && planned.fields == now.row.fields && planned.key == now.row.key
}

/// How a row ended, where it is done; none where something is in it still.
fn done(
    row: &PastRow,
    opened: &Opened<'_>,
    connectors: &mut Connectors,
) -> Result<Option<Came>, Error> {
    let Some(table) = opened.source.table(&row.table) else {
        return Err(Error::Changed(row.table.clone()));
    };
    let schema = crate::Schema::default();
    let judge = Judge {
        source: opened.source,
        map: opened.map,
        schema: &schema,
        charter: opened.charter,
        nonce: "",
        nobodys: false,
    };
    let key: Vec<(String, String)> =
        row.key.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let there = judge.found(table, &key, connectors)?;
    if row.is_gone() {
        return Ok(there.is_empty().then_some(Came::Gone));
    }
    let holds = |values: &Values<String, Value>| {
        row.fields.iter().filter(|(_, does)| does.writes()).any(|(name, does)| {
            let wanted = becomes(does).unwrap_or_default();
            value_of(values, name) != wanted.trim_end()
        })
    };
    let clean = !there.is_empty() && there.iter().all(|found| !holds(&found.values));
    Ok(clean.then_some(Came::Emptied))
}

fn write(todo: &[Todo], plan: &PastPlan, writer: &mut dyn Writer) -> Result<(), Error> {
    let steps: Vec<_> = todo.iter().map(|(at, values)| step(&plan.rows[*at], values)).collect();
    let befores: Vec<Values<String, Value>> = steps.iter().map(was).collect();
    let changes: Vec<RowChange<'_>> = steps
        .iter()
        .zip(&befores)
        .map(|(step, was)| {
            let (schema, table) = place(step.schema.as_deref(), &step.table);
            let fields = step.fields.iter().filter(|field| field.does.writes());
            let to = match step.is_gone() {
                true => To::Gone,
                false => To::Fields(fields.map(|f| (f.field.clone(), becomes(&f.does))).collect()),
            };
            RowChange { schema, table, key: &step.key, was, rows: 1, to }
        })
        .collect();
    writer.change(&changes)
}

/// What is so once it was written, or given to somebody: only looking tells.
fn after(
    row: &PastRow,
    opened: &Opened<'_>,
    written: Option<&Result<(), Error>>,
    connectors: &mut Connectors,
) -> Came {
    match (done(row, opened, connectors), written) {
        (Ok(Some(came)), _) => came,
        (Err(error), _) => Came::Uncertain(error.to_string()),
        (Ok(None), None) => Came::Waits,
        (Ok(None), Some(Ok(()))) => {
            Came::Failed("it stands there as before, whatever was answered".to_owned())
        }
        (Ok(None), Some(Err(error @ Error::Uncertain(_)))) => Came::Uncertain(error.to_string()),
        (Ok(None), Some(Err(error))) => Came::Failed(error.to_string()),
    }
}
