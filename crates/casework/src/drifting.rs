//! Drift of the landlord's systems, as the office deals with it: what was found when somebody last looked, who
//! has taken it, and why something stays as it is. Names of tables and columns, and never a value.

use db::jobs::{self, NewJob};
use db::tasks::{self, NewTask};
use db::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error as RecordError, Now, row_number};
use sources::Drift;

use crate::desk::CLOCK;
use crate::{Desk, Error, Who};

/// The jobs that look for drift, as the store calls them.
pub const DRIFT: &str = "source-drift";
/// The most findings of one system that are kept.
pub const FINDINGS_MAX: usize = 2_000;
/// The most characters of a reason why a finding stays.
pub const NOTE_LENGTH_MAX: usize = 2_000;
/// The most days somebody may take for a finding they have taken.
pub const TAKEN_DAYS_MAX: i64 = 92;
/// How often one look is tried.
const TRIES: u32 = 3;
/// The most findings of one system that are listed, and the most systems.
const LISTED_MAX: u32 = 10_000;
/// The most bytes of the lines that would settle one, and of why a system could not be looked over.
const LINES_BYTES_MAX: usize = 16 << 10;
const WHY_BYTES_MAX: usize = 500;
/// The kind of the task of whoever took a finding.
const TASK: &str = "classify-data";

/// What came of looking over one system.
#[derive(Clone, Debug)]
pub struct DriftSeen {
    /// How many tables there are.
    pub tables: usize,
    /// How it differs from its map, and the lines that would settle each.
    pub found: Vec<(Drift, String)>,
}

/// How one system was last looked over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftLook {
    /// When it was last tried, in microseconds since 1970.
    pub tried: i64,
    /// When it could last be looked over; none where it never could.
    pub seen: Option<i64>,
    /// How many tables it had.
    pub tables: i64,
    /// How many findings there were beyond those that are kept.
    pub more: i64,
    /// Why the last try did not go.
    pub why: Option<String>,
}

/// Something nobody has classified, or that is not any more as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftFinding {
    /// Its number.
    pub no: i64,
    /// The system.
    pub source: String,
    /// What it is.
    pub drift: Drift,
    /// The lines of the map that would settle it.
    pub lines: String,
    /// When it was first seen, in microseconds since 1970.
    pub found: i64,
    /// Who has it in hand, and by when.
    pub taken: Option<(String, Date)>,
    /// Who noted why it stays, when, and why.
    pub noted: Option<(String, i64, String)>,
}

impl DriftFinding {
    /// Whether nobody has dealt with it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.taken.is_none() && self.noted.is_none()
    }
}

/// How much there is that nobody has classified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DriftCount {
    /// How much nobody has dealt with, of what is kept.
    pub open: usize,
    /// How much somebody has in hand.
    pub taken: usize,
    /// How much stays, with a reason.
    pub noted: usize,
    /// How much was found beyond what is kept: nobody has dealt with it.
    pub more: usize,
    /// Systems that could not be looked over at the last try.
    pub unreached: usize,
}

/// How one system answered when it was last searched for a case: the answer, how many cases, and when last.
pub type Answered = (String, i64, i64);

/// How a difference stands in its row: its kind, table, column, and what else.
fn row_of(drift: &Drift) -> (i64, &str, &str, String) {
    match drift {
        Drift::Column { table, column } => (0, table, column, String::new()),
        Drift::Table { table, copy_of } => (1, table, "", copy_of.clone().unwrap_or_default()),
        Drift::ColumnGone { table, column } => (2, table, column, String::new()),
        Drift::TableGone { table } => (3, table, "", String::new()),
        Drift::Key { table, key } => (4, table, "", key.join("\n")),
        Drift::NoClass { table } => (5, table, "", String::new()),
    }
}

fn drift_of((kind, table, column, more): (i64, &str, &str, &str)) -> Drift {
    let (table, column) = (table.to_owned(), column.to_owned());
    match kind {
        0 => Drift::Column { table, column },
        1 => Drift::Table { table, copy_of: (!more.is_empty()).then(|| more.to_owned()) },
        2 => Drift::ColumnGone { table, column },
        3 => Drift::TableGone { table },
        5 => Drift::NoClass { table },
        _ => Drift::Key { table, key: more.lines().map(str::to_owned).collect() },
    }
}

/// What its task refers to: the finding, by its number and by its place.
fn reference(no: i64, source: &str, table: &str, column: &str) -> String {
    let dot = if column.is_empty() { "" } else { "." };
    format!("{source}: {table}{dot}{column} ({no})")
}

fn cut(text: &str, most: usize) -> String {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text[..end.unwrap_or(0)].to_owned()
}

/// One finding as it is written.
#[derive(Clone)]
struct Row {
    no: i64,
    kind: i64,
    table: String,
    column: String,
    more: String,
    lines: String,
}

impl Desk {
    /// Writes down what came of looking over a system: how it differs from its map, or why it could not be
    /// looked over. What is not found any more is settled, and so is the task of whoever took it.
    ///
    /// # Errors
    /// What the store says.
    pub fn looked_for_drift(
        &self,
        source: &str,
        came: &Result<DriftSeen, String>,
        now: Now,
    ) -> Result<(), Error> {
        let (at, source) = (now.micros(), source.to_owned());
        let seen = match came {
            Ok(seen) => seen,
            Err(why) => {
                let why = cut(why, WHY_BYTES_MAX);
                self.record().write_office(
                    CLOCK,
                    "drift-not-looked",
                    &source.clone(),
                    now,
                    move |tx| {
                        tx.execute(
                            "INSERT INTO drift_look (source, tried, tables, more, why)
                             VALUES (?1, ?2, 0, 0, ?3)
                             ON CONFLICT (source) DO UPDATE SET tried = ?2, why = ?3",
                            params![&source, at, &why],
                        )?;
                        Ok(())
                    },
                )?;
                return Ok(());
            }
        };
        let rows: Vec<Row> = (seen.found.iter().take(FINDINGS_MAX))
            .map(|(drift, lines)| {
                let (kind, table, column, more) = row_of(drift);
                Row {
                    no: row_number(),
                    kind,
                    table: table.to_owned(),
                    column: column.to_owned(),
                    more,
                    lines: cut(lines, LINES_BYTES_MAX),
                }
            })
            .collect();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let (tables, more) = (count(seen.tables), count(seen.found.len() - rows.len()));
        self.record().write_office(CLOCK, "drift-looked", &source.clone(), now, move |tx| {
            tx.execute(
                "INSERT INTO drift_look (source, tried, seen, tables, more)
                 VALUES (?1, ?2, ?2, ?3, ?4)
                 ON CONFLICT (source) DO UPDATE
                 SET tried = ?2, seen = ?2, tables = ?3, more = ?4, why = NULL",
                params![&source, at, tables, more],
            )?;
            for row in &rows {
                write(tx, &source, row, at)?;
            }
            // What did not fit may be one of those from before.
            if more == 0 {
                settle(tx, &source, &rows, at)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Forgets the looks at systems the map does not have any more: what was found in them is settled.
    ///
    /// # Errors
    /// What the store says.
    pub fn drift_of_these(&self, map: &[&str], now: Now) -> Result<(), Error> {
        let known = self.record().data().read("systems looked over", |tx| {
            tx.all("SELECT source FROM drift_look ORDER BY source", params![], |row| {
                Ok::<_, RecordError>(row.text(0)?.to_owned())
            })
        })?;
        let at = now.micros();
        for source in known.into_iter().filter(|source| !map.contains(&source.as_str())) {
            let about = source.clone();
            self.record().write_office(CLOCK, "drift-left-map", &about, now, move |tx| {
                settle(tx, &source, &[], at)?;
                tx.execute("DELETE FROM drift_look WHERE source = ?1", params![&source])?;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Asks for a look at every system now, by the data protection officer or the owner of decisions; whether
    /// none was asked for yet.
    ///
    /// # Errors
    /// [`Error::None`] for anybody else; what the store says.
    pub fn ask_for_drift(&self, who: Who<'_>, now: Now) -> Result<bool, Error> {
        self.answers_for_access(who, now)?;
        if self.drift_is_under_way()? {
            return Ok(false);
        }
        let job = drift_job(&format!("asked {}", now.micros()), now);
        self.record().write_office(who.name(), "drift-asked", "every system", now, move |tx| {
            jobs::put(tx, &job)?;
            Ok(())
        })?;
        Ok(true)
    }

    /// Puts the look of a day ready, once.
    ///
    /// # Errors
    /// What the store says.
    pub fn drift_is_due(&self, now: Now) -> Result<(), Error> {
        let job = drift_job(&now.today().to_string(), now);
        self.record().data().write("the day's look for drift", move |tx| jobs::put(tx, &job))?;
        Ok(())
    }

    /// Whether a look waits or is being done.
    ///
    /// # Errors
    /// What the store says.
    pub fn drift_is_under_way(&self) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM job WHERE kind = ?1 AND state IN (0, 1) LIMIT 1";
        let found = self.record().data().read("a look for drift", |tx| {
            tx.one(sql, params![DRIFT], |row| Ok::<_, RecordError>(row.int(0)?))
        })?;
        Ok(found.is_some())
    }

    /// How every system was last looked over, by its name in the map.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for it; what the store says.
    pub fn drift_looks(&self, who: Who<'_>, now: Now) -> Result<Vec<(String, DriftLook)>, Error> {
        self.answers_for_access(who, now)?;
        let sql = "SELECT source, tried, seen, tables, more, why FROM drift_look ORDER BY source";
        Ok(self.record().data().read("looks for drift", |tx| {
            tx.all(sql, params![], |row| {
                let look = DriftLook {
                    tried: row.int(1)?,
                    seen: row.opt_int(2)?,
                    tables: row.int(3)?,
                    more: row.int(4)?,
                    why: row.opt_text(5)?.map(str::to_owned),
                };
                Ok::<_, RecordError>((row.text(0)?.to_owned(), look))
            })
        })?)
    }

    /// What nobody has classified, by system and place.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for it; what the store says.
    pub fn drift(&self, who: Who<'_>, now: Now) -> Result<Vec<DriftFinding>, Error> {
        self.answers_for_access(who, now)?;
        let sql = "SELECT DISTINCT source FROM drift_finding WHERE gone IS NULL
                   ORDER BY source LIMIT ?1";
        Ok(self.record().data().read("drift", |tx| {
            let sources = tx.all(sql, params![LISTED_MAX], |row| {
                Ok::<_, RecordError>(row.text(0)?.to_owned())
            })?;
            let mut all = Vec::new();
            for source in sources {
                all.extend(findings(tx, &source)?);
            }
            Ok::<_, RecordError>(all)
        })?)
    }

    /// What nobody has classified of one system, by place.
    ///
    /// # Errors
    /// As for [`Desk::drift`].
    pub fn drift_of(
        &self,
        who: Who<'_>,
        source: &str,
        now: Now,
    ) -> Result<Vec<DriftFinding>, Error> {
        self.answers_for_access(who, now)?;
        Ok(self.record().data().read("drift", |tx| findings(tx, source))?)
    }

    /// One finding, by its number.
    ///
    /// # Errors
    /// [`Error::None`] where there is none any more, and as for [`Desk::drift`].
    pub fn drift_finding(&self, who: Who<'_>, no: i64, now: Now) -> Result<DriftFinding, Error> {
        self.answers_for_access(who, now)?;
        self.record().data().read("drift", |tx| finding(tx, no))?.ok_or(Error::None)
    }

    /// How much there is that nobody has classified.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for it; what the store says.
    pub fn drift_count(&self, who: Who<'_>, now: Now) -> Result<DriftCount, Error> {
        let mut count = DriftCount::default();
        for finding in self.drift(who, now)? {
            match (&finding.noted, &finding.taken) {
                (Some(_), _) => count.noted += 1,
                (None, Some(_)) => count.taken += 1,
                (None, None) => count.open += 1,
            }
        }
        let looks = self.drift_looks(who, now)?;
        count.more = (looks.iter())
            .map(|(_, look)| usize::try_from(look.more).unwrap_or_default())
            .fold(0, usize::saturating_add);
        count.unreached = looks.iter().filter(|(_, look)| look.why.is_some()).count();
        Ok(count)
    }

    /// How each system answered when it was searched for cases, by its name in the map.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for it; what the store says.
    pub fn searched(&self, who: Who<'_>, now: Now) -> Result<Vec<(String, Answered)>, Error> {
        self.answers_for_access(who, now)?;
        let sql = "SELECT cs.source, cs.answer, COUNT(DISTINCT cs.casefile), MAX(s.at)
                   FROM case_source cs JOIN case_step s ON s.casefile = cs.casefile AND s.step = ?1
                   GROUP BY cs.source, cs.answer ORDER BY cs.source, cs.answer LIMIT ?2";
        let step = crate::Step::Search.number();
        Ok(self.record().data().read("systems searched", |tx| {
            tx.all(sql, params![step, LISTED_MAX], |row| {
                let answered = (row.text(1)?.to_owned(), row.int(2)?, row.int(3)?);
                Ok::<_, RecordError>((row.text(0)?.to_owned(), answered))
            })
        })?)
    }

    /// Takes a finding in hand until a day: a task of the post whoever takes it holds.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for it; [`Error::Malformed`] where somebody was faster, or
    /// for a day that is past or too far; what the store says.
    pub fn take_drift(&self, who: Who<'_>, no: i64, due: Date, now: Now) -> Result<(), Error> {
        self.answers_for_access(who, now)?;
        let (actor, today) = (self.actor(who).name, now.today());
        if due < today || due > today.saturating_add(TAKEN_DAYS_MAX.days()) {
            return Err(Error::Malformed(format!(
                "the day is from today to {TAKEN_DAYS_MAX} days from now"
            )));
        }
        let (posts, at, day) = (self.posts().clone(), now.micros(), due.to_string());
        let today = today.to_string();
        self.record().write_office(who.name(), "drift-taken", &format!("finding {no}"), now, {
            move |tx| {
                let found = there(tx, no)?;
                if let Some((by, _)) = found.taken.filter(|_| found.noted.is_none()) {
                    return Err(RecordError::Malformed(format!("`{by}` has it in hand already")));
                }
                let adviser = db::posts::holds(tx, &posts.adviser, &actor, &today)?;
                let post = if adviser { &posts.adviser } else { &posts.owner };
                let (_, table, column, _) = row_of(&found.drift);
                let task = NewTask {
                    post: post.clone(),
                    kind: TASK.to_owned(),
                    subject: None,
                    reference: reference(no, &found.source, table, column),
                    due: day.clone(),
                };
                tasks::give_once(tx, &task, at)?;
                tx.execute(
                    "UPDATE drift_finding SET taken_by = ?2, due = ?3, noted_by = NULL,
                     noted = NULL, reason = NULL WHERE no = ?1",
                    params![no, &actor, &day],
                )?;
                Ok(())
            }
        })?;
        Ok(())
    }

    /// Notes why a finding stays as it is.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for it; [`Error::Malformed`] without a reason, or where it
    /// is settled; what the store says.
    pub fn note_drift(&self, who: Who<'_>, no: i64, reason: &str, now: Now) -> Result<(), Error> {
        self.answers_for_access(who, now)?;
        let length = reason.chars().count();
        if reason.trim().is_empty() || length > NOTE_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "say why it stays as it is, in {NOTE_LENGTH_MAX} letters at most"
            )));
        }
        let (actor, at, reason) = (self.actor(who).name, now.micros(), reason.to_owned());
        self.record().write_office(who.name(), "drift-noted", &format!("finding {no}"), now, {
            move |tx| {
                let found = there(tx, no)?;
                let (_, table, column, _) = row_of(&found.drift);
                let task = reference(no, &found.source, table, column);
                tasks::end_about(tx, TASK, &task, &actor, "it was noted why it stays", at)?;
                tx.execute(
                    "UPDATE drift_finding SET noted_by = ?2, noted = ?3, reason = ?4,
                     taken_by = NULL, due = NULL WHERE no = ?1",
                    params![no, &actor, at, &reason],
                )?;
                Ok(())
            }
        })?;
        Ok(())
    }
}

fn drift_job(name: &str, now: Now) -> NewJob {
    NewJob {
        kind: DRIFT.to_owned(),
        name: name.to_owned(),
        payload: String::new(),
        run_at: now.micros(),
        attempts_max: TRIES,
    }
}

/// Writes one finding: a new one, one that stands, or one that came back and is looked at anew.
fn write(tx: &Tx<'_>, source: &str, row: &Row, at: i64) -> Result<(), RecordError> {
    tx.execute(
        "INSERT INTO drift_finding (no, source, kind, place, field, more, lines, found)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (source, kind, place, field) DO NOTHING",
        params![row.no, source, row.kind, &row.table, &row.column, &row.more, &row.lines, at],
    )?;
    tx.execute(
        "UPDATE drift_finding SET found = ?5, gone = NULL, taken_by = NULL, due = NULL,
         noted_by = NULL, noted = NULL, reason = NULL
         WHERE source = ?1 AND kind = ?2 AND place = ?3 AND field = ?4 AND gone IS NOT NULL",
        params![source, row.kind, &row.table, &row.column, at],
    )?;
    tx.execute(
        "UPDATE drift_finding SET more = ?5, lines = ?6
         WHERE source = ?1 AND kind = ?2 AND place = ?3 AND field = ?4",
        params![source, row.kind, &row.table, &row.column, &row.more, &row.lines],
    )?;
    Ok(())
}

/// Says of what is not among these any more that it is settled.
fn settle(tx: &Tx<'_>, source: &str, rows: &[Row], at: i64) -> Result<(), RecordError> {
    let still: std::collections::BTreeSet<(i64, &str, &str)> =
        rows.iter().map(|row| (row.kind, row.table.as_str(), row.column.as_str())).collect();
    for found in findings(tx, source)? {
        let (kind, table, column, _) = row_of(&found.drift);
        if still.contains(&(kind, table, column)) {
            continue;
        }
        tx.execute("UPDATE drift_finding SET gone = ?2 WHERE no = ?1", params![found.no, at])?;
        let task = reference(found.no, source, table, column);
        tasks::end_about(tx, TASK, &task, CLOCK, "it is settled", at)?;
    }
    Ok(())
}

const COLUMNS: &str = "no, source, kind, place, field, more, lines, found, taken_by, due, noted_by, \
                       noted, reason";

fn read(row: &db::Row<'_>) -> Result<DriftFinding, RecordError> {
    let taken = row.opt_text(8)?.map(str::to_owned).zip(row.opt_date(9)?);
    let noted = match (row.opt_text(10)?, row.opt_int(11)?, row.opt_text(12)?) {
        (Some(by), Some(at), Some(why)) => Some((by.to_owned(), at, why.to_owned())),
        _ => None,
    };
    Ok(DriftFinding {
        no: row.int(0)?,
        source: row.text(1)?.to_owned(),
        drift: drift_of((row.int(2)?, row.text(3)?, row.text(4)?, row.text(5)?)),
        lines: row.text(6)?.to_owned(),
        found: row.int(7)?,
        taken,
        noted,
    })
}

/// Who took something has it in hand while their task is open.
fn in_hand(tx: &Tx<'_>, mut found: DriftFinding) -> Result<DriftFinding, RecordError> {
    let (_, table, column, _) = row_of(&found.drift);
    let task = reference(found.no, &found.source, table, column);
    if found.taken.is_some() && !tasks::is_open(tx, TASK, &task)? {
        found.taken = None;
    }
    Ok(found)
}

/// Everything of one system that stands.
fn findings(tx: &Tx<'_>, source: &str) -> Result<Vec<DriftFinding>, RecordError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM drift_finding WHERE source = ?1 AND gone IS NULL
         ORDER BY place, kind, field LIMIT ?2"
    );
    let all = tx.all(&sql, params![source, LISTED_MAX], read)?;
    all.into_iter().map(|found| in_hand(tx, found)).collect()
}

/// One that stands.
fn finding(tx: &Tx<'_>, no: i64) -> Result<Option<DriftFinding>, RecordError> {
    let sql = format!("SELECT {COLUMNS} FROM drift_finding WHERE no = ?1 AND gone IS NULL");
    tx.one(&sql, params![no], read)?.map(|found| in_hand(tx, found)).transpose()
}

fn there(tx: &Tx<'_>, no: i64) -> Result<DriftFinding, RecordError> {
    finding(tx, no)?.ok_or_else(|| {
        RecordError::Malformed("there is no such finding any more; look again".to_owned())
    })
}
