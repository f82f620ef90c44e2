//! Workbooks: each sheet is a table.

use std::fs::File;
use std::io::{BufReader, Read, Seek};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};

use super::EachRow;
use super::folder::{Entry, refused, unreadable};
use super::headed::{CELL_BYTES_MAX, COLUMNS_MAX};
use crate::Error;

/// The most bytes of a workbook once it is unpacked: 512 MiB.
const UNPACKED_BYTES_MAX: u64 = 512 << 20;

type Book = Xlsx<BufReader<File>>;

fn wrong(entry: &Entry, error: &XlsxError) -> Error {
    match error {
        XlsxError::Password => refused(&entry.shown, "it is locked with a password"),
        XlsxError::Io(error) => unreadable(&entry.shown, error),
        _ => refused(&entry.shown, "it is no workbook that can be read"),
    }
}

fn open(entry: &Entry) -> Result<Book, Error> {
    let mut file = entry.open()?;
    let unreadable = |error: std::io::Error| unreadable(&entry.shown, &error);
    let mut first = [0; 8];
    let length = file.read(&mut first).map_err(unreadable)?;
    if first[..length].starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(refused(&entry.shown, "it is locked with a password, or in the old form"));
    }
    file.rewind().map_err(unreadable)?;
    is_bounded(entry, &file)?;
    file.rewind().map_err(unreadable)?;
    calamine::open_workbook_from_rs(BufReader::new(file)).map_err(|error| wrong(entry, &error))
}

/// A small file can unpack to more than the machine has, whatever it says of itself.
fn is_bounded(entry: &Entry, file: &File) -> Result<(), Error> {
    let broken = |_| refused(&entry.shown, "it is no workbook that can be read");
    let mut parts = zip::ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    let mut left = UNPACKED_BYTES_MAX;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(broken)?;
        let part = Read::take(entry.stop.reading(part), left + 1);
        let read = std::io::copy(&mut { part }, &mut std::io::sink());
        entry.stop.check()?;
        let read = read.map_err(|_| refused(&entry.shown, "it is damaged"))?;
        left = left.checked_sub(read).ok_or_else(|| {
            let most = UNPACKED_BYTES_MAX >> 20;
            refused(&entry.shown, format!("it has more than {most} MiB once it is unpacked"))
        })?;
    }
    Ok(())
}

/// The sheets of a workbook that have cells; those that are hidden too.
pub(super) fn sheets(entry: &Entry) -> Result<Vec<String>, Error> {
    let book = open(entry)?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    Ok(sheets.map(|sheet| sheet.name.clone()).collect())
}

/// Every row of a sheet that is not empty, with its number.
pub(super) fn rows(entry: &Entry, sheet: &str, each: &mut EachRow<'_>) -> Result<(), Error> {
    let mut book = open(entry)?;
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| wrong(entry, &error))?;
    let (mut at, mut row): (u32, Vec<String>) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(|error| wrong(entry, &error))? {
        let (line, column) = cell.get_position();
        if line != at {
            if !row.is_empty() {
                each(u64::from(at) + 1, &mut row)?;
            }
            if line < at {
                return Err(refused(
                    &entry.shown,
                    format!("the rows of `{sheet}` are out of order"),
                ));
            }
            row.clear();
            at = line;
        }
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let place = || format!("row {} of `{sheet}`", u64::from(at) + 1);
        if column >= COLUMNS_MAX {
            let why = format!("{} has more than {COLUMNS_MAX} columns", place());
            return Err(refused(&entry.shown, why));
        }
        if text.len() > CELL_BYTES_MAX {
            return Err(refused(&entry.shown, format!("{} has too long a cell", place())));
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = text;
    }
    if !row.is_empty() {
        each(u64::from(at) + 1, &mut row)?;
    }
    entry.is_unchanged()
}

/// A cell as somebody would have typed it.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        // One that is whole has no fraction.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(moment) => day(moment),
    }
}

/// A day, a moment of one, or a time without a day.
fn day(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let value = moment.as_f64();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if moment.is_duration() {
        let seconds = (value * 86_400.0).round();
        return format!(
            "{:.0}:{:02.0}:{:02.0}",
            (seconds / 3_600.0).trunc(),
            (seconds / 60.0).trunc() % 60.0,
            seconds % 60.0
        );
    }
    match (value < 1.0, value.fract() == 0.0) {
        (true, _) => time,
        (false, true) => format!("{year:04}-{month:02}-{day:02}"),
        (false, false) => format!("{year:04}-{month:02}-{day:02}T{time}"),
    }
}
