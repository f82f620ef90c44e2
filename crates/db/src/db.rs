//! The front of the store.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::RETRIES_MAX;
use crate::intake::{look, mark};
use crate::log::{Newest, Numbered};
use crate::postgres::{Attempt, Mode, Postgres};
use crate::sqlite::{Counted, Job, Reply, Sqlite};
use crate::{Committed, Error, Tx, params};

/// A store: one SQLite file, or one PostgreSQL database. Cheap to clone.
///
/// A transaction is a plain closure. It may run more than once, so it changes nothing but the
/// store, and whatever takes long (cryptography, waiting, talking to others) stays outside it. Ids,
/// times and nonces are made before and passed in.
///
/// ```
/// use db::{Db, Error, params};
///
/// let folder = tempfile::tempdir().unwrap();
/// let store = Db::open(folder.path().join("data.db").to_str().unwrap()).unwrap();
/// let kept = store.write("make a table", |tx| {
///     tx.execute("CREATE TABLE colour (name TEXT NOT NULL) STRICT", params![])?;
///     tx.execute("INSERT INTO colour (name) VALUES (?1)", params!["teal"])
/// });
/// assert_eq!(*kept.unwrap(), 1);
/// let found = store.read("look", |tx| {
///     tx.all("SELECT name FROM colour", params![], |row| Ok::<_, Error>(row.text(0)?.to_owned()))
/// });
/// assert_eq!(found.unwrap(), ["teal"]);
/// ```
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
}

enum Engine {
    Sqlite(Box<Sqlite>),
    Postgres(Box<Postgres>, String),
}

/// What a transaction is to those that the embedded engine commits with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing is known of how long it takes: no entry waits with it that can wait elsewhere.
    Any,
    /// Over in a moment.
    Brief,
    /// One entry of the log, by one statement that undoes itself when it fails.
    Entry,
}

/// Whether a setting names a PostgreSQL server.
#[must_use]
pub fn is_postgres_address(address: &str) -> bool {
    address.starts_with("postgres://") || address.starts_with("postgresql://")
}

/// An address that may be shown: without a password.
pub(crate) fn without_secret(address: &str) -> String {
    match (address.find("://"), address.rfind('@')) {
        (Some(start), Some(at)) if start + 3 <= at => {
            let user = address[start + 3..at].split(':').next().unwrap_or_default();
            format!("{}{user}{}", &address[..start + 3], &address[at..])
        }
        _ => address.to_owned(),
    }
}

impl Db {
    /// Opens a store and holds it: the path of a SQLite file, or `postgres://...`.
    ///
    /// # Errors
    /// [`Error::Held`] when another process has the file; [`Error::Address`], or whatever stands in
    /// the way of opening it.
    pub fn open(address: &str) -> Result<Db, Error> {
        Db::open_with(address, true)
    }

    /// Opens a store beside a process that holds it, to look at it or to copy it. A SQLite file
    /// must not be written through it.
    ///
    /// # Errors
    /// As for [`Db::open`].
    pub fn open_beside(address: &str) -> Result<Db, Error> {
        Db::open_with(address, false)
    }

    fn open_with(address: &str, hold: bool) -> Result<Db, Error> {
        let engine = if is_postgres_address(address) {
            Engine::Postgres(Box::new(Postgres::open(address)?), address.to_owned())
        } else if address.is_empty() || address.contains("://") {
            return Err(Error::Address(without_secret(address)));
        } else {
            Engine::Sqlite(Box::new(Sqlite::open(Path::new(address), hold)?))
        };
        Ok(Db { engine: Arc::new(engine) })
    }

    /// Whether it is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(*self.engine, Engine::Postgres(..))
    }

    /// The file of the embedded store; none for PostgreSQL.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite.path().to_owned()),
            Engine::Postgres(..) => None,
        }
    }

    /// Where it is, without a password.
    #[must_use]
    pub fn address(&self) -> String {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.path().display().to_string(),
            Engine::Postgres(_, address) => without_secret(address),
        }
    }

    /// Reads: every statement sees the same moment. What it changes is undone.
    ///
    /// # Errors
    /// What `work` or the engine says.
    pub fn read<T, E: From<Error>>(
        &self,
        name: &'static str,
        work: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let begun = Instant::now();
        let guarded = |tx: &Tx<'_>| guard(name, || work(tx));
        let result = match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(guarded),
            Engine::Postgres(pool, _) => {
                again(name, || pool.run(name, Mode::Read, guarded)).map(Committed::into_inner)
            }
        };
        measure(name, begun, result.is_ok());
        result
    }

    /// Writes: all of it or nothing. The answer comes when the disk has it.
    ///
    /// # Errors
    /// What `work` or the engine says; then nothing of it is there, except for
    /// [`Error::Uncertain`].
    pub fn write<T, E>(
        &self,
        name: &'static str,
        work: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<Committed<T>, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_as(name, Kind::Any, work)
    }

    /// Writes, as [`Db::write`] does, what is over in a moment: a few rows about one person. Entries of
    /// the log that come alone meanwhile go to the disk with it, or right after it.
    ///
    /// # Errors
    /// As for [`Db::write`].
    pub fn write_brief<T, E>(
        &self,
        name: &'static str,
        work: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<Committed<T>, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_as(name, Kind::Brief, work)
    }

    /// Writes, as [`Db::write`] does, what is of this kind.
    pub(crate) fn write_as<T, E>(
        &self,
        name: &'static str,
        kind: Kind,
        work: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<Committed<T>, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let begun = Instant::now();
        let result = match &*self.engine {
            Engine::Sqlite(sqlite) => {
                let reply = Reply::new();
                let job = Box::new(Write {
                    name,
                    kind,
                    counted: sqlite.count(kind != Kind::Any),
                    logged: Vec::new(),
                    newest: sqlite.newest().clone(),
                    work,
                    result: None,
                    reply: reply.clone(),
                });
                match sqlite.submit(job) {
                    Ok(()) => reply.wait(),
                    Err(error) => Err(error.into()),
                }
            }
            Engine::Postgres(pool, _) => {
                again(name, || pool.run(name, Mode::Write, |tx| guard(name, || work(tx))))
            }
        };
        measure(name, begun, result.is_ok());
        result
    }

    /// The embedded engine, where it is the one.
    pub(crate) fn embedded(&self) -> Option<&Sqlite> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite),
            Engine::Postgres(..) => None,
        }
    }

    /// Puts into the table what a crash left in the files beside an embedded store that is held.
    /// [`Db::migrate`] does so too; this is for whoever changes nothing else in the store.
    ///
    /// # Errors
    /// [`Error::Damaged`] when an entry that was acknowledged cannot be read; what the engine says.
    pub fn recover(&self) -> Result<(), Error> {
        if self.is_postgres() {
            return Ok(());
        }
        let has_log = self.read("whether it has a log", |tx| {
            let named = "SELECT 1 FROM sqlite_schema WHERE name = 'intake'";
            tx.one(named, params![], |row| row.int(0))
        });
        if has_log?.is_some() { self.open_intake() } else { Ok(()) }
    }

    /// From now on entries that come alone wait in the [intake](crate::intake); what a crash left
    /// in it is put into the table. A store that is open beside its holder has none.
    pub(crate) fn open_intake(&self) -> Result<(), Error> {
        let Some(engine) = self.embedded().filter(|engine| engine.may_have_intake()) else {
            return Ok(());
        };
        let _opening = engine.opening_intake();
        if !engine.may_have_intake() {
            return Ok(());
        }
        let (path, numbers) = (engine.path().to_owned(), engine.numbers().clone());
        let found = self.write("recover the intake", move |tx| {
            mark(tx)?;
            let found = look(tx, &path)?;
            // Whatever becomes of what is missing: no number is given twice.
            numbers.go_on_after(found.last);
            found.missing.iter().try_for_each(|one| tx.take_over(one.no, &one.entry))?;
            Ok::<_, Error>(found)
        });
        match found.and_then(|found| engine.open_intake(&found)) {
            // Without room for it every entry goes into the table at once. What a crash left stays
            // where it is, and is found when the store is opened with room on its disk.
            Err(Error::CannotWrite(why)) => {
                tracing::warn!(why, "there is no room for an intake; go on without");
                Ok(())
            }
            opened => opened,
        }
    }

    /// The newest entries in memory, where the engine keeps any.
    pub(crate) fn kept_entries(&self) -> Option<&Newest> {
        self.embedded().map(|sqlite| sqlite.newest().as_ref())
    }

    /// Overwrites what was deleted, as far as the engine can: afterwards the file and its log of
    /// changes hold nothing that was deleted before.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when readers stand in the way for longer than a second.
    pub fn scrub(&self) -> Result<(), Error> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.scrub(),
            // A server keeps old rows until it is vacuumed, and its log until it is recycled; what
            // lies there is sealed, and the keys are gone.
            Engine::Postgres(..) => Ok(()),
        }
    }
}

/// Runs a closure of somebody else's; a panic in it is an error of ours and not the end.
fn guard<T, E: From<Error>>(
    name: &'static str,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::Panicked(name).into()))
}

/// Tries again what met other transactions, a little later each time.
fn again<T, E: From<Error>>(
    name: &'static str,
    run: impl Fn() -> Result<Attempt<T, E>, Error>,
) -> Result<Committed<T>, E> {
    let mut refused = false;
    for attempt in 0..RETRIES_MAX {
        match run()? {
            Attempt::Done(value) => return Ok(Committed::new(value)),
            Attempt::Failed(error) => return Err(error),
            // Two who look for a row and put it in at once: the second sees it when it looks again.
            Attempt::Refused(error) if refused => return Err(error),
            Attempt::Refused(_) => refused = true,
            Attempt::Again => {
                metrics::counter!("store_conflicts_total", "name" => name).increment(1);
                std::thread::sleep(Duration::from_micros(500 << attempt.min(8)));
            }
        }
    }
    Err(Error::Conflict(name).into())
}

pub(crate) fn measure(name: &'static str, begun: Instant, well: bool) {
    let outcome = if well { "ok" } else { "failed" };
    metrics::histogram!("store_transaction_seconds", "name" => name, "outcome" => outcome)
        .record(begun.elapsed());
}

struct Write<F, T, E> {
    name: &'static str,
    kind: Kind,
    counted: Counted,
    logged: Vec<Numbered>,
    newest: Arc<Newest>,
    work: F,
    result: Option<Result<T, E>>,
    reply: Arc<Reply<Result<Committed<T>, E>>>,
}

impl<F, T, E> Job for Write<F, T, E>
where
    F: Fn(&Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let result = guard(self.name, || (self.work)(tx));
        let kept = result.is_ok();
        self.logged = if kept { tx.take_logged() } else { Vec::new() };
        self.result = Some(result);
        kept
    }

    fn last_logged(&self) -> Option<i64> {
        self.logged.iter().map(|entry| entry.no).max()
    }

    fn is_single(&self) -> bool {
        self.kind == Kind::Entry
    }

    fn may_take_long(&self) -> bool {
        self.kind == Kind::Any
    }

    fn settle(self: Box<Self>, committed: Result<(), Error>) {
        let Write { work, counted, logged, newest, result, reply, .. } = *self;
        // It may hold the store itself: whoever is answered must be able to close that.
        drop(work);
        // And nobody goes with it any more.
        drop(counted);
        if committed.is_ok() && !logged.is_empty() {
            newest.add(logged);
        }
        let answer = match (result, committed) {
            // Its own failure is its answer, whatever became of its neighbours.
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(Committed::new(value)),
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(Error::Unavailable("it was not run".to_owned()).into()),
        };
        drop(newest);
        reply.fill(answer);
    }
}
