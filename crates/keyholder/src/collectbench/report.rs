//! The lines it prints.

use std::time::Duration;

use super::judge::Score;
use crate::output::print;

/// One way of looking for everybody.
pub(super) struct Measured {
    pub(super) score: Score,
    /// Of each person: the time, the statements, the rows.
    pub(super) each: Vec<(Duration, u64, usize)>,
    /// The most memory the process had while it looked, in bytes.
    pub(super) peak: u64,
}

fn median<T: Copy + Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

fn milliseconds(time: Option<Duration>) -> f64 {
    time.unwrap_or_default().as_secs_f64() * 1000.0
}

/// A count, said in mebibytes.
pub(super) fn mebibytes(bytes: u64) -> f64 {
    // Sizes of files and processes are far below what a float holds.
    bytes as f64 / 1_048_576.0
}

pub(super) fn head() -> anyhow::Result<()> {
    print(
        "                    recall  precision      own rows   others' about them   to look at   \
         median ms   worst ms  statements  rows  peak MiB\n",
    )
}

pub(super) fn line(name: &str, measured: &Measured) -> anyhow::Result<()> {
    let (score, each) = (&measured.score, &measured.each);
    print(&format!(
        "{name:<20}{:.4}     {:.4}  {:>12}  {:>19}  {:>11}  {:>10.1}  {:>9.1}  {:>10}  {:>4}  {:>8.1}\n",
        score.recall(),
        score.precision(),
        format!("{} of {}", score.own_found, score.own),
        format!("{} of {}", score.about_found, score.about),
        score.beside,
        milliseconds(median(each.iter().map(|(time, ..)| *time))),
        milliseconds(each.iter().map(|(time, ..)| *time).max()),
        median(each.iter().map(|(_, statements, _)| *statements)).unwrap_or(0),
        median(each.iter().map(|(.., rows)| *rows)).unwrap_or(0),
        mebibytes(measured.peak),
    ))?;
    for (what, tables) in [("missed in", &score.missed), ("taken for theirs in", &score.wrong)] {
        if !tables.is_empty() {
            let tables: Vec<&str> = tables.iter().copied().collect();
            print(&format!("  {what}: {}\n", tables.join(", ")))?;
        }
    }
    if score.leaks > 0 {
        print(&format!("  {} rows that the person must never see\n", score.leaks))?;
    }
    Ok(())
}
