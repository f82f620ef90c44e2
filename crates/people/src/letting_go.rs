//! Rows of the landlord's systems that are past their time: what stands in their way on this record, and leave to let
//! exactly those go that somebody approved.

use std::collections::BTreeSet;

use db::Tx;
use jiff::civil::Date;

use crate::account::Account;
use crate::identify::{Identifier, terms};
use crate::ids::PersonNo;
use crate::in_the_way::{InTheWay, Keeps};
use crate::permit::{LIVE, MERGED};
use crate::ripe::Stop;
use crate::{Error, Now, Record, one_person};

/// The most rows whose people are looked up at once.
const ASKED_MAX: usize = 10_000;

/// Leave to let rows of one system go, by exactly the list a second person approved. It is in the log, and on the
/// disk, before anything goes. Nobody else makes one:
///
/// ```compile_fail
/// let leave = people::LettingGo { source: "housing".to_owned(), digest: [0; 32], entry: 1, goes_on: true };
/// ```
#[derive(Debug)]
#[must_use]
pub struct LettingGo {
    source: String,
    digest: [u8; 32],
    entry: i64,
    goes_on: bool,
}

impl LettingGo {
    /// The system.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The list that was approved, by its hash.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The entry of the log that says it was begun, or gone on with.
    #[must_use]
    pub fn entry(&self) -> i64 {
        self.entry
    }

    /// Whether it was begun before, so that some of it may be done.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.goes_on
    }
}

/// What a row says of whose it is, and the retention class it is kept by.
pub type AskedOf = (Vec<Identifier>, String);

/// Whose a row of a system is, as far as this record tells, and what stands in its way. Nobody is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many people on record are known by what the row says.
    pub known: usize,
    /// What stands in the way.
    pub stops: Vec<Stop>,
}

impl Record {
    /// What stands in the way of rows about whoever is known by these identifiers: a hold, a restriction, what a
    /// room above keeps. Each row has the retention class it is kept by. Nothing is opened and nobody shown.
    ///
    /// # Errors
    /// [`Error::TooMany`] beyond 10,000 rows; what the stores say.
    pub fn standing_of(
        &self,
        asked: &[AskedOf],
        today: Date,
        keeps: Keeps,
    ) -> Result<Vec<Standing>, Error> {
        if asked.len() > ASKED_MAX {
            return Err(Error::TooMany("rows whose people are looked up at once"));
        }
        let index = self.vault().index();
        let mut found: Vec<BTreeSet<PersonNo>> = Vec::with_capacity(asked.len());
        for (identifiers, _) in asked {
            let mut these = BTreeSet::new();
            for (field, term) in terms(identifiers) {
                match index.find(field.as_str(), term.as_bytes()) {
                    Ok(numbers) => these.extend(numbers.into_iter().map(PersonNo::new)),
                    // Too many share it: it names nobody.
                    Err(vault::Error::TooManyHits(_)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            found.push(these);
        }
        self.data().read("what stands in the way", |tx| {
            let way = InTheWay::read(self, tx, today, keeps)?;
            let rows = found.iter().zip(asked);
            rows.map(|(people, (_, class))| standing(tx, &way, people, class)).collect()
        })
    }

    /// Begins to let rows of a system go, or goes on: `begin` says, in the transaction that writes it down, whether
    /// it may and whether it was begun before.
    ///
    /// # Errors
    /// What `begin` says: then there is no leave.
    pub fn begin_letting_go(
        &self,
        by: &str,
        source: &str,
        digest: [u8; 32],
        now: Now,
        begin: impl Fn(&Tx<'_>) -> Result<bool, Error> + Send + 'static,
    ) -> Result<LettingGo, Error> {
        let said = Account::office(by, "disposal-in-system", source, self.gate())
            .with("plan", data_encoding::HEXLOWER.encode(&digest));
        let entry = self.entry(said, None, now)?;
        let begun = self.data().write("begin to let go", move |tx| {
            let goes_on = begin(tx)?;
            Ok::<_, Error>((tx.log(&entry)?.no(), goes_on))
        })?;
        let (entry, goes_on) = begun.into_inner();
        Ok(LettingGo { source: source.to_owned(), digest, entry, goes_on })
    }
}

fn standing(
    tx: &Tx<'_>,
    way: &InTheWay<'_>,
    people: &BTreeSet<PersonNo>,
    class: &str,
) -> Result<Standing, Error> {
    let mut there = BTreeSet::new();
    let mut stops = BTreeSet::new();
    for no in people {
        let state =
            tx.one("SELECT state FROM person WHERE no = ?1", db::params![no.get()], |row| {
                row.int(0)
            })?;
        // An index may be behind: whoever is erased is nobody.
        if state.is_none_or(|state| state != LIVE && state != MERGED) {
            continue;
        }
        there.insert(one_person::kept(tx, *no)?);
        way.stops(tx, *no, class, None, &mut stops)?;
    }
    Ok(Standing { known: there.len(), stops: stops.into_iter().collect() })
}
