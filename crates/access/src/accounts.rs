//! Accounts: who may sign in, in which role, and signing in.

use charter::Strength;
use db::{Tx, params};
use people::{Error as RecordError, Now, Record, row_number};
use vault::KeyId;
use zeroize::Zeroizing;

use crate::second::Second;
use crate::sessions::{self, Session};
use crate::{Error, password};

/// The most characters of a name.
pub const NAME_LENGTH_MAX: usize = 60;
/// How many wrong tries shut an account for a while.
pub const TRIES_MAX: i64 = 5;
/// For how long, in microseconds: a quarter of an hour.
pub const LOCKED_FOR: i64 = 900_000_000;
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
    if !fits(&new.name) {
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
    record.write_office(by, "staff-added", &new.name, now, move |tx| {
        let old = tx.one(
            "SELECT no, subject FROM staff WHERE name = ?1",
            params![&account.name],
            |row| Ok::<_, RecordError>((row.int(0)?, row.opt_blob(1)?.is_some())),
        )?;
        if let Some((old, by_work)) = old {
            if by_work {
                return Err(RecordError::Changed);
            }
            tx.execute("DELETE FROM session WHERE staff = ?1", params![old])?;
            tx.execute("DELETE FROM staff WHERE no = ?1", params![old])?;
        }
        tx.execute(
            "INSERT INTO staff (no, name, role, team, entity, password, key, second, step, tries,
             shut, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, 0, ?9)",
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
    Ok(enrolled)
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
    record.write_office(by, "staff-ended", name, now, move |tx| {
        tx.execute(
            "DELETE FROM session WHERE staff IN (SELECT no FROM staff WHERE name = ?1)",
            params![&of],
        )?;
        let sql = "UPDATE staff SET ended = ?2, by_groups = 0 WHERE name = ?1 AND ended IS NULL";
        tx.execute(sql, params![&of, at])?;
        Ok(())
    })?;
    Ok(true)
}

/// Every account, by name.
///
/// # Errors
/// What the store says.
pub fn list(record: &Record) -> Result<Vec<Account>, Error> {
    let sql = "SELECT name, role, team, entity, ended, subject FROM staff ORDER BY name LIMIT ?1";
    Ok(record.data().read("staff", |tx| tx.all(sql, params![LISTED_MAX], read))?)
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

struct Kept {
    no: i64,
    password: Vec<u8>,
    key: KeyId,
    second: Vec<u8>,
    step: i64,
    shut: i64,
}

fn kept(tx: &Tx<'_>, name: &str) -> Result<Option<Kept>, RecordError> {
    let sql = "SELECT no, password, key, second, step, shut FROM staff
               WHERE name = ?1 AND ended IS NULL AND subject IS NULL";
    tx.one(sql, params![name], |row| {
        Ok(Kept {
            no: row.int(0)?,
            password: row.blob(1)?.to_vec(),
            key: KeyId::from_bytes(row.bytes(2)?),
            second: row.blob(3)?.to_vec(),
            step: row.int(4)?,
            shut: row.int(5)?,
        })
    })
}

/// Signs somebody in, by their password and a code that was not used before. A password is hashed for a
/// name nobody has as well.
///
/// # Errors
/// [`Error::Wrong`], whichever is wrong; [`Error::Shut`] after [`TRIES_MAX`] wrong tries.
pub fn sign_in(
    record: &Record,
    name: &str,
    password: &str,
    code: &str,
    now: Now,
) -> Result<Session, Error> {
    let (at, name) = (now.micros(), name.to_ascii_lowercase());
    let name = name.as_str();
    let kept = record.data().read("sign in", |tx| kept(tx, name))?;
    let right = password::is(password, kept.as_ref().map(|kept| kept.password.as_slice()))?;
    let Some(kept) = kept else { return Err(Error::Wrong) };
    if kept.shut > at {
        return Err(Error::Shut);
    }
    let secret = record.open_under(kept.key, "staff", kept.no, &kept.second)?;
    let second = Second::of(&secret).ok_or(RecordError::Damaged("staff.second"))?;
    let step = second.step_of(code, at).filter(|step| *step > kept.step && right);
    let Some(step) = step else {
        let no = kept.no;
        record.write_office(name, "sign-in-refused", name, now, move |tx| {
            // The last of the tries shuts it, and they are counted anew.
            tx.execute(
                "UPDATE staff SET shut = CASE WHEN tries + 1 >= ?2 THEN ?3 ELSE shut END,
                 tries = CASE WHEN tries + 1 >= ?2 THEN 0 ELSE tries + 1 END WHERE no = ?1",
                params![no, TRIES_MAX, at + LOCKED_FOR],
            )?;
            Ok(())
        })?;
        return Err(Error::Wrong);
    };
    let (session, hash) = sessions::made();
    let no = kept.no;
    let used = record.write_office(name, "signed-in", name, now, move |tx| {
        // Of two who use one code at once, one is too late.
        let used = tx.execute(
            "UPDATE staff SET step = ?2, tries = 0 WHERE no = ?1 AND step < ?2 AND shut <= ?3
             AND ended IS NULL",
            params![no, step, at],
        )?;
        if used != 1 {
            return Err(RecordError::Changed);
        }
        sessions::begin(tx, &hash, no, at, Strength::SecondFactor, None)
    });
    match used {
        Ok(()) => Ok(session),
        Err(RecordError::Changed) => Err(Error::Wrong),
        Err(error) => Err(error.into()),
    }
}
