//! Changing what the sources hold on a person: correcting, erasing, restricting.
//!
//! First a [`Plan`]: row by row and field by field, what would be done, what is kept and why, and
//! what stands in the way. A second person approves exactly that plan. Then it is carried out, one
//! transaction a source, and looked at again ([`carry_out()`], [`look_again`]); a source that may not
//! be written gets a [`work_order()`] instead.

mod alone;
mod ask;
mod carry_out;
mod detach;
mod fields;
mod order;
mod past_out;
mod past_plan;
mod past_rows;
mod past_tell;
mod plan;
mod rests;
mod rows;
mod stand;
mod tell;
mod work_order;

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map as Values, Value};
use sha2::{Digest, Sha256};

pub use carry_out::{
    CannotBegin, Ended, FieldEnd, Report, carry_out, carry_out_until, left_over, look_again,
    may_begin,
};
pub use past_out::{Came, Opened, PastEnd, PastReport, let_past_go};
pub use past_plan::{PAST_BATCH_MAX, PAST_LOOKED_MAX, PastAsk, PastPlan, plan_past};
pub use past_rows::{PastRow, PastStays, StandingOf};
pub use past_tell::{past_call_off, past_order, show_past, tell_past};
pub use plan::{PlanAsk, plan};
pub use tell::{diff, in_line, named, stood};
pub use work_order::work_order;

use crate::DataCategory;

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Erase what is held: Art 17.
    Erase {
        /// Only these categories; all when empty. A dotted name stands for all below it.
        categories: Vec<DataCategory>,
        /// Whether values are replaced by ones that say nothing, rather than emptied.
        anonymise: bool,
    },
    /// Correct what is held: Art 16.
    Correct {
        /// The category.
        category: DataCategory,
        /// What is wrong.
        from: String,
        /// What is right.
        to: String,
    },
    /// Restrict what is held: Art 18.
    Restrict {
        /// Only these categories; all when empty.
        categories: Vec<DataCategory>,
    },
}

impl fmt::Debug for Change {
    /// What, and of which kind; never what is wrong or right.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Erase { categories, .. } => write!(f, "Erase({categories:?})"),
            Change::Correct { category, .. } => write!(f, "Correct({category})"),
            Change::Restrict { categories } => write!(f, "Restrict({categories:?})"),
        }
    }
}

impl Change {
    /// Whether a category is one of those that are to be changed.
    fn is_about(&self, category: &DataCategory) -> bool {
        let named = |one: &DataCategory| category.is_named_by(one);
        match self {
            Change::Erase { categories, .. } | Change::Restrict { categories } => {
                category.is_personal() && (categories.is_empty() || categories.iter().any(named))
            }
            Change::Correct { category: one, .. } => named(one),
        }
    }
}

/// What is done to one field.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// It becomes empty.
    Empty,
    /// It becomes a text that says nothing about anybody.
    Replace(String),
    /// It becomes what is right.
    Correct(String),
    /// It goes with its row.
    Gone,
    /// It becomes empty, so that a row that stays for others has no tie to this person.
    Detach,
    /// It says from now on that the row is restricted.
    Restrict(String),
    /// It stays, and why: the person is told.
    Keep(String),
    /// It is somebody else's too, or may be: a person looks at it. And why.
    Look(String),
    /// It should be changed and cannot be, and why: nothing at all is done until that is settled.
    Cannot(String),
}

impl Does {
    /// Whether something is written.
    #[must_use]
    pub fn writes(&self) -> bool {
        !matches!(self, Does::Keep(_) | Does::Look(_) | Does::Cannot(_))
    }
}

/// A field of a row, and what becomes of it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldStep {
    /// The field.
    pub field: String,
    /// Its category.
    pub category: DataCategory,
    /// What its code says besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<DataCategory>,
    /// What stands in it.
    pub was: Value,
    /// What is done.
    pub does: Does,
}

impl fmt::Debug for FieldStep {
    /// Which field, never what stands in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldStep({})", self.field)
    }
}

/// A row, or several that are alike in all that is known of them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The schema the table lies in, where the map names one.
    pub schema: Option<String>,
    /// The table, as the source knows it.
    pub table: String,
    /// What tells the row apart.
    pub key: Values<String, Value>,
    /// Whether that is all that is known of it, because it has no key.
    #[serde(default)]
    pub whole: bool,
    /// What made it the person's, and must stand there still when it is changed; of a row that goes
    /// all that is known.
    #[serde(default)]
    pub ties: Values<String, Value>,
    /// How many other rows looked, when it was planned, as this one will.
    #[serde(default)]
    pub alike: usize,
    /// How many rows.
    pub rows: usize,
    /// Its fields that were asked for.
    pub fields: Vec<FieldStep>,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Step({}, {:?})", self.table, self.fields)
    }
}

impl Step {
    /// Whether the row goes.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.fields.iter().any(|field| field.does == Does::Gone)
    }

    /// Whether something of it is written.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.fields.iter().any(|field| field.does.writes())
    }
}

/// What becomes of one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourcePlan {
    /// The source.
    pub source: String,
    /// What people call it.
    pub name: String,
    /// Whether it is changed from here; else by a work order.
    pub direct: bool,
    /// Row by row, in the order in which it is done.
    pub steps: Vec<Step>,
    /// Tables with rows of the person that cannot carry a mark of restriction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_mark: Vec<String>,
}

/// Something that keeps the whole from being complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The source.
    pub source: String,
    /// Why.
    pub why: String,
}

/// Somebody the data was given to, who must be told of the change: Art 19.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToTell {
    /// The recipient, by its name in the charter.
    pub recipient: String,
    /// The day it was given.
    pub given: Date,
    /// The kinds of data.
    pub data: Vec<String>,
}

/// Everything that would be done. It holds what stands in the fields: it is for the office, and
/// for nobody else.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of this form.
    pub v: u8,
    /// The person, by id.
    pub person: String,
    /// What was asked for.
    pub change: Change,
    /// The day it was made.
    pub made: Date,
    /// Keeps the digest from being guessed at.
    pub nonce: String,
    /// Source by source.
    pub sources: Vec<SourcePlan>,
    /// What was not searched, or not to its end.
    pub open: Vec<Open>,
    /// Who must be told.
    pub to_tell: Vec<ToTell>,
    /// Sources that may be changed from here though their map does not say so.
    #[serde(default)]
    pub direct: Vec<String>,
    /// What the person was looked for by besides what the record knows.
    #[serde(default)]
    pub also: Vec<(String, String)>,
    /// Where each source is, in a form that says nothing else.
    #[serde(default)]
    pub places: BTreeMap<String, String>,
    /// The categories of the charter that are restricted at the gate, whatever a source can carry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_the_gate: Vec<String>,
}

impl fmt::Debug for Plan {
    /// Its shape, never what stands in the fields.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plan({:?}, {:?})", self.change, self.sources)
    }
}

impl Plan {
    /// What an approval is bound to: SHA-256 over the whole of it.
    ///
    /// # Panics
    /// Never: a plan is made of texts and numbers.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(&bytes).into()
    }

    /// What stands in the way: nothing is done while there is any.
    pub fn cannot(&self) -> impl Iterator<Item = (&SourcePlan, &Step, &FieldStep, &str)> {
        self.steps().filter_map(|(source, step, field)| match &field.does {
            Does::Cannot(why) => Some((source, step, field, why.as_str())),
            _ => None,
        })
    }

    /// The categories of the charter that are written.
    #[must_use]
    pub fn categories(&self) -> Vec<&str> {
        let written = self.steps().filter(|(_, _, field)| field.does.writes());
        let categories =
            written.flat_map(|(_, _, field)| field.code.iter().chain([&field.category]));
        let personal = categories.filter(|category| category.is_personal());
        let mut names: Vec<&str> = personal.map(DataCategory::in_charter).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Every field of it.
    pub fn steps(&self) -> impl Iterator<Item = (&SourcePlan, &Step, &FieldStep)> {
        self.sources.iter().flat_map(|source| {
            (source.steps.iter())
                .flat_map(move |step| step.fields.iter().map(move |field| (source, step, field)))
        })
    }
}

/// A table's name without its schema, as it is compared.
fn bare(table: &str) -> String {
    table.rsplit('.').next().unwrap_or(table).to_lowercase()
}
