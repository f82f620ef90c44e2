//! What somebody signs in with, given in two halves by two people: whoever administers gives the password,
//! and whoever leads the team (or answers for who may sign in) sets up the app. Neither alone can sign in as
//! anybody.

use db::params;
use people::{Error as RecordError, Now, Record};
use vault::KeyId;
use zeroize::Zeroizing;

use crate::accounts::destroy;
use crate::giving::is_second_for;
use crate::second::Second;
use crate::{Account, Error, NewAccount, accounts, password};

fn found(record: &Record, name: &str) -> Result<Account, Error> {
    let found = accounts::list(record)?.into_iter();
    let mut found = found.filter(|one| one.name.eq_ignore_ascii_case(name.trim()) && !one.ended);
    match found.next() {
        Some(one) if one.by_work => Err(Error::Malformed(
            "they sign in by their work account: what they show there is changed there".to_owned(),
        )),
        Some(one) => Ok(one),
        None => Err(Error::Malformed("there is no account of that name".to_owned())),
    }
}

fn administers(record: &Record, by: &str, now: Now) -> Result<(), Error> {
    if crate::standing(record, by, now)?.administers {
        return Ok(());
    }
    Err(Error::Malformed("only those who administer make accounts".to_owned()))
}

/// Makes an account by whoever administers; its password, shown this once.
///
/// Nobody signs in by it before a second person has set up the app. A name is given once, also where its account has ended: the log knows
/// people by it.
///
/// # Errors
/// [`Error::Malformed`] says what stands in the way; what the store says.
pub fn add_by(
    record: &Record,
    by: &str,
    new: &NewAccount,
    now: Now,
) -> Result<Zeroizing<String>, Error> {
    administers(record, by, now)?;
    let name = new.name.trim().to_ascii_lowercase();
    are_to_give(record, &new.role, &new.team)?;
    let day = now.today().to_string();
    if record.data().read("name", |tx| crate::work::is_taken(tx, &name, &day))? {
        return Err(Error::Malformed("that name is or was somebody's; choose another".to_owned()));
    }
    // The app that is made with it is shown to nobody.
    Ok(accounts::add(record, by, &NewAccount { name, ..new.clone() }, now)?.password)
}

/// The roles an account may have: not those of people in their own account.
#[must_use]
pub fn roles_to_give(record: &Record) -> Vec<String> {
    let charter = record.gate().charter();
    let own = |role: &str| charter.portals().iter().any(|one| one.role.get_ref().as_str() == role);
    let all = charter.roles().iter().map(|role| role.id.get_ref().as_str());
    all.filter(|role| !own(role)).map(str::to_owned).collect()
}

/// The teams an account may be of: not those of people in their own account.
#[must_use]
pub fn teams_to_give(record: &Record) -> Vec<String> {
    let charter = record.gate().charter();
    let own = |team: &str| charter.portals().iter().any(|one| one.team.get_ref().as_str() == team);
    let all = charter.teams().iter().map(|team| team.id.get_ref().as_str());
    all.filter(|team| !own(team)).map(str::to_owned).collect()
}

/// Whether a role and a team are of the office: somebody, or a service, may be of them.
pub(crate) fn are_to_give(record: &Record, role: &str, team: &str) -> Result<(), Error> {
    if roles_to_give(record).iter().all(|one| one != role) {
        return Err(Error::Malformed("there is no such role to give".to_owned()));
    }
    if teams_to_give(record).iter().all(|one| one != team) {
        return Err(Error::Malformed("there is no such team to give".to_owned()));
    }
    Ok(())
}

/// A new password for somebody who is locked out, by whoever administers: shown this once. Every session of
/// theirs ends. Their app stays as it is.
///
/// # Errors
/// [`Error::Malformed`] says what stands in the way; what the store says.
pub fn new_password(
    record: &Record,
    by: &str,
    name: &str,
    now: Now,
) -> Result<Zeroizing<String>, Error> {
    administers(record, by, now)?;
    let of = found(record, name)?.name;
    if of.eq_ignore_ascii_case(by) {
        return Err(Error::Malformed("change your own on the page of your account".to_owned()));
    }
    let made = password::made_up();
    let kept = password::keep(&made)?;
    record.write_office(by, "password-given", &of.clone(), now, move |tx| {
        let sql = "DELETE FROM session WHERE staff IN (SELECT no FROM staff WHERE name = ?1)";
        tx.execute(sql, params![&of])?;
        let sql = "UPDATE staff SET password = ?2 WHERE name = ?1 AND ended IS NULL
                   AND subject IS NULL";
        match tx.execute(sql, params![&of, &kept])? {
            1 => Ok(()),
            _ => Err(RecordError::Changed),
        }
    })?;
    Ok(made)
}

/// A new app that makes codes, set up by a second person with whoever it is for: shown this once. What the
/// old one was sealed under is destroyed, and every session ends.
///
/// # Errors
/// [`Error::Malformed`] for whoever is no second person for this account; what the store says.
pub fn new_second(record: &Record, by: &str, name: &str, now: Now) -> Result<Second, Error> {
    let standing = crate::standing(record, by, now)?;
    let account = found(record, name);
    let Some(account) = account.ok().filter(|one| is_second_for(&standing, by, one)) else {
        return Err(Error::Malformed("there is no account of that name for you".to_owned()));
    };
    let (of, second) = (account.name, Second::new());
    let (no, old) = record.data().read("staff", |tx| {
        let sql = "SELECT no, key FROM staff WHERE name = ?1 AND subject IS NULL";
        let found = tx.one(sql, params![&of], |row| {
            Ok::<_, RecordError>((row.int(0)?, KeyId::from_bytes(row.bytes(1)?)))
        })?;
        found.ok_or(RecordError::Changed)
    })?;
    let key = record.fresh_key()?;
    let sealed = record.seal_under(key, "staff", no, second.as_bytes())?;
    let written = record.write_office(by, "second-factor-given", &of, now, move |tx| {
        tx.execute("DELETE FROM session WHERE staff = ?1", params![no])?;
        let sql = "UPDATE staff SET key = ?2, second = ?3, step = 0
                   WHERE no = ?1 AND key = ?4 AND ended IS NULL";
        match tx.execute(sql, params![no, key.as_bytes(), &sealed, old.as_bytes()])? {
            1 => Ok(()),
            _ => Err(RecordError::Changed),
        }
    });
    let done = written.is_ok();
    destroy(record, Some(if done { old } else { key }), now)?;
    written?;
    Ok(second)
}
