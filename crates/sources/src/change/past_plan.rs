//! Planning what of a system goes because its time is over: row by row, in bounded batches.

use std::collections::BTreeMap;

use charter::Charter;
use jiff::civil::Date;
use people::Survey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::order::in_order;
use super::past_rows::{Candidate, Judge, Judged, PastRow, PastStays, StandingOf, reader, step};
use crate::connect::{Connectors, SAMPLE_LENGTH};
use crate::map::Kind;
use crate::past::day;
use crate::{Connector, Error, LiveTable, Map, PAST_ROWS_MAX, Source, Table, Writes};

/// The most rows one plan lets go: 500.
pub const PAST_BATCH_MAX: usize = 500;
/// The most rows past their time that are looked at for one plan: 2,000.
pub const PAST_LOOKED_MAX: usize = 2_000;

/// What a plan is made for.
#[derive(Clone, Debug)]
pub struct PastAsk {
    /// The day.
    pub made: Date,
    /// Only these tables; all when empty.
    pub tables: Vec<String>,
    /// How many rows past their time are passed over: where the plan before this one ended.
    pub after: u64,
    /// The most rows that go; [`PAST_BATCH_MAX`] at most.
    pub most: usize,
    /// Why rows may go of which nobody on record is known to be the owner; without it they stay.
    pub nobodys: Option<String>,
    /// Whether the system is changed from here though its map does not say so.
    pub direct: bool,
    /// Where the system is, in a form that says nothing else.
    pub place: String,
    /// Random, and kept with the plan: it keeps its hashes from being guessed at.
    pub nonce: [u8; 32],
}

/// What of a system would go. It has keys of rows, and nothing else of what stands in them: it is for the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastPlan {
    /// The version of this form.
    pub v: u8,
    /// The system, by the map's name.
    pub source: String,
    /// What people call it.
    pub name: String,
    /// Where it is, in a form that says nothing else.
    pub place: String,
    /// The day it was made for.
    pub made: Date,
    /// The charter it was made by.
    pub charter: String,
    /// Keeps its hashes from being guessed at.
    pub nonce: String,
    /// Whether it is changed from here; else by a work order.
    pub direct: bool,
    /// Why rows go of which nobody on record is known to be the owner.
    pub nobodys: Option<String>,
    /// The rows that go, in the order in which it is done.
    pub rows: Vec<PastRow>,
    /// The rows that stay, and why.
    pub stays: Vec<PastStays>,
    /// Rows of which nothing is to be done: the map keeps what there is.
    pub kept: u64,
    /// How many rows past their time there are, as far as their days could be read.
    pub past: u64,
    /// How many of them were looked at or passed over: the next plan begins there.
    pub looked: u64,
    /// Tables of which it is not known what is past its time, and why.
    pub unknown: BTreeMap<String, String>,
}

impl PastPlan {
    /// What an approval is bound to: SHA-256 over the whole of it.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(&bytes).into()
    }
}

/// Plans what of a system goes because its time is over, with leave to look it over: rows of tables whose class and
/// day the map says. `standing` says what stands in the way on the record.
///
/// # Errors
/// [`Error::OtherSource`] when the leave is for another source; what the source or `standing` says.
pub fn plan_past(
    survey: &Survey,
    ask: &PastAsk,
    source: &Source,
    map: &Map,
    charter: &Charter,
    standing: &mut StandingOf<'_>,
    connectors: &mut Connectors,
) -> Result<PastPlan, Error> {
    let id = source.id.get_ref().as_str();
    if survey.source() != id {
        return Err(Error::OtherSource(survey.source().to_owned()));
    }
    let connector = reader(connectors, id)?;
    let schema = connector.schema()?;
    let mut found = Found { ask, charter, candidates: Vec::new(), past: 0 };
    let mut unknown = BTreeMap::new();
    for table in source.tables.iter().filter(|table| table.is_personal()) {
        let name = table.name.get_ref();
        if !ask.tables.is_empty() && !ask.tables.contains(name) {
            continue;
        }
        let live = schema.tables.iter().find(|live| source.name_of(live) == *name);
        if let Some(why) = found.of_table(source, table, live, connector)? {
            unknown.insert(name.clone(), why);
        }
    }
    let nonce = data_encoding::HEXLOWER.encode(&ask.nonce);
    let judge = Judge {
        source,
        map,
        schema: &schema,
        charter,
        nonce: &nonce,
        nobodys: ask.nobodys.is_some(),
    };
    let mut plan = PastPlan {
        v: 1,
        source: id.to_owned(),
        name: source.name.clone(),
        place: ask.place.clone(),
        made: ask.made,
        charter: charter.fingerprint().to_string(),
        nonce: nonce.clone(),
        direct: source.writes == Writes::Direct || ask.direct,
        nobodys: ask.nobodys.clone(),
        rows: Vec::new(),
        stays: Vec::new(),
        kept: 0,
        past: found.past,
        looked: ask.after,
        unknown,
    };
    let most = ask.most.clamp(1, PAST_BATCH_MAX);
    let mut steps = Vec::new();
    // Those that go together are judged together: a row and what rests on it. What is cut off keeps what it rests on.
    let mut judged = judge.judge(&found.candidates, standing, connectors)?;
    let ready = |one: &Judged| one.why.is_empty() && !one.nothing;
    let last = judged.iter().enumerate().filter(|(_, one)| ready(one)).map(|(at, _)| at).nth(most);
    judged.truncate(last.unwrap_or(judged.len()));
    judge.what_rests(&mut judged, connectors);
    for one in judged {
        plan.looked += 1;
        if one.nothing {
            plan.kept += 1;
        } else if one.why.is_empty() {
            steps.push((step(&one.row, &one.values), one.row));
        } else {
            let (table, key, class, due) = (one.row.table, one.row.key, one.row.class, one.row.due);
            plan.stays.push(PastStays {
                table,
                key,
                class,
                due,
                why: one.why.into_iter().collect(),
            });
        }
    }
    let order = in_order(steps.iter().map(|(step, _)| step.clone()).collect(), |table| {
        judge.catalogue(table)
    });
    for step in order {
        let same =
            |(one, _): &(super::Step, PastRow)| one.table == step.table && one.key == step.key;
        if let Some(at) = steps.iter().position(same) {
            plan.rows.push(steps.swap_remove(at).1);
        }
    }
    Ok(plan)
}

/// What tells a row of a table apart: the catalogue's key, or the map's.
pub(super) fn key_of(table: &Table, live: &LiveTable) -> Option<Vec<String>> {
    let mapped: Vec<String> = table.key.iter().map(|name| name.get_ref().clone()).collect();
    let there = |names: &Vec<String>| {
        let has = |name: &String| live.columns.iter().any(|column| column.name == *name);
        !names.is_empty() && names.iter().all(has)
    };
    [live.key.clone(), mapped].into_iter().find(there)
}

/// Rows past their time, as they are found.
struct Found<'a> {
    ask: &'a PastAsk,
    charter: &'a Charter,
    candidates: Vec<Candidate>,
    past: u64,
}

impl Found<'_> {
    /// Looks through a table; why it is not known what of it is past its time, where it is not.
    fn of_table(
        &mut self,
        source: &Source,
        table: &Table,
        live: Option<&LiveTable>,
        connector: &mut dyn Connector,
    ) -> Result<Option<String>, Error> {
        let no = |why: &str| Ok(Some(why.to_owned()));
        let Some((class, trigger)) = source.class_of(table) else {
            return no("no retention class: nobody has said how long it is kept");
        };
        let Some(live) = live else { return no("it is not there") };
        let Some(trigger) = trigger else { return no("no field says from which day") };
        let found = self.charter.retentions().iter().find(|one| one.id.get_ref().as_str() == class);
        let Some(period) = found.and_then(|one| one.period.as_ref()) else {
            return no("the charter has no period for its class");
        };
        let Some(key) = key_of(table, live) else { return no("nothing tells its rows apart") };
        let place = |name: &String| live.columns.iter().position(|column| column.name == *name);
        let (Some(at), Some(keys)) =
            (place(&trigger), key.iter().map(place).collect::<Option<Vec<usize>>>())
        else {
            return no("it has not the field its time begins with");
        };
        // Of a database only these columns are read; files are read as they are.
        let (asked, at, keys) = match source.kind {
            Kind::Tables => (live.clone(), at, keys),
            _ => {
                let mut some = live.clone();
                let columns = keys.iter().chain([&at]).map(|at| live.columns[*at].clone());
                some.columns = columns.collect();
                (some, keys.len(), (0..keys.len()).collect())
            }
        };
        let last = asked.columns.len().saturating_sub(1);
        let mut row: Vec<Option<String>> = vec![None; asked.columns.len()];
        let (mut unreadable, mut keyless) = (0_u64, 0_u64);
        let read = connector.sample(&asked, PAST_ROWS_MAX, &mut |column, value| {
            row[column] = value.map(|text| text.trim_end().to_owned());
            if column != last {
                return;
            }
            let begins = row[at].as_deref().map(str::trim).filter(|text| !text.is_empty());
            let Some(begins) = begins else { return };
            let Some(begins) = day(begins) else {
                unreadable += 1;
                return;
            };
            let due = period.get_ref().after(begins);
            if due >= self.ask.made {
                return;
            }
            self.past += 1;
            if self.past <= self.ask.after || self.candidates.len() >= PAST_LOOKED_MAX {
                return;
            }
            let whole = |at: &usize| {
                let text = row[*at].clone()?;
                (!text.is_empty() && text.chars().count() < SAMPLE_LENGTH).then_some(text)
            };
            match keys.iter().map(whole).collect::<Option<Vec<String>>>() {
                None => keyless += 1,
                Some(values) => self.candidates.push(Candidate {
                    table: table.name.get_ref().clone(),
                    key: key.iter().cloned().zip(values).collect(),
                    class: class.clone(),
                    from: format!("{trigger}:{begins}"),
                    due,
                }),
            }
        });
        match read {
            Ok(()) if unreadable + keyless > 0 => Ok(Some(format!(
                "the day of {unreadable} rows cannot be read, and the key of {keyless}"
            ))),
            Ok(()) => Ok(None),
            Err(error @ (Error::Stopped | Error::Unreachable(_))) => Err(error),
            Err(error) => Ok(Some(error.to_string())),
        }
    }
}
