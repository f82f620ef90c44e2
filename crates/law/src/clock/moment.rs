use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};

/// An instant as somebody wrote it down, understood as British time where no offset is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    instant: Timestamp,
    twice: bool,
}

/// Text that is no instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMoment {
    /// It is not a day with a time.
    #[error("`{0}` is not a day with a time; write it like 2026-11-20T17:30")]
    Shape(String),
    /// Its day is not in the calendar, or its time not on the clock.
    #[error("there is no day and time `{0}`; check the day of the month, the hour and the minute")]
    NoSuchTime(String),
    /// The clocks jump over it.
    #[error(
        "`{0}` does not exist: the clocks went forward over it; write the time an hour later, or \
         an offset"
    )]
    Skipped(String),
}

impl Moment {
    /// The instant itself.
    #[must_use]
    pub fn instant(self) -> Timestamp {
        self.instant
    }

    /// Whether the local time came twice that day, so that the earlier one was taken.
    #[must_use]
    pub fn was_ambiguous(self) -> bool {
        self.twice
    }

    /// The day it falls on in Britain.
    #[must_use]
    pub fn day(self) -> Date {
        in_london(self.instant).date()
    }

    /// It as a time in Britain.
    #[must_use]
    pub fn in_britain(self) -> ZonedDateTime {
        in_london(self.instant)
    }

    /// The first instant of a day in Britain.
    #[must_use]
    pub fn start_of(day: Date) -> Moment {
        let start = day.to_zoned_datetime(london()).map(|zoned| zoned.timestamp());
        Moment { instant: start.unwrap_or(Timestamp::MIN), twice: false }
    }
}

impl From<Timestamp> for Moment {
    fn from(instant: Timestamp) -> Moment {
        Moment { instant, twice: false }
    }
}

impl FromStr for Moment {
    type Err = BadMoment;

    /// Reads `2026-11-20T17:30`, with a space for the `T`, with seconds, with `Z` or an offset.
    ///
    /// ```
    /// use law::clock::Moment;
    ///
    /// let winter: Moment = "2026-11-20 17:30".parse()?;
    /// let summer: Moment = "2026-07-20T17:30".parse()?;
    /// assert_eq!(winter.instant().to_string(), "2026-11-20T17:30:00Z");
    /// assert_eq!(summer.instant().to_string(), "2026-07-20T16:30:00Z");
    /// assert!("2026-03-29T01:30".parse::<Moment>().is_err(), "the clocks jump over it");
    /// # Ok::<(), law::clock::BadMoment>(())
    /// ```
    fn from_str(text: &str) -> Result<Moment, BadMoment> {
        let text = text.trim();
        let shown = || text.chars().take(60).collect::<String>();
        if !looks_like_one(text) {
            return Err(BadMoment::Shape(shown()));
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(Moment::from(instant));
        }
        let local: DateTime = text.parse().map_err(|_| BadMoment::NoSuchTime(shown()))?;
        let zoned = london().to_ambiguous_zoned_datetime(local);
        let twice = match zoned.offset() {
            AmbiguousOffset::Unambiguous { .. } => false,
            AmbiguousOffset::Fold { .. } => true,
            AmbiguousOffset::Gap { .. } => return Err(BadMoment::Skipped(shown())),
        };
        let zoned = zoned.earlier().map_err(|_| BadMoment::Shape(shown()))?;
        Ok(Moment { instant: zoned.timestamp(), twice })
    }
}

/// Whether text has the shape of a day and a time, with or without seconds and an offset. What
/// fails to parse after this has a number that is out of range.
fn looks_like_one(text: &str) -> bool {
    let begins = text.as_bytes().iter().zip(b"0000-00-00T00:00").all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        _ => byte == shape,
    });
    let rest = text.get(16..).unwrap_or("x");
    begins && rest.chars().all(|c| c.is_ascii_digit() || ":.+-Zz".contains(c))
}

/// The time in Britain at an instant.
pub(super) fn in_london(instant: Timestamp) -> ZonedDateTime {
    instant.to_zoned_datetime(london())
}

fn london() -> TimeZone {
    TimeZone::get("Europe/London").expect("the time zones are built in")
}
