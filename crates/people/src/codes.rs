//! The charter's names as small numbers that never change.
//!
//! A charter may list its purposes in another order next year, and the gate's bits move with it.
//! What is stored must not: each name has a number of its own, given once, and this table turns it
//! into today's bit. A name the charter no longer has keeps its number and has no bit, so that
//! nothing is permitted by it.

use std::collections::HashMap;

use charter::Items;
use charter::items::{Category, Channel, Item, Purpose, Recipient, Relationship};
use db::{Db, params};
use gate::{Gate, Ix, Set};

use crate::Error;

/// The kinds of names, as the table numbers them. Never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i64)]
#[expect(missing_docs, reason = "each is the kind of charter item of its name")]
pub enum Kind {
    Category = 1,
    Purpose = 2,
    Recipient = 3,
    Channel = 4,
    Relationship = 5,
    Entity = 6,
    Source = 7,
    Team = 8,
    Role = 9,
    Retention = 10,
}

impl Kind {
    const ALL: [Kind; 10] = [
        Kind::Category,
        Kind::Purpose,
        Kind::Recipient,
        Kind::Channel,
        Kind::Relationship,
        Kind::Entity,
        Kind::Source,
        Kind::Team,
        Kind::Role,
        Kind::Retention,
    ];

    /// What the charter calls such a thing.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Category => "category",
            Kind::Purpose => "purpose",
            Kind::Recipient => "recipient",
            Kind::Channel => "channel",
            Kind::Relationship => "relationship",
            Kind::Entity => "entity",
            Kind::Source => "source",
            Kind::Team => "team",
            Kind::Role => "role",
            Kind::Retention => "retention",
        }
    }
}

/// The number of a name. None is 0.
pub type Code = u16;

/// Every name there is or was, and today's bits.
#[derive(Debug)]
pub struct Codes {
    numbers: HashMap<(Kind, String), Code>,
    names: HashMap<(Kind, Code), String>,
    pub(crate) categories: Vec<Option<Ix<Category>>>,
    pub(crate) purposes: Vec<Option<Ix<Purpose>>>,
    /// Purposes that show pictures of people: whoever wants to be in none is in none.
    pub(crate) pictures: Set<Purpose>,
    pub(crate) recipients: Vec<Option<Ix<Recipient>>>,
    pub(crate) channels: Vec<Option<Ix<Channel>>>,
    pub(crate) relationships: Vec<Option<Ix<Relationship>>>,
    /// Today's bit of a category back to its number.
    pub(crate) of_category: Vec<Code>,
}

impl Codes {
    /// Gives every name of the charter its number, and reads them all.
    pub(crate) fn open(db: &Db, gate: &Gate) -> Result<Codes, Error> {
        let charter = gate.charter();
        let mut wanted: Vec<(Kind, String)> = Vec::new();
        list(&mut wanted, Kind::Category, charter.categories());
        list(&mut wanted, Kind::Purpose, charter.purposes());
        list(&mut wanted, Kind::Recipient, charter.recipients());
        list(&mut wanted, Kind::Channel, charter.channels());
        list(&mut wanted, Kind::Relationship, charter.relationships());
        list(&mut wanted, Kind::Entity, charter.entities());
        list(&mut wanted, Kind::Source, charter.sources());
        list(&mut wanted, Kind::Team, charter.teams());
        list(&mut wanted, Kind::Role, charter.roles());
        list(&mut wanted, Kind::Retention, charter.retentions());
        let all = db.write("number names", move |tx| {
            let mut all = Vec::new();
            for kind in Kind::ALL {
                let there = tx.all(
                    "SELECT no, name FROM code WHERE kind = ?1",
                    params![kind as i64],
                    |row| Ok::<_, db::Error>((row.int(0)?, row.text(1)?.to_owned())),
                )?;
                let mut next = there.iter().map(|(no, _)| *no).max().unwrap_or(0) + 1;
                for (_, name) in wanted.iter().filter(|(of, _)| *of == kind) {
                    if !there.iter().any(|(_, known)| known == name) {
                        tx.execute(
                            "INSERT INTO code (kind, no, name) VALUES (?1, ?2, ?3)",
                            params![kind as i64, next, name],
                        )?;
                        all.push((kind, next, name.clone()));
                        next += 1;
                    }
                }
                all.extend(there.into_iter().map(|(no, name)| (kind, no, name)));
            }
            Ok::<_, db::Error>(all)
        })?;
        let mut numbers = HashMap::new();
        let mut names = HashMap::new();
        for (kind, no, name) in all.into_inner() {
            let code = Code::try_from(no).map_err(|_| Error::TooMany("names of the charter"))?;
            numbers.insert((kind, name.clone()), code);
            names.insert((kind, code), name);
        }
        let bits = |kind: Kind| bits_of(&names, kind);
        let mut of_category = vec![0; charter.categories().len()];
        for (position, item) in charter.categories().iter().enumerate() {
            let name = item.id().get_ref().as_str().to_owned();
            of_category[position] = numbers.get(&(Kind::Category, name)).copied().unwrap_or(0);
        }
        Ok(Codes {
            categories: bits(Kind::Category).map(|name| gate.category(name?)).collect(),
            purposes: bits(Kind::Purpose).map(|name| gate.purpose(name?)).collect(),
            pictures: showing(gate),
            recipients: bits(Kind::Recipient).map(|name| gate.recipient(name?)).collect(),
            channels: bits(Kind::Channel).map(|name| gate.channel(name?)).collect(),
            relationships: bits(Kind::Relationship).map(|name| gate.relationship(name?)).collect(),
            of_category,
            numbers,
            names,
        })
    }

    /// The number of a name.
    ///
    /// # Errors
    /// [`Error::NotInCharter`] when the charter never had it.
    pub fn code(&self, kind: Kind, name: &str) -> Result<Code, Error> {
        // Names come from outside and may be anything; only short ones are said again.
        self.numbers.get(&(kind, name.to_owned())).copied().ok_or_else(|| Error::NotInCharter {
            kind: kind.word(),
            name: name.chars().take(charter::ID_LENGTH_MAX).collect(),
        })
    }

    /// The name of a number; empty for none.
    #[must_use]
    pub fn name(&self, kind: Kind, code: Code) -> &str {
        self.names.get(&(kind, code)).map_or("", String::as_str)
    }
}

fn list<K: Item>(into: &mut Vec<(Kind, String)>, kind: Kind, items: &Items<K>) {
    into.extend(items.iter().map(|item| (kind, item.id().get_ref().as_str().to_owned())));
}

fn bits_of(
    names: &HashMap<(Kind, Code), String>,
    kind: Kind,
) -> impl Iterator<Item = Option<&str>> {
    let last = names.keys().filter(|(of, _)| *of == kind).map(|(_, code)| *code).max();
    (0..=last.unwrap_or(0)).map(move |code| names.get(&(kind, code)).map(String::as_str))
}

/// The purposes that have a category of pictures that may be shown.
fn showing(gate: &Gate) -> Set<Purpose> {
    let charter = gate.charter();
    let shows = charter.purposes().iter().filter(|purpose| {
        let mut data = purpose.data().filter_map(|id| charter.categories().get(id.get_ref()));
        data.any(|category| category.pictures)
    });
    shows.filter_map(|purpose| gate.purpose(purpose.id.get_ref().as_str())).collect()
}
