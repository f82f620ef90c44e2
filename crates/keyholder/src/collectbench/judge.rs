//! What was found on somebody, held against what there is.

use std::collections::{BTreeMap, BTreeSet};

use demo::housing::{Known, TABLES};
use serde_json::Value;
use sources::collect::{Collected, Row, Whose};

/// How often each row was found, by table and key.
type Found = BTreeMap<(&'static str, String), usize>;

/// Counts over some people. Nobody's data is in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Score {
    /// Rows of their own: there, found as such, and given as such.
    pub(super) own: usize,
    pub(super) own_found: usize,
    pub(super) own_given: usize,
    /// Rows about them that are somebody else's or two people's: there, and found as such.
    pub(super) about: usize,
    pub(super) about_found: usize,
    /// Rows given as theirs that they must never see.
    pub(super) leaks: usize,
    /// Rows that were found and are neither: somebody has to look at them.
    pub(super) beside: usize,
    /// The tables where something was missed, or taken for theirs.
    pub(super) missed: BTreeSet<&'static str>,
    pub(super) wrong: BTreeSet<&'static str>,
}

impl Score {
    pub(super) fn recall(&self) -> f64 {
        ratio(self.own_found + self.about_found, self.own + self.about)
    }

    pub(super) fn precision(&self) -> f64 {
        ratio(self.own_found, self.own_given)
    }

    pub(super) fn is_perfect(&self) -> bool {
        self.own_found == self.own
            && self.own_given == self.own
            && self.about_found == self.about
            && self.leaks == 0
    }

    pub(super) fn add(&mut self, known: &Known, collected: &Collected) {
        let of = |own: bool| -> Found {
            let mut found = Found::new();
            for row in &collected.rows {
                if let (true, Some(key)) = ((row.whose == Whose::Own) == own, key(row)) {
                    *found.entry(key).or_default() += 1;
                }
            }
            found
        };
        let (own, others) = (of(true), of(false));
        let mut compared = |there: &Found, found: &Found| {
            let mut both = 0;
            for (key, times) in there {
                let met = (*times).min(found.get(key).copied().unwrap_or(0));
                if met < *times {
                    self.missed.insert(key.0);
                }
                both += met;
            }
            both
        };
        let own_found = compared(&known.own, &own);
        let about_found = compared(&known.about, &others);
        for (key, times) in &own {
            if *times > known.own.get(key).copied().unwrap_or(0) {
                self.wrong.insert(key.0);
            }
        }
        let sum = |keys: &Found| keys.values().sum::<usize>();
        self.own += sum(&known.own);
        self.own_found += own_found;
        self.own_given += sum(&own);
        self.about += sum(&known.about);
        self.about_found += about_found;
        self.leaks += known.hidden.keys().filter(|key| own.contains_key(*key)).count();
        self.beside += sum(&others) - about_found;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 1.0;
    }
    // Counts of rows are far below what a float holds.
    part as f64 / whole as f64
}

/// What tells a row from others, as the landlord who was invented wrote it.
fn key(row: &Row) -> Option<(&'static str, String)> {
    let table = TABLES.iter().find(|table| table.name == row.table)?;
    let text = |name: &&str| match row.values.get(*name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim_end().to_owned(),
        Some(other) => other.to_string(),
    };
    let parts: Vec<String> = table.key.iter().map(text).collect();
    Some((table.name, parts.join("|")))
}
