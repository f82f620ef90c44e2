//! Rows on their way out, and whose they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io;

use jiff::civil::Date;

use super::PersonNo;

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A day.
    Day(Date),
    /// A whole number.
    Int(i64),
    /// A minute of a day.
    Moment(Date, u16),
    /// An amount of money.
    Pence(i64),
    /// Words somebody typed.
    Text(String),
    /// Words a program put there.
    Word(&'static str),
}

impl Cell {
    /// The value as it reads; nothing for none.
    pub fn read(&self, into: &mut String) {
        let written = match self {
            Cell::Null => Ok(()),
            Cell::Bool(yes) => into.write_char(if *yes { 't' } else { 'f' }),
            Cell::Day(day) => write!(into, "{day}"),
            Cell::Int(number) => write!(into, "{number}"),
            Cell::Moment(day, minute) => {
                write!(into, "{day} {:02}:{:02}:00", minute / 60 % 24, minute % 60)
            }
            Cell::Pence(pence) => {
                let sign = if *pence < 0 { "-" } else { "" };
                write!(
                    into,
                    "{sign}{}.{:02}",
                    pence.unsigned_abs() / 100,
                    pence.unsigned_abs() % 100
                )
            }
            Cell::Text(text) => into.write_str(text),
            Cell::Word(word) => into.write_str(word),
        };
        // A text takes whatever is written into it.
        debug_assert!(written.is_ok());
    }
}

macro_rules! from {
    ($($from:ty => $cell:ident),*) => {
        $(impl From<$from> for Cell {
            fn from(value: $from) -> Cell {
                Cell::$cell(value.into())
            }
        })*
    };
}

from!(String => Text, &'static str => Word, bool => Bool, Date => Day, i64 => Int, u32 => Int, i16 => Int);

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Null, Into::into)
    }
}

/// Whose a row is: what the landlord who was invented knows, whatever a map says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Truth<'a> {
    /// The one person whose row it is.
    pub own: Option<PersonNo>,
    /// Each for themselves: the home they had alone. It is theirs, and every other's too.
    pub each: &'a [PersonNo],
    /// Those it is about, though it is somebody else's, or two people's.
    pub about: &'a [PersonNo],
    /// Those who must never see it.
    pub hidden_from: &'a [PersonNo],
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The table, by its place in [`super::TABLES`].
    pub table: usize,
    /// Its values, in the order of the columns.
    pub cells: &'a [Cell],
    /// Whose it is.
    pub truth: Truth<'a>,
}

impl Row<'_> {
    /// What tells the row from the others of its table, as text; copies have no key that says so,
    /// and the same text may stand in them twice.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = String::new();
        for (at, cell) in self.cells.iter().take(super::TABLES[self.table].key.len()).enumerate() {
            if at > 0 {
                key.push('|');
            }
            cell.read(&mut key);
            key.truncate(key.trim_end().len());
        }
        key
    }
}

/// Where rows go.
pub trait Sink {
    /// Takes one.
    ///
    /// # Errors
    /// When it cannot be written.
    fn row(&mut self, row: &Row<'_>) -> io::Result<()>;
}

/// Rows by their table and key, and how often each key is there.
pub type Keys = BTreeMap<(&'static str, String), usize>;

/// What exists about one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Their own rows.
    pub own: Keys,
    /// Rows about them that are somebody else's, or two people's.
    pub about: Keys,
    /// Rows they must never see.
    pub hidden: Keys,
}

/// Notes what exists about some people, while rows go by.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// The people, and what there is about each.
    pub people: BTreeMap<PersonNo, Known>,
}

impl Notes {
    /// Of these people.
    #[must_use]
    pub fn of(people: &BTreeSet<PersonNo>) -> Notes {
        Notes { people: people.iter().map(|no| (*no, Known::default())).collect() }
    }

    fn note(&mut self, row: &Row<'_>, no: PersonNo, pick: impl Fn(&mut Known) -> &mut Keys) {
        if let Some(known) = self.people.get_mut(&no) {
            let name = super::TABLES[row.table].name;
            *pick(known).entry((name, row.key())).or_default() += 1;
        }
    }
}

impl Sink for Notes {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let truth = row.truth;
        for no in truth.own.iter().chain(truth.each) {
            self.note(row, *no, |known| &mut known.own);
        }
        for no in truth.about {
            self.note(row, *no, |known| &mut known.about);
        }
        for no in truth.hidden_from {
            self.note(row, *no, |known| &mut known.hidden);
        }
        Ok(())
    }
}

/// Both take every row.
impl<A: Sink, B: Sink> Sink for (A, B) {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.0.row(row)?;
        self.1.row(row)
    }
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        (**self).row(row)
    }
}
