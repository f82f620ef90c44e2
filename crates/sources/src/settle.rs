//! Which steps were to be trusted, once everything has been found.
//!
//! While one walks, a row can be come to by what identifies the person before it is come to by its
//! owner, who turns out to be two people. What was followed from it in the meantime was trusted too
//! soon: here that trust is taken back, from row to row. None is ever given.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::collect::{Identity, Whose};
use crate::walk::{Walk, value_of, whose};
use crate::{Field, TableNo};

/// The rows of a table by what stands in one of its fields.
type Standing = HashMap<String, Vec<usize>>;

/// How often trust is taken back from what hangs on the last: a chain of rows is no longer.
const PASSES_MAX: usize = 64;

impl Walk<'_> {
    /// Takes back trust in steps that begin neither at what identifies the person nor at a row that
    /// is their own.
    pub(crate) fn settle(&mut self) {
        let mut leading: BTreeMap<(TableNo, &str), Standing> = BTreeMap::new();
        for edge in &self.ways {
            let Some(found) = self.found.get(&edge.from) else { continue };
            leading.entry((edge.from, edge.from_field)).or_insert_with(|| {
                let mut by_value = Standing::new();
                for (at, row) in found.rows.iter().enumerate() {
                    let value = value_of(&row.values, edge.from_field);
                    by_value.entry(plain(&value)).or_default().push(at);
                }
                by_value
            });
        }
        for _ in 0..PASSES_MAX {
            let own = self.own();
            let mut back: Vec<(TableNo, usize, String)> = Vec::new();
            for (no, found) in &self.found {
                let (source, table) = self.graph.table(*no);
                let source = source.id.get_ref().as_str();
                for (at, row) in found.rows.iter().enumerate() {
                    for name in row.hits.iter().filter(|(_, trusted)| **trusted).map(|hit| hit.0) {
                        let value = value_of(&row.values, name);
                        let field = table.fields.get(name);
                        let mut known = self.identities.iter();
                        let identified = field.is_some_and(|field| {
                            known.any(|one| identifies(one, field, source, &value))
                        });
                        let steps =
                            self.ways.iter().filter(|edge| edge.to == *no && edge.to_field == name);
                        let value = plain(&value);
                        let mut led = steps
                            .filter_map(|edge| {
                                let rows =
                                    leading.get(&(edge.from, edge.from_field))?.get(&value)?;
                                Some(rows.iter().map(move |at| (edge.from, *at)))
                            })
                            .flatten()
                            .peekable();
                        // Where nothing is seen to lead here, it reads otherwise there.
                        let seen = led.peek().is_some();
                        if !identified && seen && !led.any(|from| own.contains(&from)) {
                            back.push((*no, at, name.clone()));
                        }
                    }
                }
            }
            if back.is_empty() {
                return;
            }
            for (no, at, name) in back {
                let row = self.found.get_mut(&no).and_then(|found| found.rows.get_mut(at));
                if let Some(trusted) = row.and_then(|row| row.hits.get_mut(&name)) {
                    *trusted = false;
                }
            }
        }
    }

    /// The rows that are the person's own, as far as is known by now.
    fn own(&self) -> HashSet<(TableNo, usize)> {
        let mut own = HashSet::new();
        for (no, found) in &self.found {
            let (_, table) = self.graph.table(*no);
            let ways = self.ways_to(*no);
            for (at, row) in found.rows.iter().enumerate() {
                if whose(table, row, ways, self.identities) == Whose::Own {
                    own.insert((*no, at));
                }
            }
        }
        own
    }
}

/// Whether what stands in a field is what the person is known by.
fn identifies(one: &Identity, field: &Field, source: &str, value: &str) -> bool {
    one.points()
        && field.identity.as_ref().is_some_and(|kind| *kind.get_ref() == one.kind)
        && one.only.as_ref().is_none_or(|only| only == source)
        && one.how.fits(value, &one.value)
}

/// A value as it reads in every type it may have here and there: `007` is 7 in a column of numbers.
fn plain(value: &str) -> String {
    let value = value.trim_end().to_lowercase();
    if value.is_empty() || !value.bytes().all(|b| b.is_ascii_digit()) {
        return value;
    }
    let digits = value.trim_start_matches('0');
    if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
}
