//! Training that was done: who answered everything right, when, and by which edition of the notice.

use db::params;
use people::{Error as RecordError, Now, Record, row_number};

use crate::accounts::Account;

/// The most that are listed.
const LISTED_MAX: u32 = 1_000;
/// The most characters of an edition.
const EDITION_LENGTH_MAX: usize = 40;

/// Somebody who has done the training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trained {
    /// Their name.
    pub name: String,
    /// Their role then, by the charter's name.
    pub role: String,
    /// Their team then, by the charter's name.
    pub team: String,
    /// The edition of the notice it went by.
    pub edition: String,
    /// How many questions there were.
    pub questions: i64,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// Writes down that somebody answered every question right.
///
/// # Errors
/// What the store says.
pub fn complete(
    record: &Record,
    account: &Account,
    edition: &str,
    questions: usize,
    now: Now,
) -> Result<(), RecordError> {
    let edition: String = edition.chars().take(EDITION_LENGTH_MAX).collect();
    let questions = i64::try_from(questions).unwrap_or(i64::MAX);
    let (no, at, account) = (row_number(), now.micros(), account.clone());
    let by = account.name.clone();
    record.write_office(&by, "training-done", &edition.clone(), now, move |tx| {
        tx.execute(
            "INSERT INTO training (no, name, role, team, edition, questions, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![no, &account.name, &account.role, &account.team, &edition, questions, at],
        )?;
        Ok(())
    })
}

/// Who has done it, the newest first: everybody, or one.
///
/// # Errors
/// What the store says.
pub fn trained(record: &Record, name: Option<&str>) -> Result<Vec<Trained>, RecordError> {
    let sql = "SELECT name, role, team, edition, questions, at FROM training
               WHERE ?1 = '' OR name = ?1 ORDER BY at DESC, no LIMIT ?2";
    record.data().read("training", |tx| {
        tx.all(sql, params![name.unwrap_or_default(), LISTED_MAX], |row| {
            Ok::<_, RecordError>(Trained {
                name: row.text(0)?.to_owned(),
                role: row.text(1)?.to_owned(),
                team: row.text(2)?.to_owned(),
                edition: row.text(3)?.to_owned(),
                questions: row.int(4)?,
                at: row.int(5)?,
            })
        })
    })
}
