//! Markers as they stand, and what becomes of one: the person is told, telling is put off, it goes on
//! for a while, it ends (row 8.7.10).

use db::{Committed, Logged, Tx, params};
use jiff::civil::Date;
use zeroize::Zeroizing;

use crate::codes::{Code, Kind};
use crate::facts;
use crate::{Error, Now, PersonId, PersonNo, Question, Record, one_person};

/// The most markers read at once.
pub const MARKERS_MAX: u32 = 1_000;

/// A marker that stands, as those may read it who may see its category.
#[derive(Clone)]
pub struct MarkerView {
    /// Its number.
    pub no: i64,
    /// Its category, by the charter's name.
    pub category: String,
    /// The post that answers for it.
    pub post: String,
    /// The first day.
    pub since: Date,
    /// The last day; none for one that has no end: it goes nowhere.
    pub until: Option<Date>,
    /// The day the person was told.
    pub told: Option<Date>,
    /// The day until which telling is put off.
    pub deferred_until: Option<Date>,
    /// What it says, why, the evidence, and who decided.
    pub detail: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for MarkerView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MarkerView({})", self.no)
    }
}

/// What becomes of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerStep {
    /// The person was told of it on this day.
    Told(Date),
    /// Telling is put off until this day, and no further.
    Deferred(Date),
    /// It stands until this day, and not until the one it had.
    Until(Date),
    /// This was its last day.
    Ended(Date),
}

impl MarkerStep {
    fn act(self) -> &'static str {
        match self {
            MarkerStep::Told(_) => "marker-told",
            MarkerStep::Deferred(_) => "marker-deferred",
            MarkerStep::Until(_) => "marker-until",
            MarkerStep::Ended(_) => "marker-ended",
        }
    }

    fn day(self) -> Date {
        match self {
            MarkerStep::Told(day)
            | MarkerStep::Deferred(day)
            | MarkerStep::Until(day)
            | MarkerStep::Ended(day) => day,
        }
    }
}

/// A marker that stands, for whoever watches over their days: of whom by number, and nothing it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerDays {
    /// Its number.
    pub no: i64,
    /// Whose it is.
    pub person: PersonNo,
    /// The post that answers for it.
    pub post: String,
    /// The last day.
    pub until: Option<Date>,
    /// The day the person was told.
    pub told: Option<Date>,
    /// The day until which telling is put off.
    pub deferred_until: Option<Date>,
}

/// Markers that were not ended, after a number: at most [`MARKERS_MAX`], those whose last day is past
/// among them.
///
/// # Errors
/// What the store says.
pub fn markers_after(tx: &Tx<'_>, after: i64) -> Result<Vec<MarkerDays>, Error> {
    tx.all(
        "SELECT no, person, post, until, told, deferred_until FROM marker
         WHERE ended IS NULL AND no > ?1 ORDER BY no LIMIT ?2",
        params![after, MARKERS_MAX],
        |row| {
            Ok(MarkerDays {
                no: row.int(0)?,
                person: PersonNo::new(row.int(1)?),
                post: row.text(2)?.to_owned(),
                until: row.opt_date(3)?,
                told: row.opt_date(4)?,
                deferred_until: row.opt_date(5)?,
            })
        },
    )
}

/// Whose a marker is, and its category by number, whether it stands or was ended.
///
/// # Errors
/// What the store says.
pub fn marker_of(tx: &Tx<'_>, no: i64) -> Result<Option<(PersonNo, Code)>, Error> {
    tx.one("SELECT person, category FROM marker WHERE no = ?1", params![no], |row| {
        Ok((PersonNo::new(row.int(0)?), Code::try_from(row.int(1)?).unwrap_or(0)))
    })
}

impl Record {
    /// The markers of a person that were not ended, of the categories the question may see.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing about this person may be seen.
    pub fn markers(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
    ) -> Result<Vec<MarkerView>, Error> {
        let opened = self.look(question, person, now)?;
        let allowed = opened.decision().allowed();
        let rows = self.data().read("markers", |tx| {
            let mut all = Vec::new();
            for of in one_person::records(tx, one_person::kept(tx, opened.number())?)? {
                all.extend(tx.all(
                    "SELECT no, category, post, since, until, told, deferred_until, detail
                     FROM marker WHERE person = ?1 AND ended IS NULL ORDER BY since, no LIMIT ?2",
                    params![of.get(), MARKERS_MAX],
                    |row| {
                        let code = u16::try_from(row.int(1)?).unwrap_or(0);
                        let view = MarkerView {
                            no: row.int(0)?,
                            category: self.name_of(Kind::Category, code).to_owned(),
                            post: row.text(2)?.to_owned(),
                            since: row.date(3)?,
                            until: row.opt_date(4)?,
                            told: row.opt_date(5)?,
                            deferred_until: row.opt_date(6)?,
                            detail: Zeroizing::new(Vec::new()),
                        };
                        Ok::<_, Error>((view, code, row.blob(7)?.to_vec()))
                    },
                )?);
            }
            Ok::<_, Error>(all)
        })?;
        let mut views = Vec::new();
        for (mut view, code, sealed) in rows {
            let category = self.codes().categories.get(usize::from(code)).copied().flatten();
            if category.is_some_and(|category| allowed.contains(category)) {
                view.detail = self.open_detail_of("marker", view.no, &sealed)?;
                views.push(view);
            }
        }
        Ok(views)
    }

    /// Takes a step with a marker, and writes rows of a room above beside it, in one transaction.
    ///
    /// # Errors
    /// [`Error::Malformed`] where the person has no such marker, or the day does not fit;
    /// [`Error::Refused`].
    pub fn step_marker(
        &self,
        question: &Question,
        person: PersonId,
        marker: i64,
        step: MarkerStep,
        now: Now,
        beside: impl Fn(&Tx<'_>, PersonNo) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<Committed<Logged>, Error> {
        let (day, at) = (step.day().to_string(), now.micros());
        let say =
            |account: crate::Account| account.with("marker", marker).with("day", day.as_str());
        let of = day.clone();
        self.change_person(question, person, now, step.act(), say, move |tx, loaded| {
            let mut changed = 0;
            for record in one_person::records(tx, loaded.no)? {
                let record = record.get();
                changed += match step {
                    MarkerStep::Told(_) => tx.execute(
                        "UPDATE marker SET told = ?3, deferred_until = NULL
                         WHERE no = ?1 AND person = ?2 AND ended IS NULL",
                        params![marker, record, &of],
                    )?,
                    MarkerStep::Deferred(_) => tx.execute(
                        "UPDATE marker SET deferred_until = ?3
                         WHERE no = ?1 AND person = ?2 AND ended IS NULL AND told IS NULL",
                        params![marker, record, &of],
                    )?,
                    MarkerStep::Until(_) => tx.execute(
                        "UPDATE marker SET until = ?3
                         WHERE no = ?1 AND person = ?2 AND ended IS NULL AND since <= ?3",
                        params![marker, record, &of],
                    )?,
                    MarkerStep::Ended(_) => tx.execute(
                        "UPDATE marker SET until = ?3, ended = ?4
                         WHERE no = ?1 AND person = ?2 AND ended IS NULL",
                        params![marker, record, &of, at],
                    )?,
                };
            }
            if changed == 0 {
                return Err(Error::Malformed(
                    "there is no such marker that stands, or the day does not fit it".to_owned(),
                ));
            }
            beside(tx, loaded.no)?;
            facts::renew(tx, loaded.no)
        })
    }
}
