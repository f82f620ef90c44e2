//! How the office stands, on one screen; of nobody.

use db::{Tx, params};
use jiff::ToSpan;
use people::{Error as RecordError, Now};

use crate::sending::{CAME_BACK, MAIL, OPEN as ON_ITS_WAY};
use crate::{Desk, Error, Line, SOON_DAYS, State, Who};

/// How many of the most urgent cases it shows: a screen has some 24 lines.
pub const URGENT_MAX: usize = 12;

/// How the office stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Cases that are open.
    pub open: i64,
    /// Of these, past their day.
    pub late: i64,
    /// Due within [`SOON_DAYS`].
    pub soon: i64,
    /// Whose clock stands still: we wait for the person.
    pub paused: i64,
    /// Emails that wait to be read.
    pub inbox: i64,
    /// Letters on their way.
    pub mails: i64,
    /// Letters of open or answered cases that did not arrive.
    pub lost: i64,
    /// People who were asked and have not answered.
    pub asked: i64,
    /// Of these, past their day or reminded already.
    pub asked_late: i64,
    /// Recipients who are to be told.
    pub to_tell: i64,
    /// Approvals that wait for a second person.
    pub approvals: i64,
    /// Tasks past their day, of any kind.
    pub tasks_late: i64,
    /// The most urgent cases.
    pub urgent: Vec<Line>,
}

fn count(tx: &Tx<'_>, sql: &str, with: &[db::Param<'_>]) -> Result<i64, RecordError> {
    Ok(tx.one(sql, with, |row| row.int(0))?.unwrap_or(0))
}

impl Desk {
    /// How the office stands and the cases that are open, for those who work on cases. That they looked
    /// is in the log.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not work on cases; what the store says.
    pub fn overview(
        &self,
        who: Who<'_>,
        limit: u32,
        now: Now,
    ) -> Result<(Digest, Vec<Line>), Error> {
        self.works_on_cases(who, now)?;
        let nothing_changes = |_: &Tx<'_>, _| Ok(());
        let _ = self.record().write_incoming(
            who.name(),
            None,
            "cases-listed",
            |account| account,
            now,
            nothing_changes,
        )?;
        Ok((self.digest(now)?, self.queue(limit)?))
    }

    /// How the office stands on a day.
    ///
    /// # Errors
    /// What the store says.
    pub fn digest(&self, now: Now) -> Result<Digest, Error> {
        let today = now.today().to_string();
        let soon = now.today().saturating_add(SOON_DAYS.days()).to_string();
        let (sent, closed) = (State::Sent.number(), State::Closed.number());
        let mut digest = self.record().data().read("digest", |tx| {
            let cases = |and: &str, more: &str| {
                let sql =
                    format!("SELECT COUNT(*) FROM casefile WHERE state NOT IN (?1, ?2) {and}");
                if more.is_empty() {
                    return count(tx, &sql, params![sent, closed]);
                }
                count(tx, &sql, params![sent, closed, more])
            };
            Ok::<_, RecordError>(Digest {
                open: cases("", "")?,
                late: cases("AND due < ?3", &today)?,
                soon: cases("AND due <= ?3", &soon)?,
                paused: cases("AND due IS NULL", "")?,
                inbox: count(tx, "SELECT COUNT(*) FROM case_inbox WHERE state = 0", params![])?,
                mails: count(
                    tx,
                    "SELECT COUNT(*) FROM outbox WHERE kind = ?1 AND state IN (0, 1)",
                    params![MAIL],
                )?,
                lost: count(
                    tx,
                    "SELECT COUNT(*) FROM case_delivery d WHERE d.state = ?1 AND NOT EXISTS (
                         SELECT 1 FROM case_delivery e WHERE e.casefile = d.casefile
                         AND e.letter = d.letter AND e.state = ?2 AND e.made > d.made)",
                    params![CAME_BACK, ON_ITS_WAY],
                )?,
                asked: count(tx, "SELECT COUNT(*) FROM case_asked WHERE state = 0", params![])?,
                asked_late: count(
                    tx,
                    "SELECT COUNT(*) FROM case_asked WHERE state = 0 AND (due < ?1 OR chased > 0)",
                    params![&today],
                )?,
                to_tell: count(tx, "SELECT COUNT(*) FROM case_tell WHERE state = 0", params![])?,
                approvals: count(tx, "SELECT COUNT(*) FROM approval WHERE state = 0", params![])?,
                tasks_late: count(
                    tx,
                    "SELECT COUNT(*) FROM task WHERE state = 0 AND due < ?1",
                    params![&today],
                )?,
                urgent: Vec::new(),
            })
        })?;
        digest.soon -= digest.late;
        digest.urgent = self.queue(u32::try_from(URGENT_MAX).unwrap_or(u32::MAX))?;
        Ok(digest)
    }
}
