//! Signing in by a local account. How long a refusal takes says nothing: whatever was wrong, a password was
//! hashed, an entry written and the try counted. And whoever guesses shuts the door for themselves.

use charter::Strength;
use db::{Tx, params};
use hmac::{Hmac, KeyInit, Mac};
use people::{Error as RecordError, Now, Record};
use sha2::Sha256;
use vault::KeyId;

use crate::second::Second;
use crate::sessions::{self, Session};
use crate::{Error, password};

/// How many wrong tries from one place shut a name for that place, for a while.
pub const TRIES_MAX: i64 = 5;
/// How many shut every name for it.
pub const SOURCE_TRIES_MAX: i64 = 30;
/// How many from wherever shut a name for everybody: more than one stranger has.
pub const NAME_TRIES_MAX: i64 = 100;
/// For how long, in microseconds: a quarter of an hour.
pub const LOCKED_FOR: i64 = 900_000_000;
/// The most places that are counted up for a name.
const SOURCES_MAX: u32 = 200;
/// The secret that hides who tried what.
const SECRET: &str = "sign-in-tries";
/// Who refuses where there is no account.
const NOBODY: &str = "keyholder";

struct Kept {
    no: i64,
    password: Vec<u8>,
    key: KeyId,
    second: Vec<u8>,
    step: i64,
}

fn kept(tx: &Tx<'_>, name: &str) -> Result<Option<Kept>, RecordError> {
    let sql = "SELECT no, password, key, second, step FROM staff
               WHERE name = ?1 AND ended IS NULL AND subject IS NULL";
    tx.one(sql, params![name], |row| {
        Ok(Kept {
            no: row.int(0)?,
            password: row.blob(1)?.to_vec(),
            key: KeyId::from_bytes(row.bytes(2)?),
            second: row.blob(3)?.to_vec(),
            step: row.int(4)?,
        })
    })
}

/// Where a try came from, and the name it was for, as they are counted.
struct Try {
    source: [u8; 32],
    name: [u8; 32],
}

impl Try {
    fn new(record: &Record, from: &str, name: &str) -> Result<Try, Error> {
        let secret = record.vault().secret(SECRET).map_err(RecordError::from)?;
        let hash = |what: &str, text: &str| -> [u8; 32] {
            // A key of any length is taken.
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_slice()) else {
                return [0; 32];
            };
            mac.update(what.as_bytes());
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().into()
        };
        Ok(Try { source: hash("source:", from), name: hash("name:", name) })
    }

    fn count(&self, tx: &Tx<'_>, at: i64) -> Result<Counted, RecordError> {
        let since = at - LOCKED_FOR;
        let of = |name: &[u8]| {
            let sql = "SELECT tries FROM staff_try WHERE source = ?1 AND name = ?2 AND since > ?3";
            let tries = tx.one(sql, params![self.source.as_slice(), name, since], |row| row.int(0));
            tries.map(Option::unwrap_or_default)
        };
        let sql = "SELECT tries FROM staff_try WHERE name = ?1 AND since > ?2 LIMIT ?3";
        let all: Vec<i64> =
            tx.all(sql, params![self.name.as_slice(), since, SOURCES_MAX], |row| row.int(0))?;
        Ok(Counted { here: of(&self.name)?, source: of(&[])?, name: all.iter().sum() })
    }

    /// One more wrong try. Where the name is shut for this place already, only the place's are counted:
    /// so nobody adds more than a few to what shuts it for everybody.
    fn wrong(&self, tx: &Tx<'_>, shut: bool, at: i64) -> Result<(), RecordError> {
        tx.execute("DELETE FROM staff_try WHERE since <= ?1", params![at - LOCKED_FOR])?;
        let all: &[u8] = &[];
        tx.execute(
            "INSERT INTO staff_try (source, name, tries, since) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (source, name) DO UPDATE SET tries = staff_try.tries + 1",
            params![self.source.as_slice(), all, at],
        )?;
        if !shut {
            tx.execute(
                "INSERT INTO staff_try (source, name, tries, since) VALUES (?1, ?2, 1, ?3)
                 ON CONFLICT (source, name) DO UPDATE SET tries = staff_try.tries + 1, since = ?3",
                params![self.source.as_slice(), self.name.as_slice(), at],
            )?;
        }
        Ok(())
    }
}

/// How many wrong tries there were lately.
struct Counted {
    /// From here, for this name.
    here: i64,
    /// From here, for whatever name.
    source: i64,
    /// From wherever, for this name.
    name: i64,
}

/// Somebody who has shown their password and a code.
pub(crate) struct Proven {
    pub(crate) no: i64,
    /// The name as it is kept.
    pub(crate) name: String,
    /// The step of the code.
    pub(crate) step: i64,
    /// What their second factor is sealed under.
    pub(crate) key: KeyId,
    tried: Try,
}

impl Proven {
    /// Uses the code up; of two who use one at once, one is too late.
    pub(crate) fn used(&self, tx: &Tx<'_>) -> Result<(), RecordError> {
        let used = tx.execute(
            "UPDATE staff SET step = ?2 WHERE no = ?1 AND step < ?2 AND ended IS NULL",
            params![self.no, self.step],
        )?;
        if used != 1 {
            return Err(RecordError::Changed);
        }
        tx.execute(
            "DELETE FROM staff_try WHERE source = ?1 AND name = ?2",
            params![self.tried.source.as_slice(), self.tried.name.as_slice()],
        )?;
        Ok(())
    }
}

/// What somebody shows, and from where.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The address they come from; empty where it is this machine's.
    pub from: &'a str,
    /// Their name.
    pub name: &'a str,
    /// Their password.
    pub password: &'a str,
    /// A code of the moment.
    pub code: &'a str,
}

/// Whether what somebody shows is theirs; a refusal is written down as that.
pub(crate) fn prove(
    record: &Record,
    shown: Shown<'_>,
    refusal: &'static str,
    now: Now,
) -> Result<Proven, Error> {
    let Shown { from, name, password, code } = shown;
    let (at, name) = (now.micros(), name.to_ascii_lowercase());
    let name = name.as_str();
    let tried = Try::new(record, from, name)?;
    let day = now.today().to_string();
    let (kept, counted, over) = record.data().read("sign in", |tx| {
        let over = crate::standing::is_over(tx, name, &day)?;
        Ok::<_, RecordError>((kept(tx, name)?, tried.count(tx, at)?, over))
    })?;
    // The same for every name: it says nothing of any, and costs nothing.
    if counted.source >= SOURCE_TRIES_MAX {
        return Err(Error::Shut);
    }
    let shut = counted.here >= TRIES_MAX || counted.name >= NAME_TRIES_MAX;
    let right = password::is(password, kept.as_ref().map(|kept| kept.password.as_slice()))?;
    let step = match &kept {
        None => None,
        Some(kept) => {
            let secret = record.open_under(kept.key, "staff", kept.no, &kept.second)?;
            let second = Second::of(&secret).ok_or(RecordError::Damaged("staff.second"))?;
            let good = right && !shut && !over;
            second.step_of(code, at).filter(|step| *step > kept.step && good)
        }
    };
    let (Some(step), Some(Kept { no, key, .. })) = (step, &kept) else {
        // What was typed as a name may be anything: only a name of ours is written down.
        let (by, about) = if kept.is_some() { (name, name) } else { (NOBODY, "a name nobody has") };
        record.write_office(by, refusal, about, now, move |tx| tried.wrong(tx, shut, at))?;
        return Err(if shut { Error::Shut } else { Error::Wrong });
    };
    Ok(Proven { no: *no, name: name.to_owned(), step, key: *key, tried })
}

/// Signs somebody in from this machine itself: [`sign_in_from`].
///
/// # Errors
/// As there.
pub fn sign_in(
    record: &Record,
    name: &str,
    password: &str,
    code: &str,
    now: Now,
) -> Result<Session, Error> {
    sign_in_from(record, "", name, password, code, now)
}

/// Signs somebody in, by their password and a code that was not used before; `from` is the address they come
/// from.
///
/// # Errors
/// [`Error::Wrong`], whichever is wrong; [`Error::Shut`] after too many wrong tries.
pub fn sign_in_from(
    record: &Record,
    from: &str,
    name: &str,
    password: &str,
    code: &str,
    now: Now,
) -> Result<Session, Error> {
    let proven = prove(record, Shown { from, name, password, code }, "sign-in-refused", now)?;
    let (session, hash) = sessions::made();
    let (name, at) = (proven.name.clone(), now.micros());
    let used = record.write_office(&name, "signed-in", &name, now, move |tx| {
        proven.used(tx)?;
        sessions::begin(tx, &hash, proven.no, at, Strength::SecondFactor, None)
    });
    match used {
        Ok(()) => Ok(session),
        Err(RecordError::Changed) => Err(Error::Wrong),
        Err(error) => Err(error.into()),
    }
}
