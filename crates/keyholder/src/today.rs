//! The one place that asks what time it is.

use jiff::civil::Date;
use jiff::{Timestamp, ZonedDateTime};

/// The moment, as clocks in the United Kingdom show it.
pub(crate) fn now() -> ZonedDateTime {
    Timestamp::now().in_tz("Europe/London").expect("the time zones are built into the program")
}

/// The day, as calendars in the United Kingdom show it.
pub(crate) fn today() -> Date {
    now().date()
}

/// The moment, as a point in time.
pub(crate) fn timestamp() -> Timestamp {
    Timestamp::now()
}
