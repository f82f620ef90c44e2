//! Values with something between them: commas, semicolons, tabs or bars.

use std::cell::Cell;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use super::EachRow;
use super::folder::{Entry, refused, unreadable};
use super::headed::CELL_BYTES_MAX;
use crate::Error;

/// What stands between values, in the order in which it is thought of.
const SEPARATORS: [u8; 4] = *b",;\t|";
/// How much of a file is looked at to see which: 64 KiB.
const LOOKED_AT: usize = 64 << 10;
/// How many lines of that.
const LINES: usize = 50;
/// The most bytes of one row: 16 MiB. A quotation mark that is never closed ends here.
const ROW_BYTES_MAX: usize = 16 << 20;
/// A row of its own after the last: where it is not one, the last was never closed.
const END: &[u8] = b"\n\x1dthe end\n";

/// How a file is written.
struct Written {
    utf8: bool,
    separator: u8,
    /// Where its first row begins: after a mark, or a line that names the separator.
    begins: u64,
}

/// Every row of a file that is not empty, with the number of the line it begins in.
pub(super) fn rows(entry: &Entry, each: &mut EachRow<'_>) -> Result<(), Error> {
    let mut file = entry.open()?;
    let wrong = |error: &std::io::Error| unreadable(&entry.shown, error);
    let written = written(entry, &mut file)?;
    file.seek(SeekFrom::Start(written.begins)).map_err(|error| wrong(&error))?;
    let left = Rc::new(Cell::new(ROW_BYTES_MAX));
    let metered = Metered { inner: BufReader::new(file).chain(END), left: Rc::clone(&left) };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(written.separator)
        .from_reader(metered);
    let mut record = csv::ByteRecord::new();
    let mut cells: Vec<String> = Vec::new();
    let (mut ended, mut last) = (false, 1);
    loop {
        left.set(ROW_BYTES_MAX);
        let line = reader.position().line();
        let more = reader.read_byte_record(&mut record).map_err(|error| match error.kind() {
            csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                refused(&entry.shown, format!("the row in line {line} does not end; {QUOTED}"))
            }
            csv::ErrorKind::Io(error) => wrong(error),
            _ => refused(&entry.shown, format!("line {line} is no CSV")),
        })?;
        if !more {
            break;
        }
        let line = record.position().map_or(line, csv::Position::line);
        if record.len() == 1 && record[0] == END[1..END.len() - 1] {
            ended = true;
            continue;
        }
        (ended, last) = (false, line);
        cells.clear();
        for cell in &record {
            if cell.len() > CELL_BYTES_MAX {
                return Err(refused(&entry.shown, format!("line {line} has too long a cell")));
            }
            let text = match std::str::from_utf8(cell) {
                Ok(text) if written.utf8 => text.to_owned(),
                _ => encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned(),
            };
            cells.push(text);
        }
        each(line, &mut cells)?;
    }
    if !ended {
        return Err(refused(
            &entry.shown,
            format!("the row in line {last} does not end; {QUOTED}"),
        ));
    }
    entry.is_unchanged()
}

const QUOTED: &str = "a quotation mark is opened and never closed";

/// Looks through a file once: whether it is text, in which letters, and what stands between values.
fn written(entry: &Entry, file: &mut std::fs::File) -> Result<Written, Error> {
    let wrong = |error: std::io::Error| unreadable(&entry.shown, &error);
    let mut buffer = vec![0; LOOKED_AT];
    let (mut first, mut utf8, mut kept) = (Vec::new(), true, 0);
    loop {
        entry.stop.check()?;
        let length = file.read(&mut buffer[kept..]).map_err(wrong)?;
        let all = &buffer[..kept + length];
        if length == 0 {
            // A letter that is cut off.
            utf8 &= kept == 0;
            break;
        }
        if first.is_empty() {
            first = all.to_vec();
            is_text(entry, &first)?;
        }
        if all.contains(&0) {
            return Err(refused(&entry.shown, "it is no text, or not in UTF-8 or Windows letters"));
        }
        kept = 0;
        if utf8 && let Err(error) = std::str::from_utf8(all) {
            if error.error_len().is_some() {
                utf8 = false;
            } else {
                // The letter goes on in the next part.
                let from = error.valid_up_to();
                kept = all.len() - from;
                let end = from + kept;
                buffer.copy_within(from..end, 0);
            }
        }
    }
    let mark = if first.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = &first[mark..];
    // What spreadsheets write for each other: `sep=;` in a line of its own.
    if let Some(rest) = text.strip_prefix(b"sep=")
        && let Some((separator, rest)) = rest.split_first()
        && SEPARATORS.contains(separator)
        && let Some(end) = rest.iter().position(|byte| *byte == b'\n')
        && rest[..end].iter().all(|byte| *byte == b'\r')
    {
        let begins = mark + 4 + 1 + end + 1;
        let begins = u64::try_from(begins).unwrap_or(0);
        return Ok(Written { utf8, separator: *separator, begins });
    }
    let begins = u64::try_from(mark).unwrap_or(0);
    Ok(Written { utf8, separator: separator(text), begins })
}

/// Whether a file that says it is text is something else.
fn is_text(entry: &Entry, first: &[u8]) -> Result<(), Error> {
    let why = if first.starts_with(b"PK\x03\x04") {
        "it is no CSV but a ZIP or a workbook"
    } else if first.starts_with(b"\xd0\xcf\x11\xe0") {
        "it is no CSV but an old or a locked workbook"
    } else if first.starts_with(b"%PDF") {
        "it is no CSV but a PDF"
    } else if first.starts_with(b"\xff\xfe") || first.starts_with(b"\xfe\xff") {
        "it is in UTF-16; save it as CSV in UTF-8"
    } else {
        return Ok(());
    };
    Err(refused(&entry.shown, why))
}

/// What stands between values: what is there as often in as many rows as possible.
fn separator(text: &[u8]) -> u8 {
    let mut counts: Vec<[usize; 4]> = vec![[0; 4]];
    let mut quoted = false;
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                if counts.len() >= LINES {
                    break;
                }
                counts.push([0; 4]);
            }
            byte if !quoted => {
                let at = SEPARATORS.iter().position(|separator| separator == byte);
                if let (Some(at), Some(line)) = (at, counts.last_mut()) {
                    line[at] += 1;
                }
            }
            _ => {}
        }
    }
    let score = |at: usize| {
        let there = counts.iter().map(|line| line[at]).filter(|count| *count > 0);
        let alike = |count: usize| counts.iter().filter(|line| line[at] == count).count();
        there.map(|count| (alike(count), count)).max().unwrap_or_default()
    };
    // Of those that are as good the first.
    let best = (0..SEPARATORS.len()).rev().max_by_key(|at| score(*at)).unwrap_or(0);
    SEPARATORS[best]
}

/// Reads no more for one row than a row may have.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        let most = into.len().min(left);
        let read = self.inner.read(&mut into[..most])?;
        self.left.set(left - read);
        Ok(read)
    }
}
