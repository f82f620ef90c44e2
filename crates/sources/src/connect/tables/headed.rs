//! The headings of a table, and the rows below them.

use super::folder::{Entry, Form, refused};
use super::{EachRow, text, workbook};
use crate::Error;

/// The most columns of a table: 1,000.
pub(super) const COLUMNS_MAX: usize = 1_000;
/// The most bytes of one cell: 1 MiB.
pub(super) const CELL_BYTES_MAX: usize = 1 << 20;
/// Among how many rows the headings are looked for.
const LOOKED_AT: usize = 20;

/// A table: a file, or a sheet of one.
#[derive(Clone, Debug)]
pub(super) struct Place<'e> {
    pub(super) entry: &'e Entry,
    pub(super) sheet: Option<String>,
}

/// The headings of a table, and in which row they are.
#[derive(Clone, Debug)]
pub(super) struct Headings {
    pub(super) row: u64,
    pub(super) names: Vec<String>,
    /// How many columns there can be, those without a heading among them.
    pub(super) room: usize,
}

/// What is done with the headings and with each row below them.
pub(super) trait Rows {
    /// Begins with the headings.
    fn headings(&mut self, headings: Headings) -> Result<(), Error>;
    /// Goes on with a row; what stands in no cell of it is an empty text.
    fn row(&mut self, number: u64, cells: &[String]) -> Result<(), Error>;
}

impl Place<'_> {
    /// What the table is called.
    pub(super) fn name(&self) -> String {
        match &self.sheet {
            Some(sheet) => format!("{}.{sheet}", self.entry.name),
            None => self.entry.name.clone(),
        }
    }

    /// Reads it from the headings to the end.
    pub(super) fn read(&self, rows: &mut dyn Rows) -> Result<(), Error> {
        let mut waiting: Option<Vec<(u64, Vec<String>)>> = Some(Vec::new());
        let mut room = 0;
        let mut each = |number: u64, cells: &mut Vec<String>| {
            self.entry.stop.check()?;
            if cells.len() > COLUMNS_MAX {
                let why = format!("row {number} has more than {COLUMNS_MAX} columns");
                return Err(refused(&self.entry.shown, why));
            }
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                return Ok(());
            }
            if let Some(held) = &mut waiting {
                held.push((number, cells.clone()));
                if held.len() >= LOOKED_AT {
                    let held = waiting.take().unwrap_or_default();
                    room = self.begin(held, rows)?;
                }
                return Ok(());
            }
            self.fits(number, cells, room)?;
            rows.row(number, cells)
        };
        let each: &mut EachRow<'_> = &mut each;
        match (&self.sheet, self.entry.form) {
            (Some(sheet), Form::Workbook) => workbook::rows(self.entry, sheet, each)?,
            _ => text::rows(self.entry, each)?,
        }
        match waiting {
            Some(held) => self.begin(held, rows).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Finds the headings among the first rows, and gives them and what is below them. What is above
    /// them is a title. How many columns there can be.
    fn begin(&self, held: Vec<(u64, Vec<String>)>, rows: &mut dyn Rows) -> Result<usize, Error> {
        let filled = |cells: &Vec<String>| cells.iter().filter(|c| !c.trim().is_empty()).count();
        let fullest = held.iter().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
        // A title is one cell, or a few where there are many.
        let is_title = |cells| filled(cells) * 2 < fullest || (filled(cells) == 1 && fullest > 1);
        let at = held.iter().position(|(_, cells)| !is_title(cells)).unwrap_or(0);
        let mut held = held.into_iter().skip(at);
        let Some((row, cells)) = held.next() else {
            rows.headings(Headings { row: 1, names: Vec::new(), room: 0 })?;
            return Ok(0);
        };
        // In a sheet people write beside the table; in a text a row that goes on after its last
        // heading was torn apart by something in it.
        let room = if self.entry.form == Form::Text { cells.len() } else { COLUMNS_MAX };
        rows.headings(Headings { row, names: names(&cells[..filled_to(&cells)]), room })?;
        for (number, cells) in held {
            self.entry.stop.check()?;
            self.fits(number, &cells, room)?;
            rows.row(number, &cells)?;
        }
        Ok(room)
    }

    /// Whether a row has no more values than there is room for.
    fn fits(&self, number: u64, cells: &[String], room: usize) -> Result<(), Error> {
        if filled_to(cells) <= room {
            return Ok(());
        }
        let why = format!("the row in line {number} has more values than there are headings");
        Err(refused(&self.entry.shown, why))
    }
}

/// How many cells there are up to the last that is not empty.
pub(super) fn filled_to(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |at| at + 1)
}

/// What a column without a heading is called.
pub(super) fn unnamed(at: usize) -> String {
    format!("column {}", at + 1)
}

/// The headings as a map can name them: in one line, without dots, each another.
fn names(cells: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (at, cell) in cells.iter().enumerate() {
        let plain: String = cell
            .chars()
            .filter(|c| *c != '.')
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if plain.is_empty() { unnamed(at) } else { plain };
        let again = |name: &String| names.contains(name);
        let mut other = name.clone();
        let mut number = 2;
        while again(&other) {
            other = format!("{name} ({number})");
            number += 1;
        }
        names.push(other);
    }
    names
}
