//! Where the columns are.

use crate::layout::{Heading, Layout};
use crate::text::{Line, Sheet};

/// Which column of a file holds which field of its layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The position of the heading among the file's lines.
    pub line: usize,
    /// For each column of the layout, in its order, the column of the file it stands in.
    pub at: Vec<Option<usize>>,
    /// Columns of the file that belong to no field. What stands there never goes out.
    pub unknown: Vec<usize>,
    /// Columns of the layout, by position, that stand in the file twice.
    pub twice: Vec<usize>,
    /// How many columns the heading has.
    pub width: usize,
}

impl Header {
    /// Finds the heading of a file. Columns may stand in any order.
    #[must_use]
    pub fn find(layout: &Layout, sheet: &Sheet<'_>) -> Option<Header> {
        let (line, first) = match layout.heading {
            Heading::Numbers => {
                let is = |line: &Line<'_>| {
                    let cell = line.cells.first().map_or("", AsRef::as_ref);
                    cell.to_ascii_lowercase().contains("field number")
                };
                (sheet.lines.iter().position(is)?, 1)
            }
            Heading::Names => {
                let known = |line: &Line<'_>| {
                    line.cells.iter().any(|cell| layout.position(&plain(cell)).is_some())
                };
                (sheet.lines.iter().take(20).position(known)?, 0)
            }
        };
        let cells = &sheet.lines[line].cells;
        let mut at = vec![None; layout.columns.len()];
        let (mut unknown, mut twice) = (Vec::new(), Vec::new());
        for (place, cell) in cells.iter().enumerate().skip(first) {
            match layout.position(&plain(cell)) {
                None => unknown.push(place),
                Some(field) if at[field].is_some() => twice.push(field),
                Some(field) => at[field] = Some(place),
            }
        }
        Some(Header { line, at, unknown, twice, width: cells.len() })
    }

    /// The cell of a field in a row; empty where the row is short.
    #[must_use]
    pub fn cell<'l>(&self, line: &'l Line<'_>, field: usize) -> &'l str {
        let place = self.at.get(field).copied().flatten();
        place.and_then(|place| line.cells.get(place)).map_or("", AsRef::as_ref)
    }
}

/// A heading as it is compared.
fn plain(cell: &str) -> String {
    cell.trim().to_ascii_lowercase().replace(['_', '-'], " ")
}
