//! Looking everything over: whether each sealed thing opens, and whether what decisions turn on is
//! what the tables say. Nothing of what is opened leaves this file but how many there are.

use db::params;
use vault::{KeyId, Place};

use crate::detail;
use crate::permit::LIVE;
use crate::release::{SealedDrawer, joint_place};
use crate::{Error, PersonNo, Record, facts};

/// How many rows are looked at in one read.
const PAGE: i64 = 500;

/// How many of what cannot be relied on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsound {
    /// Drawers whose key is not in the vault: it was an older copy, or is damaged.
    pub without_key: usize,
    /// Drawers that were changed or damaged since they were sealed.
    pub damaged: usize,
    /// People whose short facts are not what the tables say.
    pub facts: usize,
    /// Entries of the log whose account does not open.
    pub accounts: usize,
}

impl Record {
    /// Opens everything that is held, and compares every person's short facts with the tables.
    ///
    /// # Errors
    /// What the store or the vault says, other than that something does not open.
    pub fn unsound(&self) -> Result<Unsound, Error> {
        let mut found = Unsound::default();
        self.look_over_drawers(&mut found)?;
        self.look_over_facts(&mut found)?;
        self.look_over_accounts(&mut found)?;
        self.look_over_joint(&mut found)?;
        for table in detail::TABLES {
            self.look_over_details(table, &mut found)?;
        }
        Ok(found)
    }

    fn look_over_drawers(&self, found: &mut Unsound) -> Result<(), Error> {
        let mut after = -1;
        loop {
            let drawers = self.data().read("look over drawers", |tx| {
                let sql =
                    "SELECT no, key, due, sealed FROM drawer WHERE no > ?1 ORDER BY no LIMIT ?2";
                tx.all(sql, params![after, PAGE], SealedDrawer::read)
            })?;
            let Some(last) = drawers.last() else { return Ok(()) };
            after = last.no;
            for drawer in &drawers {
                let opened = self
                    .vault()
                    .key(drawer.key)
                    .and_then(|key| key.open(drawer.place(), &drawer.sealed));
                match opened {
                    Ok(inside) => {
                        let whole = crate::drawer::items(&inside)
                            .and_then(|mut items| items.try_for_each(|item| item.map(|_| ())));
                        found.damaged += usize::from(whole.is_err());
                    }
                    Err(vault::Error::Missing | vault::Error::Gone) => found.without_key += 1,
                    Err(vault::Error::CannotOpen) => found.damaged += 1,
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }

    fn look_over_facts(&self, found: &mut Unsound) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let people = self.data().read("look over facts", |tx| {
                let people = tx.all(
                    "SELECT no, facts FROM person WHERE no > ?1 AND state = ?2 ORDER BY no LIMIT ?3",
                    params![after, LIVE, PAGE],
                    |row| Ok::<_, db::Error>((row.int(0)?, row.blob(1)?.to_vec())),
                )?;
                people
                    .into_iter()
                    .map(|(no, kept)| {
                        Ok((no, facts::same(&kept, &facts::gather(tx, PersonNo::new(no))?)))
                    })
                    .collect::<Result<Vec<_>, Error>>()
            })?;
            let Some((last, _)) = people.last() else { return Ok(()) };
            after = *last;
            found.facts += people.iter().filter(|(_, same)| !same).count();
        }
    }

    fn look_over_accounts(&self, found: &mut Unsound) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let entries =
                self.data().read_log("look over accounts", |tx| tx.entries_after(after, PAGE))?;
            let Some(last) = entries.last() else { return Ok(()) };
            after = last.no;
            // The first entry of a log that a restore opened is for everybody to read.
            for row in entries.iter().filter(|row| row.entry.key != [0; 16]) {
                let key = self.vault().key(KeyId::from_bytes(row.entry.key));
                let place = Place::new("entry", "body", &row.entry.leaf);
                match key.and_then(|key| key.open(place, &row.entry.body)) {
                    Ok(_) => {}
                    Err(vault::Error::Store(error)) => return Err(error.into()),
                    Err(_) => found.accounts += 1,
                }
            }
        }
    }

    fn look_over_joint(&self, found: &mut Unsound) -> Result<(), Error> {
        let mut after = (-1, -1);
        loop {
            let shares = self.data().read("look over joint", |tx| {
                tx.all(
                    "SELECT s.person, s.joint, s.key, s.wrapped, j.sealed FROM joint_share s
                     JOIN joint j ON j.no = s.joint
                     WHERE s.person > ?1 OR (s.person = ?1 AND s.joint > ?2)
                     ORDER BY s.person, s.joint LIMIT ?3",
                    params![after.0, after.1, PAGE],
                    |row| {
                        let key = KeyId::from_bytes(row.bytes(2)?);
                        let (wrapped, sealed) = (row.blob(3)?.to_vec(), row.blob(4)?.to_vec());
                        Ok::<_, Error>((row.int(0)?, row.int(1)?, key, wrapped, sealed))
                    },
                )
            })?;
            let Some(last) = shares.last() else { return Ok(()) };
            after = (last.0, last.1);
            for (person, joint, key, wrapped, sealed) in &shares {
                let place = joint_place(*joint, PersonNo::new(*person));
                let opened = self
                    .vault()
                    .key(*key)
                    .and_then(|key| key.unwrap(place, wrapped))
                    .and_then(|own| own.open(Place::new("joint", "sealed", *joint), sealed));
                count(found, opened.map(|_| ()))?;
            }
        }
    }

    fn look_over_details(&self, table: &'static str, found: &mut Unsound) -> Result<(), Error> {
        let sql = format!("SELECT no, detail FROM {table} WHERE no > ?1 ORDER BY no LIMIT ?2");
        let mut after = -1;
        loop {
            let rows = self.data().read("look over details", |tx| {
                tx.all(&sql, params![after, PAGE], |row| {
                    Ok::<_, Error>((row.int(0)?, row.blob(1)?.to_vec()))
                })
            })?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = *last;
            for (no, detail) in &rows {
                let opened = match self.open_detail_of(table, *no, detail) {
                    Err(Error::Vault(error)) => Err(error),
                    Err(_) => Err(vault::Error::CannotOpen),
                    Ok(_) => Ok(()),
                };
                count(found, opened)?;
            }
        }
    }
}

/// Counts something that does not open.
fn count(found: &mut Unsound, opened: Result<(), vault::Error>) -> Result<(), Error> {
    match opened {
        Ok(()) => {}
        Err(vault::Error::Missing | vault::Error::Gone) => found.without_key += 1,
        Err(vault::Error::CannotOpen) => found.damaged += 1,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
