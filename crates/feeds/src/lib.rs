//! Files about to leave the house: their layouts, and what is wrong with them.
//!
//! Whoever receives a file checks it, and by then the data has gone. So it is checked here first, by the same rules:
//! a [`Layout`] is data, the columns of one kind of file with what each says of somebody, and [`check()`] finds what is
//! wrong with a file of it. What only the receiver can know is listed as such and never taken for right.
//!
//! A [`Finding`] has a code that stays, a row and a field. It never repeats what stands in a cell.
//!
//! ```
//! use feeds::{Options, check, layout};
//! use jiff::civil::date;
//!
//! let core = layout("core-lettings-2026").expect("it is bundled");
//! let checked = check(core, "no header\n", &Options::on(date(2026, 11, 30)));
//! assert_eq!(checked.findings[0].code, "file-header-missing");
//! assert!(checked.blocked());
//! ```

mod check;
mod columns;
mod core;
mod finding;
mod header;
mod layout;
mod lettings;
mod rule;
#[cfg(feature = "samples")]
pub mod samples;
mod shape;
mod statistics;
mod suppress;
mod text;
mod when;

pub use check::{Checked, FINDINGS_MAX, Options, Provider, check};
pub use columns::CODES_OF_COLUMNS;
pub use finding::{CODES_OF_FILES, Finding, Place, Severity};
pub use header::Header;
pub use layout::{Class, Column, Conduct, Heading, Layout, Takes, layout, layouts};
pub use lettings::all as rules;
pub use rule::{Base, Example, Rule};
pub use statistics::{BY_MAX, Counted, Least, NotCounted, VALUES_MAX, count_by, count_rows};
pub use suppress::{Cell, SMALL, Table, suppress};
pub use text::{CELL_MAX, COLUMNS_MAX, FILE_MAX, Line, ROWS_MAX, Sheet, Unreadable, read, write};
