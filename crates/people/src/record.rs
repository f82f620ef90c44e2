//! The record: the store, the vault and the gate together.

use std::ops::Range;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::{Db, Set, Step, params};
use gate::Gate;
use jiff::Timestamp;
use vault::{Blobs, KeyId, Vault};

use crate::codes::Codes;
use crate::pairing::{Older, pair};
use crate::recent::Recent;
use crate::{Error, Now};

/// The tables of this room.
pub const MIGRATIONS: Set = Set {
    room: "people",
    steps: &[
        Step { number: 1, name: "people", sql: include_str!("../migrations/001-people.sql") },
        Step { number: 2, name: "documents", sql: include_str!("../migrations/002-documents.sql") },
        Step { number: 3, name: "imports", sql: include_str!("../migrations/003-imports.sql") },
        Step { number: 4, name: "marks", sql: include_str!("../migrations/004-marks.sql") },
        Step {
            number: 5,
            name: "retired keys",
            sql: include_str!("../migrations/005-retired-keys.sql"),
        },
        Step {
            number: 6,
            name: "break-glass",
            sql: include_str!("../migrations/006-break-glass.sql"),
        },
        Step { number: 7, name: "merged", sql: include_str!("../migrations/007-merged.sql") },
        Step {
            number: 8,
            name: "source changes",
            sql: include_str!("../migrations/008-source-changes.sql"),
        },
        Step { number: 9, name: "came from", sql: include_str!("../migrations/009-came-from.sql") },
    ],
};

/// Everything the landlord keeps on people, behind one door. Cheap to clone.
#[derive(Clone)]
pub struct Record {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    data: Db,
    vault: Vault,
    documents: Option<Blobs>,
    gate: Gate,
    codes: Codes,
    log_key: KeyId,
    /// Numbers of people, reserved and not yet given out.
    numbers: Mutex<Range<i64>>,
    recent: Recent,
    /// How far the vault had come when the data last noted it.
    pub(crate) noted: AtomicI64,
    /// The newest entry the vault has noted.
    pub(crate) seen: AtomicI64,
    /// The latest moment it has seen.
    latest: AtomicI64,
}

impl Record {
    /// Opens the record: a migrated store, a vault that is not the same store, and the charter that
    /// decides. Erasures that were begun and not finished are finished here.
    ///
    /// # Errors
    /// [`Error::Apart`] when the vault is another one or an older copy; what the store or the vault
    /// says.
    pub fn open(data: Db, vault: Vault, gate: Gate) -> Result<Record, Error> {
        Record::open_with(data, vault, gate, None)
    }

    /// Opens the record with a place for documents.
    ///
    /// # Errors
    /// As for [`Record::open`].
    pub fn open_with(
        data: Db,
        vault: Vault,
        gate: Gate,
        documents: Option<Blobs>,
    ) -> Result<Record, Error> {
        let seen = pair(&data, &vault, Older::Neither)?;
        Record::paired(data, vault, gate, documents, seen)
    }

    /// Opens the record after one of the two was restored from an older copy.
    ///
    /// # Errors
    /// As for [`Record::open`].
    pub fn open_restored(
        data: Db,
        vault: Vault,
        gate: Gate,
        documents: Option<Blobs>,
        (older, now): (Older, Timestamp),
    ) -> Result<Record, Error> {
        let seen = pair(&data, &vault, older)?;
        let record = Record::paired(data, vault, gate, documents, seen)?;
        if older == Older::Vault {
            record.adopt_vault(seen, record.now(now))?;
        }
        Ok(record)
    }

    fn paired(
        data: Db,
        vault: Vault,
        gate: Gate,
        documents: Option<Blobs>,
        seen: i64,
    ) -> Result<Record, Error> {
        let codes = Codes::open(&data, &gate)?;
        let log_key = log_key(&data, &vault)?;
        let newest = data.newest(1)?;
        let latest = newest.first().map_or(i64::MIN, |newest| newest.entry.at);
        // From here on a copy of the vault made before this start is an older one. On a full disk
        // this is left to the next start: who must save a life now needs a server that starts.
        unless_full(vault.advance(0).map_err(Error::from))?;
        let record = Record {
            inner: Arc::new(Inner {
                data,
                vault,
                documents,
                gate,
                codes,
                log_key,
                numbers: Mutex::new(0..0),
                recent: Recent::default(),
                noted: AtomicI64::new(seen),
                seen: AtomicI64::new(0),
                latest: AtomicI64::new(latest),
            }),
        };
        unless_full(record.note_vault())?;
        record.skip_numbers()?;
        record.finish_erasures()?;
        unless_full(record.destroy_unused(0))?;
        Ok(record)
    }

    /// The same record under another charter: the stores stay open, and whoever still works under the
    /// one before goes on by that one alone. Nothing is decided half by the one and half by the other.
    ///
    /// # Errors
    /// What the store says.
    pub fn under(&self, gate: Gate) -> Result<Record, Error> {
        let Inner { data, vault, documents, log_key, noted, seen, latest, .. } = &*self.inner;
        let codes = Codes::open(data, &gate)?;
        let same = |number: &AtomicI64| AtomicI64::new(number.load(Ordering::SeqCst));
        Ok(Record {
            inner: Arc::new(Inner {
                data: data.clone(),
                vault: vault.clone(),
                documents: documents.clone(),
                gate,
                codes,
                log_key: *log_key,
                numbers: Mutex::new(0..0),
                recent: Recent::default(),
                noted: same(noted),
                seen: same(seen),
                latest: same(latest),
            }),
        })
    }

    /// The moment of an act, by a clock that may go backwards: never earlier than the newest entry
    /// of the log was when the record was opened, nor than any moment since. So a token that has
    /// ended stays ended, and a time to wait is waited for.
    #[must_use]
    pub fn now(&self, clock: Timestamp) -> Now {
        let at = clock.as_microsecond();
        let latest = self.inner.latest.fetch_max(at, Ordering::SeqCst).max(at);
        Now::new(Timestamp::from_microsecond(latest).unwrap_or(clock))
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

    /// Where documents lie.
    #[must_use]
    pub fn documents(&self) -> Option<&Blobs> {
        self.inner.documents.as_ref()
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

    pub(crate) fn recent(&self) -> &Recent {
        &self.inner.recent
    }

    /// The numbers that are reserved, for one at a time.
    pub(crate) fn numbers(&self) -> MutexGuard<'_, Range<i64>> {
        self.inner.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn log_key(&self) -> KeyId {
        self.inner.log_key
    }

    /// An officer as the tables know them: officers are people too. However the name was typed.
    pub(crate) fn actor_pseudonym(&self, actor: &str) -> [u8; 16] {
        self.vault().pseudonym("actor", actor.trim().to_lowercase().as_bytes())
    }
}

fn unless_full(done: Result<(), Error>) -> Result<(), Error> {
    match done {
        Err(
            Error::Store(db::Error::CannotWrite(_))
            | Error::Vault(vault::Error::Store(db::Error::CannotWrite(_))),
        ) => Ok(()),
        done => done,
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
