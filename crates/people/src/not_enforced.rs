//! What enforcing would have refused: the rules that only observed, or were gone past with a reason,
//! counted. Nobody is in it.

use std::collections::BTreeMap;

use crate::{CodeKind, Error, Record};

/// The most entries of the log that are looked through.
pub const LOOKED_THROUGH_MAX: u32 = 20_000;

/// What enforcing would have refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotEnforced {
    /// By team and rule: how often it only observed, and how often somebody went past it with a reason.
    pub counts: BTreeMap<(String, String), (usize, usize)>,
    /// Whether everything since that instant was looked through. Where it was not, it may be more.
    pub whole: bool,
}

impl Record {
    /// Counts what enforcing would have refused since an instant, in microseconds since 1970. Of somebody
    /// who was erased nothing is counted.
    ///
    /// # Errors
    /// What the store says.
    pub fn not_enforced(&self, since: i64) -> Result<NotEnforced, Error> {
        let rows = self.data().read_log("what only observed", |tx| {
            Ok::<_, Error>(tx.newest_entries(LOOKED_THROUGH_MAX)?)
        })?;
        let oldest = rows.last().is_none_or(|row| row.entry.at < since);
        let whole = oldest || rows.len() < LOOKED_THROUGH_MAX as usize;
        let mut counts: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.entry.at >= since) {
            let Ok(account) = self.read_entry(&row.entry) else { continue };
            let team = self.name_of(CodeKind::Team, account.team).to_owned();
            for rule in account.observed {
                counts.entry((team.clone(), rule)).or_default().0 += 1;
            }
            for rule in account.overridden {
                counts.entry((team.clone(), rule)).or_default().1 += 1;
            }
        }
        Ok(NotEnforced { counts, whole })
    }
}
