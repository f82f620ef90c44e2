//! The invented landlord's housing system: about 9,600 homes, those who live there, and twice as
//! many who did, in 23 tables and the copies people left behind.
//!
//! Every home is made from its number alone, so a million people take no more memory than one
//! home. Each row goes out with whose it is, so that what is found on somebody can be held against
//! what there is.

mod cases;
mod contacts;
mod papers;
mod person;
mod postgresql;
mod rent;
mod rows;
mod sample;
mod sink;
mod sqlite;
mod tables;
mod typed;

use std::collections::BTreeSet;
use std::io;

use jiff::civil::Date;

pub use papers::Papers;
pub use postgresql::write_postgres;
pub use sample::{Kind, Sampled};
pub use sink::{Cell, Keys, Known, Notes, Row, Sink, Truth};
pub use sqlite::{change_sqlite, write_sqlite};
pub use tables::{CODED, COPIES, TABLES, TableInfo};

use crate::{Landlord, Person};

/// The number of an invented person.
pub type PersonNo = u32;

/// The fewest people a housing system may have: 100.
pub const PEOPLE_MIN: u32 = 100;
/// The most: 2,000,000.
pub const PEOPLE_MAX: u32 = 2_000_000;
/// How many people the landlord of the notice has, former ones too: 69,000.
pub const PEOPLE: u32 = 69_000;
/// How many people a home has had.
const PEOPLE_A_HOME: u32 = 7;

/// Its tables, in SQL that both SQLite and PostgreSQL read.
pub const DDL: &str = include_str!("../../data/housing.sql");
/// The supplier's own indexes, to be made when the rows are in.
pub const INDEXES: &str = include_str!("../../data/housing-indexes.sql");
/// Its data map.
pub const MAP: &str = include_str!("../../data/housing.toml");
/// The name of the source in the map, and of the system in an identifier.
pub const SOURCE: &str = "housing";

/// An invented housing system.
#[derive(Clone, Debug)]
pub struct Housing {
    seed: u64,
    today: Date,
    homes: u32,
    first: Vec<&'static str>,
    last: Vec<&'static str>,
    streets: Vec<&'static str>,
    /// Of each home that is in the record as well, those the record has there, by their places.
    record: Vec<Vec<(usize, Person)>>,
    addresses: Vec<(String, String)>,
}

impl Housing {
    /// A housing system of about so many people, on a day.
    ///
    /// # Panics
    /// Never: sizes beyond [`PEOPLE_MAX`] are cut.
    #[must_use]
    pub fn new(seed: u64, people: u32, today: Date) -> Housing {
        let homes = people.clamp(PEOPLE_MIN, PEOPLE_MAX).div_ceil(PEOPLE_A_HOME);
        let (first, last, streets) = crate::landlord::lists();
        Housing {
            seed,
            today,
            homes,
            first,
            last,
            streets,
            record: Vec::new(),
            addresses: Vec::new(),
        }
    }

    /// The same, with these people in its first homes: the record and the housing system are of
    /// one landlord.
    #[must_use]
    pub fn with(mut self, landlord: &Landlord) -> Housing {
        self.homes = self.homes.max(u32::try_from(landlord.homes.len()).unwrap_or(0));
        self.record = vec![Vec::new(); landlord.homes.len()];
        self.addresses =
            (landlord.homes.iter()).map(|home| (home.address.clone(), home.uprn.clone())).collect();
        let again: BTreeSet<usize> = landlord.people.iter().filter_map(|p| p.again).collect();
        for (at, person) in landlord.people.iter().enumerate() {
            if !again.contains(&at) && self.record[person.home].len() < 7 {
                self.record[person.home].push((at, person.clone()));
            }
        }
        self
    }

    /// Writes down for everybody of the record the number the housing system has for them.
    pub fn number(&self, landlord: &mut Landlord) {
        for (home, people) in (0..).zip(&self.record) {
            for (place, (at, _)) in (0..).zip(people) {
                let id = person::person_id(person::number(home, 0, place));
                landlord.people[*at].system = Some(id);
            }
        }
    }

    /// How many homes there are.
    #[must_use]
    pub fn homes(&self) -> u32 {
        self.homes
    }

    /// Makes every row, home by home, and tells how many people there are. After each home it says
    /// how many are done.
    ///
    /// # Errors
    /// What the sink says.
    pub fn write(&self, sink: &mut dyn Sink, each: &mut dyn FnMut(u32)) -> io::Result<u64> {
        let mut people = 0;
        for home in 0..self.homes {
            people += rows::home(self, home, sink)?;
            each(home + 1);
        }
        Ok(people)
    }

    /// What exists about these people.
    #[must_use]
    pub fn truth(&self, people: &BTreeSet<PersonNo>) -> Notes {
        let mut notes = Notes::of(people);
        // What only counts never fails.
        let _ = self.write(&mut notes, &mut |_| {});
        notes
    }
}
