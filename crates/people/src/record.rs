//! The record: the store, the vault and the gate together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::{Db, Set, Step, params};
use gate::Gate;
use vault::{KeyId, Vault};

use crate::Error;
use crate::codes::Codes;
use crate::persons::Numbers;
use crate::recent::Recent;

/// The tables of this room.
pub const MIGRATIONS: Set = Set {
    room: "people",
    steps: &[Step { number: 1, name: "people", sql: include_str!("../migrations/001-people.sql") }],
};

/// Everything the landlord keeps on people, behind one door. Cheap to clone.
#[derive(Clone)]
pub struct Record {
    inner: Arc<Inner>,
}

struct Inner {
    data: Db,
    vault: Vault,
    gate: Gate,
    codes: Codes,
    log_key: KeyId,
    numbers: Numbers,
    reserving: Mutex<()>,
    recent: Recent,
}

impl Record {
    /// Opens the record: a migrated store, a vault that is not the same store, and the charter that
    /// decides. Erasures that were begun and not finished are finished here.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn open(data: Db, vault: Vault, gate: Gate) -> Result<Record, Error> {
        let codes = Codes::open(&data, &gate)?;
        let log_key = log_key(&data, &vault)?;
        let record = Record {
            inner: Arc::new(Inner {
                data,
                vault,
                gate,
                codes,
                log_key,
                numbers: Numbers::default(),
                reserving: Mutex::new(()),
                recent: Recent::default(),
            }),
        };
        record.finish_erasures()?;
        Ok(record)
    }

    /// The store.
    #[must_use]
    pub fn data(&self) -> &Db {
        &self.inner.data
    }

    /// The vault.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// The charter, compiled.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.inner.gate
    }

    /// The numbers of the charter's names.
    #[must_use]
    pub fn codes(&self) -> &Codes {
        &self.inner.codes
    }

    pub(crate) fn numbers(&self) -> &Numbers {
        &self.inner.numbers
    }

    pub(crate) fn recent(&self) -> &Recent {
        &self.inner.recent
    }

    /// One at a time reserves numbers.
    pub(crate) fn reserving(&self) -> MutexGuard<'_, ()> {
        self.inner.reserving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn log_key(&self) -> KeyId {
        self.inner.log_key
    }

    /// An officer as the tables know them: officers are people too.
    pub(crate) fn actor_pseudonym(&self, actor: &str) -> [u8; 16] {
        self.vault().pseudonym("actor", actor.as_bytes())
    }
}

/// The key of entries that are about nobody, made at the first start.
fn log_key(data: &Db, vault: &Vault) -> Result<KeyId, Error> {
    let read = |tx: &db::Tx<'_>| {
        tx.one("SELECT value FROM setting WHERE name = 'log-key'", params![], |row| {
            Ok::<_, db::Error>(KeyId::from_bytes(row.bytes(0)?))
        })
    };
    if let Some(key) = data.read("log key", read)? {
        return Ok(key);
    }
    let (fresh, _) = vault.take()?;
    let kept = data.write("log key", move |tx| {
        tx.execute(
            "INSERT INTO setting (name, value) VALUES ('log-key', ?1) ON CONFLICT (name) DO NOTHING",
            params![fresh.as_bytes()],
        )?;
        read(tx)
    })?;
    kept.into_inner().ok_or(Error::Damaged("setting"))
}
