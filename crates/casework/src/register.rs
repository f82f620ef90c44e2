//! The register of breaches (Art 33(5)): every one, told or not, with what happened, what it meant and
//! what was done. It names nobody it happened to.

use db::params;
use jiff::Timestamp;
use jiff::civil::Date;
use people::Now;

use crate::form::Answers;
use crate::forms::breach;
use crate::row;
use crate::{Desk, Error, Kind, State, Who};

/// The most rows of the register at once.
pub const REGISTER_MAX: u32 = 1_000;

/// One breach.
#[derive(Debug)]
pub struct Breach {
    /// Its reference.
    pub reference: String,
    /// The day somebody of the office knew.
    pub received: Date,
    /// Where it stands.
    pub state: State,
    /// What was answered about it.
    pub answers: Answers,
    /// Whether the regulator was told within the hours the law gives; none where it was not told, or nobody has
    /// said when.
    pub told_in_time: Option<bool>,
}

impl Desk {
    /// Every breach, the newest first; for those who work on cases. That they looked is in the log.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not work on cases.
    pub fn breaches(&self, who: Who<'_>, now: Now) -> Result<Vec<Breach>, Error> {
        self.works_on_cases(who, now)?;
        let sql = format!(
            "SELECT {} FROM casefile WHERE kind = ?1 AND gone IS NULL ORDER BY aware DESC, no LIMIT ?2",
            row::COLUMNS
        );
        let rows = self.record().data().read("breaches", |tx| {
            tx.all(&sql, params![Kind::Breach.number(), REGISTER_MAX], row::read)
        })?;
        let count = rows.len();
        let say = |account: people::Account| account.with("breaches", count);
        let _ =
            self.record()
                .write_incoming(who.name(), None, "case-register", say, now, |_, _| Ok(()))?;
        rows.into_iter()
            .map(|row| {
                let answers = self.answers_of(&row)?;
                let aware = Timestamp::from_microsecond(row.aware).unwrap_or(Timestamp::UNIX_EPOCH);
                let told_in_time = breach::told_in_time(&answers, aware);
                let (reference, received, state) = (row.reference, row.received, row.state);
                Ok(Breach { reference, received, state, answers, told_in_time })
            })
            .collect()
    }
}
