//! When something is due, with its working.

pub mod division;
pub mod holidays;
pub mod rule;
