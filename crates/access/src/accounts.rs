//! Accounts: who may sign in, and in which role.

use db::{Tx, params};
use people::{Error as RecordError, Now, Record, row_number};
use vault::KeyId;
use zeroize::Zeroizing;

use crate::second::Second;
use crate::{Error, password};

/// The most characters of a name.
pub const NAME_LENGTH_MAX: usize = 60;
/// The most accounts that are listed.
const LISTED_MAX: u32 = 10_000;

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The name: the one posts and the log know.
    pub name: String,
    /// The role, by the charter's name.
    pub role: String,
    /// The team, by the charter's name.
    pub team: String,
    /// The legal entity, by the charter's name.
    pub entity: String,
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The team.
    pub team: String,
    /// The legal entity.
    pub entity: String,
    /// Whether it has ended.
    pub ended: bool,
    /// Whether it is the organisation's own provider that lets them in.
    pub by_work: bool,
}

/// What somebody is given once, to sign in with.
#[derive(Debug)]
pub struct Enrolled {
    /// Their first password.
    pub password: Zeroizing<String>,
    /// Their second factor.
    pub second: Second,
}

/// Whether a name is one an account may have.
pub(crate) fn fits(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    !name.is_empty() && name.len() <= NAME_LENGTH_MAX && name.chars().all(fits)
}

/// Whether a name is what the log and the cases call those who are no staff.
pub(crate) fn is_ours(name: &str) -> bool {
    ["keyholder", "own-account", "portal", "representative"].contains(&name)
}

/// Whether the charter knows what an account is to be.
pub(crate) fn check(record: &Record, role: &str, team: &str, entity: &str) -> Result<(), Error> {
    let gate = record.gate();
    for (kind, name, known) in [
        ("role", role, gate.role(role).is_some()),
        ("team", team, gate.team(team).is_some()),
        ("entity", entity, gate.entity(entity).is_some()),
    ] {
        if !known {
            let name: String = name.chars().take(NAME_LENGTH_MAX).collect();
            return Err(RecordError::NotInCharter { kind, name }.into());
        }
    }
    Ok(())
}

/// Makes an account; what somebody signs in with, shown this once. Made again, it is given anew: what was
/// lost is good for nothing, and every session ends.
///
/// # Errors
/// [`Error::Malformed`] for a name that is none, or what the charter does not know.
pub fn add(record: &Record, by: &str, new: &NewAccount, now: Now) -> Result<Enrolled, Error> {
    // Posts know names without regard to capitals, and so do accounts.
    let new = &NewAccount { name: new.name.to_ascii_lowercase(), ..new.clone() };
    if !fits(&new.name) || is_ours(&new.name) {
        return Err(Error::Malformed(format!(
            "a name has 1 to {NAME_LENGTH_MAX} letters, digits, points and hyphens"
        )));
    }
    check(record, &new.role, &new.team, &new.entity)?;
    if list(record)?.iter().any(|one| one.by_work && one.name == new.name) {
        return Err(Error::Malformed(format!(
            "`{}` signs in by their work account; choose another name",
            new.name
        )));
    }
    let enrolled = Enrolled { password: password::made_up(), second: Second::new() };
    let kept = password::keep(&enrolled.password)?;
    let (no, key) = (row_number(), record.fresh_key()?);
    let sealed = record.seal_under(key, "staff", no, enrolled.second.as_bytes())?;
    let (account, at) = (new.clone(), now.micros());
    let replaced = record.data().read("staff", |tx| key_of(tx, &new.name))?;
    record.write_office(by, "staff-added", &new.name, now, move |tx| {
        if key_of(tx, &account.name)? != replaced {
            return Err(RecordError::Changed);
        }
        let sql = "SELECT no, subject FROM staff WHERE name = ?1";
        let old = tx.one(sql, params![&account.name], |row| {
            Ok::<_, RecordError>((row.int(0)?, row.opt_blob(1)?.is_some()))
        })?;
        if let Some((old, by_work)) = old {
            if by_work {
                return Err(RecordError::Changed);
            }
            tx.execute("DELETE FROM session WHERE staff = ?1", params![old])?;
            tx.execute("DELETE FROM staff WHERE no = ?1", params![old])?;
        }
        tx.execute(
            "INSERT INTO staff (no, name, role, team, entity, password, key, second, step, made)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9)",
            params![
                no,
                &account.name,
                &account.role,
                &account.team,
                &account.entity,
                &kept,
                key.as_bytes(),
                &sealed,
                at
            ],
        )?;
        Ok(())
    })?;
    destroy(record, replaced, now)?;
    Ok(enrolled)
}

/// The key a local account's second factor is sealed under.
pub(crate) fn key_of(tx: &Tx<'_>, name: &str) -> Result<Option<KeyId>, RecordError> {
    let sql = "SELECT key FROM staff WHERE name = ?1 AND subject IS NULL";
    tx.one(sql, params![name], |row| Ok(KeyId::from_bytes(row.bytes(0)?)))
}

/// What was sealed under a key is good for nothing any more, in no copy. Doing it again does nothing.
pub(crate) fn destroy(record: &Record, key: Option<KeyId>, now: Now) -> Result<(), Error> {
    if let Some(key) = key {
        record.vault().destroy(&[key], now.micros()).map_err(RecordError::from)?;
    }
    Ok(())
}

/// Ends an account, and every session of it; whether there was one.
///
/// # Errors
/// What the store says.
pub fn end(record: &Record, by: &str, name: &str, now: Now) -> Result<bool, Error> {
    let (of, at) = (name.to_ascii_lowercase(), now.micros());
    if !list(record)?.iter().any(|one| one.name == of && !one.ended) {
        return Ok(false);
    }
    let key = record.data().read("staff", |tx| key_of(tx, &of))?;
    record.write_office(by, "staff-ended", name, now, move |tx| end_in(tx, &of, at))?;
    destroy(record, key, now)?;
    Ok(true)
}

/// Ends an account, and every session of it, in a transaction of something more.
pub(crate) fn end_in(tx: &Tx<'_>, of: &str, at: i64) -> Result<(), RecordError> {
    tx.execute(
        "DELETE FROM session WHERE staff IN (SELECT no FROM staff WHERE name = ?1)",
        params![of],
    )?;
    let sql = "UPDATE staff SET ended = ?2, by_groups = 0 WHERE name = ?1 AND ended IS NULL";
    tx.execute(sql, params![of, at])?;
    Ok(())
}

/// Every account, by name.
///
/// # Errors
/// What the store says.
pub fn list(record: &Record) -> Result<Vec<Account>, Error> {
    Ok(record.data().read("staff", all)?)
}

/// Every account as a transaction sees it, by name.
pub(crate) fn all(tx: &Tx<'_>) -> Result<Vec<Account>, RecordError> {
    let sql = "SELECT name, role, team, entity, ended, subject FROM staff ORDER BY name LIMIT ?1";
    tx.all(sql, params![LISTED_MAX], read)
}

pub(crate) fn read(row: &db::Row<'_>) -> Result<Account, RecordError> {
    Ok(Account {
        name: row.text(0)?.to_owned(),
        role: row.text(1)?.to_owned(),
        team: row.text(2)?.to_owned(),
        entity: row.text(3)?.to_owned(),
        ended: row.opt_int(4)?.is_some(),
        by_work: row.opt_blob(5)?.is_some(),
    })
}
