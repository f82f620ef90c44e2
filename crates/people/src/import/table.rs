//! A register as a table: CSV in UTF-8 or old Latin letters, or a sheet of an XLSX workbook.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::Error;

/// The most bytes a register may have: 64 MiB.
pub const REGISTER_BYTES_MAX: usize = 64 << 20;
/// The most rows one register may have: 500,000.
pub const ROWS_MAX: usize = 500_000;
/// The most columns.
pub const COLUMNS_MAX: usize = 200;
/// The most bytes a workbook may have once it is unpacked, as its own list of contents says:
/// 512 MiB.
const UNPACKED_BYTES_MAX: u64 = 512 << 20;

/// A register: its headings, and its rows without those that are empty.
pub struct Table {
    pub(super) headings: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// One row, with its cells trimmed.
#[derive(Clone)]
pub struct Line {
    /// The row, counted from 1 with the headings.
    pub no: usize,
    pub(super) cells: Vec<String>,
}

impl Table {
    /// Reads a register; a workbook is told by its first bytes. `sheet` names the sheet of a
    /// workbook; its first one when left out.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a file that is neither; [`Error::TooMany`] beyond the limits.
    pub fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Table, Error> {
        if bytes.len() > REGISTER_BYTES_MAX {
            return Err(Error::TooMany("bytes in the register"));
        }
        let table =
            if bytes.starts_with(b"PK\x03\x04") { xlsx(bytes, sheet)? } else { csv(bytes)? };
        if table.headings.len() > COLUMNS_MAX {
            return Err(Error::TooMany("columns in the register"));
        }
        Ok(table)
    }

    /// Which column has this heading.
    ///
    /// # Errors
    /// [`Error::Malformed`] where none has.
    pub(super) fn column(&self, heading: &str) -> Result<usize, Error> {
        let same = |there: &String| there.eq_ignore_ascii_case(heading.trim());
        self.headings.iter().position(same).ok_or_else(|| {
            Error::Malformed(format!(
                "the register has no column `{heading}`, which the mapping names"
            ))
        })
    }
}

impl Line {
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn new(no: usize, cells: Vec<String>) -> Option<Line> {
        cells.iter().any(|cell| !cell.is_empty()).then_some(Line { no, cells })
    }
}

fn csv(bytes: &[u8]) -> Result<Table, Error> {
    let text = decode(bytes);
    // Old spreadsheets in parts of Europe write semicolons.
    let first = text.lines().next().unwrap_or_default();
    let count = |c| first.matches(c).count();
    let delimiter = if count(';') > count(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let wrong = |error: csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        Error::Malformed(format!("line {line} of the register is no CSV"))
    };
    let headings = (reader.headers().map_err(wrong)?.iter())
        .map(|heading| heading.trim_start_matches('\u{feff}').trim().to_owned())
        .collect();
    let mut lines = Vec::new();
    // Lines inside quoted cells are no rows of the spreadsheet.
    let mut inside = 0;
    for record in reader.records() {
        if lines.len() >= ROWS_MAX {
            return Err(Error::TooMany("rows in the register"));
        }
        let record = record.map_err(wrong)?;
        let line = record.position().map_or(0, csv::Position::line);
        let no = usize::try_from(line).unwrap_or_default().saturating_sub(inside);
        inside += record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        lines.extend(Line::new(no, record.iter().map(str::to_owned).collect()));
    }
    // A quotation mark that is never closed takes every row after it into one cell.
    if text.matches('"').count() % 2 == 1 {
        let row = lines.last().map_or(0, |line| line.no);
        return Err(Error::Malformed(format!(
            "a quotation mark is opened and never closed, in row {row} or before it"
        )));
    }
    Ok(Table { headings, lines })
}

/// UTF-8 where it is, else Latin letters as Windows writes them.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    /// What Windows has in the place of 32 control characters.
    const MARKS: [char; 32] = [
        '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
    ];
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => MARKS[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(letter).collect::<String>().into(),
    }
}

fn xlsx(bytes: &[u8], sheet: Option<&str>) -> Result<Table, Error> {
    let wrong = |_| Error::Malformed("the register is no workbook that can be read".to_owned());
    // A workbook is a ZIP, and a small one can unpack to more than the machine has.
    if unpacked(bytes).is_none_or(|size| size > UNPACKED_BYTES_MAX) {
        return Err(Error::TooMany("bytes in the workbook once unpacked"));
    }
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(wrong)?;
    let names = book.sheet_names();
    let name = match sheet {
        Some(name) => names.iter().find(|there| there.as_str() == name).cloned(),
        None => names.first().cloned(),
    };
    let name = name.ok_or_else(|| {
        Error::Malformed(format!("the workbook has no sheet `{}`", sheet.unwrap_or_default()))
    })?;
    let range = book.worksheet_range(&name).map_err(wrong)?;
    let (top, _) = range.start().unwrap_or_default();
    let mut rows = range.rows().map(|row| row.iter().map(text).collect::<Vec<String>>());
    let headings = rows.next().unwrap_or_default();
    let mut lines = Vec::new();
    for (at, cells) in rows.enumerate() {
        if at >= ROWS_MAX {
            return Err(Error::TooMany("rows in the register"));
        }
        let no = usize::try_from(top).unwrap_or_default() + at + 2;
        lines.extend(Line::new(no, cells));
    }
    Ok(Table { headings, lines })
}

/// A cell as somebody would have typed it.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) if day.is_datetime() => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        // Numbers of people and phones are whole, whatever the spreadsheet made of them.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Data::Error(_) => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}

/// How many bytes a ZIP says it unpacks to: the sum over its list of contents.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let number = |at: usize, len: usize| {
        let field = bytes.get(at..at + len)?;
        Some(field.iter().rev().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte)))
    };
    // The end of the list: 22 bytes and a comment of 65,535 at most.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    let end = from + tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let entries = number(end + 10, 2)?;
    let mut at = usize::try_from(number(end + 16, 4)?).ok()?;
    let mut sum = 0_u64;
    for _ in 0..entries {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        sum = sum.checked_add(number(at + 24, 4)?)?;
        let more = number(at + 28, 2)? + number(at + 30, 2)? + number(at + 32, 2)?;
        at += 46 + usize::try_from(more).ok()?;
    }
    Some(sum)
}
