//! What a board reads once a quarter: numbers, next to those of the quarter before, and of nobody. Where fewer than
//! the charter lets be said (`charter.statistics`) asked for the same, neither how many nor what became of them is said, and no sum has them in it: somebody
//! could be recognised.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use people::Now;

use crate::{Desk, Error, Figures, Kind, Who};

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
    /// Those that can be said apart together, and the same of the quarter before.
    pub all: (Figures, Figures),
    /// Complaints about data, and in the quarter before.
    pub complaints: (Figures, Figures),
    /// Objections, and in the quarter before; none where there are too few to say them apart.
    pub objections: (Option<usize>, Option<usize>),
    /// Breaches, and in the quarter before.
    pub breaches: (BoardBreaches, BoardBreaches),
    /// Cases past their time that are still kept.
    pub over_retention: usize,
    /// From how many on a number is said, by the charter.
    pub least: usize,
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

/// The lines of the rights that were used. What stands in one, and in the sum of all, comes from counts that can
/// be said alone: those of the others are in neither, so that nothing is left over to work them out from.
fn lines(now: &ByKind, before: &ByKind, least: usize) -> Vec<BoardLine> {
    let mut lines: Vec<BoardLine> = (RIGHTS.iter())
        .filter_map(|kind| {
            let figures = now.get(kind.id())?;
            let earlier = before.get(kind.id()).map_or(0, |figures| figures.received);
            Some(BoardLine {
                kind: *kind,
                figures: (figures.received >= least).then(|| figures.clone()),
                before: (earlier == 0 || earlier >= least).then_some(earlier),
            })
        })
        .collect();
    lines.sort_by_key(|line| line.figures.is_none());
    lines
}

/// All that can be said apart, together.
fn said_apart(of: &ByKind, least: usize) -> Figures {
    let enough = |kind: &&Kind| of.get(kind.id()).is_some_and(|one| one.received >= least);
    sum(of, RIGHTS.iter().filter(enough))
}

impl Desk {
    /// The quarter a day lies in, next to the one before, for the data protection officer and the owner of
    /// decisions.
    ///
    /// # Errors
    /// [`Error::None`] for anybody else; what the store says.
    pub fn board(&self, who: Who<'_>, day: Date, now: Now) -> Result<Board, Error> {
        self.answers_for_access(who, now)?;
        let (least, _) = self.record().gate().charter().head().least();
        let least = usize::try_from(least).unwrap_or(usize::MAX);
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
        let objections = |of: &ByKind| {
            let count = of.get(Kind::Objection.id()).map_or(0, |one| one.received);
            (count == 0 || count >= least).then_some(count)
        };
        Ok(Board {
            days,
            rights: lines(&these, &before, least),
            all: (said_apart(&these, least), said_apart(&before, least)),
            complaints: (sum(&these, complaints.iter()), sum(&before, complaints.iter())),
            objections: (objections(&these), objections(&before)),
            breaches: (breaches(days), breaches(days_before)),
            over_retention: self.ripe(now)?.cases.len(),
            least,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SMALL: usize = 5;

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

    /// A quarter with these counts, each of its own kind: some of them late, the others in time.
    fn quarter(counts: &[(usize, usize)]) -> ByKind {
        let used = RIGHTS.iter().zip(counts).filter(|(_, (received, _))| *received > 0);
        used.map(|(kind, (received, late))| {
            let (received, late) = (*received, *late.min(received));
            let in_time = received - late;
            (kind.id(), Figures { received, late, in_time, ..Figures::default() })
        })
        .collect()
    }

    /// The same, with other counts where they are few.
    fn others(counts: &[(usize, usize)], few: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let small = |received: usize| received > 0 && received < SMALL;
        let pairs = counts.iter().zip(few);
        pairs.map(|(one, other)| if small(one.0) { *other } else { *one }).collect()
    }

    fn counts(of: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(usize, usize)>> {
        proptest::collection::vec((of, 0..5_usize), RIGHTS.len())
    }

    proptest! {
        /// However few there were of a kind, the same is said: so no such count can be worked out.
        #[test]
        fn no_small_count_can_be_worked_out(
            now in counts(0..12),
            before in counts(0..12),
            few in counts(1..SMALL),
            few_before in counts(1..SMALL),
        ) {
            let said = |now: &[(usize, usize)], before: &[(usize, usize)]| {
                let (now, before) = (quarter(now), quarter(before));
                (lines(&now, &before, SMALL), said_apart(&now, SMALL), said_apart(&before, SMALL))
            };
            let here = said(&now, &before);
            prop_assert_eq!(&here, &said(&others(&now, &few), &others(&before, &few_before)));
            // And what can be said is said.
            let sum: usize = here.0.iter().filter_map(|one| Some(one.figures.as_ref()?.received)).sum();
            prop_assert_eq!(sum, here.1.received);
            let used = now.iter().filter(|(received, _)| *received > 0).count();
            prop_assert_eq!(here.0.len(), used);
        }
    }
}
