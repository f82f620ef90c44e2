//! From whom else something about a person came, so that they are told of it within a month (row 6.1;
//! UK GDPR Art 14(3)(a)).
//!
//! Nothing is opened for it: that somebody's file has something from a source stands beside the file, in
//! its labels. What the person gave themselves, and what they are told of as it is gathered, is left out.

use charter::items::DataKind;
use db::{Tx, params};
use jiff::civil::Date;

use crate::codes::Kind;
use crate::drawer::Label;
use crate::permit::ERASED;
use crate::{Error, NewItem, Now, PersonNo, Record, one_person};

/// People looked at in one transaction.
const CHUNK: u32 = 1_000;

/// Somebody of whom something came from somebody else, who was not told of it yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Whose data it is.
    pub person: PersonNo,
    /// Where it came from, by the charter's name.
    pub source: String,
    /// The day it was noticed: at most one after it was written down.
    pub since: Date,
}

/// People who were not told from whom else their data came, those who wait longest first.
///
/// # Errors
/// What the store says.
pub fn untold(record: &Record, tx: &Tx<'_>, limit: u32) -> Result<Vec<Untold>, Error> {
    tx.all(
        "SELECT person, source, since FROM came_from WHERE told IS NULL
         ORDER BY since, person, source LIMIT ?1",
        params![limit],
        |row| {
            let code = u16::try_from(row.int(1)?).unwrap_or(0);
            Ok(Untold {
                person: PersonNo::new(row.int(0)?),
                source: record.name_of(Kind::Source, code).to_owned(),
                since: row.date(2)?,
            })
        },
    )
}

/// Writes down that somebody was told on a day from whom their data came: all that was known by then.
/// How many sources that were.
///
/// # Errors
/// What the store says.
pub fn told_whence(tx: &Tx<'_>, person: PersonNo, on: Date) -> Result<u64, Error> {
    let mut told = 0;
    for record in one_person::records(tx, one_person::kept(tx, person)?)? {
        told += tx.execute(
            "UPDATE came_from SET told = ?2 WHERE person = ?1 AND told IS NULL",
            params![record.get(), on.to_string().as_str()],
        )?;
    }
    Ok(told)
}

impl Record {
    /// Notices from whom else something came since it last looked, and forgets who is gone: people and
    /// sources that are new. Under an entry of the office's own where there are any.
    ///
    /// # Errors
    /// What the store says.
    pub fn notice_whence(&self, actor: &str, now: Now) -> Result<u64, Error> {
        let mut found = 0;
        for code in self.other_sources() {
            let mut after = i64::MIN;
            loop {
                let people: Vec<i64> = self.data().read("from whom", |tx| {
                    tx.all(
                        "SELECT DISTINCT p.no FROM label l JOIN person p ON p.no = (l.drawer >> 16)
                         WHERE l.kind = ?1 AND l.code = ?2 AND p.state <> ?3 AND p.no > ?4
                         AND NOT EXISTS (SELECT 1 FROM came_from c WHERE c.person = p.no
                                         AND c.source = ?2)
                         ORDER BY p.no LIMIT ?5",
                        params![Label::Source as i64, code, ERASED, after, CHUNK],
                        |row| Ok::<_, Error>(row.int(0)?),
                    )
                })?;
                let Some(last) = people.last() else { break };
                after = *last;
                let count = people.len();
                found += u64::try_from(count).unwrap_or(u64::MAX);
                let day = now.today().to_string();
                let source = self.name_of(Kind::Source, u16::try_from(code).unwrap_or(0));
                self.write_office(actor, "came-from", source, now, move |tx| {
                    for person in &people {
                        tx.execute(
                            "INSERT INTO came_from (person, source, since) VALUES (?1, ?2, ?3)
                             ON CONFLICT (person, source) DO NOTHING",
                            params![*person, code, &day],
                        )?;
                    }
                    Ok(())
                })?;
            }
        }
        self.data().write("forget from whom", |tx| {
            tx.execute(
                "DELETE FROM came_from WHERE EXISTS (
                     SELECT 1 FROM person p WHERE p.no = came_from.person AND p.state = ?1)",
                params![ERASED],
            )
            .map(drop)
        })?;
        Ok(found)
    }

    /// Sources that are somebody else, and of which nobody is told as the data is gathered: by number.
    fn other_sources(&self) -> Vec<i64> {
        let sources = self.gate().charter().sources().iter();
        sources
            .filter(|source| !source.person && source.told.is_none())
            .filter_map(|source| self.codes().code(Kind::Source, source.id.get_ref().as_str()).ok())
            .map(i64::from)
            .collect()
    }

    /// Whether an item is special data from somebody else, of whom nobody says by what right: neither
    /// somebody who authorised it, nor the charter, which lists whom such data comes from (row 5.2).
    pub(crate) fn wants_authority(&self, new: &NewItem) -> bool {
        let charter = self.gate().charter();
        let source = charter.sources().find(&new.source).map(|at| &charter.sources()[at]);
        let category = charter.categories().find(&new.category);
        let listed = category.map(|at| &charter.categories()[at]).is_none_or(|category| {
            category.kind != DataKind::Special
                || category.sources.iter().any(|one| one.get_ref().as_str() == new.source)
        });
        source.is_some_and(|source| !source.person) && !listed && new.notes.authorised_by.is_none()
    }
}
