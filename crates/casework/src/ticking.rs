//! What happens by itself: a day that comes near or passes is said to somebody, and nobody who waits
//! is forgotten.

use db::tasks::{self, NewTask};
use db::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;
use law::clock::LossKind;
use people::{Error as RecordError, Now};

use crate::desk::CLOCK;
use crate::row::{self, CaseRow};
use crate::{Desk, Error, State, Timed};

/// How many days before its day a case is said to be near it.
pub const SOON_DAYS: i32 = 5;
/// After how many days without a step somebody is asked what became of what we wait for.
pub const WAITING_DAYS: i32 = 30;
/// Cases looked at in one transaction.
const CHUNK: u32 = 200;

const SOON: i64 = 1;
const LATE: i64 = 2;
/// The bits that say what was said of the day.
pub(crate) const SAID_OF_THE_DAY: i64 = SOON | LATE;
/// What one round of waiting adds.
const ROUND: i64 = 4;

/// What the clock said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Cases whose day is near.
    pub soon: usize,
    /// Cases whose day has passed.
    pub late: usize,
    /// Cases that have waited for long.
    pub waiting: usize,
}

struct Alert {
    case: CaseRow,
    alerted: i64,
    kind: &'static str,
    post: String,
    due: Date,
}

impl Desk {
    /// Says to somebody what the day brings: once for each case and day that matters, however often it
    /// is asked and by however many servers. Late cases are the owner's to know of.
    ///
    /// # Errors
    /// What the store says; then ask again.
    pub fn tick(&self, now: Now) -> Result<Ticked, Error> {
        let mut ticked = Ticked::default();
        let mut after = i64::MIN;
        loop {
            let rows = self.record().data().read("cases to watch", |tx| watched(tx, after))?;
            let Some(last) = rows.last() else { return Ok(ticked) };
            after = last.0.no;
            let more = rows.len() == CHUNK as usize;
            let alerts: Vec<Alert> =
                rows.into_iter().filter_map(|(row, last)| self.alert(row, last, now)).collect();
            for alert in &alerts {
                match alert.kind {
                    "case-soon" => ticked.soon += 1,
                    "case-late" => ticked.late += 1,
                    _ => ticked.waiting += 1,
                }
            }
            self.say(alerts, now)?;
            if !more {
                return Ok(ticked);
            }
        }
    }

    fn alert(&self, case: CaseRow, last: Date, now: Now) -> Option<Alert> {
        let today = now.today();
        let soon = today.saturating_add(SOON_DAYS.days());
        let quiet = today.since(last).map_or(0, |span| span.get_days());
        let said = case.alerted;
        let rounds = i32::try_from(said / ROUND).unwrap_or(i32::MAX);
        let late = match case.kind.timed() {
            Timed::Hours => {
                let hours = LossKind::Breach.hours();
                now.micros() > case.aware.saturating_add(hours * 3_600_000_000)
            }
            _ => case.due.is_some_and(|due| due < today),
        };
        let (kind, alerted, post, due) = match case.due {
            Some(_) if late && said & LATE == 0 => {
                ("case-late", said | LATE, &self.posts().owner, today)
            }
            Some(due) if !late && due <= soon && said & SOON == 0 => {
                ("case-soon", said | SOON, &case.post, due)
            }
            _ if quiet / WAITING_DAYS > rounds => ("case-waiting", said + ROUND, &case.post, soon),
            _ => return None,
        };
        Some(Alert { alerted, kind, post: post.clone(), due, case })
    }

    fn say(&self, alerts: Vec<Alert>, now: Now) -> Result<(), Error> {
        if alerts.is_empty() {
            return Ok(());
        }
        let (count, at) = (alerts.len(), now.micros());
        let _ = self.record().write_incoming(
            CLOCK,
            None,
            "case-alerts",
            |account| account.with("cases", count),
            now,
            move |tx, _| {
                for alert in &alerts {
                    let row = &alert.case;
                    let first = tx.execute(
                        "UPDATE casefile SET alerted = ?3 WHERE no = ?1 AND alerted = ?2
                         AND version = ?4",
                        params![row.no, row.alerted, alert.alerted, row.version],
                    )?;
                    // Another server said it, or somebody acted: then it is looked at anew.
                    if first != 1 {
                        continue;
                    }
                    let task = NewTask {
                        post: alert.post.clone(),
                        kind: alert.kind.to_owned(),
                        subject: None,
                        reference: row.reference.clone(),
                        due: alert.due.to_string(),
                    };
                    tasks::give_once(tx, &task, at)?;
                }
                Ok(())
            },
        )?;
        Ok(())
    }
}

/// The next open cases, each with the day of its last step.
fn watched(tx: &Tx<'_>, after: i64) -> Result<Vec<(CaseRow, Date)>, RecordError> {
    let sql = format!(
        "SELECT {}, (SELECT MAX(day) FROM case_step s WHERE s.casefile = casefile.no) FROM casefile
         WHERE state NOT IN (?1, ?2) AND no > ?3 ORDER BY no LIMIT ?4",
        row::COLUMNS
    );
    let (sent, closed) = (State::Sent.number(), State::Closed.number());
    tx.all(&sql, params![sent, closed, after, CHUNK], |row| {
        Ok((row::read(row)?, row.date(row::COLUMN_COUNT)?))
    })
}

/// Ends what was said of a case: it was acted on, or is over.
pub(crate) fn said_is_done(
    tx: &Tx<'_>,
    reference: &str,
    by: &str,
    at: i64,
) -> Result<(), RecordError> {
    for kind in ["case-soon", "case-late", "case-waiting"] {
        tasks::end_about(tx, kind, reference, by, "acted on", at)?;
    }
    Ok(())
}
