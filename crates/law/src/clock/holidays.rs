//! Bank holidays, from the statutory pattern and a dated list of special days, and the days on
//! which nothing falls due.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use serde::Deserialize;

use super::division::Division;

table! {
    /// One rule that makes a bank holiday, or one special day.
    Holiday: Detail, "holiday.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    divisions: Vec<String>,
    when: When,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum When {
    /// The same day each year; on a weekend it moves to the next working day.
    Fixed { month: i8, day: i8 },
    /// So many days after Easter Sunday.
    Easter { days: i32 },
    /// The first or the last Monday of a month.
    Monday { month: i8, which: Which },
    /// One day, which may stand in for another.
    Special {
        #[serde(deserialize_with = "crate::provision::day")]
        on: Date,
        #[serde(default, deserialize_with = "crate::provision::some_day")]
        instead_of: Option<Date>,
    },
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Which {
    First,
    Last,
}

impl Holiday {
    /// Whether a division keeps it.
    #[must_use]
    pub fn kept_in(&self, division: &Division) -> bool {
        self.detail.divisions.iter().any(|id| id == division.id())
    }
}

/// The bank holidays of a year, in order, with the rule that makes each. A holiday that falls on a
/// weekend stands on its substitute day.
///
/// ```
/// use jiff::civil::date;
/// use law::clock::{division, holidays};
///
/// let kent = division::find("england-and-wales").unwrap();
/// let days: Vec<_> = holidays::of(2026, kent).into_iter().map(|(day, _)| day).collect();
/// assert_eq!(days.last(), Some(&date(2026, 12, 28)));
/// ```
#[must_use]
pub fn of(year: i16, division: &Division) -> Vec<(Date, &'static Holiday)> {
    let kept = || all().iter().filter(|holiday| holiday.kept_in(division));
    let moved: Vec<Date> = kept()
        .filter_map(|holiday| match holiday.detail.when {
            When::Special { instead_of, .. } => instead_of,
            _ => None,
        })
        .collect();
    let (on_weekends, mut days): (Vec<_>, Vec<_>) = kept()
        .filter_map(|holiday| Some((holiday.in_year(year)?, holiday)))
        .filter(|(day, _)| !moved.contains(day))
        .partition(|(day, _)| is_weekend(*day));
    for (day, holiday) in on_weekends {
        let mut substitute = day;
        while is_weekend(substitute) || days.iter().any(|(taken, _)| *taken == substitute) {
            substitute = next(substitute);
        }
        days.push((substitute, holiday));
    }
    days.sort_by_key(|(day, _)| *day);
    days
}

/// The bank holiday that a day is, if it is one.
#[must_use]
pub fn on(day: Date, division: &Division) -> Option<&'static Holiday> {
    of(day.year(), division).into_iter().find(|(holiday, _)| *holiday == day).map(|(_, rule)| rule)
}

/// Whether a day is neither Saturday, Sunday nor a bank holiday.
#[must_use]
pub fn is_working_day(day: Date, division: &Division) -> bool {
    !is_weekend(day) && on(day, division).is_none()
}

/// The day itself where it is a working day, or the next one that is.
#[must_use]
pub fn roll(day: Date, division: &Division) -> Date {
    let mut rolled = day;
    while !is_working_day(rolled, division) {
        rolled = next(rolled);
    }
    rolled
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

impl Holiday {
    fn in_year(&self, year: i16) -> Option<Date> {
        match self.detail.when {
            When::Fixed { month, day } => Date::new(year, month, day).ok(),
            When::Easter { days } => easter(year).checked_add(days.days()).ok(),
            When::Monday { month, which } => {
                let nth = match which {
                    Which::First => 1,
                    Which::Last => -1,
                };
                Date::new(year, month, 1)
                    .and_then(|d| d.nth_weekday_of_month(nth, Weekday::Monday))
                    .ok()
            }
            When::Special { on, .. } => (on.year() == year).then_some(on),
        }
    }
}

/// Easter Sunday of the Western churches, by the anonymous Gregorian computation.
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (golden, century, rest) = (y % 19, y / 100, y % 100);
    let correction = (century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let epact = (19 * golden + correction) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * shift + 114;
    let month = i8::try_from(days / 31).expect("Easter is in March or April");
    let day = i8::try_from(days % 31 + 1).expect("a month has at most 31 days");
    date(year, month, day)
}
