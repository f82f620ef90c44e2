use jiff::civil::Date;

use super::field::{pence, whole};
use super::{FIELDS, person, spec};
use crate::{Options, Provider};

/// One letting. A cell of blanks counts as empty.
pub(crate) struct Row<'a> {
    /// Which row of the spreadsheet.
    pub(crate) row: usize,
    cells: Vec<&'a str>,
    provider: Provider,
    on: Date,
}

impl<'a> Row<'a> {
    /// Takes the cells in the order of the fields' numbers, from 1.
    pub(crate) fn new(row: usize, mut cells: Vec<&'a str>, options: &Options) -> Row<'a> {
        cells.resize(usize::from(FIELDS), "");
        for cell in &mut cells {
            if cell.trim().is_empty() {
                *cell = "";
            }
        }
        Row { row, cells, provider: options.provider, on: options.on }
    }

    /// What stands in a field; nothing where it is blank.
    pub(crate) fn text(&self, field: u16) -> &'a str {
        self.cells[usize::from(field) - 1]
    }

    pub(crate) fn given(&self, field: u16) -> bool {
        !self.text(field).is_empty()
    }

    /// The whole number in a field; none where there is none.
    pub(crate) fn number(&self, field: u16) -> Option<i64> {
        whole(self.text(field))
    }

    /// Pence in a field.
    pub(crate) fn pence(&self, field: u16) -> Option<i64> {
        pence(self.text(field))
    }

    pub(crate) fn is(&self, field: u16, code: i64) -> bool {
        self.number(field) == Some(code)
    }

    /// Who owns the home, as far as whoever makes the file says.
    pub(crate) fn provider(&self) -> Provider {
        self.provider
    }

    /// The day it is checked on.
    pub(crate) fn on(&self) -> Date {
        self.on
    }

    pub(crate) fn general(&self) -> bool {
        self.is(4, 1)
    }

    pub(crate) fn renewal(&self) -> bool {
        self.is(7, 1)
    }

    /// The day in three fields: day, month, year. `None` where not all are there.
    pub(crate) fn day(&self, first: u16) -> Option<Result<Date, NoSuchDay>> {
        if !(first..first + 3).all(|field| self.given(field)) {
            return None;
        }
        Some(self.parts(first).ok_or(NoSuchDay))
    }

    fn parts(&self, first: u16) -> Option<Date> {
        let year = self.number(first + 2)?;
        let year = if year < 100 { year + 2000 } else { year };
        let part = |field: u16| self.number(field).and_then(|part| i8::try_from(part).ok());
        Date::new(i16::try_from(year).ok()?, part(first + 1)?, part(first)?).ok()
    }

    /// The day the letting begins, where it is one.
    pub(crate) fn start(&self) -> Option<Date> {
        self.day(8)?.ok()
    }

    /// Whether anything is said of person `n`, from 2.
    pub(crate) fn lives_there(&self, n: u16) -> bool {
        (person(n)..person(n) + 6).any(|field| self.given(field))
    }

    /// How many people live there.
    pub(crate) fn household(&self) -> usize {
        1 + (2..=8).filter(|n| self.lives_there(*n)).count()
    }

    /// Whether somebody moves within the homes of the same landlord.
    pub(crate) fn internal_transfer(&self) -> bool {
        match self.provider {
            Provider::Council => self.is(131, 2),
            Provider::Private => {
                (self.is(132, 6) && self.is(133, 3)) || (self.is(132, 7) && self.is(133, 5))
            }
        }
    }

    /// Whether rent and charges are paid for the home.
    pub(crate) fn pays(&self) -> bool {
        self.general() || !self.is(140, 1)
    }

    /// Rent and charges together, in pence; none where one is missing.
    pub(crate) fn total_charge(&self) -> Option<i64> {
        (142..=145).map(|field| self.pence(field)).sum()
    }

    /// What an amount of one payment comes to in a week, in pence.
    pub(crate) fn weekly(&self, pence: i64) -> Option<i64> {
        let payments = spec().payments_a_year(self.number(141)?)?;
        Some(pence * payments / 52)
    }
}

/// A day that is in no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoSuchDay;
