//! What a board reads once a quarter: numbers, next to those of the quarter before, and of nobody. Where fewer than
//! five asked for the same, what became of them is not said apart: somebody could be recognised.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use people::Now;

use crate::{Desk, Error, Figures, Kind, Who};

/// From how many on they are said apart.
pub const SMALL: usize = 5;

/// The kinds that are somebody using a right.
const RIGHTS: &[Kind] = &[
    Kind::Access,
    Kind::Rectification,
    Kind::Erasure,
    Kind::Restriction,
    Kind::Portability,
    Kind::Objection,
    Kind::AutomatedDecision,
    Kind::ConsentWithdrawal,
    Kind::Informed,
];

/// Breaches of a quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoardBreaches {
    /// How many somebody reported.
    pub reported: usize,
    /// How many of them the regulator was told of.
    pub told: usize,
    /// How many of those within its hours.
    pub in_time: usize,
}

/// One right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardLine {
    /// Which.
    pub kind: Kind,
    /// Its numbers; none where there are too few to say them apart.
    pub figures: Option<Figures>,
    /// How many there were in the quarter before; none where too few.
    pub before: Option<usize>,
}

/// A quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Its first and last day.
    pub days: (Date, Date),
    /// The rights that were used, those that can be said apart first.
    pub rights: Vec<BoardLine>,
    /// All of them together, and in the quarter before.
    pub all: (Figures, Figures),
    /// Complaints about data, and in the quarter before.
    pub complaints: (Figures, Figures),
    /// Objections, and in the quarter before.
    pub objections: (usize, usize),
    /// Breaches, and in the quarter before.
    pub breaches: (BoardBreaches, BoardBreaches),
    /// Cases past their time that are still kept.
    pub over_retention: usize,
}

/// The quarter a day lies in: its first and last day.
#[must_use]
pub fn quarter_of(day: Date) -> (Date, Date) {
    let first = date(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
    let last = first.saturating_add(3.months()).saturating_sub(1.day());
    (first, last)
}

/// The quarter before the one that begins on a day.
#[must_use]
pub fn quarter_before(first: Date) -> (Date, Date) {
    quarter_of(first.saturating_sub(1.day()))
}

type ByKind = BTreeMap<&'static str, Figures>;

/// Adds up what belongs to some kinds.
fn sum<'a>(of: &ByKind, kinds: impl Iterator<Item = &'a Kind>) -> Figures {
    let mut all = Figures::default();
    for figures in kinds.filter_map(|kind| of.get(kind.id())) {
        all.received += figures.received;
        all.open += figures.open;
        all.in_time += figures.in_time;
        all.late += figures.late;
        for (outcome, count) in &figures.outcomes {
            *all.outcomes.entry(outcome.clone()).or_default() += count;
        }
    }
    all
}

/// The numbers that can be said apart. One that cannot would be what is left of the sum of all: the smallest
/// of the others keeps it company.
fn apart(counts: &[usize]) -> Vec<bool> {
    let mut apart: Vec<bool> = counts.iter().map(|count| *count >= SMALL).collect();
    if apart.iter().filter(|apart| !**apart).count() == 1 {
        let others = (0..counts.len()).filter(|at| apart[*at]);
        if let Some(smallest) = others.min_by_key(|at| counts[*at]) {
            apart[smallest] = false;
        }
    }
    apart
}

fn lines(now: &ByKind, before: &ByKind) -> Vec<BoardLine> {
    let used: Vec<(Kind, &Figures)> =
        RIGHTS.iter().filter_map(|kind| Some((*kind, now.get(kind.id())?))).collect();
    let counts: Vec<usize> = used.iter().map(|(_, figures)| figures.received).collect();
    let earlier = |kind: Kind| before.get(kind.id()).map_or(0, |figures| figures.received);
    let earlier_all: Vec<usize> = RIGHTS.iter().map(|kind| earlier(*kind)).collect();
    let used_before: Vec<usize> = earlier_all.iter().copied().filter(|count| *count > 0).collect();
    let told = apart(&used_before);
    let mut earlier_apart = told.into_iter();
    let before: BTreeMap<&str, Option<usize>> = (RIGHTS.iter().zip(earlier_all))
        .map(|(kind, count)| match count {
            0 => (kind.id(), Some(0)),
            _ => (kind.id(), earlier_apart.next().unwrap_or_default().then_some(count)),
        })
        .collect();
    let mut lines: Vec<BoardLine> = (used.iter().zip(apart(&counts)))
        .map(|((kind, figures), apart)| BoardLine {
            kind: *kind,
            figures: apart.then(|| (*figures).clone()),
            before: before.get(kind.id()).copied().flatten(),
        })
        .collect();
    lines.sort_by_key(|line| line.figures.is_none());
    lines
}

impl Desk {
    /// The quarter a day lies in, next to the one before, for the data protection officer and the owner of
    /// decisions.
    ///
    /// # Errors
    /// [`Error::None`] for anybody else; what the store says.
    pub fn board(&self, who: Who<'_>, day: Date, now: Now) -> Result<Board, Error> {
        self.answers_for_access(who, now)?;
        let days = quarter_of(day);
        let days_before = quarter_before(days.0);
        let these = self.statistics(days.0, days.1, now)?;
        let before = self.statistics(days_before.0, days_before.1, now)?;
        let all = self.breaches(who, now)?;
        let breaches = |(from, to): (Date, Date)| {
            let these = all.iter().filter(|one| from <= one.received && one.received <= to);
            these.fold(BoardBreaches::default(), |mut sum, one| {
                sum.reported += 1;
                sum.told += usize::from(one.told_in_time.is_some());
                sum.in_time += usize::from(one.told_in_time == Some(true));
                sum
            })
        };
        let complaints = [Kind::Complaint];
        let objections = |of: &ByKind| of.get(Kind::Objection.id()).map_or(0, |one| one.received);
        Ok(Board {
            days,
            rights: lines(&these, &before),
            all: (sum(&these, RIGHTS.iter()), sum(&before, RIGHTS.iter())),
            complaints: (sum(&these, complaints.iter()), sum(&before, complaints.iter())),
            objections: (objections(&these), objections(&before)),
            breaches: (breaches(days), breaches(days_before)),
            over_retention: self.ripe(now)?.cases.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_has_three_months_and_follows_another() {
        for (day, first, last) in [
            ("2026-11-24", "2026-10-01", "2026-12-31"),
            ("2026-01-01", "2026-01-01", "2026-03-31"),
            ("2028-02-29", "2028-01-01", "2028-03-31"),
        ] {
            let (from, to) = quarter_of(day.parse().unwrap());
            assert_eq!((from.to_string(), to.to_string()), (first.to_owned(), last.to_owned()));
        }
        let before = quarter_before("2026-01-01".parse().unwrap());
        assert_eq!(before.0.to_string(), "2025-10-01");
    }

    /// What is left out cannot be worked out from the sum.
    #[test]
    fn few_are_not_said_apart_and_never_one_alone() {
        for (counts, expected) in [
            (&[12, 7, 9][..], &[true, true, true][..]),
            (&[12, 2, 9], &[true, false, false]),
            (&[12, 2, 3], &[true, false, false]),
            (&[2], &[false]),
            (&[], &[]),
        ] {
            assert_eq!(apart(counts), expected, "{counts:?}");
        }
    }
}
