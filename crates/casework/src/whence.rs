//! People are told from whom else their data came within a month of getting it (row 6.1; UK GDPR Art 14).
//!
//! The notice names every kind of source there is, so whoever is given the notice after something came is told
//! of it. For everybody else there is one task, and not one each: a notice goes to many at once.

use db::tasks;
use jiff::ToSpan;
use people::Now;

use crate::{Desk, Error};

/// The most people and sources looked at in one night; the rest waits for the next.
const LOOKED_AT_MAX: u32 = 20_000;
/// How many days before the month is over somebody hears of it.
const SOON_DAYS: i64 = 10;
/// Who tells them.
const POST: &str = "data-protection-officer";

impl Desk {
    /// Looks from whom else data came, and gives a task where for somebody the month is nearly over. How many
    /// people and sources wait.
    ///
    /// # Errors
    /// What the store says.
    pub fn tell_whence(&self, actor: &str, now: Now) -> Result<u64, Error> {
        let record = self.record();
        record.notice_whence(actor, now)?;
        let waiting = record
            .data()
            .read("who was not told", |tx| people::untold(record, tx, LOOKED_AT_MAX))?;
        let Some(first) = waiting.first().map(|one| one.since) else { return Ok(0) };
        let by = first.saturating_add(1.month());
        if by.saturating_sub(SOON_DAYS.days()) <= now.today() {
            let task = tasks::NewTask {
                post: POST.to_owned(),
                kind: "tell-from-whom-data-came".to_owned(),
                subject: None,
                reference: "people who were not told".to_owned(),
                due: by.to_string(),
            };
            let at = now.micros();
            record.data().write("task", move |tx| tasks::give_once(tx, &task, at))?;
        }
        Ok(u64::try_from(waiting.len()).unwrap_or(u64::MAX))
    }
}
