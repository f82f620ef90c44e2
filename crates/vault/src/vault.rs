//! The vault: keys handed out, found again and destroyed.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use db::{Db, params};
use zeroize::Zeroizing;

use crate::index::Index;
use crate::master::Master;
use crate::seal::{Key, KeyId};
use crate::{Error, random, state};

/// Keys made ahead of need, in one durable transaction.
pub const POOL: usize = 512;
/// Keys kept open in memory, in all. Beyond it a shard is emptied and filled again.
pub const CACHE_MAX: usize = 262_144;
const SHARDS: usize = 16;

/// Every key of the store beside it. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    store: Db,
    masters: Vec<Box<dyn Master>>,
    pool: Mutex<Vec<Key>>,
    cache: Vec<RwLock<Shard>>,
    index: Index,
    generation: AtomicI64,
}

/// Keys in memory, by name.
type Shard = HashMap<KeyId, Key, BuildHasherDefault<ByName>>;

/// A key's name is random and made here, so a part of it is as good as any hash of it.
#[derive(Default)]
struct ByName(u64);

impl Hasher for ByName {
    fn write(&mut self, bytes: &[u8]) {
        // The first byte chose the shard.
        if let Some(last) = bytes.last_chunk() {
            self.0 = u64::from_le_bytes(*last);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

const INDEX_SECRET: &str = "index";

impl Vault {
    /// Opens a vault in a migrated store of its own. The first master wraps; all of them unwrap.
    ///
    /// # Errors
    /// [`Error::WrongMaster`] when none of them is the one the vault was made with.
    pub fn open(store: Db, masters: Vec<Box<dyn Master>>) -> Result<Vault, Error> {
        let secret = secret(&store, &masters, INDEX_SECRET)?;
        let index = Index::new(store.clone(), secret);
        let cache = (0..SHARDS).map(|_| RwLock::default()).collect();
        let generation = AtomicI64::new(store.read("generation", state::generation)?);
        let inner = Inner { store, masters, pool: Mutex::default(), cache, index, generation };
        Ok(Vault { inner: Arc::new(inner) })
    }

    /// How often its keys have changed, as this process knows it. It only grows.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.inner.generation.load(Ordering::SeqCst)
    }

    pub(crate) fn reached(&self, generation: i64) {
        self.inner.generation.fetch_max(generation, Ordering::SeqCst);
    }

    /// A secret of 32 bytes that the vault keeps under a name: made at random the first time.
    ///
    /// # Errors
    /// What the store says; [`Error::WrongMaster`].
    pub fn secret(&self, name: &str) -> Result<Zeroizing<[u8; 32]>, Error> {
        secret(&self.inner.store, &self.inner.masters, name)
    }

    /// The store it lies in.
    #[must_use]
    pub fn store(&self) -> &Db {
        &self.inner.store
    }

    /// The blind index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.inner.index
    }

    /// A name for something that must be recognised and not known: 16 bytes, keyed.
    #[must_use]
    pub fn pseudonym(&self, label: &str, of: &[u8]) -> [u8; 16] {
        self.inner.index.pseudonym(label, of)
    }

    /// A key that nothing was sealed under yet, and that is on the disk already.
    ///
    /// # Errors
    /// What the store says.
    pub fn take(&self) -> Result<(KeyId, Key), Error> {
        let mut pool = self.inner.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.is_empty() {
            *pool = self.fill()?;
        }
        let key = pool.pop().ok_or(Error::Missing)?;
        drop(pool);
        self.remember(key.clone());
        Ok((key.id(), key))
    }

    fn fill(&self) -> Result<Vec<Key>, Error> {
        let master = self.wrapping()?;
        let keys: Vec<Key> = (0..POOL).map(|_| Key::generate()).collect();
        let rows = keys
            .iter()
            .map(|key| Ok((key.id(), master.wrap(key.id().as_bytes(), key.secret())?)))
            .collect::<Result<Vec<_>, Error>>()?;
        let id = master.id().to_owned();
        let step = self.inner.store.write("make keys", move |tx| {
            for (key, wrapped) in &rows {
                tx.execute(
                    "INSERT INTO key (id, master, wrapped, spare) VALUES (?1, ?2, ?3, 1)",
                    params![key.as_bytes(), &id, wrapped],
                )?;
            }
            state::step(tx)
        })?;
        self.reached(*step);
        Ok(keys)
    }

    fn wrapping(&self) -> Result<&dyn Master, Error> {
        let first = self.inner.masters.first();
        first.map(|m| &**m).ok_or_else(|| Error::Master("no master key is given".to_owned()))
    }

    fn shard(&self, id: KeyId) -> &RwLock<Shard> {
        &self.inner.cache[usize::from(id.as_bytes()[0]) % SHARDS]
    }

    fn remember(&self, key: Key) {
        let mut shard = self.shard(key.id()).write().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= CACHE_MAX / SHARDS {
            shard.clear();
        }
        shard.insert(key.id(), key);
    }

    /// A key by its name.
    ///
    /// # Errors
    /// [`Error::Gone`] when it was destroyed, [`Error::Missing`] when it never was here.
    pub fn key(&self, id: KeyId) -> Result<Key, Error> {
        let shard = self.shard(id).read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = shard.get(&id) {
            return Ok(key.clone());
        }
        drop(shard);
        let found = self.inner.store.read("key", |tx| find(tx, id))?;
        let key = self.unwrap(id, found)?;
        self.remember(key.clone());
        // It may have been destroyed between the look and the remembering: look once more.
        if self.inner.store.read("key", |tx| find(tx, id))?.is_err() {
            self.forget(&[id]);
            return Err(Error::Gone);
        }
        Ok(key)
    }

    fn unwrap(&self, id: KeyId, found: Result<(String, Vec<u8>), Error>) -> Result<Key, Error> {
        let (master, wrapped) = found?;
        let secret = by(&self.inner.masters, &master)?.unwrap(id.as_bytes(), &wrapped)?;
        Ok(Key::new(id, secret))
    }

    /// Brings many keys into memory at once.
    ///
    /// # Errors
    /// What the store says. A key that is gone is no error here.
    pub fn warm(&self, ids: &[KeyId]) -> Result<(), Error> {
        let missing: Vec<KeyId> = (ids.iter().copied())
            .filter(|id| {
                let shard = self.shard(*id).read().unwrap_or_else(PoisonError::into_inner);
                !shard.contains_key(id)
            })
            .collect();
        for chunk in missing.chunks(4096) {
            let found = self.inner.store.read("keys", |tx| {
                let mut found = Vec::with_capacity(chunk.len());
                for id in chunk {
                    if let Ok(row) = find(tx, *id)? {
                        found.push((*id, row));
                    }
                }
                Ok::<_, db::Error>(found)
            })?;
            for (id, row) in found {
                self.remember(self.unwrap(id, Ok(row))?);
            }
        }
        Ok(())
    }

    fn forget(&self, ids: &[KeyId]) {
        for id in ids {
            self.shard(*id).write().unwrap_or_else(PoisonError::into_inner).remove(id);
        }
    }

    /// Destroys keys for good. Doing it again does nothing.
    ///
    /// # Errors
    /// What the store says; then do it again.
    pub fn destroy(&self, ids: &[KeyId], at: i64) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        let gone: Vec<KeyId> = ids.to_vec();
        let step = self.inner.store.write("destroy keys", move |tx| {
            for id in &gone {
                tx.execute("DELETE FROM key WHERE id = ?1", params![id.as_bytes()])?;
                tx.execute(
                    "INSERT INTO dead_key (id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    params![id.as_bytes(), at],
                )?;
            }
            state::step(tx)
        })?;
        self.reached(*step);
        self.forget(ids);
        Ok(())
    }

    /// Writes down that a person was erased, so that no older copy of the data brings them back.
    ///
    /// # Errors
    /// What the store says.
    pub fn entomb(&self, person: i64, at: i64) -> Result<(), Error> {
        let step = self.inner.store.write("entomb", move |tx| {
            tx.execute(
                "INSERT INTO tomb (person, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![person, at],
            )?;
            state::step(tx)
        })?;
        self.reached(*step);
        Ok(())
    }

    /// Everybody who was erased, by number.
    ///
    /// # Errors
    /// What the store says.
    pub fn tombs(&self) -> Result<Vec<i64>, Error> {
        Ok(self.inner.store.read("tombs", |tx| {
            tx.all("SELECT person FROM tomb ORDER BY person", params![], |row| row.int(0))
        })?)
    }

    /// Wraps up to `batch` more keys under the first master key; how many are left under others.
    /// It goes on where it stopped, and everything can be read meanwhile.
    ///
    /// # Errors
    /// [`Error::WrongMaster`] for a key under a master that was not given.
    pub fn rotate_master(&self, batch: u32) -> Result<i64, Error> {
        let master = self.wrapping()?;
        let id = master.id().to_owned();
        let old = self.inner.store.read("rotate", |tx| {
            tx.all(
                "SELECT id, master, wrapped FROM key WHERE master <> ?1 LIMIT ?2",
                params![&id, batch],
                |row| {
                    let key = KeyId::from_bytes(row.bytes(0)?);
                    Ok::<_, db::Error>((key, row.text(1)?.to_owned(), row.blob(2)?.to_vec()))
                },
            )
        })?;
        let mut fresh = Vec::with_capacity(old.len());
        for (key, under, wrapped) in old {
            let secret = by(&self.inner.masters, &under)?.unwrap(key.as_bytes(), &wrapped)?;
            fresh.push((key, master.wrap(key.as_bytes(), &secret)?));
        }
        let secrets = self.inner.store.read("rotate", |tx| {
            tx.all(
                "SELECT name, master, wrapped FROM secret WHERE master <> ?1",
                params![&id],
                |row| {
                    let name = row.text(0)?.to_owned();
                    Ok::<_, db::Error>((name, row.text(1)?.to_owned(), row.blob(2)?.to_vec()))
                },
            )
        })?;
        let mut renewed = Vec::new();
        for (name, under, wrapped) in secrets {
            let secret = by(&self.inner.masters, &under)?.unwrap(name.as_bytes(), &wrapped)?;
            let again = master.wrap(name.as_bytes(), &secret)?;
            renewed.push((name, again));
        }
        let left = self.inner.store.write("rotate", move |tx| {
            for (key, wrapped) in &fresh {
                tx.execute(
                    "UPDATE key SET master = ?2, wrapped = ?3 WHERE id = ?1",
                    params![key.as_bytes(), &id, wrapped],
                )?;
            }
            for (name, wrapped) in &renewed {
                tx.execute(
                    "UPDATE secret SET master = ?2, wrapped = ?3 WHERE name = ?1",
                    params![name, &id, wrapped],
                )?;
            }
            tx.one("SELECT COUNT(*) FROM key WHERE master <> ?1", params![&id], |row| row.int(0))
        })?;
        Ok(left.into_inner().unwrap_or(0))
    }
}

fn secret(
    store: &Db,
    masters: &[Box<dyn Master>],
    name: &str,
) -> Result<Zeroizing<[u8; 32]>, Error> {
    let first =
        masters.first().ok_or_else(|| Error::Master("no master key is given".to_owned()))?;
    let fresh = Zeroizing::new(random::<32>());
    let wrapped = first.wrap(name.as_bytes(), &fresh)?;
    let (id, of) = (first.id().to_owned(), name.to_owned());
    let kept = store.write("a secret of the vault", move |tx| {
        let there =
            tx.one("SELECT master, wrapped FROM secret WHERE name = ?1", params![&of], |row| {
                Ok::<_, db::Error>((row.text(0)?.to_owned(), row.blob(1)?.to_vec()))
            })?;
        if let Some(there) = there {
            return Ok(there);
        }
        tx.execute(
            "INSERT INTO secret (name, master, wrapped) VALUES (?1, ?2, ?3)",
            params![&of, &id, &wrapped],
        )?;
        Ok::<_, db::Error>((id.clone(), wrapped.clone()))
    })?;
    let (master, wrapped) = kept.into_inner();
    by(masters, &master)?.unwrap(name.as_bytes(), &wrapped)
}

fn by<'a>(masters: &'a [Box<dyn Master>], id: &str) -> Result<&'a dyn Master, Error> {
    let found = masters.iter().find(|master| master.id() == id);
    found.map(|master| &**master).ok_or_else(|| Error::WrongMaster(id.to_owned()))
}

type Wrapped = Result<(String, Vec<u8>), Error>;

fn find(tx: &db::Tx<'_>, id: KeyId) -> Result<Wrapped, db::Error> {
    let row =
        tx.one("SELECT master, wrapped FROM key WHERE id = ?1", params![id.as_bytes()], |row| {
            Ok::<_, db::Error>((row.text(0)?.to_owned(), row.blob(1)?.to_vec()))
        })?;
    if let Some(row) = row {
        return Ok(Ok(row));
    }
    let dead =
        tx.one("SELECT 1 FROM dead_key WHERE id = ?1", params![id.as_bytes()], |row| row.int(0))?;
    Ok(Err(if dead.is_some() { Error::Gone } else { Error::Missing }))
}
