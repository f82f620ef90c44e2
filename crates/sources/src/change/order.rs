//! In which order rows are changed.

use std::collections::BTreeSet;

use super::fields::Catalogue;
use super::{Step, bare};

/// Rows that change come before rows that go, and of these the ones that rest on others first.
pub(super) fn in_order<'a>(
    steps: Vec<Step>,
    catalogue: impl Fn(&str) -> Option<Catalogue<'a>>,
) -> Vec<Step> {
    let (mut going, mut steps): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(Step::is_gone);
    while !going.is_empty() {
        let there: BTreeSet<String> = going.iter().map(|step| bare(&step.table)).collect();
        let rested_on = |table: &str| {
            catalogue(table).is_some_and(|live| {
                live.referrers().any(|(other, _)| {
                    other.name != live.table.name && there.contains(&bare(&other.name))
                })
            })
        };
        let held: BTreeSet<String> =
            there.iter().filter(|table| rested_on(table)).cloned().collect();
        // Tables that rest on each other go as they come, and the source has the last word.
        let all = held.len() == there.len();
        let (first, rest): (Vec<Step>, Vec<Step>) =
            going.into_iter().partition(|step| all || !held.contains(&bare(&step.table)));
        steps.extend(first);
        going = rest;
    }
    steps
}
