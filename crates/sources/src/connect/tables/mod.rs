//! Folders of CSV files and workbooks.

mod folder;
mod headed;
mod text;
mod workbook;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{Connector, FoundRow, How, SAMPLE_LENGTH, Wanted};
use crate::schema::TABLES_MAX;
use crate::{Column, Error, LiveTable, Schema, Stop};
use folder::{Entry, Form, refused};
use headed::{Headings, Place, Rows, unnamed};

/// What is done with a row: its number in the file, and its cells.
type EachRow<'e> = dyn FnMut(u64, &mut Vec<String>) -> Result<(), Error> + 'e;

pub(super) struct Tables {
    folder: PathBuf,
    /// The files, as they were when reading began.
    entries: Vec<Entry>,
    stop: Stop,
    statements: u64,
}

impl Tables {
    pub(super) fn open(path: &str) -> Result<Tables, Error> {
        let folder = Path::new(path).to_owned();
        if !folder.is_dir() {
            return Err(Error::Unreachable(format!("there is no folder at `{path}`")));
        }
        let stop = Stop::default();
        let entries = folder::list(&folder, &stop)?;
        Ok(Tables { folder, entries, stop, statements: 0 })
    }

    /// Every table.
    fn places(&self) -> Result<Vec<Place<'_>>, Error> {
        let mut places: Vec<Place<'_>> = Vec::new();
        let mut names = HashSet::new();
        for entry in &self.entries {
            let sheets = match entry.form {
                Form::Text => vec![None],
                Form::Workbook => workbook::sheets(entry)?.into_iter().map(Some).collect(),
            };
            for sheet in sheets {
                let place = Place { entry, sheet };
                if !names.insert(place.name()) {
                    let why = format!("two tables would be called `{}`", place.name());
                    return Err(refused(&entry.shown, why));
                }
                if places.len() >= TABLES_MAX {
                    return Err(Error::TooMany { what: "tables", limit: TABLES_MAX });
                }
                places.push(place);
            }
        }
        Ok(places)
    }

    /// The tables of this name: one, unless a file and a sheet are called the same.
    fn named(&self, name: &str) -> Result<Vec<Place<'_>>, Error> {
        let mut places = Vec::new();
        for entry in &self.entries {
            match entry.form {
                Form::Text if entry.name == name => places.push(Place { entry, sheet: None }),
                Form::Text => {}
                Form::Workbook => {
                    let sheet = name.strip_prefix(&entry.name).and_then(|n| n.strip_prefix('.'));
                    if let Some(sheet) = sheet
                        && workbook::sheets(entry)?.iter().any(|there| there == sheet)
                    {
                        places.push(Place { entry, sheet: Some(sheet.to_owned()) });
                    }
                }
            }
        }
        Ok(places)
    }

    /// The one table that is wanted. A name with a dot comes in two parts; what a map names as the
    /// folder of all its tables is no part of a name.
    fn table(&self, wanted: &Wanted<'_>) -> Result<Place<'_>, Error> {
        let mut places = self.named(wanted.table)?;
        if let Some(schema) = wanted.schema {
            places.extend(self.named(&format!("{schema}.{}", wanted.table))?);
        }
        let place = places.pop();
        match (place, places.is_empty()) {
            (Some(place), true) => Ok(place),
            (Some(place), false) => Err(refused(
                &place.entry.shown,
                format!("more than one table is called `{}`", wanted.table),
            )),
            (None, _) => {
                let name = wanted.schema.map(|schema| format!("{schema}.")).unwrap_or_default();
                Err(Error::Refused(format!("there is no table `{name}{}`", wanted.table)))
            }
        }
    }
}

/// The rows that are looked for, as they are read.
struct Search<'s> {
    place: &'s Place<'s>,
    wanted: &'s Wanted<'s>,
    /// Of each match the column, and the values where they are compared as they are.
    columns: Vec<(usize, Option<HashSet<&'s str>>)>,
    fields: Vec<usize>,
    each: &'s mut dyn FnMut(FoundRow) -> Result<(), Error>,
}

impl Rows for Search<'_> {
    fn headings(&mut self, headings: Headings) -> Result<(), Error> {
        let names = headings.names;
        let column = |field: &str| {
            let beyond = (names.len()..headings.room).find(|at| unnamed(*at) == field);
            names.iter().position(|name| name == field).or(beyond).ok_or_else(|| {
                refused(&self.place.entry.shown, format!("there is no column `{field}` in it"))
            })
        };
        for one in self.wanted.any {
            let values = one.values.iter().map(String::as_str);
            let same = matches!(one.how, How::Same | How::Number).then(|| values.collect());
            self.columns.push((column(one.field)?, same));
        }
        self.fields = self.wanted.fields.iter().map(|f| column(f)).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn row(&mut self, number: u64, cells: &[String]) -> Result<(), Error> {
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        let hits: Vec<usize> = (self.wanted.any.iter().zip(&self.columns).enumerate())
            .filter(|(_, (one, (at, same)))| {
                let cell = cell(*at);
                let how = one.how;
                !cell.is_empty()
                    && match same {
                        Some(same) => {
                            let value = how.wanted(cell);
                            same.contains(value.as_str()) && how.fits(cell, &value)
                        }
                        None => one.values.iter().any(|value| how.fits(cell, value)),
                    }
            })
            .map(|(no, _)| no)
            .collect();
        if hits.is_empty() {
            return Ok(());
        }
        let value = |at: usize| match cell(at) {
            "" => Value::Null,
            text => text.into(),
        };
        let fields = self.wanted.fields.iter().zip(&self.fields);
        let values: Map<String, Value> =
            fields.map(|(field, at)| ((*field).to_owned(), value(*at))).collect();
        (self.each)(FoundRow { id: format!("{}:{number}", self.place.name()), hits, values })
    }
}

/// A table as the catalogue says it is.
#[derive(Default)]
struct Described {
    headings: Option<Headings>,
    width: usize,
    rows: u64,
    /// How many rows have fewer values than there are headings, and the first of them.
    short: Option<(u64, u64)>,
}

impl Rows for Described {
    fn headings(&mut self, headings: Headings) -> Result<(), Error> {
        self.width = headings.names.len();
        self.headings = Some(headings);
        Ok(())
    }

    fn row(&mut self, number: u64, cells: &[String]) -> Result<(), Error> {
        self.rows += 1;
        self.width = self.width.max(headed::filled_to(cells));
        let headings = self.headings.as_ref().map_or(0, |headings| headings.names.len());
        if cells.len() < headings {
            let (count, first) = self.short.unwrap_or((0, number));
            self.short = Some((count + 1, first));
        }
        Ok(())
    }
}

impl Described {
    fn table(self, place: &Place<'_>) -> LiveTable {
        let headings = self.headings.map(|headings| (headings.row, headings.names));
        let (row, mut names) = headings.unwrap_or((1, Vec::new()));
        names.extend((names.len()..self.width).map(unnamed));
        let mut said = Vec::new();
        if row > 1 {
            said.push(format!("the headings are in row {row}; what is above them is not read"));
        }
        if let (Some((count, first)), Form::Text) = (self.short, place.entry.form) {
            said.push(format!(
                "{count} rows have fewer values than headings, the first in {first}"
            ));
        }
        let columns = names.into_iter().map(|name| Column {
            name,
            kind: "text".to_owned(),
            nullable: true,
            ..Column::default()
        });
        LiveTable {
            name: place.name(),
            comment: (!said.is_empty()).then(|| said.join("; ")),
            rows: Some(self.rows),
            columns: columns.collect(),
            ..LiveTable::default()
        }
    }
}

/// The first rows of a table.
struct Sampled<'s> {
    left: u32,
    columns: usize,
    each: &'s mut dyn FnMut(usize, Option<&str>),
}

impl Rows for Sampled<'_> {
    fn headings(&mut self, _: Headings) -> Result<(), Error> {
        Ok(())
    }

    fn row(&mut self, _: u64, cells: &[String]) -> Result<(), Error> {
        if self.left == 0 {
            return Ok(());
        }
        self.left -= 1;
        for column in 0..self.columns {
            let cell = cells.get(column).filter(|cell| !cell.is_empty());
            let cut = cell.map(|cell| cell.chars().take(SAMPLE_LENGTH).collect::<String>());
            (self.each)(column, cut.as_deref());
        }
        Ok(())
    }
}

impl Connector for Tables {
    fn stop_with(&mut self, stop: &Stop) {
        self.stop = stop.clone();
        for entry in &mut self.entries {
            entry.stop = stop.clone();
        }
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.entries = folder::list(&self.folder, &self.stop)?;
        Ok(())
    }

    fn statements(&self) -> u64 {
        self.statements
    }

    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.stop.check()?;
        self.statements += 1;
        let read = self.table(wanted).and_then(|place| {
            let (columns, fields) = (Vec::new(), Vec::new());
            place.read(&mut Search { place: &place, wanted, columns, fields, each })
        });
        self.stop.came_of(read)
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        let described = self.places().and_then(|places| {
            let table = |place: &Place<'_>| {
                let mut described = Described::default();
                place.read(&mut described)?;
                Ok(described.table(place))
            };
            places.iter().map(table).collect::<Result<Vec<_>, Error>>()
        });
        let mut tables = self.stop.came_of(described)?;
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Schema { tables })
    }

    fn sample(
        &mut self,
        table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error> {
        let wanted = Wanted { schema: None, table: &table.name, fields: &[], any: &[] };
        let columns = table.columns.len();
        let read = self
            .table(&wanted)
            .and_then(|place| place.read(&mut Sampled { left: limit, columns, each }));
        self.stop.came_of(read)
    }
}
