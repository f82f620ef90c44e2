//! The embedded engine: one writer thread with group commit, and a pool of readers.
//!
//! The writer takes what waits, up to [`GROUP_MAX`] transactions, runs each inside a savepoint of
//! its own, so that one failure does not sink its neighbours, and commits them together. Nobody is
//! answered before the commit is on the disk.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::held::hold;
use crate::intake::{Intake, NotTaken, Numbers, Recovered};
use crate::log::Newest;
use crate::{Entry, Error, Tx};

/// What the names of the files beside an embedded store end in.
pub const BESIDE: [&str; 4] = ["-wal", "-shm", "-intake-0", "-intake-1"];
/// The most transactions in one commit.
pub const GROUP_MAX: usize = 256;
/// The most transactions waiting for the writer; more wait at the door.
pub const QUEUE_MAX: usize = 1024;
/// Connections for reading at the same time.
pub const READERS_MAX: usize = 8;
/// Statements each connection keeps prepared.
const STATEMENTS_MAX: usize = 256;
/// How long a reader waits for a connection before it is told to try again.
const READER_WAIT: Duration = Duration::from_secs(20);
/// How large the log of changes may grow before it is folded into the file: 4,000 pages, 16 MB.
const WAL_PAGES_MAX: u32 = 4_000;
/// After how many commits under load the writer folds it itself.
const GROUPS_A_FOLD: u32 = 1024;

/// Freed pages are given back when asked for, by `PRAGMA auto_vacuum`'s own number.
const INCREMENTAL: i64 = 2;

/// A transaction on its way to the writer.
pub(crate) trait Job: Send {
    /// Runs inside a savepoint; `false` undoes it.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Whether it is a single statement: that is undone by itself and needs no savepoint.
    fn is_single(&self) -> bool;
    /// Whether it may take long, so that an entry is answered before it is begun.
    fn may_take_long(&self) -> bool;
    /// The last number of an entry it wrote, when it ran and was kept.
    fn last_logged(&self) -> Option<i64>;
    /// The commit is on the disk, or has failed.
    fn settle(self: Box<Self>, committed: Result<(), Error>);
}

/// The embedded store: one file, one process.
pub(crate) struct Sqlite {
    path: PathBuf,
    queue: Option<SyncSender<Box<dyn Job>>>,
    writer: Option<JoinHandle<()>>,
    folder: Option<(SyncSender<()>, JoinHandle<()>)>,
    readers: Mutex<Readers>,
    freed: Condvar,
    newest: Arc<Newest>,
    numbers: Arc<Numbers>,
    intake: Arc<OnceLock<Intake>>,
    /// Transactions that were given to the writer and are not settled: brief ones, and others with
    /// whatever else keeps it.
    brief: Arc<AtomicUsize>,
    others: Arc<AtomicUsize>,
    opening: Mutex<()>,
    /// Held for as long as the store is open and the writer writes: two processes must not write one
    /// file through two caches.
    held: Option<Arc<File>>,
}

/// One that is counted for as long as this lives.
pub(crate) struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(counter: &Arc<AtomicUsize>) -> Counted {
        counter.fetch_add(1, Ordering::SeqCst);
        Counted(counter.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Readers {
    idle: Vec<Connection>,
    open: usize,
}

impl Sqlite {
    /// Opens the file, making it if need be. With `hold`, no other process can hold it too.
    pub(crate) fn open(path: &Path, hold: bool) -> Result<Sqlite, Error> {
        let lock = hold.then(|| lock(path)).transpose()?.map(Arc::new);
        let connection = connect(path, OpenFlags::default())?;
        let vacuum: i64 = connection.query_row("PRAGMA auto_vacuum", [], |row| row.get(0))?;
        // Setting it writes a page each time, and a full disk must not keep a store from opening.
        if vacuum != INCREMENTAL {
            connection.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
        }
        let mode: String =
            connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(Error::CannotWrite(format!("the file system offers `{mode}` and not wal")));
        }
        let (queue, jobs) = sync_channel(QUEUE_MAX);
        let (numbers, intake): (Arc<Numbers>, Arc<OnceLock<Intake>>) = Default::default();
        let others = Arc::<AtomicUsize>::default();
        let writing = Writing {
            connection,
            others: others.clone(),
            numbers: numbers.clone(),
            intake: intake.clone(),
            groups: 0,
            _held: lock.clone(),
        };
        let writer = std::thread::Builder::new()
            .name("db-writer".to_owned())
            .spawn(move || writing.write(&jobs))
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let folder = folder(path)?;
        Ok(Sqlite {
            path: path.to_owned(),
            queue: Some(queue),
            writer: Some(writer),
            folder: Some(folder),
            readers: Mutex::new(Readers { idle: Vec::new(), open: 0 }),
            freed: Condvar::new(),
            newest: Arc::default(),
            numbers,
            intake,
            brief: Arc::default(),
            others,
            opening: Mutex::default(),
            held: lock,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn newest(&self) -> &Arc<Newest> {
        &self.newest
    }

    pub(crate) fn numbers(&self) -> &Arc<Numbers> {
        &self.numbers
    }

    /// Whether entries may wait beside the table: only where nobody else has the store.
    pub(crate) fn may_have_intake(&self) -> bool {
        self.held.is_some() && self.intake.get().is_none()
    }

    /// Held by whoever opens the intake.
    pub(crate) fn opening_intake(&self) -> MutexGuard<'_, ()> {
        self.opening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn open_intake(&self, found: &Recovered) -> Result<(), Error> {
        let (numbers, newest) = (self.numbers.clone(), self.newest.clone());
        let intake = Intake::open(&self.path, found, numbers, newest)?;
        // Whoever was faster opened the same files.
        let _ = self.intake.set(intake);
        Ok(())
    }

    /// Takes an entry into the intake, and waits until the disk has it; its number.
    pub(crate) fn take_in(&self, entry: &Arc<Entry>) -> Result<i64, NotTaken> {
        let intake = self.intake.get().ok_or(NotTaken::Shut)?;
        let (no, full) = intake.append(entry)?;
        if full && let Some(queue) = &self.queue {
            // Where the queue is full the writer is about to empty the intake anyway.
            let _ = queue.try_send(Box::new(Nudge));
        }
        Ok(no)
    }

    /// Whether entries wait for the table.
    pub(crate) fn has_waiting(&self) -> bool {
        self.intake.get().is_some_and(|intake| !intake.is_empty())
    }

    pub(crate) fn submit(&self, job: Box<dyn Job>) -> Result<(), Error> {
        let gone = || Error::Unavailable("the writer has stopped".to_owned());
        self.queue.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())
    }

    /// Counts a transaction until what this gives is dropped.
    pub(crate) fn count(&self, brief: bool) -> Counted {
        Counted::new(if brief { &self.brief } else { &self.others })
    }

    /// Whether the writer is at something brief and at nothing else, so that an entry may go with it.
    pub(crate) fn has_company(&self) -> bool {
        self.brief.load(Ordering::SeqCst) > 0 && self.others.load(Ordering::SeqCst) == 0
    }

    /// Runs `read` on a snapshot of its own.
    pub(crate) fn read<T, E: From<Error>>(
        &self,
        read: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.take_reader()?;
        let result = (|| {
            connection
                .prepare_cached("BEGIN")
                .and_then(|mut s| s.execute([]))
                .map_err(Error::from)?;
            read(&Tx::sqlite(&connection))
        })();
        let ended = connection.prepare_cached("ROLLBACK").and_then(|mut s| s.execute([])).is_ok();
        let sound = ended || connection.is_autocommit();
        self.give_back(sound.then_some(connection));
        result
    }

    fn take_reader(&self) -> Result<Connection, Error> {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(connection) = readers.idle.pop() {
                return Ok(connection);
            }
            if readers.open < READERS_MAX {
                readers.open += 1;
                drop(readers);
                let opened = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY);
                if opened.is_err() {
                    self.give_back(None);
                }
                return opened;
            }
            let (guard, timeout) = self
                .freed
                .wait_timeout(readers, READER_WAIT)
                .unwrap_or_else(PoisonError::into_inner);
            readers = guard;
            if timeout.timed_out() && readers.idle.is_empty() {
                return Err(Error::Unavailable("all readers are busy".to_owned()));
            }
        }
    }

    fn give_back(&self, connection: Option<Connection>) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        match connection {
            Some(connection) => readers.idle.push(connection),
            None => readers.open -= 1,
        }
        drop(readers);
        self.freed.notify_one();
    }

    /// Folds the log of changes into the file and empties it, and gives freed pages back, so that
    /// nothing deleted is left in either.
    pub(crate) fn scrub(&self) -> Result<(), Error> {
        // It keeps the writer waiting while it waits for readers.
        let _counted = self.count(false);
        let connection = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        for _ in 0..50 {
            connection.execute_batch("PRAGMA incremental_vacuum")?;
            let busy: i64 =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            if busy == 0 {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(Error::Unavailable("readers kept the log of changes from being emptied".to_owned()))
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // The last connection to close folds the log of changes into the file, so that the file
        // alone is the whole store. A reader cannot, and two that close at once each leave it to
        // the other: so one after the other, and the writer last.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).idle.clear();
        if let Some((stop, folder)) = self.folder.take() {
            drop(stop);
            let _ = folder.join();
        }
        self.queue = None;
        // A transaction that held the store may be the last to let go of it: then the writer itself is
        // here, ends by itself, and holds the file until it has.
        let others = |writer: &JoinHandle<()>| writer.thread().id() != std::thread::current().id();
        if let Some(writer) = self.writer.take().filter(others) {
            let _ = writer.join();
        }
    }
}

fn lock(path: &Path) -> Result<File, Error> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let wrong = |error: std::io::Error| Error::CannotWrite(error.to_string());
    let mut options = File::options();
    let file = options.create(true).truncate(false).write(true).open(&name).map_err(wrong)?;
    if hold(&file).map_err(wrong)? {
        return Ok(file);
    }
    Err(Error::Held(path.display().to_string()))
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection.busy_timeout(Duration::from_secs(10))?;
    // `FULL`: a commit is on the disk before anybody is answered. `secure_delete`: what is deleted
    // is overwritten. No memory mapping: a damaged file is an error and not a crash.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cache_size = -32768;
         PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

/// Folds the log of changes into the file from time to time, beside the writer, so that no commit
/// waits for it.
fn folder(path: &Path) -> Result<(SyncSender<()>, JoinHandle<()>), Error> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let wal = PathBuf::from(wal);
    let (stop, stopped) = sync_channel::<()>(0);
    let thread = std::thread::Builder::new()
        .name("db-folder".to_owned())
        .spawn(move || {
            let limit = u64::from(WAL_PAGES_MAX) * 4096;
            let mut unfolded = 0;
            while stopped.recv_timeout(Duration::from_millis(250)) == Err(RecvTimeoutError::Timeout)
            {
                let size = std::fs::metadata(&wal).map_or(0, |file| file.len());
                // The file keeps its size when it is used again from the start; fold when it is
                // large and something was written since.
                if size < limit {
                    continue;
                }
                let folded = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
                    Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
                });
                if let Ok((pages, done)) = folded {
                    unfolded = pages - done;
                }
                if unfolded > i64::from(WAL_PAGES_MAX) * 8 {
                    tracing::warn!(pages = unfolded, "readers keep the log of changes long");
                }
            }
        })
        .map_err(|error| Error::Unavailable(error.to_string()))?;
    Ok((stop, thread))
}

/// Nothing to do: the writer wakes, and puts what waits into the table.
struct Nudge;

impl Job for Nudge {
    fn run(&mut self, _tx: &Tx<'_>) -> bool {
        true
    }

    fn is_single(&self) -> bool {
        true
    }

    fn may_take_long(&self) -> bool {
        false
    }

    fn last_logged(&self) -> Option<i64> {
        None
    }

    fn settle(self: Box<Self>, _committed: Result<(), Error>) {}
}

/// The writer thread.
struct Writing {
    connection: Connection,
    others: Arc<AtomicUsize>,
    numbers: Arc<Numbers>,
    intake: Arc<OnceLock<Intake>>,
    groups: u32,
    _held: Option<Arc<File>>,
}

impl Writing {
    fn write(mut self, jobs: &Receiver<Box<dyn Job>>) {
        let mut group: Vec<Box<dyn Job>> = Vec::with_capacity(GROUP_MAX);
        let mut done: Vec<Box<dyn Job>> = Vec::with_capacity(GROUP_MAX);
        let mut next: Option<Box<dyn Job>> = None;
        while let Some(first) = next.take().or_else(|| jobs.recv().ok()) {
            let mut entries = first.is_single();
            group.push(first);
            while group.len() < GROUP_MAX {
                let Ok(job) = jobs.try_recv() else { break };
                if entries && job.may_take_long() {
                    next = Some(job);
                    break;
                }
                entries |= job.is_single();
                group.push(job);
            }
            let committed = self.write_group(&mut group, &mut done);
            for job in done.drain(..).chain(group.drain(..)) {
                job.settle(committed.clone());
            }
            self.groups += 1;
            if self.groups.is_multiple_of(GROUPS_A_FOLD) {
                // Under load the thread beside never finds a moment in which nothing is written,
                // and the log of changes would grow for ever. Here there is one; what it has
                // folded already costs nothing.
                let _counted = Counted::new(&self.others);
                let fold = "PRAGMA wal_checkpoint(PASSIVE)";
                let _ = self.connection.query_row(fold, [], |_| Ok(()));
            }
        }
        // Nobody is left to ask: what waits goes into the table, so that the file alone is whole.
        if self.intake.get().is_some_and(|intake| !intake.is_empty()) {
            let _ = self.write_group(&mut group, &mut done);
        }
    }

    /// What waits in the intake, and then every job of the group, in one commit.
    fn write_group(
        &self,
        group: &mut Vec<Box<dyn Job>>,
        done: &mut Vec<Box<dyn Job>>,
    ) -> Result<(), Error> {
        let connection = &self.connection;
        let intake = self.intake.get();
        let taken = intake.map(Intake::take);
        let result = (|| {
            run(connection, "BEGIN IMMEDIATE")?;
            let tx = Tx::sqlite(connection);
            for waiting in taken.iter().flat_map(|taken| taken.entries()) {
                tx.take_over(waiting.no, &waiting.entry)?;
            }
            group.reverse();
            while let Some(job) = group.pop() {
                // Whatever happens, it is answered.
                done.push(job);
                let Some(job) = done.last_mut() else { break };
                let single = job.is_single();
                if !single {
                    run(connection, "SAVEPOINT job")?;
                }
                let kept = job.run(&Tx::numbered(connection, &self.numbers));
                // A full disk may have ended the whole transaction: then nobody's work is there.
                if connection.is_autocommit() {
                    return Err(Error::CannotWrite("the transaction was undone".to_owned()));
                }
                if single {
                    continue;
                }
                if !kept {
                    run(connection, "ROLLBACK TO job")?;
                }
                run(connection, "RELEASE job")?;
            }
            run(connection, "COMMIT")
        })();
        if result.is_err() && !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        if let (Some(intake), Some(taken)) = (intake, taken) {
            match &result {
                Ok(()) => {
                    intake.landed(taken, done.iter().filter_map(|job| job.last_logged()).max())
                }
                Err(_) => intake.put_back(taken),
            }
        }
        result
    }
}

fn run(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Where the answer to one transaction is waited for.
pub(crate) struct Reply<T> {
    slot: Mutex<Option<T>>,
    filled: Condvar,
}

impl<T> Reply<T> {
    pub(crate) fn new() -> Arc<Reply<T>> {
        Arc::new(Reply { slot: Mutex::new(None), filled: Condvar::new() })
    }

    pub(crate) fn fill(&self, value: T) {
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        self.filled.notify_one();
    }

    pub(crate) fn wait(&self) -> T {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(value) = slot.take() {
                return value;
            }
            slot = self.filled.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
