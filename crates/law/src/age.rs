//! When a child is one no longer, and a parent's word for them ends.
//!
//! ```
//! use jiff::civil::date;
//!
//! assert_eq!(law::age::last_day_as_a_child(date(2008, 11, 26)), date(2026, 11, 25));
//! assert_eq!(law::age::last_day_as_a_child(date(2008, 2, 29)), date(2026, 2, 27));
//! ```

use jiff::ToSpan;
use jiff::civil::Date;

table! {
    /// One rule on age.
    Age, "age.toml"
}

/// The last day on which somebody born then is a child: the day before they are eighteen.
///
/// Somebody born on 29 February is taken to be eighteen on 28 February, so that nobody speaks for
/// them a day too long.
#[must_use]
pub fn last_day_as_a_child(born: Date) -> Date {
    let eighteen = born.checked_add(18.years()).unwrap_or(Date::MAX);
    eighteen.yesterday().unwrap_or(eighteen)
}
