//! The charter through its public door.

mod parse;
mod rules;

use jiff::civil::{Date, date};

/// The day the tests look at charters on.
const TODAY: Date = date(2026, 11, 23);
