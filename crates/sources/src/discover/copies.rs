//! Copies nobody wrote down: last year's table, somebody's backup, a sheet of a project long over.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use regex::Regex;

use crate::{LiveTable, Schema};

/// A table that looks like a copy of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The number of the table it looks like a copy of, in the schema.
    pub of: usize,
    /// How sure that is, of 100.
    pub sure: u8,
    /// Why.
    pub because: String,
}

/// What is put before and behind a name when somebody copies a table.
static ADDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:tmp|temp|old|bak|bkup|backup|copy|copy_of|x|zz|z|archive|arch|hist|new|test)_
        |_(?:bkup|bkp|bak|backup|old|copy|orig|archive|archived|arch|hist|tmp|temp|prev|save|saved|test|new|v)_?\d*$
        |_?(?:19|20)\d{2}_?(?:\d{2}_?(?:\d{2})?)?$
        |_\d{1,2}_?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*_?\d{2,4}$
        |_?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*_?\d{2,4}$
        |_\d{1,8}$",
    )
    .expect("the pattern is well formed")
});

/// The name without what was put before and behind it, in lower case.
fn bare(name: &str) -> String {
    let mut bare = name.to_lowercase();
    // `person_old_2019_bkup`: several at once.
    for _ in 0..6 {
        let next = ADDED.replace_all(&bare, "").trim_matches('_').to_owned();
        if next == bare || next.is_empty() {
            break;
        }
        bare = next;
    }
    bare
}

fn columns(table: &LiveTable) -> BTreeSet<String> {
    table.columns.iter().map(|column| column.name.to_lowercase()).collect()
}

/// The fewest columns two tables share for that alone to make one a copy: 4.
const SHARED_MIN: usize = 4;

/// For each table the one it looks like a copy of.
pub(crate) fn find(schema: &Schema) -> Vec<Option<Copy>> {
    let tables = &schema.tables;
    let names: Vec<String> = tables.iter().map(|table| table.name.to_lowercase()).collect();
    let sets: Vec<BTreeSet<String>> = tables.iter().map(columns).collect();
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut by_column: HashMap<&str, Vec<usize>> = HashMap::new();
    for (no, name) in names.iter().enumerate() {
        by_name.entry(name).or_default().push(no);
        for column in &sets[no] {
            by_column.entry(column).or_default().push(no);
        }
    }
    (0..tables.len())
        .map(|no| {
            let bare = bare(&names[no]);
            let renamed = bare != names[no];
            // Those with the bare name, and those that share a column few others have.
            let rare = sets[no].iter().filter_map(|column| by_column.get(column.as_str()));
            let mut others: Vec<usize> =
                rare.filter(|with| with.len() <= 40).flatten().copied().collect();
            others.extend(by_name.get(bare.as_str()).into_iter().flatten());
            others.sort_unstable();
            others.dedup();
            let likely = others.into_iter().filter(|other| *other != no);
            let judged = likely.filter_map(|other| {
                let shared = sets[no].intersection(&sets[other]).count();
                judge(
                    (&tables[no], renamed, sets[no].len()),
                    (&tables[other], names[other] == bare, sets[other].len()),
                    shared,
                )
                .map(|(sure, because)| Copy { of: other, sure, because })
            });
            judged.max_by_key(|copy| (copy.sure, std::cmp::Reverse(copy.of)))
        })
        .collect()
}

/// Whether the first is a copy of the second: how sure, and why.
fn judge(
    (copy, renamed, mine): (&LiveTable, bool, usize),
    (original, same_name, theirs): (&LiveTable, bool, usize),
    shared: usize,
) -> Option<(u8, String)> {
    let all = mine + theirs - shared;
    let alike = shared * 100 / all.max(1);
    // The one that others lean on, or that has a key, is the original.
    let lesser = copy.key.is_empty() && !original.key.is_empty();
    let told = format!("{shared} of its {mine} columns are those of `{}`", original.full_name());
    match (same_name && renamed, alike) {
        (true, 50..) => Some((if lesser { 95 } else { 85 }, format!("its name, and {told}"))),
        (true, _) if shared >= 1 => Some((60, format!("its name, and {told}"))),
        (_, 80..) if shared >= SHARED_MIN && (lesser || renamed) => {
            Some((if alike >= 95 { 85 } else { 70 }, told))
        }
        _ if shared == mine && shared >= SHARED_MIN && lesser => Some((65, told)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn what_people_add_to_the_name_of_a_copy_is_taken_off() {
        for (name, expected) in [
            ("person_bkup_20190312", "person"),
            ("PERSON_OLD", "person"),
            ("tmp_person_2", "person"),
            ("person_march2021", "person"),
            ("person_2019_copy", "person"),
            ("person", "person"),
            ("asset", "asset"),
            ("household", "household"),
            ("contact_log", "contact_log"),
        ] {
            assert_eq!(bare(name), expected, "{name}");
        }
    }
}
