//! Work accounts: staff whom the organisation's own provider lets in (by OpenID Connect). Who they are is the
//! provider's to say, and in which role they act is a table of its groups: so joiners, movers and leavers
//! are known here at the next sign-in, and that is within the hour.
//!
//! An account belongs to a subject: who the provider is, and how it knows somebody. Never to an email
//! address or a name, for these are given to somebody else one day.

use charter::Strength;
use db::{Tx, params};
use people::{Error as RecordError, Now, Record, row_number};
use sha2::{Digest, Sha256};

use crate::accounts::{fits, is_ours};
use crate::sessions::{self, Session};
use crate::{Account, Error, accounts};

/// After how long a session by the provider ends whatever happens, in microseconds: an hour.
pub const WORK_ABSOLUTE: i64 = 3_600_000_000;
/// Who changes accounts when the provider's groups change.
const BY: &str = "keyholder";
/// How often it is tried again when two come at once.
const TRIES: usize = 3;

/// What a group of the provider's is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The group, as the provider calls it.
    pub group: String,
    /// The role, by the charter's name.
    pub role: String,
    /// The team, by the charter's name.
    pub team: String,
    /// The legal entity, by the charter's name.
    pub entity: String,
}

/// What the provider says of somebody, after everything about it was verified.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// Who the provider is.
    pub issuer: String,
    /// How it knows them.
    pub subject: String,
    /// What they are called, for people to read.
    pub name: Option<String>,
    /// The groups they are in.
    pub groups: Vec<String>,
    /// Whether they showed it a second factor.
    pub second_factor: bool,
}

impl Vouched {
    fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        // With its length, so that no two pairs are one text.
        hash.update((self.issuer.len() as u64).to_be_bytes());
        hash.update(&self.issuer);
        hash.update(&self.subject);
        hash.finalize().into()
    }

    /// The name, where it is one of ours.
    fn name(&self) -> Option<String> {
        self.name.as_deref().map(str::to_ascii_lowercase).filter(|name| fits(name))
    }

    fn strength(&self) -> Strength {
        if self.second_factor { Strength::SecondFactor } else { Strength::Password }
    }
}

/// The account of a subject.
struct Known {
    no: i64,
    account: Account,
    by_groups: bool,
}

fn known(tx: &Tx<'_>, subject: &[u8; 32]) -> Result<Option<Known>, RecordError> {
    let sql = "SELECT name, role, team, entity, ended, subject, no, by_groups FROM staff
               WHERE subject = ?1";
    tx.one(sql, params![subject.as_slice()], |row| {
        let account = accounts::read(row)?;
        Ok(Known { no: row.int(6)?, account, by_groups: row.int(7)? != 0 })
    })
}

/// Signs in somebody the provider vouches for.
///
/// The first group of the table that they are in decides; their account is made or changed by it. Who is in none of them is refused, and an account they had has ended.
///
/// # Errors
/// [`Error::NoGroup`]; [`Error::NoName`] and [`Error::NameTaken`] for who joins under none or somebody
/// else's name; [`Error::Barred`] where somebody here ended the account; [`Error::Weak`] where the role
/// needs a second factor and none was shown.
pub fn sign_in_by_work(
    record: &Record,
    groups: &[Group],
    vouched: &Vouched,
    now: Now,
) -> Result<Session, Error> {
    let subject = vouched.hash();
    let group = groups.iter().find(|one| vouched.groups.contains(&one.group));
    for _ in 0..TRIES {
        let known = record.data().read("work account", |tx| known(tx, &subject))?;
        let Some(group) = group else {
            if let Some(known) = known.as_ref().filter(|known| !known.account.ended) {
                leave(record, known, now)?;
            }
            return refuse(record, known.as_ref(), vouched, Error::NoGroup, now);
        };
        if known.as_ref().is_some_and(|known| known.account.ended && !known.by_groups) {
            return refuse(record, known.as_ref(), vouched, Error::Barred, now);
        }
        check(record, group)?;
        let settled = match &known {
            None => join(record, vouched, group, &subject, now)?,
            Some(known) if known.account.ended || !is_as(&known.account, group) => {
                move_to(record, known, group, now)?
            }
            Some(_) => Settled::Done,
        };
        match settled {
            Settled::Refused(why) => return refuse(record, None, vouched, why, now),
            // Another one was faster, and it is looked at again; what is done is read as it is now.
            Settled::Again => {}
            Settled::Done => match enter(record, vouched, group, &subject, now) {
                Err(Error::Record(RecordError::Changed)) => {}
                entered => return entered,
            },
        }
    }
    Err(RecordError::Changed.into())
}

enum Settled {
    Done,
    Again,
    Refused(Error),
}

fn is_as(account: &Account, group: &Group) -> bool {
    (&account.role, &account.team, &account.entity) == (&group.role, &group.team, &group.entity)
}

/// The charter may have changed since the table was read.
fn check(record: &Record, group: &Group) -> Result<(), Error> {
    accounts::check(record, &group.role, &group.team, &group.entity)
}

/// What the log says of an account that was made or changed: who it is, and as what.
fn about(name: &str, group: &Group) -> String {
    format!("{name} ({}, {}, {})", group.role, group.team, group.entity)
}

fn join(
    record: &Record,
    vouched: &Vouched,
    group: &Group,
    subject: &[u8; 32],
    now: Now,
) -> Result<Settled, Error> {
    let Some(name) = vouched.name() else { return Ok(Settled::Refused(Error::NoName)) };
    let taken = record.data().read("name", |tx| is_taken(tx, &name, &now.today().to_string()))?;
    if taken {
        return Ok(Settled::Refused(Error::NameTaken));
    }
    let (no, at, today) = (row_number(), now.micros(), now.today().to_string());
    let (group, subject) = (group.clone(), *subject);
    let about = about(&name, &group);
    let made = record.write_office(BY, "staff-added", &about, now, move |tx| {
        if is_taken(tx, &name, &today)? || known(tx, &subject)?.is_some() {
            return Err(RecordError::Changed);
        }
        let none: &[u8] = &[];
        tx.execute(
            "INSERT INTO staff (no, name, role, team, entity, password, key, second, step, made,
             subject) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6, 0, ?7, ?8)",
            params![
                no,
                &name,
                &group.role,
                &group.team,
                &group.entity,
                none,
                at,
                subject.as_slice()
            ],
        )?;
        Ok(())
    });
    settled(made)
}

/// Whether a name is somebody's: an account's, whether it has ended or not, a service's, our own, or that
/// of whoever holds a post.
pub(crate) fn is_taken(tx: &Tx<'_>, name: &str, today: &str) -> Result<bool, RecordError> {
    let staff = tx.one("SELECT no FROM staff WHERE name = ?1", params![name], |row| row.int(0))?;
    let post = tx.one(
        "SELECT no FROM post_holder WHERE LOWER(actor) = ?1 AND (until IS NULL OR until > ?2)
         LIMIT 1",
        params![name, today],
        |row| row.int(0),
    )?;
    let sql = "SELECT name FROM token WHERE LOWER(name) = ?1 LIMIT 1";
    let token = tx.one(sql, params![name], |row| Ok::<_, RecordError>(row.text(0)?.to_owned()))?;
    Ok(is_ours(name) || staff.is_some() || post.is_some() || token.is_some())
}

fn move_to(record: &Record, known: &Known, group: &Group, now: Now) -> Result<Settled, Error> {
    let (no, to) = (known.no, group.clone());
    let act = if known.account.ended { "staff-added" } else { "staff-changed" };
    let moved = record.write_office(BY, act, &about(&known.account.name, group), now, move |tx| {
        // What they opened in another role is closed: they come in anew.
        tx.execute("DELETE FROM session WHERE staff = ?1", params![no])?;
        let changed = tx.execute(
            "UPDATE staff SET role = ?2, team = ?3, entity = ?4, ended = NULL, by_groups = 0
                 WHERE no = ?1 AND (ended IS NULL OR by_groups = 1)",
            params![no, &to.role, &to.team, &to.entity],
        )?;
        if changed == 1 { Ok(()) } else { Err(RecordError::Changed) }
    });
    settled(moved)
}

fn settled(written: Result<(), RecordError>) -> Result<Settled, Error> {
    match written {
        Ok(()) => Ok(Settled::Done),
        Err(RecordError::Changed) => Ok(Settled::Again),
        Err(error) => Err(error.into()),
    }
}

fn leave(record: &Record, known: &Known, now: Now) -> Result<(), Error> {
    let (no, at) = (known.no, now.micros());
    record.write_office(BY, "staff-ended", &known.account.name, now, move |tx| {
        tx.execute("DELETE FROM session WHERE staff = ?1", params![no])?;
        let sql = "UPDATE staff SET ended = ?2, by_groups = 1 WHERE no = ?1 AND ended IS NULL";
        tx.execute(sql, params![no, at])?;
        Ok(())
    })?;
    Ok(())
}

fn enter(
    record: &Record,
    vouched: &Vouched,
    group: &Group,
    subject: &[u8; 32],
    now: Now,
) -> Result<Session, Error> {
    let known = record.data().read("work account", |tx| known(tx, subject))?;
    let Some(known) = known.filter(|known| !known.account.ended && is_as(&known.account, group))
    else {
        return Err(RecordError::Changed.into());
    };
    let strength = vouched.strength();
    let roles = record.gate().charter().roles();
    let needed = roles.find(&group.role).and_then(|at| roles.as_slice().get(at));
    if needed.is_none_or(|role| strength < role.strength) {
        return refuse(record, Some(&known), vouched, Error::Weak, now);
    }
    let (session, hash) = sessions::made_by_work();
    let (no, at, name, to) = (known.no, now.micros(), known.account.name, group.clone());
    record.write_office(&name, "signed-in", &name, now, move |tx| {
        // Somebody may have ended or changed it in between.
        let still = tx.one(
            "SELECT no FROM staff WHERE no = ?1 AND ended IS NULL AND role = ?2 AND team = ?3
             AND entity = ?4",
            params![no, &to.role, &to.team, &to.entity],
            |row| row.int(0),
        )?;
        if still.is_none() {
            return Err(RecordError::Changed);
        }
        sessions::begin(tx, &hash, no, at, strength, Some(at + WORK_ABSOLUTE))
    })?;
    Ok(session)
}

/// Writes down that somebody was refused. Who has no account here is named as the provider names them, and
/// never as if they were somebody of ours.
fn refuse(
    record: &Record,
    known: Option<&Known>,
    vouched: &Vouched,
    why: Error,
    now: Now,
) -> Result<Session, Error> {
    let (by, about) = match known {
        Some(known) => (known.account.name.clone(), known.account.name.clone()),
        None => {
            let name = vouched.name().unwrap_or_default();
            let subject = data_encoding::HEXLOWER.encode(&vouched.hash()[..6]);
            (BY.to_owned(), format!("somebody without an account, {subject} ({name})"))
        }
    };
    record.write_office(&by, "sign-in-refused", &about, now, |_| Ok(()))?;
    Err(why)
}

/// Lets the provider's groups begin an account again that somebody here has ended; whether there was one.
///
/// # Errors
/// What the store says.
pub fn let_in_again(record: &Record, by: &str, name: &str, now: Now) -> Result<bool, Error> {
    let of = name.to_ascii_lowercase();
    let barred = accounts::list(record)?;
    if !barred.iter().any(|one| one.name == of && one.ended && one.by_work) {
        return Ok(false);
    }
    record.write_office(by, "staff-let-in-again", &of.clone(), now, move |tx| {
        let sql = "UPDATE staff SET by_groups = 1 WHERE name = ?1 AND ended IS NOT NULL
                   AND subject IS NOT NULL";
        tx.execute(sql, params![&of])?;
        Ok(())
    })?;
    Ok(true)
}
