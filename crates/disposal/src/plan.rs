//! The plan: what is past its time on a day, by which rule, and what stands in its way.

use std::collections::BTreeMap;

use charter::items::Disposal;
use jiff::civil::Date;
use people::{Keeps, Now, PersonNo, Record, Ripe, Stop};

use crate::Error;

/// What of one retention class is past its time; without a class, people of whom nothing is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfClass {
    /// The class, by its name in the charter.
    pub class: String,
    /// What it is called.
    pub name: String,
    /// How long it is kept: `P6Y`. Empty where today's charter no longer has the class.
    pub period: String,
    /// From which event.
    pub trigger: String,
    /// Where the period comes from.
    pub source: String,
    /// Whether that source has been checked.
    pub verified: bool,
    /// The post that approved the period.
    pub approved_by: String,
    /// What becomes of it.
    pub disposal: Disposal,
    /// Rows nothing stands in the way of.
    pub ready: u64,
    /// Rows that stay for now, each counted once.
    pub kept: u64,
    /// Of those that nothing stands in the way of, how many have no event on record and count from the day somebody left.
    pub assumed: u64,
    /// The oldest last day among them.
    pub oldest: Option<Date>,
    /// Rows that stay for now, by what stands in their way; one with several counts for each.
    pub stops: BTreeMap<Stop, u64>,
}

/// What is past its time on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The day it is made for.
    pub day: Date,
    /// By class, in the order of their names.
    pub classes: Vec<OfClass>,
}

impl Plan {
    /// How many rows nothing stands in the way of.
    #[must_use]
    pub fn ready(&self) -> u64 {
        self.classes.iter().map(|class| class.ready).sum()
    }

    /// How many people go as well, since nothing of them is left then. They are among [`Plan::ready`].
    #[must_use]
    pub fn people(&self) -> u64 {
        self.classes.iter().filter(|class| class.class.is_empty()).map(|class| class.ready).sum()
    }

    /// How many rows stay for now, since something stands in their way.
    #[must_use]
    pub fn kept(&self) -> u64 {
        self.classes.iter().map(|class| class.kept).sum()
    }
}

/// Says what is past its time, and what stands in its way. Nothing is opened, written or let go. Days that
/// were worked out by an older charter are made again every night, and by [`Record::renew_due`].
///
/// # Errors
/// What the store says.
pub fn plan(record: &Record, keeps: Keeps, now: Now) -> Result<Plan, Error> {
    let mut classes: BTreeMap<String, OfClass> = BTreeMap::new();
    each_ripe(record, keeps, now.today(), &|_| true, |ripe| {
        let of = classes.entry(ripe.class.clone()).or_insert_with(|| of_class(record, &ripe.class));
        if ripe.stops.is_empty() {
            of.ready += 1;
            of.assumed += u64::from(ripe.assumed());
            of.oldest = Some(of.oldest.map_or(ripe.due, |day| day.min(ripe.due)));
        }
        of.kept += u64::from(!ripe.stops.is_empty());
        for stop in &ripe.stops {
            *of.stops.entry(stop.clone()).or_default() += 1;
        }
        Ok(())
    })?;
    Ok(Plan { day: now.today(), classes: classes.into_values().collect() })
}

/// Every row that is past its time and of a class that is wanted, kind by kind; then everybody of whom nothing is left
/// once those are gone that nothing stands in the way of.
pub(crate) fn each_ripe(
    record: &Record,
    keeps: Keeps,
    today: Date,
    wanted: &dyn Fn(&str) -> bool,
    mut each: impl FnMut(&Ripe) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut going: BTreeMap<PersonNo, u64> = BTreeMap::new();
    for kind in record.ripe_kinds(keeps) {
        let mut after = i64::MIN;
        loop {
            let rows = record.ripe(kind, after, today, keeps)?;
            let Some(last) = rows.last() else { break };
            after = last.no;
            for row in rows.iter().filter(|row| wanted(&row.class)) {
                if row.stops.is_empty() {
                    for no in &row.people {
                        *going.entry(*no).or_default() += 1;
                    }
                }
                each(row)?;
            }
        }
    }
    let mut people: Vec<(PersonNo, u64)> = going.into_iter().collect();
    while !people.is_empty() {
        let some: BTreeMap<PersonNo, u64> =
            people.drain(..people.len().min(PEOPLE_AT_ONCE)).collect();
        for person in record.emptied(&some, today, keeps)? {
            each(&person)?;
        }
    }
    Ok(())
}

/// How many people are looked at in one reading of the store.
const PEOPLE_AT_ONCE: usize = 2_000;

fn of_class(record: &Record, class: &str) -> OfClass {
    let classes = record.gate().charter().retentions();
    let found = classes.iter().find(|one| one.id.get_ref().as_str() == class);
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    OfClass {
        class: class.to_owned(),
        name: text(found.map(|one| one.name.as_str())),
        period: found
            .and_then(|one| one.period.as_ref())
            .map(|period| period.get_ref().to_string())
            .unwrap_or_default(),
        trigger: text(found.and_then(|one| one.trigger.as_ref()).map(|one| one.get_ref().as_str())),
        source: text(found.and_then(|one| one.source.as_ref()).map(|one| one.get_ref().as_str())),
        verified: found.is_some_and(|one| one.verified),
        approved_by: text(found.map(|one| one.approved_by.get_ref().as_str())),
        disposal: found.map_or(Disposal::Delete, |one| one.disposal),
        ready: 0,
        kept: 0,
        assumed: 0,
        oldest: None,
        stops: BTreeMap::new(),
    }
}
