//! Rows about somebody that are no items and have a day of their own: choices that ended, markers, and what rooms above
//! keep (row 22.1). What still stands never goes by itself: a no to contact stays for good.

use db::{Tx, params};
use jiff::civil::Date;

use crate::codes::{Code, Kind};
use crate::ids::PersonNo;
use crate::in_the_way::{InTheWay, Keeps};
use crate::ripe::{Batch, RIPE_CHUNK, Ripe, Stop};
use crate::{Error, Record};

/// By which retention class rows go.
#[derive(Clone, Copy, Debug)]
pub enum ClassOf {
    /// The one of the charter whose time begins with this event.
    Event(&'static str),
    /// That of the category whose number stands in this column.
    Category(&'static str),
}

/// A kind of row about somebody with a day of its own. Its table has `no` and `person`.
#[derive(Clone, Copy, Debug)]
pub struct Shelf {
    /// Its number in the lists of runs, which stays: 10 to 89.
    pub number: i64,
    /// The table.
    pub table: &'static str,
    /// The column with the day its time begins with.
    pub day: &'static str,
    /// What that is called: `ended`.
    pub event: &'static str,
    /// By which class it goes.
    pub class: ClassOf,
}

/// The shelves of this room.
const OURS: &[Shelf] = &[
    Shelf {
        number: 10,
        table: "choice",
        day: "until",
        event: "choice-ended",
        class: ClassOf::Event("consent-withdrawn"),
    },
    Shelf {
        number: 11,
        table: "marker",
        day: "until",
        event: "marker-ended",
        class: ClassOf::Category("category"),
    },
];

/// A row of a shelf, with what its day and class come to.
struct Lying {
    no: i64,
    person: PersonNo,
    class: String,
    event: String,
    due: Date,
}

impl Keeps {
    /// Every shelf: this room's, and those of the rooms above.
    pub(crate) fn all(self) -> impl Iterator<Item = &'static Shelf> {
        OURS.iter().chain(self.shelves)
    }

    /// The shelf of a number.
    pub(crate) fn shelf(self, number: i64) -> Option<&'static Shelf> {
        self.all().find(|shelf| shelf.number == number)
    }
}

impl Shelf {
    fn columns(&self) -> String {
        let category = match self.class {
            ClassOf::Event(_) => "CAST(NULL AS BIGINT)",
            ClassOf::Category(column) => column,
        };
        format!("no, person, {}, {category}", self.day)
    }

    /// What a row's day and class come to; none where its time has not begun, or nothing says how long it is kept.
    fn read(
        &self,
        record: &Record,
        event_class: Option<&str>,
        today: Date,
        row: &db::Row<'_>,
    ) -> Result<Option<Lying>, Error> {
        let day = row.opt_date(2)?;
        let of_category = match row.opt_int(3)? {
            None => None,
            Some(code) => {
                let code = Code::try_from(code).map_err(|_| Error::Damaged("a code"))?;
                record.class_of_category(record.codes().name(Kind::Category, code))
            }
        };
        let class = of_category.as_deref().or(event_class);
        let (Some(day), Some(class)) = (day.filter(|day| *day < today), class) else {
            return Ok(None);
        };
        let Some(due) = record.due_by(class, day) else { return Ok(None) };
        Ok(Some(Lying {
            no: row.int(0)?,
            person: PersonNo::new(row.int(1)?),
            class: class.to_owned(),
            event: format!("{}:{day}", self.event),
            due,
        }))
    }

    fn event_class(&self, record: &Record) -> Option<String> {
        match self.class {
            ClassOf::Event(event) => record.class_of_event(event),
            ClassOf::Category(_) => None,
        }
    }

    /// The next rows past their time after one, in the order of their numbers.
    pub(crate) fn ripe(
        &self,
        tx: &Tx<'_>,
        way: &InTheWay<'_>,
        mut after: i64,
        today: Date,
    ) -> Result<Vec<Ripe>, Error> {
        let class = self.event_class(way.record);
        let (columns, table, day) = (self.columns(), self.table, self.day);
        let sql = format!(
            "SELECT {columns} FROM {table} WHERE {day} < ?1 AND no > ?2 ORDER BY no LIMIT ?3"
        );
        let mut ripe = Vec::new();
        loop {
            let mut rows = 0;
            tx.query(&sql, params![&today.to_string(), after, RIPE_CHUNK], |row| {
                rows += 1;
                after = row.int(0)?;
                let lying = self.read(way.record, class.as_deref(), today, row)?;
                ripe.extend(lying.filter(|one| one.due < today));
                Ok::<_, Error>(())
            })?;
            if !ripe.is_empty() || rows < RIPE_CHUNK {
                break;
            }
        }
        ripe.into_iter().map(|lying| self.judge(tx, way, lying)).collect()
    }

    fn judge(&self, tx: &Tx<'_>, way: &InTheWay<'_>, lying: Lying) -> Result<Ripe, Error> {
        let mut stops = std::collections::BTreeSet::new();
        way.stops(tx, lying.person, &lying.class, None, &mut stops)?;
        Ok(Ripe {
            no: lying.no,
            kind: self.number,
            class: lying.class,
            event: lying.event,
            due: lying.due,
            version: 0,
            people: vec![way.merged.get(&lying.person).copied().unwrap_or(lying.person)],
            stops: stops.into_iter().collect(),
        })
    }

    /// Lets one row go, where it is as it was planned and nothing stands in its way.
    pub(crate) fn take(
        &self,
        tx: &Tx<'_>,
        way: &InTheWay<'_>,
        planned: &Ripe,
        today: Date,
        done: &mut Batch,
    ) -> Result<(), Error> {
        let class = self.event_class(way.record);
        let sql = format!("SELECT {} FROM {} WHERE no = ?1", self.columns(), self.table);
        let found = tx.one(&sql, params![planned.no], |row| {
            let lying = self.read(way.record, class.as_deref(), today, row)?;
            Ok::<_, Error>((PersonNo::new(row.int(1)?), lying))
        })?;
        let Some((person, lying)) = found else {
            done.came.gone.push((planned.kind, planned.no));
            return Ok(());
        };
        let now = match lying {
            Some(lying) => self.judge(tx, way, lying)?,
            None => Ripe { stops: vec![Stop::Changed], ..planned.clone() },
        };
        let same =
            now.due == planned.due && now.event == planned.event && now.class == planned.class;
        let stop = now.stops.into_iter().next().or_else(|| (!same).then_some(Stop::Changed));
        if let Some(stop) = stop {
            done.came.stayed.push((planned.kind, planned.no, stop));
            return Ok(());
        }
        tx.execute(&format!("DELETE FROM {} WHERE no = ?1", self.table), params![planned.no])?;
        done.people.insert(person);
        done.renew.insert(way.merged.get(&person).copied().unwrap_or(person));
        done.came.gone.push((planned.kind, planned.no));
        Ok(())
    }

    /// How many rows of a person's records lie on it.
    pub(crate) fn count(&self, tx: &Tx<'_>, person: PersonNo) -> Result<i64, Error> {
        let sql = format!("SELECT COUNT(*) FROM {} WHERE person = ?1", self.table);
        Ok(tx.one(&sql, params![person.get()], |row| row.int(0))?.unwrap_or(0))
    }
}

impl Record {
    fn class_of_event(&self, event: &str) -> Option<String> {
        let mut classes = self.gate().charter().retentions().iter();
        let found = classes.find(|one| one.trigger.as_ref().is_some_and(|t| t.get_ref() == event));
        found.map(|one| one.id.get_ref().as_str().to_owned())
    }

    fn class_of_category(&self, category: &str) -> Option<String> {
        let categories = self.gate().charter().categories();
        let found = &categories[categories.find(category)?];
        found.retention.as_ref().map(|class| class.get_ref().as_str().to_owned())
    }

    /// The last day of what counts from a day, by a class of the charter.
    fn due_by(&self, class: &str, day: Date) -> Option<Date> {
        let classes = self.gate().charter().retentions();
        let found = &classes[classes.find(class)?];
        Some(found.period.as_ref()?.get_ref().after(day))
    }
}
