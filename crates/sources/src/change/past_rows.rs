//! Rows of a system that are past their time, one by one: what becomes of each, whose it is, and what stands in its way.

use std::collections::{BTreeMap, BTreeSet};

use charter::Charter;
use charter::items::Disposal;
use jiff::civil::Date;
use people::identify::{Identifier, Kind};
use people::{AskedOf, Standing};
use serde::{Deserialize, Serialize};
use serde_json::{Map as Values, Value};
use sha2::{Digest, Sha256};

use super::ask::Place;
use super::fields::{Catalogue, does};
use super::rests::{Touched, rests};
use super::rows::Rows;
use super::{Change, Does, FieldStep, Step};
use crate::collect::{Collected, Row, Whose, points};
use crate::connect::{Connectors, FoundRow, How};
use crate::walk::{text, value_of};
use crate::{About, Erase, Error, Map, Schema, Source, Table};

/// How many steps one goes from a row to whoever it is about: 6.
const STEPS_MAX: usize = 6;
/// The most rows met on the way from one row: 50.
const MET_MAX: usize = 50;

/// What stands in the way of rows, on the record: asked by what each row says of whose it is, and its class.
pub type StandingOf<'a> = dyn FnMut(&[AskedOf]) -> Result<Vec<Standing>, Error> + 'a;

/// The rows that were met on the way up, by source, field and value.
type Met = BTreeMap<(String, String, String), Vec<Values<String, Value>>>;

/// A row that is past its time, and what becomes of it. It has its key, and nothing else of what stands in it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PastRow {
    /// The schema the table lies in, where the map names one.
    pub schema: Option<String>,
    /// The table.
    pub table: String,
    /// What tells it apart.
    pub key: Values<String, Value>,
    /// The retention class, by the charter's name.
    pub class: String,
    /// What its time counts from: `post_date:2015-01-02`.
    pub from: String,
    /// The last day it may be kept.
    pub due: Date,
    /// What becomes of its fields: with [`Does::Gone`] it goes whole.
    pub fields: Vec<(String, Does)>,
    /// A hash of what stands in it, that nobody can guess at.
    pub was: String,
}

/// A row that is past its time and stays, and why.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PastStays {
    /// The table.
    pub table: String,
    /// What tells it apart.
    pub key: Values<String, Value>,
    /// The retention class, by the charter's name.
    pub class: String,
    /// The last day it may be kept.
    pub due: Date,
    /// What stands in the way.
    pub why: Vec<String>,
}

impl std::fmt::Debug for PastRow {
    /// Where it is, never what tells it apart.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PastRow({}, {})", self.table, self.due)
    }
}

impl std::fmt::Debug for PastStays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PastStays({}, {:?})", self.table, self.why)
    }
}

impl PastRow {
    /// Whether it goes whole.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.fields.iter().any(|(_, does)| *does == Does::Gone)
    }
}

/// A row whose time is over, by its key as the source writes it.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) table: String,
    pub(super) key: Vec<(String, String)>,
    pub(super) class: String,
    pub(super) from: String,
    pub(super) due: Date,
}

/// What was found of a row, beside what becomes of it.
pub(super) struct Judged {
    pub(super) row: PastRow,
    /// What stands in it: of its mapped fields.
    pub(super) values: Values<String, Value>,
    pub(super) why: BTreeSet<String>,
    /// Whether nothing of it is to be done: the map keeps what there is.
    pub(super) nothing: bool,
    id: String,
}

/// What is known while a system is open.
pub(super) struct Judge<'a> {
    pub(super) source: &'a Source,
    pub(super) map: &'a Map,
    pub(super) schema: &'a Schema,
    pub(super) charter: &'a Charter,
    pub(super) nonce: &'a str,
    /// Whether rows go of people nobody on record is.
    pub(super) nobodys: bool,
}

impl<'a> Judge<'a> {
    fn id(&self) -> &'a str {
        self.source.id.get_ref().as_str()
    }

    pub(super) fn catalogue(&self, table: &str) -> Option<Catalogue<'a>> {
        Catalogue::find(self.schema, self.source.schema.as_deref(), table)
    }

    /// Finds the one row of a key; none where there is none, or nobody can tell which.
    pub(super) fn found(
        &self,
        table: &Table,
        key: &[(String, String)],
        connectors: &mut Connectors,
    ) -> Result<Vec<FoundRow>, Error> {
        let Some((first, value)) = key.first() else { return Ok(Vec::new()) };
        let mut fields: Vec<&str> = table.fields.keys().map(String::as_str).collect();
        fields.extend(key.iter().map(|(name, _)| name.as_str()));
        fields.sort_unstable();
        fields.dedup();
        let place = Place::mapped(self.source.schema.as_deref(), table.name.get_ref());
        let reader = reader(connectors, self.id())?;
        let mut rows = Vec::new();
        place.rows_with((first, How::Same, value), &fields, reader, &mut |row| {
            if key.iter().all(|(name, value)| value_of(&row.values, name) == value.trim_end()) {
                rows.push(row);
            }
            Ok(())
        })?;
        Ok(rows)
    }

    /// Judges rows together: a row that others rest on goes only where those go too.
    pub(super) fn judge(
        &self,
        candidates: &[Candidate],
        standing: &mut StandingOf<'_>,
        connectors: &mut Connectors,
    ) -> Result<Vec<Judged>, Error> {
        let mut judged = Vec::with_capacity(candidates.len());
        let mut asked = Vec::with_capacity(candidates.len());
        let mut met = Met::new();
        for candidate in candidates {
            let Some(table) = self.source.table(&candidate.table) else { continue };
            let one = self.one(candidate, table, connectors)?;
            asked.push((
                self.whose(table, &one.values, &mut met, connectors)?,
                candidate.class.clone(),
            ));
            judged.push(one);
        }
        for ((one, (whose, _)), said) in judged.iter_mut().zip(&asked).zip(standing(&asked)?) {
            if whose.is_empty() {
                one.why.insert("nothing in it says whose it is".to_owned());
            } else if said.known == 0 && !self.nobodys {
                one.why.insert("nobody on record is known by it".to_owned());
            }
            one.why.extend(said.stops.iter().map(people::Stop::word));
        }
        self.what_rests(&mut judged, connectors);
        Ok(judged)
    }

    fn one(
        &self,
        candidate: &Candidate,
        table: &Table,
        connectors: &mut Connectors,
    ) -> Result<Judged, Error> {
        let mut rows = self.found(table, &candidate.key, connectors)?;
        let alone = rows.len() == 1;
        let (id, values) = match rows.pop().filter(|_| alone) {
            Some(row) => (row.id, row.values),
            None => (String::new(), Values::new()),
        };
        let key = candidate.key.iter().map(|(name, value)| {
            let there = values.get(name).cloned();
            (name.clone(), there.unwrap_or_else(|| Value::String(value.clone())))
        });
        let mut why = BTreeSet::new();
        if !alone {
            why.insert("its row cannot be told from others".to_owned());
        }
        let fields = if alone { self.fields(candidate, table, &values) } else { Vec::new() };
        for (name, does) in &fields {
            if let Does::Cannot(said) | Does::Look(said) = does {
                why.insert(format!("{name}: {said}"));
            }
        }
        let nothing = alone && !fields.iter().any(|(_, does)| does.writes()) && why.is_empty();
        let row = PastRow {
            schema: self.source.schema.clone(),
            table: candidate.table.clone(),
            key: key.collect(),
            class: candidate.class.clone(),
            from: candidate.from.clone(),
            due: candidate.due,
            was: self.hash(&candidate.table, &values),
            fields,
        };
        Ok(Judged { row, values, why, nothing, id })
    }

    pub(super) fn hash(&self, table: &str, values: &Values<String, Value>) -> String {
        let mut hash = Sha256::new();
        hash.update(self.nonce);
        for part in [table, &Value::Object(values.clone()).to_string()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        data_encoding::HEXLOWER.encode(&hash.finalize())
    }

    /// What becomes of a row: it goes whole where its class is deleted, else field by field as the map says.
    fn fields(
        &self,
        candidate: &Candidate,
        table: &Table,
        values: &Values<String, Value>,
    ) -> Vec<(String, Does)> {
        let there = table.fields.iter().filter(|(name, field)| {
            field.category.get_ref().is_personal() && !value_of(values, name).trim().is_empty()
        });
        let class = self.charter.retentions().iter();
        let disposal = class
            .clone()
            .find(|one| one.id.get_ref().as_str() == candidate.class)
            .map(|one| one.disposal);
        if disposal == Some(Disposal::Delete) {
            return self.whole(table, there.map(|(name, field)| (name.as_str(), field)).collect());
        }
        let erase = Change::Erase { categories: Vec::new(), anonymise: false };
        let catalogue = self.catalogue(&candidate.table);
        there
            .filter_map(|(name, field)| {
                let was = values.get(name).unwrap_or(&Value::Null);
                let seed = format!("{}/{}/{name}", self.nonce, candidate.table);
                let does = match does(&erase, name, field, catalogue, was, &seed)? {
                    Does::Gone => {
                        Does::Cannot("its row goes, and its class is not deleted".to_owned())
                    }
                    Does::Replace(with) if with == text(was) => return None,
                    does => does,
                };
                Some((name.clone(), does))
            })
            .collect()
    }

    /// A row that goes whole: not while something of it is kept, or nobody knows what it is.
    fn whole(&self, table: &Table, there: Vec<(&str, &crate::Field)>) -> Vec<(String, Does)> {
        let name = table.name.get_ref();
        let unknown = self.catalogue(name).and_then(|live| {
            live.table.columns.iter().find(|one| !table.fields.contains_key(&one.name))
        });
        if self.catalogue(name).is_none() {
            let why = "the catalogue does not show its table".to_owned();
            return vec![(name.clone(), Does::Cannot(why))];
        }
        if let Some(column) = unknown {
            let why = "the map does not have this field".to_owned();
            return vec![(column.name.clone(), Does::Cannot(why))];
        }
        let kept = there.iter().find(|(_, field)| field.erase == Erase::Keep);
        if let Some((field, of)) = kept {
            let because = of.because.as_deref().unwrap_or("the map keeps it");
            return vec![((*field).to_owned(), Does::Cannot(format!("it is kept: {because}")))];
        }
        there.iter().map(|(name, _)| ((*name).to_owned(), Does::Gone)).collect()
    }

    /// What a row says of whose it is: its own identities, and those of what its owners lead to, upwards.
    fn whose(
        &self,
        table: &Table,
        values: &Values<String, Value>,
        met: &mut Met,
        connectors: &mut Connectors,
    ) -> Result<Vec<Identifier>, Error> {
        let mut found: Vec<Identifier> = Vec::new();
        let mut level = vec![(self.source, table, values.clone())];
        let mut rows = 0;
        for _ in 0..STEPS_MAX {
            let mut next = Vec::new();
            for (source, table, values) in &level {
                found.extend(identifiers(source, table, values));
                for owner in &table.owner {
                    let Some(field) = table.fields.get(owner.get_ref()) else { continue };
                    let value = value_of(values, owner.get_ref());
                    for reference in field.refers.iter().filter(|_| !value.is_empty()) {
                        let to = reference.to.get_ref();
                        let of = to.source.as_deref().unwrap_or(source.id.get_ref().as_str());
                        let Some(of) = self.map.source(of) else { continue };
                        let Some(there) = of.table(&to.table) else { continue };
                        let place = (
                            of.id.get_ref().to_string(),
                            to.table.clone() + "." + &to.field,
                            value.clone(),
                        );
                        if !met.contains_key(&place) {
                            met.insert(
                                place.clone(),
                                up(of, there, (&to.field, &value), connectors)?,
                            );
                        }
                        for row in met.get(&place).into_iter().flatten() {
                            rows += 1;
                            if rows > MET_MAX {
                                let what = "rows on the way from one row to whoever it is about";
                                return Err(Error::TooMany { what, limit: MET_MAX });
                            }
                            next.push((of, there, row.clone()));
                        }
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            level = next;
        }
        found.sort_by(|a, b| (a.kind().as_str(), a.normal()).cmp(&(b.kind().as_str(), b.normal())));
        found.dedup_by(|a, b| a.kind() == b.kind() && a.normal() == b.normal());
        Ok(found)
    }

    /// Takes out what others rest on: again and again, for what stays keeps what it rests on as well.
    pub(super) fn what_rests(&self, judged: &mut [Judged], connectors: &mut Connectors) {
        let row = |one: &Judged| Row {
            source: self.id().to_owned(),
            table: one.row.table.clone(),
            id: one.id.clone(),
            values: one.values.clone(),
            withheld: Vec::new(),
            by: Vec::new(),
            whose: Whose::Own,
            about_others: Vec::new(),
        };
        let collected = Collected {
            answers: Vec::new(),
            rows: judged.iter().map(row).collect(),
            statements: 0,
        };
        let rows = Rows::new(&collected, self.map);
        loop {
            let mut touched = Touched::default();
            let goes = |one: &&Judged| one.why.is_empty() && !one.nothing;
            for one in judged.iter().filter(goes) {
                touched.note(
                    self.id(),
                    &step(&one.row, &one.values),
                    std::slice::from_ref(&one.id),
                );
            }
            let mut again = false;
            for one in judged.iter_mut().filter(|one| one.why.is_empty() && !one.nothing) {
                let step = step(&one.row, &one.values);
                let why = rests(
                    &step,
                    &one.values,
                    self.source,
                    self.schema,
                    &rows,
                    &touched,
                    connectors,
                );
                if let Some(why) = why {
                    one.why.insert(why);
                    again = true;
                }
            }
            if !again {
                return;
            }
        }
    }
}

/// A row as the rest of this room knows it.
pub(super) fn step(row: &PastRow, values: &Values<String, Value>) -> Step {
    let field = |(name, does): &(String, Does)| FieldStep {
        field: name.clone(),
        category: crate::DataCategory::new(crate::DataCategory::NOT_PERSONAL),
        code: None,
        was: values.get(name).cloned().unwrap_or(Value::Null),
        does: does.clone(),
    };
    Step {
        schema: row.schema.clone(),
        table: row.table.clone(),
        key: row.key.clone(),
        whole: false,
        ties: if row.is_gone() { values.clone() } else { Values::new() },
        alike: 0,
        rows: 1,
        fields: row.fields.iter().map(field).collect(),
    }
}

pub(super) fn reader<'c>(
    connectors: &'c mut Connectors,
    source: &str,
) -> Result<&'c mut dyn crate::Connector, Error> {
    match connectors.get_mut(source) {
        Some(Ok(reader)) => Ok(reader.as_mut()),
        Some(Err(error)) => Err(error.clone()),
        None => Err(Error::Unreachable("nothing is connected that reads it".to_owned())),
    }
}

/// The rows an owner leads to.
fn up(
    source: &Source,
    table: &Table,
    (field, value): (&str, &str),
    connectors: &mut Connectors,
) -> Result<Vec<Values<String, Value>>, Error> {
    let fields: Vec<&str> = table.fields.keys().map(String::as_str).collect();
    let place = Place::mapped(source.schema.as_deref(), table.name.get_ref());
    let reader = reader(connectors, source.id.get_ref().as_str())?;
    let mut rows = Vec::new();
    place.rows_with((field, How::Same, value), &fields, reader, &mut |row| {
        if rows.len() >= MET_MAX {
            return Err(Error::TooMany { what: "rows one row leads to", limit: MET_MAX });
        }
        rows.push(row.values);
        Ok(())
    })?;
    Ok(rows)
}

/// What a row itself says of whose it is, by kinds that point at one person.
fn identifiers(source: &Source, table: &Table, values: &Values<String, Value>) -> Vec<Identifier> {
    let mut found = Vec::new();
    for (name, field) in &table.fields {
        let Some(kind) = &field.identity else { continue };
        let value = value_of(values, name);
        if field.about != About::Owner || value.is_empty() || !points(kind.get_ref()) {
            continue;
        }
        let Ok(kind) = kind.get_ref().parse::<Kind>() else { continue };
        let value = match kind {
            Kind::OtherSystemId => format!("{}:{value}", source.id.get_ref()),
            _ => value,
        };
        found.extend(Identifier::parse(kind, &value).ok());
    }
    found
}
