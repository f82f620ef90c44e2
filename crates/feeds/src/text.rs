//! Comma-separated text as receivers read it: strictly.
//!
//! The crates for this forgive a stray quotation mark; the service that receives a file does not, and refuses all of
//! it. So the few lines of RFC 4180 stand here.

use std::borrow::Cow;

/// The longest file: 64 MiB.
pub const FILE_MAX: usize = 64 << 20;
/// The most rows of one file, headings included.
pub const ROWS_MAX: usize = 100_000;
/// The most columns.
pub const COLUMNS_MAX: usize = 512;
/// The longest cell, in bytes.
pub const CELL_MAX: usize = 4096;

/// The rows of a file. What stands in them is personal: it is never printed.
pub struct Sheet<'t> {
    /// In the order of the file; empty rows are left out.
    pub lines: Vec<Line<'t>>,
}

/// One row.
#[derive(Clone)]
pub struct Line<'t> {
    /// Which row of the spreadsheet it is, from 1.
    pub row: usize,
    /// Its cells.
    pub cells: Vec<Cow<'t, str>>,
}

impl std::fmt::Debug for Sheet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sheet({} rows)", self.lines.len())
    }
}

impl std::fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line(row {}, {} cells)", self.row, self.cells.len())
    }
}

/// Why a file cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More than [`FILE_MAX`].
    #[error("the file is longer than 64 MiB: send it in parts")]
    TooLong,
    /// More than [`ROWS_MAX`] rows.
    #[error("the file has more than 100,000 rows: send it in parts")]
    TooManyRows,
    /// More than [`COLUMNS_MAX`] columns.
    #[error("row {row} has more than 512 columns: this is not a file of this kind")]
    TooManyColumns {
        /// Which row.
        row: usize,
    },
    /// A cell longer than [`CELL_MAX`].
    #[error("row {row} has a cell longer than 4,096 bytes: shorten it")]
    CellTooLong {
        /// Which row.
        row: usize,
    },
    /// A quotation mark out of place, or one that is never closed.
    #[error(
        "row {row} has a quotation mark where none may be: put the cell in quotation marks and double those in it"
    )]
    Quotes {
        /// Which row.
        row: usize,
    },
}

/// Reads a file. A mark of the byte order is taken away, and every way to end a line is one.
///
/// ```
/// let sheet = feeds::read("\u{feff}a,\"b, \"\"c\"\"\"\r\n\r\nd,\r").unwrap();
/// let cells: Vec<_> = sheet.lines.iter().map(|line| (line.row, line.cells.clone())).collect();
/// assert_eq!(cells[0], (1, vec!["a".into(), "b, \"c\"".into()]));
/// assert_eq!(cells[1], (3, vec!["d".into(), "".into()]));
/// ```
///
/// # Errors
/// [`Unreadable`], with the row.
pub fn read(text: &str) -> Result<Sheet<'_>, Unreadable> {
    if text.len() > FILE_MAX {
        return Err(Unreadable::TooLong);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = Vec::new();
    let (mut rest, mut row) = (text, 0);
    while !rest.is_empty() {
        row += 1;
        let (cells, after) = line(rest, row)?;
        rest = after;
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            if lines.len() == ROWS_MAX {
                return Err(Unreadable::TooManyRows);
            }
            lines.push(Line { row, cells });
        }
    }
    Ok(Sheet { lines })
}

fn line(mut rest: &str, row: usize) -> Result<(Vec<Cow<'_, str>>, &str), Unreadable> {
    let mut cells = Vec::new();
    loop {
        let (cell, after) = cell(rest, row)?;
        if cell.len() > CELL_MAX {
            return Err(Unreadable::CellTooLong { row });
        }
        if cells.len() == COLUMNS_MAX {
            return Err(Unreadable::TooManyColumns { row });
        }
        cells.push(cell);
        let end = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r']));
        match (after.strip_prefix(','), end) {
            (Some(next), _) => rest = next,
            (None, Some(next)) => return Ok((cells, next)),
            (None, None) if after.is_empty() => return Ok((cells, after)),
            (None, None) => return Err(Unreadable::Quotes { row }),
        }
    }
}

fn cell(rest: &str, row: usize) -> Result<(Cow<'_, str>, &str), Unreadable> {
    let Some(quoted) = rest.strip_prefix('"') else {
        let end = rest.find([',', '\n', '\r', '"']).unwrap_or(rest.len());
        return if rest[end..].starts_with('"') {
            Err(Unreadable::Quotes { row })
        } else {
            Ok((Cow::Borrowed(&rest[..end]), &rest[end..]))
        };
    };
    let mut cell = Cow::Borrowed("");
    let mut rest = quoted;
    loop {
        let end = rest.find('"').ok_or(Unreadable::Quotes { row })?;
        match &mut cell {
            Cow::Borrowed("") => cell = Cow::Borrowed(&rest[..end]),
            cell => cell.to_mut().push_str(&rest[..end]),
        }
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                cell.to_mut().push('"');
                rest = more;
            }
            None => return Ok((cell, rest)),
        }
        if cell.len() > CELL_MAX {
            return Err(Unreadable::CellTooLong { row });
        }
    }
}

/// Adds one row to a file, with quotation marks where they are needed.
///
/// ```
/// let mut file = String::new();
/// feeds::write(&mut file, ["a", "b, \"c\""]);
/// assert_eq!(file, "a,\"b, \"\"c\"\"\"\r\n");
/// ```
pub fn write<'c>(file: &mut String, cells: impl IntoIterator<Item = &'c str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            file.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with([' ', '\t']) {
            file.push('"');
            file.push_str(&cell.replace('"', "\"\""));
            file.push('"');
        } else {
            file.push_str(cell);
        }
    }
    file.push_str("\r\n");
}
