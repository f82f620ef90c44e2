//! Figures of an office: how much came, how much went in time, how it ended. Nobody is in them.

use std::collections::BTreeMap;

use db::params;
use jiff::civil::Date;
use people::{Error as RecordError, Now};
use serde::Serialize;

use crate::clock::{self, Happened};
use crate::row::{self, CaseRow};
use crate::{Desk, Error, Step, weighing};

/// The most cases one statistic is of: 100,000.
pub const CASES_MAX: u32 = 100_000;

/// The figures of one kind of case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figures {
    /// How many came.
    pub received: usize,
    /// How many of them are open.
    pub open: usize,
    /// How many were answered in time.
    pub in_time: usize,
    /// How many were answered late, or are late.
    pub late: usize,
    /// The days from coming to answering, of the one in the middle.
    pub median_days: Option<i32>,
    /// How many ended how.
    pub outcomes: BTreeMap<String, usize>,
    /// How often something was held back on which ground.
    pub grounds: BTreeMap<String, usize>,
}

struct One {
    row: CaseRow,
    steps: Vec<Happened>,
    grounds: Vec<String>,
}

impl Desk {
    /// The figures of the cases that came from one day to another, both included, by kind.
    ///
    /// # Errors
    /// [`people::Error::TooMany`] beyond [`CASES_MAX`]; what the store says.
    pub fn statistics(
        &self,
        from: Date,
        to: Date,
        now: Now,
    ) -> Result<BTreeMap<&'static str, Figures>, Error> {
        let mut figures: BTreeMap<&'static str, (Figures, Vec<i32>)> = BTreeMap::new();
        for one in self.came(from, to)? {
            let (of, days) = figures.entry(one.row.kind.id()).or_default();
            self.count(of, days, &one, now)?;
        }
        Ok(figures
            .into_iter()
            .map(|(kind, (mut of, mut days))| {
                days.sort_unstable();
                of.median_days = days.get(days.len() / 2).copied();
                (kind, of)
            })
            .collect())
    }

    fn came(&self, from: Date, to: Date) -> Result<Vec<One>, Error> {
        let sql = format!(
            "SELECT {} FROM casefile WHERE received BETWEEN ?1 AND ?2 ORDER BY no LIMIT ?3",
            row::COLUMNS
        );
        let (from, to) = (from.to_string(), to.to_string());
        let cases = self.record().data().read("statistics", |tx| {
            let rows = tx.all(&sql, params![&from, &to, CASES_MAX + 1], row::read)?;
            let mut cases = Vec::with_capacity(rows.len());
            for row in rows {
                let steps = row::steps(tx, row.no)?.into_iter().map(|step| step.happened).collect();
                let items = weighing::of(tx, row.no)?;
                let held = items.into_iter().filter(|item| item.given == Some(false));
                let grounds = held.filter_map(|item| item.ground).collect();
                cases.push(One { row, steps, grounds });
            }
            Ok::<_, RecordError>(cases)
        })?;
        if cases.len() > CASES_MAX as usize {
            return Err(RecordError::TooMany("cases in one statistic").into());
        }
        Ok(cases)
    }

    fn count(
        &self,
        of: &mut Figures,
        days: &mut Vec<i32>,
        one: &One,
        now: Now,
    ) -> Result<(), Error> {
        of.received += 1;
        let clock = clock::read(one.row.kind, &one.steps, one.row.named, self.instant(now))?;
        let late = clock.is_some_and(|clock| clock.is_late());
        let open = one.row.state.is_open();
        of.open += usize::from(open);
        of.late += usize::from(late);
        of.in_time += usize::from(!open && !late);
        for ground in &one.grounds {
            *of.grounds.entry(ground.clone()).or_default() += 1;
        }
        if open {
            return Ok(());
        }
        if let Some(outcome) = &one.row.outcome {
            *of.outcomes.entry(outcome.clone()).or_default() += 1;
        }
        let ended = one.steps.iter().rev().find(|s| matches!(s.step, Step::Send | Step::Withdraw));
        if let Some(ended) = ended {
            days.push(ended.day.since(one.row.received).map_or(0, |span| span.get_days()));
        }
        Ok(())
    }
}
