//! The data and the vault belong together. Each knows the other, and the data has noted how far the
//! vault had come, so that a lost vault, another one or an older copy is noticed before anything is
//! done by it.

use std::sync::atomic::Ordering;

use db::{Db, Tx, params};
use vault::{Key, KeyId, Vault};

use crate::permit::ERASED;
use crate::{Error, Now, Record};

/// How many people an older vault is told to forget in one read.
const PAGE: i64 = 10_000;

/// What the data knows of its vault.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    data: Option<[u8; 16]>,
    vault: Option<[u8; 16]>,
    generation: i64,
    log_key: Option<KeyId>,
}

fn setting<const N: usize>(tx: &Tx<'_>, name: &str) -> Result<Option<[u8; N]>, db::Error> {
    tx.one("SELECT value FROM setting WHERE name = ?1", params![name], |row| row.bytes(0))
}

/// Sets a setting unless it stands already; what stands then.
fn settle<const N: usize>(
    tx: &Tx<'_>,
    name: &str,
    value: [u8; N],
) -> Result<Option<[u8; N]>, db::Error> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
        params![name, &value],
    )?;
    setting(tx, name)
}

fn known(tx: &Tx<'_>) -> Result<Known, db::Error> {
    Ok(Known {
        data: setting(tx, "data-id")?,
        vault: setting(tx, "vault-id")?,
        generation: setting(tx, "vault-generation")?.map_or(0, i64::from_be_bytes),
        log_key: setting(tx, "log-key")?.map(KeyId::from_bytes),
    })
}

/// Whether a migrated store has met a vault: from then on it is of no use without that one.
///
/// # Errors
/// What the store says.
pub fn has_vault(data: &Db) -> Result<bool, Error> {
    let known = data.read("pairing", known)?;
    Ok(known.vault.is_some() || known.log_key.is_some())
}

/// Which of the two may be an older copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Older {
    /// Neither.
    Neither,
    /// The data was restored from a copy.
    Data,
    /// The vault was, where no newer one is left: what was sealed under keys made since cannot be
    /// read again, and whoever was erased since stays so.
    Vault,
}

fn newest(data: &Db) -> Result<i64, Error> {
    let newest = data.newest(1)?;
    Ok(newest.first().map_or(0, |newest| newest.no))
}

/// Brings the two together at the first start, and refuses whatever does not belong together later.
/// How far the data had seen the vault come.
pub(crate) fn pair(data: &Db, vault: &Vault, older: Older) -> Result<i64, Error> {
    let here = || vault.store().address();
    let other = || {
        Error::Apart(format!(
            "the vault `{}` is not the one of this data: give the right one, or restore its newest \
             copy",
            here()
        ))
    };
    // The vault first: the data is written before it, so that of two servers that start at the same moment
    // neither sees a vault that belongs to data which has no number yet.
    let belongs_to = vault.belongs_to()?;
    let known = data.read("pairing", known)?;
    match (known.vault, known.log_key) {
        (Some(id), _) if id != vault.id() => return Err(other()),
        (None, Some(key)) => {
            // Made before the two knew each other: a key of the data's must be in the vault.
            vault.key(key).map_err(|_| other())?;
        }
        _ => {}
    }
    if belongs_to.is_some() && known.data != belongs_to {
        return Err(Error::Apart(format!(
            "the vault `{}` belongs to other data than `{}`: bring that data back, or begin with an \
             empty folder for both",
            here(),
            data.address()
        )));
    }
    if known.generation > vault.generation() && older != Older::Vault {
        return Err(Error::Apart(format!(
            "the vault `{}` is an older copy: it stands at {} and the data has seen {}. Bring the \
             newest one back. Where there is none, `keyholder restore --keys COPY` takes an older \
             one, and says what can no longer be read",
            here(),
            vault.generation(),
            known.generation
        )));
    }
    let (newest, seen) = (newest(data)?, vault.seen()?);
    if newest < seen && older != Older::Data {
        return Err(Error::Apart(format!(
            "the data `{}` is an older copy, or has lost its end: its newest entry is {newest}, and \
             {seen} was seen. Restore it with the newest checkpoint of the log that anybody kept: \
             `keyholder restore COPY --checkpoint FILE`, or without a copy where this is all there is",
            data.address()
        )));
    }
    if older == Older::Data {
        vault.note_seen(newest, true)?;
    }
    let (fresh, id) = (vault::random::<16>(), vault.id());
    let kept = data.write("pair", move |tx| {
        Ok::<_, db::Error>((settle(tx, "data-id", fresh)?, settle(tx, "vault-id", id)?))
    })?;
    let (Some(of_data), Some(of_vault)) = *kept else { return Err(Error::Damaged("setting")) };
    if of_vault != id || vault.bind(of_data)? != Some(of_data) {
        return Err(other());
    }
    Ok(known.generation)
}

fn note(tx: &Tx<'_>, generation: i64) -> Result<(), db::Error> {
    if known(tx)?.generation < generation {
        tx.execute(
            "INSERT INTO setting (name, value) VALUES ('vault-generation', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![&generation.to_be_bytes()],
        )?;
    }
    Ok(())
}

impl Record {
    /// Notes in the vault how many entries the data has, so that data which has lost its end is
    /// noticed. Done from time to time, and before anybody is given a checkpoint of the log.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn note_entries(&self) -> Result<(), Error> {
        let (newest, seen) = (newest(self.data())?, &self.inner.seen);
        if seen.load(Ordering::SeqCst) < newest {
            self.vault().note_seen(newest, false)?;
            seen.fetch_max(newest, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Notes in the data how far the vault has come, where it has come further.
    pub(crate) fn note_vault(&self) -> Result<(), Error> {
        let (reached, noted) = (self.vault().generation(), &self.inner.noted);
        if noted.load(Ordering::SeqCst) < reached {
            self.data().write("note the vault", move |tx| note(tx, reached))?;
            noted.fetch_max(reached, Ordering::SeqCst);
        }
        Ok(())
    }

    /// A key that is on the disk, and that an older copy of the vault would be noticed to lack.
    pub(crate) fn take_key(&self) -> Result<(KeyId, Key), Error> {
        let taken = self.vault().take()?;
        self.note_vault()?;
        Ok(taken)
    }

    /// Goes on with an older copy of the vault: whoever was erased since is buried in it again, and
    /// the log says that it was done.
    pub(crate) fn adopt_vault(&self, seen: i64, now: Now) -> Result<(), Error> {
        let mut last = 0;
        loop {
            let erased = self.data().read("who was erased", |tx| {
                tx.all(
                    "SELECT no FROM person WHERE state = ?1 AND no > ?2 ORDER BY no LIMIT ?3",
                    params![ERASED, last, PAGE],
                    |row| row.int(0),
                )
            })?;
            for person in &erased {
                self.vault().index().remove(*person)?;
                self.vault().entomb(*person, now.micros())?;
            }
            let Some(highest) = erased.last() else { break };
            last = *highest;
        }
        let marks = self.data().read("marks of the erased", |tx| {
            tx.all("SELECT marks FROM erasure WHERE marks IS NOT NULL", params![], |row| {
                Ok::<_, Error>(row.blob(0)?.as_chunks::<16>().0.to_vec())
            })
        })?;
        self.vault().index().keep_marks(&marks.concat(), now.micros())?;
        self.vault().advance(seen)?;
        self.note_vault()?;
        self.write_office("keyholder", "older-vault", "the vault", now, |_| Ok(()))
    }
}
