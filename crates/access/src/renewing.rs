//! Somebody who is signed in changes their own password or second factor. They show what they have once
//! more: a browser that was left open is not enough.

use hmac::{Hmac, KeyInit, Mac};
use people::{Error as RecordError, Now, Record};
use sha2::Sha256;
use zeroize::Zeroizing;

use db::{Tx, params};

use crate::accounts::destroy;
use crate::entering::{Proven, Shown, prove};
use crate::second::Second;
use crate::sessions::{self, Session};
use crate::{Error, password};

/// The secret by which an offer is known again.
const SECRET: &str = "second-factor-offers";
/// What a refusal is in the log.
const REFUSED: &str = "renewal-refused";

/// Every session of theirs but a new one ends.
fn anew(tx: &Tx<'_>, proven: &Proven, hash: &[u8; 32], at: i64) -> Result<(), RecordError> {
    tx.execute("DELETE FROM session WHERE staff = ?1", params![proven.no])?;
    sessions::begin(tx, hash, proven.no, at, charter::Strength::SecondFactor, None)
}

fn done(written: Result<(), RecordError>, session: Session) -> Result<Session, Error> {
    match written {
        Ok(()) => Ok(session),
        Err(RecordError::Changed) => Err(Error::Wrong),
        Err(error) => Err(error.into()),
    }
}

/// Changes somebody's own password. Whoever else was signed in as them is out; the session that comes back
/// is theirs from now on.
///
/// # Errors
/// [`Error::Malformed`] for a new one that is too short, too long or the old one; else as for signing in.
pub fn change_password(
    record: &Record,
    shown: Shown<'_>,
    new: &str,
    now: Now,
) -> Result<Session, Error> {
    if new == shown.password {
        return Err(Error::Malformed("the new password is the old one".to_owned()));
    }
    let kept = password::keep(new)?;
    let proven = prove(record, shown, REFUSED, now)?;
    let ((session, hash), at) = (sessions::made(), now.micros());
    let name = proven.name.clone();
    let written = record.write_office(&name, "password-changed", &name, now, move |tx| {
        proven.used(tx)?;
        tx.execute("UPDATE staff SET password = ?2 WHERE no = ?1", params![proven.no, &kept])?;
        anew(tx, &proven, &hash, at)
    });
    done(written, session)
}

/// A second factor somebody may take, and the seal it is known by when they come back with it.
#[derive(Debug)]
pub struct Offered {
    /// It.
    pub second: Second,
    /// That it was offered to them.
    pub seal: String,
}

/// Offers somebody a new second factor. Nothing changes until they show a code of it.
///
/// # Errors
/// What the vault says.
pub fn offer(record: &Record, name: &str) -> Result<Offered, Error> {
    let second = Second::new();
    let seal = seal(record, name, second.as_bytes())?;
    Ok(Offered { second, seal })
}

/// An offer somebody comes back with; none where it was not made to them.
///
/// # Errors
/// What the vault says.
pub fn offered(
    record: &Record,
    name: &str,
    letters: &str,
    sealed: &str,
) -> Result<Option<Offered>, Error> {
    let bytes = data_encoding::BASE32_NOPAD.decode(letters.as_bytes()).map(Zeroizing::new);
    let Some(second) = bytes.ok().and_then(|bytes| Second::of(&bytes)) else { return Ok(None) };
    let right = seal(record, name, second.as_bytes())?;
    let same = password::same(right.as_bytes(), sealed.as_bytes());
    Ok(same.then_some(Offered { second, seal: right }))
}

fn seal(record: &Record, name: &str, bytes: &[u8]) -> Result<String, Error> {
    let secret = record.vault().secret(SECRET).map_err(RecordError::from)?;
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_slice());
    let mut mac = mac.map_err(|_| Error::Malformed("it cannot be sealed".to_owned()))?;
    mac.update(bytes);
    mac.update(name.to_ascii_lowercase().as_bytes());
    Ok(data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes()))
}

/// Changes somebody's own second factor to one that was offered, once they show a code of it. What the old
/// one was sealed under is destroyed.
///
/// # Errors
/// [`Error::NewCode`] where the code is not of the new one; else as for signing in.
pub fn change_second(
    record: &Record,
    shown: Shown<'_>,
    new: &Offered,
    new_code: &str,
    now: Now,
) -> Result<Session, Error> {
    let at = now.micros();
    let step = new.second.step_of(new_code, at).ok_or(Error::NewCode)?;
    let proven = prove(record, shown, REFUSED, now)?;
    let (old, no, name) = (proven.key, proven.no, proven.name.clone());
    let key = record.fresh_key()?;
    let sealed = record.seal_under(key, "staff", no, new.second.as_bytes())?;
    let (session, hash) = sessions::made();
    let written = record.write_office(&name, "second-factor-changed", &name, now, move |tx| {
        proven.used(tx)?;
        tx.execute(
            "UPDATE staff SET key = ?2, second = ?3, step = ?4 WHERE no = ?1",
            params![no, key.as_bytes(), &sealed, step],
        )?;
        anew(tx, &proven, &hash, at)
    });
    let done = done(written, session);
    destroy(record, Some(if done.is_ok() { old } else { key }), now)?;
    done
}
