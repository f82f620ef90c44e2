//! Whether somebody is on a list that counts today.

use db::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;
use people::identify::{Identifier, Kind};
use people::{Error, Now, Record};
use zeroize::Zeroizing;

use super::importing::IN_FORCE;
use super::{LIST_DAYS_MAX, List, Term, addresses, hashes};

/// Whether somebody is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// They are, on this one.
    On(List),
    /// They are not, on any list that had to be looked at.
    No,
    /// It is not known: there is no such list, or it is too old, or there is nothing to look for.
    Unknown,
}

/// A list that is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Which.
    pub list: List,
    /// The day its file was made.
    pub day: Date,
    /// How many are on it.
    pub lines: i64,
    /// The last day it counts.
    pub until: Date,
    /// Whether it counts no longer.
    pub too_old: bool,
}

/// What has to be looked for, and where, ready to be looked for in a transaction: it holds hashes alone.
#[derive(Clone)]
pub struct Screen {
    /// The lists that must be looked at, and what is looked for on each.
    on: Vec<(List, Vec<[u8; 16]>)>,
}

/// Says nothing of whom.
impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Screen(..)")
    }
}

pub(super) fn is_too_old(day: Date, today: Date) -> bool {
    day.saturating_add(LIST_DAYS_MAX.days()) < today
}

impl Screen {
    /// A screen for calls to these numbers: each is looked for on both lists, for nobody knows of a
    /// number whether a company has it. What is no phone number is passed over; without any, nothing is
    /// known.
    #[must_use]
    pub fn calls(record: &Record, numbers: &[Identifier]) -> Screen {
        let phones = numbers.iter().filter(|number| number.kind() == Kind::Phone);
        let terms: Vec<Term> =
            phones.map(|phone| Term(Zeroizing::new(phone.normal().to_owned()))).collect();
        let on = |list| (list, hashes(record.vault().index(), list, &terms));
        Screen { on: vec![on(List::Tps), on(List::Ctps)] }
    }

    /// A screen for post to somebody of these names at these addresses.
    #[must_use]
    pub fn post(record: &Record, identifiers: &[Identifier]) -> Screen {
        let terms = addresses::wanted(identifiers).looked_for();
        Screen { on: vec![(List::Mps, hashes(record.vault().index(), List::Mps, &terms))] }
    }

    /// Whether any of it is listed on a day.
    ///
    /// # Errors
    /// What the store says.
    pub fn listed(&self, tx: &Tx<'_>, on: Date) -> Result<Listed, Error> {
        let mut unknown = false;
        for (list, hashes) in &self.on {
            let found = tx.one(
                "SELECT generation, day FROM preference_file WHERE list = ?1 AND state = ?2",
                params![list.number(), IN_FORCE],
                |row| Ok::<_, Error>((row.int(0)?, row.date(1)?)),
            )?;
            // Somebody on a list that is too old is on it all the same; who is not may be by now.
            let counts = found.is_some_and(|(_, day)| day <= on && !is_too_old(day, on));
            unknown |= !counts || hashes.is_empty();
            let Some((generation, _)) = found else { continue };
            for hash in hashes {
                let sql = "SELECT 1 FROM preference WHERE generation = ?1 AND hash = ?2";
                if tx.one(sql, params![generation, hash], |row| row.int(0))?.is_some() {
                    return Ok(Listed::On(*list));
                }
            }
        }
        Ok(if unknown { Listed::Unknown } else { Listed::No })
    }
}

/// The lists in force, with the last day each counts.
///
/// # Errors
/// What the store says.
pub fn lists(record: &Record, now: Now) -> Result<Vec<InForce>, Error> {
    record.data().read("lists", |tx| {
        let mut all = Vec::new();
        for list in List::ALL {
            let sql = "SELECT day, listed FROM preference_file WHERE list = ?1 AND state = ?2";
            let found = tx.one(sql, params![list.number(), IN_FORCE], |row| {
                Ok::<_, Error>((row.date(0)?, row.int(1)?))
            })?;
            all.extend(found.map(|(day, lines)| InForce {
                list,
                day,
                lines,
                until: day.saturating_add(LIST_DAYS_MAX.days()),
                too_old: is_too_old(day, now.today()),
            }));
        }
        Ok(all)
    })
}
