//! The arithmetic of a request: when its time starts, which days do not count, when it ends.

use jiff::ToSpan;
use jiff::civil::Date;

use super::division::Division;
use super::status::days_between;
use super::{Gate, Impossible, holidays};

/// A run of days, both ends included; without an end it is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Date,
    pub(super) to: Option<Date>,
}

/// Something we asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Before the time starts.
    Gate { gate: Gate, asked: Date, came: Option<Date> },
    /// What is wanted.
    Clarification(Span),
    /// For more time.
    Extension(Date),
}

impl Ask {
    pub(super) fn asked(&self) -> Date {
        match self {
            Ask::Gate { asked, .. } => *asked,
            Ask::Clarification(span) => span.from,
            Ask::Extension(told) => *told,
        }
    }
}

/// An end that fell on no working day, carried to a question asked after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Carried {
    pub(super) asked: Date,
    pub(super) end: Date,
}

/// What became of a request, ask by ask.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    division: &'static Division,
    /// The relevant time: the latest of receipt and what it had to wait for.
    pub(super) starts: Date,
    /// Asks that count, in order.
    pub(super) asks: Vec<Ask>,
    /// Asks that came when the time had run out, with the day it did.
    pub(super) too_late: Vec<(Ask, Date)>,
    /// Since when the clock stands still, if it does.
    pub(super) waiting: Option<Date>,
    /// The closed runs of days that do not count, before those ahead of the start are dropped.
    paused: Vec<(Date, Date)>,
    /// The day the extension was told.
    pub(super) extended: Option<Date>,
}

impl Timeline {
    /// Goes through the asks in the order of their days: each is judged by the due date as it stood
    /// on its own day, for asking when the time has run out does not revive it.
    pub(super) fn walk(
        received: Date,
        gates: Vec<Ask>,
        pauses: &[Span],
        extension: Option<Date>,
        division: &'static Division,
    ) -> Result<Timeline, Impossible> {
        let mut asks = gates;
        asks.extend(union(pauses).into_iter().map(Ask::Clarification));
        asks.extend(extension.map(Ask::Extension));
        asks.sort_by_key(Ask::asked);
        let mut timeline = Timeline {
            division,
            starts: received,
            asks: Vec::new(),
            too_late: Vec::new(),
            waiting: None,
            paused: Vec::new(),
            extended: None,
        };
        for ask in asks {
            timeline.take(ask)?;
        }
        Ok(timeline)
    }

    fn take(&mut self, ask: Ask) -> Result<(), Impossible> {
        let day = ask.asked();
        let stopped =
            self.waiting.is_some() || self.paused.iter().any(|(a, b)| (*a..=*b).contains(&day));
        let due = self.rolled();
        if !stopped && day > due {
            if let Ask::Extension(told) = ask {
                return Err(Impossible::ExtensionTooLate { told, due });
            }
            self.too_late.push((ask, due));
            return Ok(());
        }
        match ask {
            Ask::Gate { came: Some(came), .. } => self.starts = self.starts.max(came),
            Ask::Clarification(Span { from, to: Some(to) }) => self.paused.push((from, to)),
            Ask::Gate { came: None, .. } | Ask::Clarification(_) => {
                self.waiting.get_or_insert(day);
            }
            Ask::Extension(told) => self.extended = Some(told),
        }
        self.asks.push(ask);
        Ok(())
    }

    /// The corresponding date, before any days are added.
    pub(super) fn corresponding(&self) -> Date {
        let months = if self.extended.is_some() { 3 } else { 1 };
        self.starts.saturating_add(months.months())
    }

    /// Of a closed run of paused days, those that count: the ones from the start of the time on.
    pub(super) fn excluded_in(&self, from: Date, to: Date) -> i32 {
        (days_between(from.max(self.starts), to) + 1).max(0)
    }

    /// The corresponding date with the excluded days added, and the ends that were carried forward.
    ///
    /// Where the corresponding date is no working day, the period runs on to the next one (Reg
    /// 1182/71 Art 3(4)), and a question may still be asked in between. Its excluded days come out
    /// of the period as it then stood: added to the unrolled end they would be used up by days that
    /// had passed before it was asked. So the end is first carried to the day of the question,
    /// which leaves a whole working day after the answer, as there was when it was asked. The
    /// regulator gives no example of this; the reading is ours.
    fn count(&self) -> (Date, Vec<Carried>) {
        let mut end = self.corresponding();
        let mut carried = Vec::new();
        for &(from, to) in &self.paused {
            let days = self.excluded_in(from, to);
            if days > 0 && from > end {
                carried.push(Carried { asked: from, end });
                end = from;
            }
            end = end.saturating_add(days.days());
        }
        (end, carried)
    }

    /// The corresponding date with the excluded days added.
    pub(super) fn moved(&self) -> Date {
        self.count().0
    }

    /// The questions asked between an unrolled end and the working day it moved to.
    pub(super) fn carried(&self) -> Vec<Carried> {
        self.count().1
    }

    /// The due date, were the clock running.
    pub(super) fn rolled(&self) -> Date {
        holidays::roll(self.moved(), self.division)
    }
}

/// The same days as runs that neither overlap nor touch, in order; an open run swallows all after
/// it.
fn union(spans: &[Span]) -> Vec<Span> {
    let mut spans = spans.to_vec();
    spans.sort_by_key(|span| span.from);
    let mut runs: Vec<Span> = Vec::new();
    for span in spans {
        match runs.last_mut() {
            Some(Span { to: None, .. }) => {}
            Some(Span { to: Some(end), .. }) if days_between(*end, span.from) > 1 => {
                runs.push(span)
            }
            Some(last) => last.to = last.to.zip(span.to).map(|(a, b)| a.max(b)),
            None => runs.push(span),
        }
    }
    runs
}
