//! Rows about somebody's safety that wait until somebody says whose they are.

use db::{params, tasks};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use vault::{KeyId, Place};
use zeroize::Zeroizing;

use crate::{Error, Now, PersonId, Question, Record};

use super::table::Table;
use super::{Import, Line, Mapping, Register, Row, Taken};

/// The kind of the task that asks for one to be placed.
const TASK: &str = "place-imported-row";

/// A row as it waits, sealed.
#[derive(Serialize, Deserialize)]
struct Waiting {
    mapping: Mapping,
    headings: Vec<String>,
    cells: Vec<String>,
}

/// A row that waits, with what is in it.
type InClear = (String, i64, std::collections::BTreeMap<String, String>);

/// A row that waits, without what is in it: that stands in the register it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Its number.
    pub no: i64,
    /// The register.
    pub register: String,
    /// Its row in the register.
    pub line: i64,
    /// Why it waits.
    pub why: String,
}

impl Import<'_> {
    /// Sets a row aside and tells the post.
    pub(super) fn set_aside(
        &mut self,
        line: &Line,
        why: String,
        taken: Taken,
    ) -> Result<Row, Error> {
        if !self.real {
            return Ok(Row::SetAside(why));
        }
        let waiting = Waiting {
            mapping: self.mapping.clone(),
            headings: self.headings.clone(),
            cells: line.cells.clone(),
        };
        let plain = Zeroizing::new(
            serde_json::to_vec(&waiting).map_err(|_| Error::Damaged("a row set aside"))?,
        );
        let no = crate::persons::row_number();
        let (key_id, key) = self.record.take_key()?;
        let sealed = key.seal(Place::new("set_aside", "sealed", no), &plain)?;
        let register = self.mapping.register.as_str();
        let at = self.now.micros();
        let due = self.now.today().saturating_add(1.days()).to_string();
        let (post, said) = (self.mapping.post.clone(), why.clone());
        self.record.write_office(self.write.actor(), "set-aside", register, self.now, move |tx| {
            tx.execute(
                "INSERT INTO set_aside (no, run, line, register, fingerprint, key, sealed, why, made)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    no,
                    taken.run,
                    taken.line,
                    register,
                    &taken.fingerprint,
                    key_id.as_bytes(),
                    &sealed,
                    &said,
                    at
                ],
            )?;
            let task = tasks::NewTask {
                post: post.clone(),
                kind: TASK.to_owned(),
                subject: None,
                reference: no.to_string(),
                due: due.clone(),
            };
            tasks::give(tx, &task, at)?;
            Ok(())
        })?;
        Ok(Row::SetAside(why))
    }
}

impl Record {
    /// Rows that wait to be placed, oldest first.
    ///
    /// # Errors
    /// What the store says.
    pub fn waiting_rows(&self) -> Result<Vec<SetAside>, Error> {
        self.data().read("rows set aside", |tx| {
            tx.all(
                "SELECT no, register, line, why FROM set_aside WHERE placed IS NULL
                 ORDER BY made, no LIMIT 1000",
                params![],
                |row| {
                    Ok::<_, Error>(SetAside {
                        no: row.int(0)?,
                        register: row.text(1)?.to_owned(),
                        line: row.int(2)?,
                        why: row.text(3)?.to_owned(),
                    })
                },
            )
        })
    }

    /// Places a row that waited: it is about this person.
    ///
    /// # Errors
    /// [`Error::Malformed`] where no such row waits; [`Error::Refused`]; then it goes on waiting.
    pub fn place_row(
        &self,
        questions: (&Question, &Question),
        no: i64,
        person: PersonId,
        now: Now,
    ) -> Result<(), Error> {
        let found = self.data().read("row set aside", |tx| {
            tx.one(
                "SELECT run, line, fingerprint, key, sealed FROM set_aside
                 WHERE no = ?1 AND placed IS NULL",
                params![no],
                |row| {
                    let taken = Taken {
                        run: row.int(0)?,
                        line: row.int(1)?,
                        fingerprint: row.bytes(2)?,
                        waited: Some((no, now.micros())),
                    };
                    let key = KeyId::from_bytes(row.bytes(3)?);
                    Ok::<_, Error>((taken, key, row.blob(4)?.to_vec()))
                },
            )
        })?;
        let (taken, key, sealed) =
            found.ok_or_else(|| Error::Malformed("no row of that number waits".to_owned()))?;
        let plain = self.key(key)?.open(Place::new("set_aside", "sealed", no), &sealed)?;
        let Waiting { mapping, headings, cells } =
            serde_json::from_slice(&plain).map_err(|_| Error::Damaged("set_aside.sealed"))?;
        let line = Line { no: usize::try_from(taken.line).unwrap_or_default(), cells };
        let table = Table { headings, lines: Vec::new() };
        let mut import = Import::over(self, &mapping, questions, &table, taken.run, now)?;
        import.is_of = Some(person);
        let row = match mapping.register {
            Register::Markers => super::care::take_marker(&mut import, &line, taken)?,
            _ => super::choices::take_safe(&mut import, &line, taken)?,
        };
        if let Row::Left(why) | Row::SetAside(why) = row {
            return Err(Error::Malformed(why));
        }
        self.vault().destroy(&[key], now.micros())?;
        Ok(())
    }

    /// Every row that waits, open, for an export: its register, its row, its cells by heading.
    pub(crate) fn rows_in_clear(&self) -> Result<Vec<InClear>, Error> {
        let rows = self.data().read("rows set aside", |tx| {
            tx.all(
                "SELECT no, register, line, key, sealed FROM set_aside WHERE placed IS NULL
                 ORDER BY no",
                params![],
                |row| {
                    let key = KeyId::from_bytes(row.bytes(3)?);
                    let (no, line) = (row.int(0)?, row.int(2)?);
                    let sealed = row.blob(4)?.to_vec();
                    Ok::<_, Error>((no, row.text(1)?.to_owned(), line, key, sealed))
                },
            )
        })?;
        rows.into_iter()
            .map(|(no, register, line, key, sealed)| {
                let plain = self.key(key)?.open(Place::new("set_aside", "sealed", no), &sealed)?;
                let waiting: Waiting = serde_json::from_slice(&plain)
                    .map_err(|_| Error::Damaged("set_aside.sealed"))?;
                let cells = waiting.headings.into_iter().zip(waiting.cells).collect();
                Ok((register, line, cells))
            })
            .collect()
    }

    /// How many rows wait to be placed.
    ///
    /// # Errors
    /// What the store says.
    pub fn rows_waiting(&self) -> Result<i64, Error> {
        let count = self.data().read("rows waiting", |tx| {
            let sql = "SELECT COUNT(*) FROM set_aside WHERE placed IS NULL";
            tx.one(sql, params![], |row| Ok::<_, Error>(row.int(0)?))
        })?;
        Ok(count.unwrap_or(0))
    }

    /// Drops what an import had set aside and nobody has placed; how many.
    pub(super) fn drop_set_aside(&self, run: i64, now: Now) -> Result<usize, Error> {
        let at = now.micros();
        let dropped = self.data().write("drop rows set aside", move |tx| {
            let rows = tx.all(
                "SELECT no, key FROM set_aside WHERE run = ?1 AND placed IS NULL",
                params![run],
                |row| Ok::<_, Error>((row.int(0)?, KeyId::from_bytes(row.bytes(1)?))),
            )?;
            for (no, _) in &rows {
                tx.execute("DELETE FROM set_aside WHERE no = ?1", params![*no])?;
                tasks::end_about(tx, TASK, &no.to_string(), "import", "import undone", at)?;
            }
            Ok::<_, Error>(rows)
        })?;
        let keys: Vec<KeyId> = dropped.iter().map(|(_, key)| *key).collect();
        self.vault().destroy(&keys, at)?;
        Ok(keys.len())
    }
}

/// Says that a row was placed, in the transaction of what it came to.
pub(super) fn placed(tx: &db::Tx<'_>, no: i64, at: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE set_aside SET placed = ?2, sealed = ?3 WHERE no = ?1",
        params![no, at, &[] as &[u8]],
    )?;
    tasks::end_about(tx, TASK, &no.to_string(), "import", "placed", at)?;
    Ok(())
}
