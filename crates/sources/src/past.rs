//! What of a source is past its time, by the map's classes and the charter's periods: counted, and shown to
//! nobody.

use charter::Charter;
use jiff::civil::Date;
use people::Survey;

use crate::map::Kind;
use crate::{Connector, Error, Source, Table};

/// The most rows of one table that are looked through: 5,000,000.
pub const PAST_ROWS_MAX: u32 = 5_000_000;

/// What is known of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastTable {
    /// The table, as the map calls it.
    pub table: String,
    /// What of it is past its time.
    pub says: Past,
}

/// What of one table is past its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Past {
    /// Its rows were counted.
    Counted {
        /// The retention class, by the charter's name.
        class: String,
        /// The field with the day its time begins.
        trigger: String,
        /// Rows looked through.
        rows: u64,
        /// Rows whose last day has passed.
        past: u64,
        /// Rows without that day: their time has not begun.
        waiting: u64,
        /// Rows whose day could not be read: of these nothing is known.
        unreadable: u64,
    },
    /// It has a class, and no field that says when its time begins.
    NoDay {
        /// The retention class, by the charter's name.
        class: String,
    },
    /// Nobody has said how long it is kept: that is drift.
    NoClass,
    /// It could not be counted, and why.
    NotCounted(String),
}

/// Counts what of a source is past its time on a day, with leave to look it over. Tables about nobody are
/// left out; a copy goes by the class of what it is a copy of.
///
/// # Errors
/// [`Error::OtherSource`] when the leave is for another source; what the source says of its catalogue. A
/// table that cannot be read is no error: it says so.
pub fn past(
    survey: &Survey,
    source: &Source,
    connector: &mut dyn Connector,
    charter: &Charter,
    today: Date,
) -> Result<Vec<PastTable>, Error> {
    if survey.source() != source.id.get_ref().as_str() {
        return Err(Error::OtherSource(survey.source().to_owned()));
    }
    let schema = connector.schema()?;
    let mut found = Vec::new();
    for table in source.tables.iter().filter(|table| table.is_personal()) {
        let live = schema.tables.iter().find(|live| source.name_of(live) == *table.name.get_ref());
        let says = match (source.class_of(table), live) {
            (None, _) => Past::NoClass,
            (Some(_), None) => Past::NotCounted("it is not there".to_owned()),
            (Some((class, None)), _) => Past::NoDay { class },
            (Some((class, Some(trigger))), Some(live)) => {
                count(source.kind, connector, live, (class, trigger), charter, today)?
            }
        };
        found.push(PastTable { table: table.name.get_ref().clone(), says });
    }
    Ok(found)
}

impl Source {
    /// The class of a table, and the field its time begins with: its own, or those of what it copies.
    pub(crate) fn class_of(&self, table: &Table) -> Option<(String, Option<String>)> {
        let own = |table: &Table| {
            let class = table.retention.as_ref()?.get_ref().clone();
            Some((class, table.trigger.as_ref().map(|field| field.get_ref().clone())))
        };
        own(table).or_else(|| {
            let of = self.table(table.copy_of.as_ref()?.get_ref())?;
            let (class, trigger) = own(of)?;
            Some((class, trigger.filter(|field| table.fields.contains_key(field))))
        })
    }

    /// Whether nobody has said how long a table is kept.
    pub(crate) fn has_no_class(&self, table: &Table) -> bool {
        table.is_personal() && self.class_of(table).is_none()
    }
}

fn count(
    kind: Kind,
    connector: &mut dyn Connector,
    live: &crate::LiveTable,
    (class, trigger): (String, String),
    charter: &Charter,
    today: Date,
) -> Result<Past, Error> {
    let found = charter.retentions().iter().find(|one| one.id.get_ref().as_str() == class);
    let Some(period) = found.and_then(|one| one.period.as_ref()) else {
        return Ok(Past::NotCounted("the charter has no period for its class".to_owned()));
    };
    let Some(at) = live.columns.iter().position(|column| column.name == trigger) else {
        return Ok(Past::NotCounted(format!("it has no field `{trigger}`")));
    };
    // Of a database one column is read; files are read as they are.
    let (asked, at) = match kind {
        Kind::Tables => (live.clone(), at),
        _ => {
            let mut one = live.clone();
            one.columns = vec![live.columns[at].clone()];
            (one, 0)
        }
    };
    let (mut rows, mut past, mut waiting, mut unreadable) = (0_u64, 0, 0, 0);
    let read = connector.sample(&asked, PAST_ROWS_MAX, &mut |column, value| {
        if column != at {
            return;
        }
        rows += 1;
        match value.map(str::trim).filter(|text| !text.is_empty()) {
            None => waiting += 1,
            Some(text) => match day(text) {
                Some(begins) => past += u64::from(period.get_ref().after(begins) < today),
                None => unreadable += 1,
            },
        }
    });
    match read {
        Ok(()) => Ok(Past::Counted { class, trigger, rows, past, waiting, unreadable }),
        Err(error @ (Error::Stopped | Error::Unreachable(_))) => Err(error),
        Err(error) => Ok(Past::NotCounted(error.to_string())),
    }
}

/// A day as systems write it: `2019-03-31` with or without a time, or `31/03/2019`.
pub(crate) fn day(text: &str) -> Option<Date> {
    if let Some(first) = text.get(..10) {
        if let Ok(day) = first.parse() {
            return Some(day);
        }
        let mut parts = first.split('/');
        let (d, m, y) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_none() {
            return Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok();
        }
    }
    None
}
