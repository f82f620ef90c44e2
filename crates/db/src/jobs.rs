//! Jobs: work to be done later, under a lease, again when it fails, and never by two at once.

use crate::{Error, Tx, params};

/// The most bytes of a job's payload: 64 KiB. It says what was asked and holds nothing personal.
pub const PAYLOAD_BYTES_MAX: usize = 64 << 10;

/// A job to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What kind.
    pub kind: String,
    /// A name of its own among its kind: the same job is not put in twice.
    pub name: String,
    /// What was asked, as JSON.
    pub payload: String,
    /// Not before this instant.
    pub run_at: i64,
    /// How often it may be tried.
    pub attempts_max: u32,
}

/// A job somebody holds the lease of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// Its number.
    pub no: i64,
    /// Its name.
    pub name: String,
    /// What was asked.
    pub payload: String,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// Grows with each lease: an older holder's answer is not taken.
    pub fence: i64,
}

const DONE: i64 = 2;
const DEAD: i64 = 3;

/// Puts a job in; whether it was not there already.
///
/// # Errors
/// [`Error::TooLarge`] beyond [`PAYLOAD_BYTES_MAX`].
pub fn put(tx: &Tx<'_>, job: &NewJob) -> Result<bool, Error> {
    if job.payload.len() > PAYLOAD_BYTES_MAX {
        return Err(Error::TooLarge { what: "a job", limit: PAYLOAD_BYTES_MAX });
    }
    let put = tx.execute(
        "INSERT INTO job (kind, name, payload, run_at, attempts, attempts_max, state, fence)
         VALUES (?1, ?2, ?3, ?4, 0, ?5, 0, 0) ON CONFLICT (kind, name) DO NOTHING",
        params![&job.kind, &job.name, &job.payload, job.run_at, job.attempts_max],
    )?;
    Ok(put == 1)
}

/// Leases the next job of a kind that is due, or whose lease ran out.
///
/// # Errors
/// What the store says.
pub fn lease(
    tx: &Tx<'_>,
    kind: &str,
    holder: &str,
    at: i64,
    until: i64,
) -> Result<Option<Leased>, Error> {
    let skip = if tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "SELECT no, name, payload, attempts, fence, attempts_max FROM job
         WHERE kind = ?1 AND ((state = 0 AND run_at <= ?2)
           OR (state = 1 AND (until <= ?2 OR until > ?3)))
         ORDER BY run_at, no LIMIT 1{skip}"
    );
    let found = tx.one(&sql, params![kind, at, until + crate::lease::SET_BACK], |row| {
        let job = Leased {
            no: row.int(0)?,
            name: row.text(1)?.to_owned(),
            payload: row.text(2)?.to_owned(),
            attempt: row.int(3)? + 1,
            fence: row.int(4)? + 1,
        };
        Ok::<_, Error>((job, row.int(5)?))
    })?;
    let Some((job, attempts_max)) = found else { return Ok(None) };
    if job.attempt > attempts_max {
        // Its last holder never answered.
        tx.execute(
            "UPDATE job SET state = ?2, reason = 'its last holder never answered' WHERE no = ?1",
            params![job.no, DEAD],
        )?;
        return Ok(None);
    }
    tx.execute(
        "UPDATE job SET state = 1, holder = ?2, until = ?3, attempts = ?4, fence = ?5 WHERE no = ?1",
        params![job.no, holder, until, job.attempt, job.fence],
    )?;
    Ok(Some(job))
}

/// Holds the lease of a job for longer; whether it still stood.
///
/// # Errors
/// What the store says.
pub fn renew(tx: &Tx<'_>, job: &Leased, until: i64) -> Result<bool, Error> {
    let renewed = tx.execute(
        "UPDATE job SET until = ?3 WHERE no = ?1 AND fence = ?2 AND state = 1",
        params![job.no, job.fence, until],
    )?;
    Ok(renewed == 1)
}

/// Whether a lease stands still: nobody else has taken the job over.
///
/// # Errors
/// What the store says.
pub fn is_held(tx: &Tx<'_>, job: &Leased) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM job WHERE no = ?1 AND fence = ?2 AND state = 1";
    Ok(tx.one(sql, params![job.no, job.fence], |row| row.int(0))?.is_some())
}

/// Puts a job back that was stopped in good order: the try does not count.
///
/// # Errors
/// What the store says.
pub fn put_back(tx: &Tx<'_>, job: &Leased) -> Result<bool, Error> {
    let back = tx.execute(
        "UPDATE job SET state = 0, attempts = attempts - 1
         WHERE no = ?1 AND fence = ?2 AND state = 1",
        params![job.no, job.fence],
    )?;
    Ok(back == 1)
}

/// Ends the leases of a holder who has begun anew, and does none of those jobs any more; how many.
///
/// # Errors
/// What the store says.
pub fn end_leases(tx: &Tx<'_>, kind: &str, holder: &str) -> Result<u64, Error> {
    let sql = "UPDATE job SET state = 0 WHERE kind = ?1 AND holder = ?2 AND state = 1";
    tx.execute(sql, params![kind, holder])
}

/// Says that a job is done; whether the lease still stood.
///
/// # Errors
/// What the store says.
pub fn done(tx: &Tx<'_>, job: &Leased) -> Result<bool, Error> {
    let done = tx.execute(
        "UPDATE job SET state = ?3 WHERE no = ?1 AND fence = ?2 AND state = 1",
        params![job.no, job.fence, DONE],
    )?;
    Ok(done == 1)
}

/// Says that a job failed: it is tried again later, each time twice as late, or given up.
///
/// # Errors
/// What the store says.
pub fn failed(tx: &Tx<'_>, job: &Leased, reason: &str, at: i64) -> Result<bool, Error> {
    let wait = 60_000_000_i64 << job.attempt.clamp(0, 10);
    let reason: String = reason.chars().take(500).collect();
    let failed = tx.execute(
        // 3 is given up, 0 waits.
        "UPDATE job SET state = CASE WHEN attempts >= attempts_max THEN 3 ELSE 0 END,
         run_at = ?3, reason = ?4 WHERE no = ?1 AND fence = ?2 AND state = 1",
        params![job.no, job.fence, at + wait, &reason],
    )?;
    Ok(failed == 1)
}

/// The names of jobs of one kind that were given up, the newest first: however many of other kinds were.
///
/// # Errors
/// What the store says.
pub fn dead_of(tx: &Tx<'_>, kind: &str, limit: u32) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM job WHERE kind = ?1 AND state = ?2 ORDER BY no DESC LIMIT ?3";
    tx.all(sql, params![kind, DEAD, limit], |row| Ok(row.text(0)?.to_owned()))
}

/// Jobs of every kind that were given up, with the reason.
///
/// # Errors
/// What the store says.
pub fn dead(tx: &Tx<'_>, limit: u32) -> Result<Vec<(String, String, String)>, Error> {
    tx.all(
        "SELECT kind, name, reason FROM job WHERE state = ?1 ORDER BY no DESC LIMIT ?2",
        params![DEAD, limit],
        |row| {
            Ok((
                row.text(0)?.to_owned(),
                row.text(1)?.to_owned(),
                row.opt_text(2)?.unwrap_or_default().to_owned(),
            ))
        },
    )
}
