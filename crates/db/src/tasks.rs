//! Tasks: something a person of the office has to do by a day.

use crate::{Error, Row, Tx, params};

/// A task to be given to a post.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// The post it belongs to.
    pub post: String,
    /// What kind: `tell-marker`, `ask-recipient`.
    pub kind: String,
    /// The number of the person it is about.
    pub subject: Option<i64>,
    /// What it refers to: a case, a disclosure. No personal data.
    pub reference: String,
    /// The day by which.
    pub due: String,
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number.
    pub no: i64,
    /// The post it belongs to.
    pub post: String,
    /// What kind.
    pub kind: String,
    /// The number of the person it is about.
    pub subject: Option<i64>,
    /// What it refers to.
    pub reference: String,
    /// The day by which.
    pub due: String,
    /// How often it was chased.
    pub chased: i64,
    /// How it ended; none while it is open.
    pub outcome: Option<String>,
}

const COLUMNS: &str = "no, post, kind, subject, reference, due, chased, outcome";

fn read(row: &Row<'_>) -> Result<Task, Error> {
    Ok(Task {
        no: row.int(0)?,
        post: row.text(1)?.to_owned(),
        kind: row.text(2)?.to_owned(),
        subject: row.opt_int(3)?,
        reference: row.text(4)?.to_owned(),
        due: row.text(5)?.to_owned(),
        chased: row.int(6)?,
        outcome: row.opt_text(7)?.map(str::to_owned),
    })
}

/// Gives a task to a post; its number.
///
/// # Errors
/// What the store says.
pub fn give(tx: &Tx<'_>, task: &NewTask, at: i64) -> Result<i64, Error> {
    let no = tx.one(
        "INSERT INTO task (post, kind, subject, reference, due, made, chased, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0) RETURNING no",
        params![&task.post, &task.kind, task.subject, &task.reference, &task.due, at],
        |row| row.int(0),
    )?;
    no.ok_or_else(|| Error::Unavailable("no number was given".to_owned()))
}

/// Gives a task, unless one of its kind that refers to the same thing is open.
///
/// # Errors
/// What the store says.
pub fn give_once(tx: &Tx<'_>, task: &NewTask, at: i64) -> Result<(), Error> {
    if !is_open(tx, &task.kind, &task.reference)? {
        give(tx, task, at)?;
    }
    Ok(())
}

/// Whether there is an open task of a kind that refers to one thing.
///
/// # Errors
/// What the store says.
pub fn is_open(tx: &Tx<'_>, kind: &str, reference: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM task WHERE kind = ?1 AND reference = ?2 AND state = 0 LIMIT 1";
    Ok(tx.one(sql, params![kind, reference], |row| row.int(0))?.is_some())
}

/// The open tasks of the posts somebody holds or is deputy of, the most urgent first.
///
/// # Errors
/// What the store says.
pub fn of(tx: &Tx<'_>, actor: &str, day: &str, limit: u32) -> Result<Vec<Task>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM task WHERE state = 0 AND post IN (
             SELECT post FROM post_holder WHERE LOWER(actor) = LOWER(?1) AND since <= ?2
             AND (until IS NULL OR until > ?2)) ORDER BY due, no LIMIT ?3"
    );
    tx.all(&sql, params![actor, day, limit], read)
}

/// The newest task of a kind about a person whose reference begins so, with when it was ended.
///
/// # Errors
/// What the store says.
pub fn newest(
    tx: &Tx<'_>,
    kind: &str,
    subject: i64,
    begins: &str,
) -> Result<Option<(Task, Option<i64>)>, Error> {
    let length = i64::try_from(begins.chars().count()).unwrap_or(i64::MAX);
    let sql = format!(
        "SELECT {COLUMNS}, done FROM task WHERE kind = ?1 AND subject = ?2
         AND SUBSTR(reference, 1, ?3) = ?4 ORDER BY no DESC LIMIT 1"
    );
    tx.one(&sql, params![kind, subject, length, begins], |row| Ok((read(row)?, row.opt_int(8)?)))
}

/// The open tasks that are past their day, with whether anybody holds their post.
///
/// # Errors
/// What the store says.
pub fn overdue(tx: &Tx<'_>, day: &str, limit: u32) -> Result<Vec<Task>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM task WHERE state = 0 AND due < ?1 ORDER BY due, no LIMIT ?2"
    );
    tx.all(&sql, params![day, limit], read)
}

/// How the newest task of a kind that refers to one thing ended, and who ended it; none where none has.
///
/// # Errors
/// What the store says.
pub fn ended(tx: &Tx<'_>, kind: &str, reference: &str) -> Result<Option<(String, String)>, Error> {
    let sql = "SELECT outcome, done_by FROM task WHERE kind = ?1 AND reference = ?2 AND state = 1
               ORDER BY no DESC LIMIT 1";
    tx.one(sql, params![kind, reference], |row| {
        Ok((
            row.opt_text(0)?.unwrap_or_default().to_owned(),
            row.opt_text(1)?.unwrap_or_default().to_owned(),
        ))
    })
}

/// Chases a task once more.
///
/// # Errors
/// What the store says.
pub fn chase_about(tx: &Tx<'_>, kind: &str, reference: &str) -> Result<bool, Error> {
    let chased = tx.execute(
        "UPDATE task SET chased = chased + 1 WHERE kind = ?1 AND reference = ?2 AND state = 0",
        params![kind, reference],
    )?;
    Ok(chased > 0)
}

/// Chases a task by its number; whether it was open.
///
/// # Errors
/// What the store says.
pub fn chase(tx: &Tx<'_>, no: i64) -> Result<bool, Error> {
    let sql = "UPDATE task SET chased = chased + 1 WHERE no = ?1 AND state = 0";
    Ok(tx.execute(sql, params![no])? == 1)
}

/// Ends a task with an outcome; whether it was open.
///
/// # Errors
/// What the store says.
pub fn end(tx: &Tx<'_>, no: i64, by: &str, outcome: &str, at: i64) -> Result<bool, Error> {
    let ended = tx.execute(
        "UPDATE task SET state = 1, outcome = ?2, done = ?3, done_by = ?4
         WHERE no = ?1 AND state = 0",
        params![no, outcome, at, by],
    )?;
    Ok(ended == 1)
}

/// Ends the open tasks of a kind that refer to one thing; how many there were.
///
/// # Errors
/// What the store says.
pub fn end_about(
    tx: &Tx<'_>,
    kind: &str,
    reference: &str,
    by: &str,
    outcome: &str,
    at: i64,
) -> Result<u64, Error> {
    tx.execute(
        "UPDATE task SET state = 1, outcome = ?3, done = ?4, done_by = ?5
         WHERE kind = ?1 AND reference = ?2 AND state = 0",
        params![kind, reference, outcome, at, by],
    )
}

/// Ends the open tasks of a kind whose reference begins so; how many there were.
///
/// # Errors
/// What the store says.
pub fn end_beginning(
    tx: &Tx<'_>,
    kind: &str,
    begins: &str,
    by: &str,
    outcome: &str,
    at: i64,
) -> Result<u64, Error> {
    let length = i64::try_from(begins.chars().count()).unwrap_or(i64::MAX);
    tx.execute(
        "UPDATE task SET state = 1, outcome = ?4, done = ?5, done_by = ?6
         WHERE kind = ?1 AND SUBSTR(reference, 1, ?2) = ?3 AND state = 0",
        params![kind, length, begins, outcome, at, by],
    )
}

/// Ends the open tasks of a kind about one person; how many there were.
///
/// # Errors
/// What the store says.
pub fn end_of(
    tx: &Tx<'_>,
    kind: &str,
    subject: i64,
    by: &str,
    outcome: &str,
    at: i64,
) -> Result<u64, Error> {
    tx.execute(
        "UPDATE task SET state = 1, outcome = ?3, done = ?4, done_by = ?5
         WHERE kind = ?1 AND subject = ?2 AND state = 0",
        params![kind, subject, outcome, at, by],
    )
}

/// Takes a person out of the tasks that name them by number: they were erased.
///
/// # Errors
/// What the store says.
pub fn forget_subject(tx: &Tx<'_>, subject: i64) -> Result<u64, Error> {
    tx.execute("UPDATE task SET subject = NULL WHERE subject = ?1", params![subject])
}
