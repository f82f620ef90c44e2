//! Approval by a second person, graded by risk.
//!
//! An approval is for exactly one thing, named by a digest of it, and is used once. Nobody approves
//! what they asked for themselves. In an office of one there is nobody else: then what is asked for
//! waits, with a reason, and the auditor is told before it may be used.

use crate::{Error, Row, Tx, params};

/// How much harm a mistake would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// A second person of the office.
    Medium = 1,
    /// The holder of a named post, or their deputy.
    High = 2,
}

/// How long an approval can be used after it was asked for: 30 days.
pub const EXPIRES_AFTER: i64 = 30 * 24 * 3600 * 1_000_000;
/// How long an office of one waits: 3 days, in microseconds.
pub const WAITING: i64 = 3 * 24 * 3600 * 1_000_000;
/// The fewest characters of a reason in an office of one.
pub const REASON_LENGTH_MIN: usize = 20;

const ASKED: i64 = 0;
const APPROVED: i64 = 1;
const REFUSED: i64 = 2;
const USED: i64 = 3;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What it is for, in a word or two without anybody's name: `erase a person`.
    pub what: String,
    /// SHA-256 over exactly what is to be done.
    pub digest: [u8; 32],
    /// How much harm a mistake would do.
    pub risk: Risk,
    /// Who asks.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Why an approval cannot be given or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotApproved {
    /// There is none of that number.
    #[error("there is no approval of that number")]
    None,
    /// It was asked for by the same person.
    #[error("whoever asked cannot approve it; a second person must")]
    Same,
    /// It has been decided, used, or has expired.
    #[error("this approval was refused, used or has expired; ask again")]
    Over,
    /// It waits for a second person.
    #[error("nobody has approved it yet")]
    Waiting,
    /// It is for something else.
    #[error("this approval is for something else")]
    Other,
    /// Only the holder of a post may decide it.
    #[error("only the holder of the post `{0}`, or their deputy, may approve this")]
    Post(String),
    /// An office of one: the time has not passed.
    #[error("in an office of one this waits for three days; come back after that")]
    TooEarly,
    /// An office of one: a reason is wanted.
    #[error("in an office of one, say why in {REASON_LENGTH_MIN} characters or more")]
    Reason,
    /// The store.
    #[error(transparent)]
    Store(#[from] Error),
}

/// An approval as it stands.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Its number.
    pub no: i64,
    /// What it is for.
    pub what: String,
    /// Who asked.
    pub asked_by: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// The risk: 1 or 2.
    pub risk: i64,
    digest: [u8; 32],
    expires: i64,
    not_before: Option<i64>,
    state: i64,
}

/// How an approval stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It waits for a second person.
    Waits,
    /// It was given, and can be used.
    Approved,
    /// It was refused, or taken back.
    Refused,
    /// It was used.
    Used,
    /// Nobody decided in time, or nobody used it.
    Expired,
}

impl Approval {
    /// How it stands at a moment.
    #[must_use]
    pub fn stands(&self, at: i64) -> Stands {
        match self.state {
            USED => Stands::Used,
            REFUSED => Stands::Refused,
            _ if self.expires < at => Stands::Expired,
            APPROVED => Stands::Approved,
            _ => Stands::Waits,
        }
    }
}

fn read(row: &Row<'_>) -> Result<Approval, Error> {
    Ok(Approval {
        no: row.int(0)?,
        what: row.text(1)?.to_owned(),
        digest: row.bytes(2)?,
        risk: row.int(3)?,
        asked_by: row.text(4)?.to_owned(),
        expires: row.int(5)?,
        not_before: row.opt_int(6)?,
        decided_by: row.opt_text(7)?.map(str::to_owned),
        state: row.int(8)?,
    })
}

const COLUMNS: &str = "no, what, digest, risk, asked_by, expires, not_before, decided_by, state";

fn find(tx: &Tx<'_>, no: i64) -> Result<Approval, NotApproved> {
    get(tx, no)?.ok_or(NotApproved::None)
}

/// One approval, by its number.
///
/// # Errors
/// What the store says.
pub fn get(tx: &Tx<'_>, no: i64) -> Result<Option<Approval>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM approval WHERE no = ?1");
    tx.one(&sql, params![no], read)
}

/// Asks for an approval; its number.
///
/// # Errors
/// What the store says.
pub fn ask(tx: &Tx<'_>, asked: &Asked, at: i64) -> Result<i64, Error> {
    let no = tx.one(
        "INSERT INTO approval (what, digest, risk, asked_by, reason, asked, expires, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0) RETURNING no",
        params![
            &asked.what,
            &asked.digest,
            asked.risk as i64,
            &asked.by,
            &asked.reason,
            at,
            at + EXPIRES_AFTER
        ],
        |row| row.int(0),
    )?;
    no.ok_or_else(|| Error::Unavailable("no number was given".to_owned()))
}

/// Decides about one: `post` is the post that must hold for high risk.
///
/// # Errors
/// [`NotApproved`] says why not.
pub fn decide(
    tx: &Tx<'_>,
    no: i64,
    by: &str,
    yes: bool,
    post: &str,
    today: &str,
    at: i64,
) -> Result<(), NotApproved> {
    let approval = find(tx, no)?;
    if approval.state != ASKED || approval.expires < at {
        return Err(NotApproved::Over);
    }
    if same(asker(&approval.asked_by), asker(by)) {
        return Err(NotApproved::Same);
    }
    if approval.risk >= Risk::High as i64 && !crate::posts::holds(tx, post, by, today)? {
        return Err(NotApproved::Post(post.to_owned()));
    }
    tx.execute(
        "UPDATE approval SET state = ?2, decided_by = ?3, decided = ?4 WHERE no = ?1 AND state = 0",
        params![no, if yes { APPROVED } else { REFUSED }, by, at],
    )?;
    Ok(())
}

/// In an office of one: whoever asked may go on after the waiting period, with a reason, and the
/// auditor is told now.
///
/// # Errors
/// [`NotApproved`] says why not: somebody else holds a post of the office, so there is a second person.
pub fn alone(tx: &Tx<'_>, no: i64, auditor: &str, today: &str, at: i64) -> Result<(), NotApproved> {
    let approval = find(tx, no)?;
    if approval.state != ASKED || approval.expires < at {
        return Err(NotApproved::Over);
    }
    if crate::posts::has_another(tx, asker(&approval.asked_by), today)? {
        return Err(NotApproved::Waiting);
    }
    let reason = tx.one("SELECT reason FROM approval WHERE no = ?1", params![no], |row| {
        Ok::<_, Error>(row.text(0)?.trim().chars().count())
    })?;
    if reason.unwrap_or(0) < REASON_LENGTH_MIN {
        return Err(NotApproved::Reason);
    }
    tx.execute(
        "UPDATE approval SET not_before = ?2 WHERE no = ?1 AND not_before IS NULL",
        params![no, at + WAITING],
    )?;
    let text = format!(
        "approval {no}: `{}` goes ahead without a second person, after three days",
        approval.what
    );
    crate::outbox::put(
        tx,
        &crate::outbox::Message {
            name: format!("approval-alone-{no}"),
            kind: "auditor".to_owned(),
            recipient: auditor.to_owned(),
            body: text.into_bytes(),
            not_before: at,
        },
        at,
    )?;
    Ok(())
}

/// Uses an approval up, for exactly this.
///
/// # Errors
/// [`NotApproved`] says why not; then nothing may be done.
pub fn use_up(tx: &Tx<'_>, no: i64, digest: &[u8; 32], at: i64) -> Result<(), NotApproved> {
    let approval = find(tx, no)?;
    if approval.digest != *digest {
        return Err(NotApproved::Other);
    }
    if approval.expires < at {
        return Err(NotApproved::Over);
    }
    match (approval.state, approval.not_before) {
        (APPROVED, _) => {}
        (ASKED, Some(from)) if from <= at => {}
        (ASKED, Some(_)) => return Err(NotApproved::TooEarly),
        (ASKED, None) => return Err(NotApproved::Waiting),
        _ => return Err(NotApproved::Over),
    }
    let used = tx.execute(
        "UPDATE approval SET state = ?2, used = ?3 WHERE no = ?1 AND state IN (0, 1)",
        params![no, USED, at],
    )?;
    if used == 1 { Ok(()) } else { Err(NotApproved::Over) }
}

/// Whether somebody has said yes to it, and it can be used still.
///
/// # Errors
/// What the store says.
pub fn is_approved(tx: &Tx<'_>, no: i64, at: i64) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM approval WHERE no = ?1 AND state = ?2 AND expires >= ?3";
    Ok(tx.one(sql, params![no, APPROVED, at], |row| row.int(0))?.is_some())
}

/// How an approval of exactly this stands; none where there is none of that number, or it is for
/// something else.
///
/// # Errors
/// What the store says.
pub fn stands(
    tx: &Tx<'_>,
    no: i64,
    digest: &[u8; 32],
    at: i64,
) -> Result<Option<(Stands, Approval)>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM approval WHERE no = ?1 AND digest = ?2");
    let found = tx.one(&sql, params![no, digest], read)?;
    Ok(found.map(|one| (one.stands(at), one)))
}

/// Whether it was given and used for exactly this: what was done once may be done again where it came to
/// nothing.
///
/// # Errors
/// What the store says.
pub fn was_used_for(tx: &Tx<'_>, no: i64, digest: &[u8; 32]) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM approval WHERE no = ?1 AND state = ?2 AND digest = ?3";
    Ok(tx.one(sql, params![no, USED, digest], |row| row.int(0))?.is_some())
}

/// Takes back what was asked for or approved and not used: whoever works on it changed their mind.
///
/// # Errors
/// What the store says.
pub fn take_back(tx: &Tx<'_>, no: i64, by: &str, at: i64) -> Result<bool, Error> {
    let taken = tx.execute(
        "UPDATE approval SET state = ?2, decided_by = ?3, decided = ?4
         WHERE no = ?1 AND state IN (?5, ?6)",
        params![no, REFUSED, by, at, ASKED, APPROVED],
    )?;
    Ok(taken == 1)
}

/// What waits for a second person, oldest first.
///
/// # Errors
/// What the store says.
pub fn waiting(tx: &Tx<'_>, at: i64, limit: u32) -> Result<Vec<Approval>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM approval WHERE state = 0 AND expires >= ?1 ORDER BY no LIMIT ?2"
    );
    tx.all(&sql, params![at, limit], read)
}

/// What of one kind was asked for and is not over: its digest, and whether somebody has said yes to it.
/// Newest first.
///
/// # Errors
/// What the store says.
pub fn open_of(
    tx: &Tx<'_>,
    what_begins: &str,
    at: i64,
    limit: u32,
) -> Result<Vec<(Approval, bool)>, Error> {
    let length = i64::try_from(what_begins.chars().count()).unwrap_or(i64::MAX);
    let sql = format!(
        "SELECT {COLUMNS} FROM approval WHERE state IN (0, 1) AND expires >= ?1
         AND SUBSTR(what, 1, ?2) = ?3 ORDER BY no DESC LIMIT ?4"
    );
    let all = tx.all(&sql, params![at, length, what_begins, limit], read)?;
    Ok(all
        .into_iter()
        .map(|one| (one.state == APPROVED, one))
        .map(|(yes, one)| (one, yes))
        .collect())
}

impl Approval {
    /// Whether it is for exactly this.
    #[must_use]
    pub fn is_for(&self, digest: &[u8; 32]) -> bool {
        self.digest == *digest
    }
}

/// The name of whoever asked, without the service that spoke for them.
fn asker(by: &str) -> &str {
    by.rsplit('/').next().unwrap_or(by)
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}
