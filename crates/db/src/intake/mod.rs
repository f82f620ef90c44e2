//! The intake: where an entry that comes alone waits, on the disk, for the table.
//!
//! A look changes nothing, but its entry must be on the disk before anything is shown. Written into
//! the table it would change pages of the table and of its index; here it is a few hundred bytes at
//! the end of a file that has its room already, and those who come at once share one wait for the
//! disk. While the writer is at something brief an entry goes with that, or right after it, instead:
//! two waits for one disk slow each other down. The writer puts what waits into the table at the
//! beginning of its next transaction: so whoever writes sees a whole table, and the log keeps the
//! order in which things were acknowledged.
//!
//! Two files take turns: while one is emptied the other is filled. An entry is not written over
//! before the table has it on the disk, and after a crash both files are read again.

mod frame;
mod recover;

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

pub(crate) use recover::{Recovered, look, mark};

use crate::log::{Newest, Numbered};
use crate::{Entry, Error};

/// The bytes of each of the two files: 1 MiB.
pub(crate) const FILE_BYTES: usize = 1 << 20;

/// The numbers entries are written under: given once, by the table's writer and by the intake.
/// Until somebody has looked which is the last, the table gives them.
#[derive(Default)]
pub(crate) struct Numbers(AtomicI64);

impl Numbers {
    /// From now on they go on after `last`.
    pub(crate) fn go_on_after(&self, last: i64) {
        self.0.fetch_max(last + 1, Ordering::SeqCst);
    }

    /// The next; none while the table gives them.
    pub(crate) fn next(&self) -> Option<i64> {
        let given = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |next| (next > 0).then(|| next + 1));
        given.ok()
    }
}

/// Why an entry was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// Both files are full: the writer has to put what waits into the table first.
    Full,
    /// It is not to be had: the entry goes into the table at once.
    Shut,
    /// The disk did not take it.
    Failed(Error),
}

/// See above.
pub(crate) struct Intake {
    numbers: Arc<Numbers>,
    newest: Arc<Newest>,
    store: [u8; 16],
    state: Mutex<State>,
    /// Signalled when the disk is free for the next batch.
    free: Condvar,
}

struct Side {
    file: Arc<File>,
    generation: u64,
    end: usize,
    /// Entries in it that are not in the table yet.
    live: usize,
}

/// Those who come while the disk is busy: written and waited for together.
struct Batch {
    entries: Vec<Numbered>,
    bytes: Vec<u8>,
    landed: Arc<Shared>,
}

/// Where a batch's result is waited for, by any number of threads.
struct Shared {
    slot: Mutex<Option<Result<(), Error>>>,
    filled: Condvar,
}

struct State {
    sides: [Side; 2],
    current: usize,
    generation: u64,
    open: Option<Batch>,
    busy: bool,
    waiting: Vec<(usize, Numbered)>,
    /// The last number the table has, as far as is known.
    behind: i64,
    /// The disk failed once: nothing more is taken until the store is opened again.
    broken: bool,
    /// The writer could not write: entries go to the table, and are refused with whatever else is,
    /// until it can.
    blocked: bool,
}

/// What the writer has taken out to put into the table.
#[must_use]
pub(crate) struct Taken(Vec<(usize, Numbered)>);

impl Taken {
    /// In the order of their numbers.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Numbered> {
        self.0.iter().map(|(_, entry)| entry)
    }
}

impl Shared {
    fn new() -> Arc<Shared> {
        Arc::new(Shared { slot: Mutex::new(None), filled: Condvar::new() })
    }

    fn fill(&self, result: Result<(), Error>) {
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        self.filled.notify_all();
    }

    fn wait(&self) -> Result<(), Error> {
        let slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = self.filled.wait_while(slot, |slot| slot.is_none());
        let filled = filled.unwrap_or_else(PoisonError::into_inner);
        filled.clone().unwrap_or_else(|| Err(Error::Unavailable("it was not written".to_owned())))
    }
}

impl Intake {
    /// Opens the two files beside a store, making them and taking their room if need be. What was in
    /// them is in the table already.
    pub(crate) fn open(
        beside: &Path,
        found: &Recovered,
        numbers: Arc<Numbers>,
        newest: Arc<Newest>,
    ) -> Result<Intake, Error> {
        let [one, two] = paths(beside);
        let side = |path: &Path| {
            let file = room(path).map_err(|error| cannot(path, &error))?;
            Ok::<_, Error>(Side { file: Arc::new(file), generation: 0, end: 0, live: 0 })
        };
        let sides = [side(&one)?, side(&two)?];
        let state = State {
            sides,
            current: 0,
            generation: found.generation,
            open: None,
            busy: false,
            blocked: false,
            waiting: Vec::new(),
            behind: found.last,
            broken: false,
        };
        Ok(Intake {
            numbers,
            newest,
            store: found.store,
            state: Mutex::new(state),
            free: Condvar::new(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes an entry and waits until the disk has it; its number, and whether so much waits that
    /// the writer should be told.
    pub(crate) fn append(&self, entry: &Arc<Entry>) -> Result<(i64, bool), NotTaken> {
        let mut state = self.state();
        if state.broken || state.blocked {
            return Err(NotTaken::Shut);
        }
        let more = frame::entry_length(entry);
        if frame::HEAD + more > FILE_BYTES {
            return Err(NotTaken::Shut);
        }
        let pending = state.open.as_ref().map_or(frame::HEAD, |batch| batch.bytes.len()) + more;
        if !state.has_room(pending) {
            return Err(NotTaken::Full);
        }
        let no = self.numbers.next().ok_or(NotTaken::Shut)?;
        let first = state.open.is_none();
        let batch = state.open.get_or_insert_with(|| Batch {
            entries: Vec::new(),
            bytes: frame::begin(),
            landed: Shared::new(),
        });
        frame::push(&mut batch.bytes, no, entry);
        batch.entries.push(Numbered { no, entry: entry.clone() });
        let landed = batch.landed.clone();
        if first {
            let full = self.lead(state);
            landed.wait().map(|()| (no, full)).map_err(NotTaken::Failed)
        } else {
            drop(state);
            landed.wait().map(|()| (no, false)).map_err(NotTaken::Failed)
        }
    }

    /// Who began a batch writes it, as soon as the disk is free; others join until then. Whether
    /// half of a file is full.
    fn lead(&self, state: MutexGuard<'_, State>) -> bool {
        let waited = self.free.wait_while(state, |state| state.busy);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        let Some(Batch { entries, mut bytes, landed }) = state.open.take() else { return false };
        if state.broken {
            // The one before failed: what comes after it was not written either.
            self.free.notify_one();
            drop(state);
            landed.fill(Err(Error::CannotWrite("the disk failed a moment ago".to_owned())));
            return false;
        }
        state.busy = true;
        let (side, at) = state.place(bytes.len(), entries.len());
        let head = (state.sides[side].generation, state.behind);
        frame::finish(&mut bytes, &self.store, head, entries.len());
        let file = state.sides[side].file.clone();
        drop(state);
        let written = write_at(&file, at, &bytes).and_then(|()| file.sync_data());
        let mut state = self.state();
        state.busy = false;
        let full = at + bytes.len() > FILE_BYTES / 2;
        let result = match written {
            Ok(()) => {
                state.waiting.extend(entries.iter().map(|entry| (side, entry.clone())));
                Ok(())
            }
            Err(error) => {
                state.broken = true;
                state.sides[side].live -= entries.len();
                Err(Error::CannotWrite(error.to_string()))
            }
        };
        drop(state);
        self.free.notify_one();
        if result.is_ok() {
            self.newest.add(entries);
        }
        landed.fill(result);
        full
    }

    /// Whether anything waits for the table.
    pub(crate) fn is_empty(&self) -> bool {
        self.state().sides.iter().all(|side| side.live == 0)
    }

    /// Takes out what waits, to be put into the table.
    pub(crate) fn take(&self) -> Taken {
        let mut state = self.state();
        let other = 1 - state.current;
        if state.sides[other].live == 0 && state.sides[state.current].live > 0 {
            state.current = other;
            state.rewind(other);
        }
        Taken(std::mem::take(&mut state.waiting))
    }

    /// The table has it, on the disk, and whatever else was written with it, up to `last`.
    pub(crate) fn landed(&self, taken: Taken, last: Option<i64>) {
        let mut state = self.state();
        for (side, entry) in taken.0 {
            state.sides[side].live -= 1;
            state.behind = state.behind.max(entry.no);
        }
        state.behind = state.behind.max(last.unwrap_or(0));
        state.blocked = false;
    }

    /// The table did not take it: it waits on, and nobody adds to it until the writer can write.
    pub(crate) fn put_back(&self, mut taken: Taken) {
        let mut state = self.state();
        taken.0.append(&mut state.waiting);
        state.waiting = taken.0;
        state.blocked = true;
    }
}

impl State {
    /// Whether a batch of so many bytes goes into one of the files.
    fn has_room(&self, bytes: usize) -> bool {
        let side = |side: &Side| side.live == 0 || side.end + bytes <= FILE_BYTES;
        bytes <= FILE_BYTES
            && (side(&self.sides[self.current]) || self.sides[1 - self.current].live == 0)
    }

    fn rewind(&mut self, side: usize) {
        self.generation += 1;
        self.sides[side].end = 0;
        self.sides[side].generation = self.generation;
    }

    /// Where a batch goes that has room: which file, and at which byte.
    fn place(&mut self, bytes: usize, entries: usize) -> (usize, usize) {
        if self.sides[self.current].live == 0 {
            self.rewind(self.current);
        } else if self.sides[self.current].end + bytes > FILE_BYTES {
            self.current = 1 - self.current;
            self.rewind(self.current);
        }
        let side = &mut self.sides[self.current];
        let at = side.end;
        side.end += bytes;
        side.live += entries;
        (self.current, at)
    }
}

/// The two files beside a store.
pub(crate) fn paths(beside: &Path) -> [PathBuf; 2] {
    ["-intake-0", "-intake-1"].map(|end| {
        let mut name = beside.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}

/// Nobody else writes into the file meanwhile.
fn write_at(mut file: &File, at: usize, bytes: &[u8]) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(at as u64))?;
    file.write_all(bytes)
}

fn cannot(path: &Path, why: &std::io::Error) -> Error {
    Error::CannotWrite(format!("`{}`: {why}", path.display()))
}

/// A file with its room taken on the disk, so that writing into it waits for nothing else.
fn room(path: &Path) -> std::io::Result<File> {
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
    let there = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    if there < FILE_BYTES {
        write_at(&file, there, &vec![0; FILE_BYTES - there])?;
        file.sync_all()?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(file)
}
