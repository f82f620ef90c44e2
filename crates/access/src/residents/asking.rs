//! A code by email: asked for by anybody, sent where the address is one person's alone, used once.

use db::outbox::{self, Message};
use db::params;
use jiff::ToSpan;
use people::identify::{Identifier, Kind};
use people::{Error as RecordError, Now, PersonNo, Record, row_number};
use sha2::{Digest, Sha256};
use vault::KeyId;
use zeroize::Zeroizing;

use super::letters::LETTER_LASTS;
use super::mailing::{Inside, KIND};
use super::{DOOR, locking, sessions, typed};
use crate::Error;
use crate::sessions::{Session, hash};

/// How long a code is good, in microseconds: a quarter of an hour, as an email may be slow.
pub const CODE_LASTS: i64 = 900_000_000;
/// How often one code may be typed wrong.
pub const CODE_TRIES: i64 = 5;
/// The most codes asked for by one address in an hour: whoever mistypes asks again, and nobody's mailbox is
/// filled.
pub const ASKS_OF_A_CONTACT: i64 = 3;
/// The most codes that are sent in an hour: some times what a landlord of 10,000 homes has. Asks of people
/// nobody knows do not count: they keep nobody out.
pub const ASKS_AN_HOUR: i64 = 600;
/// How many days a contact that was changed gets no code: long enough that whoever did not ask for the
/// change notices, over a holiday or two weeks away, and says so.
pub const COOLING_OFF_DAYS: i64 = 14;
/// The channel, by the charter's name.
const CHANNEL: &str = "email";
const HOUR: i64 = 3_600_000_000;
/// How many digits a code has.
const DIGITS: usize = 8;

/// What a browser holds of somebody who asked for a code.
#[derive(Clone)]
pub struct Asked(Zeroizing<String>);

/// Says nothing of it.
impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Asked(..)")
    }
}

impl Asked {
    /// It, for the form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is kept of a code: of one browser's, so that the same code is no other's.
fn kept(asked: &[u8; 32], code: &str) -> [u8; 32] {
    Sha256::new().chain_update(asked).chain_update(code).finalize().into()
}

/// Writes down that somebody asked for a code: the same for everybody, whoever it is. Who it is, and
/// whether they get one, is [`send_code`]'s to find out, when nobody waits for it.
///
/// # Errors
/// What the store says.
pub fn ask(record: &Record, contact: &str, now: Now) -> Result<Asked, Error> {
    let token = data_encoding::HEXLOWER.encode(&vault::random::<16>());
    let asked = hash(&token);
    let (contact, at, no) = (pseudonym(record, contact), now.micros(), row_number());
    record.write_office(DOOR, "resident-asked", "code", now, move |tx| {
        tx.execute(
            "INSERT INTO resident_ask (hash, no, contact, made, tries) VALUES (?1, ?2, ?3, ?4, 0)",
            params![asked.as_slice(), no, contact.as_slice(), at],
        )?;
        Ok(())
    })?;
    Ok(Asked(Zeroizing::new(token)))
}

fn pseudonym(record: &Record, contact: &str) -> [u8; 16] {
    let short: String = contact.trim().chars().take(300).collect();
    record.pseudonym_of(&format!("contact {}", short.to_lowercase()))
}

/// Sends a code to whoever asked, where the address is theirs alone, is safe, and was not changed a moment
/// ago; whether it did. For whoever does it when nobody waits.
///
/// # Errors
/// What the store or the vault says.
pub fn send_code(record: &Record, asked: &Asked, contact: &str, now: Now) -> Result<bool, Error> {
    let (asked, at) = (hash(asked.as_str()), now.micros());
    clear(record, now)?;
    let who = pseudonym(record, contact);
    let (of_contact, of_all) = record.data().read("asked", |tx| {
        let since = at - HOUR;
        let of = "SELECT COUNT(*) FROM resident_ask WHERE contact = ?1 AND made > ?2";
        let of = tx.one(of, params![who.as_slice(), since], |row| row.int(0))?;
        let all = "SELECT COUNT(*) FROM resident_ask WHERE made > ?1 AND person IS NOT NULL";
        let all = tx.one(all, params![since], |row| row.int(0))?;
        Ok::<_, db::Error>((of.unwrap_or(0), all.unwrap_or(0)))
    })?;
    if of_contact > ASKS_OF_A_CONTACT || of_all >= ASKS_AN_HOUR {
        return refused(record, "too-often", now);
    }
    let Ok(identifier) = Identifier::parse(Kind::Email, contact) else {
        return refused(record, "no-address", now);
    };
    let Some(alone) = record.whose_alone(&identifier, CHANNEL, now)? else {
        return refused(record, "not-alone", now);
    };
    let cold = now.today().saturating_sub(COOLING_OFF_DAYS.days());
    if !alone.safe || (alone.since > cold && !alone.first) {
        return refused(record, "not-safe", now);
    }
    if super::is_locked(record, alone.own.person)? {
        return refused(record, "locked", now);
    }
    let number =
        u64::from_be_bytes(vault::random::<8>()) % 10_u64.pow(u32::try_from(DIGITS).unwrap_or(8));
    let code = Zeroizing::new(format!("{number:0DIGITS$}"));
    let code_hash = kept(&asked, &code);
    let (key, no) = (record.fresh_key()?, row_number());
    let inside = Inside { to: identifier.value().to_owned(), code: code.to_string() };
    let plain = Zeroizing::new(
        serde_json::to_vec(&inside).map_err(|_| RecordError::Damaged("resident_ask"))?,
    );
    let body = record.seal_under(key, "resident_ask", no, &plain)?;
    let _ = record.write_incoming(
        DOOR,
        Some(alone.own.person),
        "resident-code",
        |account| account,
        now,
        move |tx, person| {
            let person = person.ok_or(RecordError::Nobody)?;
            if locking::locked(tx, person)? {
                return Err(RecordError::Changed);
            }
            // Of several codes the newest is good.
            for record in people::records_of(tx, person)? {
                tx.execute(
                    "UPDATE resident_ask SET code = NULL WHERE person = ?1",
                    params![record.get()],
                )?;
            }
            tx.execute(
                "UPDATE resident_ask SET no = ?2, person = ?3, code = ?4, key = ?5 WHERE hash = ?1",
                params![asked.as_slice(), no, person.get(), code_hash.as_slice(), key.as_bytes()],
            )?;
            let message = Message {
                name: format!("{KIND} {no}"),
                kind: KIND.to_owned(),
                recipient: no.to_string(),
                body: body.clone(),
                not_before: at,
            };
            outbox::put(tx, &message, at)?;
            Ok(())
        },
    )?;
    Ok(true)
}

/// Writes down that nobody got a code, and why; not of whom.
fn refused(record: &Record, why: &str, now: Now) -> Result<bool, Error> {
    record.write_office(DOOR, "resident-no-code", why, now, |_| Ok(()))?;
    Ok(false)
}

/// Forgets who asked a day ago, letters that are too old, printed or not, and whoever was erased, and destroys
/// the keys of codes that were sent.
///
/// # Errors
/// What the store says; then do it again.
pub fn clear(record: &Record, now: Now) -> Result<(), Error> {
    let before = now.micros() - 24 * HOUR;
    let keys = record.data().read("old codes", |tx| {
        let sql = "SELECT key FROM resident_ask WHERE made < ?1 AND key IS NOT NULL LIMIT 500";
        tx.all(sql, params![before], |row| Ok::<_, RecordError>(KeyId::from_bytes(row.bytes(0)?)))
    })?;
    if !keys.is_empty() {
        record.vault().destroy(&keys, now.micros()).map_err(RecordError::from)?;
    }
    super::printing::clear(record, now)?;
    let letters = now.micros() - LETTER_LASTS;
    record.data().write("old codes", move |tx| {
        // Of somebody who was erased nothing is left here either.
        for table in ["resident_letter", "resident_lock", "resident_session"] {
            let sql = format!(
                "DELETE FROM {table} WHERE person NOT IN (SELECT no FROM person WHERE state <= 1)"
            );
            tx.execute(&sql, params![])?;
        }
        tx.execute("DELETE FROM resident_letter WHERE made < ?1", params![letters])?;
        for key in &keys {
            tx.execute("DELETE FROM resident_ask WHERE key = ?1", params![key.as_bytes()])?;
        }
        tx.execute("DELETE FROM resident_ask WHERE made < ?1 AND key IS NULL", params![before])
    })?;
    Ok(())
}

/// Signs somebody in by the code they were sent, once. A wrong one costs a try, whether there is a right
/// one or not.
///
/// # Errors
/// [`Error::Wrong`], whatever is wrong.
pub fn sign_in(record: &Record, asked: &str, code: &str, now: Now) -> Result<Session, Error> {
    let (asked, at) = (hash(&asked.chars().take(100).collect::<String>()), now.micros());
    let tried = kept(&asked, &typed(code));
    let found = record.data().read("code", |tx| {
        let sql = "SELECT person, code FROM resident_ask
                   WHERE hash = ?1 AND made >= ?2 AND tries < ?3";
        tx.one(sql, params![asked.as_slice(), at - CODE_LASTS, CODE_TRIES], |row| {
            Ok::<_, RecordError>((row.opt_int(0)?, row.opt_bytes::<32>(1)?))
        })
    })?;
    let right = found.and_then(|(person, code)| Some((PersonNo::new(person?), code?)));
    let right = right.filter(|(_, code)| crate::password::same(code, &tried));
    let person = match right {
        Some((no, _)) => record.live_id_of(no)?,
        None => None,
    };
    let Some(person) = person else {
        record.write_office(DOOR, "resident-refused", "code", now, move |tx| {
            let sql = "UPDATE resident_ask SET tries = tries + 1 WHERE hash = ?1";
            tx.execute(sql, params![asked.as_slice()])?;
            Ok(())
        })?;
        return Err(Error::Wrong);
    };
    let (session, session_hash) = sessions::made();
    let signed = record.write_incoming(
        DOOR,
        Some(person),
        "resident-signed-in",
        |account| account.with("by", CHANNEL),
        now,
        move |tx, person| {
            let person = person.ok_or(RecordError::Nobody)?;
            let sql = "UPDATE resident_ask SET code = NULL WHERE hash = ?1 AND code = ?2
                       AND tries < ?3";
            // Of two who use one code at once, one is too late.
            let used = tx.execute(sql, params![asked.as_slice(), tried.as_slice(), CODE_TRIES])?;
            if used != 1 || locking::locked(tx, person)? {
                return Err(RecordError::Changed);
            }
            sessions::begin(tx, &session_hash, person, at)
        },
    );
    match signed {
        Ok(_) => Ok(session),
        Err(RecordError::Changed) => Err(Error::Wrong),
        Err(error) => Err(error.into()),
    }
}
