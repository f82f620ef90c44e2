//! Migrations: numbered, checksummed, refused on mismatch.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::{Db, Error, Tx, dialect, params};

/// The migrations of one room, in order.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// The room whose tables they make.
    pub room: &'static str,
    /// The steps, numbered from 1 without a gap.
    pub steps: &'static [Step],
}

/// One migration. Once published its text never changes: the next step mends it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its number in the room, from 1.
    pub number: u32,
    /// What it brings, in a word.
    pub name: &'static str,
    /// The statements, as SQLite reads them.
    pub sql: &'static str,
}

/// How often a step is tried when others take it at the same time.
const TRIES_MAX: u32 = 8;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    room TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, sha256 BLOB NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (room, number)) STRICT, WITHOUT ROWID";

impl Db {
    /// Brings the tables of these rooms up to date; which steps were taken.
    ///
    /// # Errors
    /// [`Error::Migration`] when a step in the store has another text than the one here, or the
    /// store has a step this program does not know: an older program must not write a newer store.
    pub fn migrate(&self, sets: &'static [Set], at: i64) -> Result<Vec<String>, Error> {
        let mut taken = Vec::new();
        let (mut attempt, mut far) = (0, 0);
        loop {
            attempt += 1;
            match self.try_migrate(sets, at, &mut taken) {
                Ok(()) => {
                    if sets.iter().any(|set| set.room == crate::MIGRATIONS.room) {
                        self.open_intake()?;
                    }
                    return Ok(taken);
                }
                // Two servers that start at once take the same step; one of them finds it taken.
                Err(Error::Refused(_) | Error::Unavailable(_))
                    if self.is_postgres() && attempt < TRIES_MAX =>
                {
                    std::thread::sleep(Duration::from_millis(50) * attempt);
                    // Whoever is a moment behind another at every step gets on all the same.
                    let there = self.steps_taken();
                    if there > far {
                        (attempt, far) = (0, there);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// How many steps the store has; none where that cannot be read yet.
    fn steps_taken(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM migration";
        let counted = self.read("migrations", |tx| tx.one(sql, params![], |row| row.int(0)));
        counted.ok().flatten().unwrap_or(0)
    }

    fn try_migrate(
        &self,
        sets: &'static [Set],
        at: i64,
        taken: &mut Vec<String>,
    ) -> Result<(), Error> {
        self.write("make the table of migrations", |tx| ddl(tx, TABLE))?;
        for set in sets {
            let there = self.read("migrations", |tx| {
                tx.all(
                    "SELECT number, sha256 FROM migration WHERE room = ?1 ORDER BY number",
                    params![set.room],
                    |row| Ok::<_, Error>((row.int(0)?, row.bytes::<32>(1)?)),
                )
            })?;
            if there.len() > set.steps.len() {
                return Err(Error::Migration(format!(
                    "the store has migration {} of `{}`, and this program knows {}: use the \
                     program that made it, or a newer one",
                    there.len(),
                    set.room,
                    set.steps.len()
                )));
            }
            for (step, (number, sum)) in set.steps.iter().zip(&there) {
                if i64::from(step.number) != *number || checksum(step) != *sum {
                    return Err(Error::Migration(format!(
                        "migration {} `{}` of `{}` is not the one the store was made with: a \
                         published migration must not change",
                        step.number, step.name, set.room
                    )));
                }
            }
            for step in &set.steps[there.len()..] {
                let (room, step) = (set.room, *step);
                self.write("migrate", move |tx| {
                    ddl(tx, step.sql)?;
                    tx.execute(
                        "INSERT INTO migration (room, number, name, sha256, at)
                         VALUES (?1, ?2, ?3, ?4, ?5)",
                        params![room, step.number, step.name, &checksum(&step), at],
                    )
                })?;
                taken.push(format!("{room} {} {}", step.number, step.name));
            }
        }
        Ok(())
    }
}

fn checksum(step: &Step) -> [u8; 32] {
    Sha256::digest(step.sql.as_bytes()).into()
}

fn ddl(tx: &Tx<'_>, sql: &str) -> Result<(), Error> {
    if tx.is_postgres() { tx.batch(&dialect::postgres(sql)) } else { tx.batch(sql) }
}
