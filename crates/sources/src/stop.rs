//! Stopping what is being read, from another thread.
//!
//! A flag alone does not end a statement that is running: whoever runs one says how it is ended
//! before it begins. A word to end comes to nothing when it arrives just before the statement does,
//! so it is said again until the statement is over.

use std::fmt;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::Error;

/// How long one waits before a running statement is told to end once more.
const FIRST_WAIT: Duration = Duration::from_millis(50);
/// The longest one waits; each time it is twice as long as the time before.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// What stops whoever reads a source. All its clones are one, and it is stopped for good.
///
/// ```
/// use sources::Stop;
///
/// let (stop, other) = (Stop::default(), Stop::default());
/// let clone = stop.clone();
/// std::thread::spawn(move || clone.stop()).join().expect("nothing in it panics");
/// assert!(stop.is_stopped() && !other.is_stopped());
/// ```
#[derive(Clone, Default)]
pub struct Stop(Arc<Shared>);

#[derive(Default)]
struct Shared {
    stopped: AtomicBool,
    running: Mutex<Vec<Arc<Statement>>>,
}

/// A statement that is running.
struct Statement {
    end: Box<dyn Fn() + Send + Sync>,
    over: Mutex<bool>,
    is_over: Condvar,
}

/// Nobody panics while holding one of these, and what is in them is right at every moment.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stop({})", self.is_stopped())
    }
}

impl Stop {
    /// Stops everything that is tied to it. It does not wait until that has ended.
    pub fn stop(&self) {
        // Before the list is looked at: what is not in it yet sees this.
        self.0.stopped.store(true, Ordering::SeqCst);
        for one in std::mem::take(&mut *locked(&self.0.running)) {
            let other = Arc::clone(&one);
            let thread = std::thread::Builder::new().name("stop".to_owned());
            if thread.spawn(move || other.end()).is_err() {
                (one.end)();
            }
        }
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::SeqCst)
    }

    /// Goes on unless it was stopped.
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub fn check(&self) -> Result<(), Error> {
        if self.is_stopped() { Err(Error::Stopped) } else { Ok(()) }
    }

    /// Begins a statement, and says what ends it. It is over when what comes back goes.
    pub(crate) fn begin(&self, end: impl Fn() + Send + Sync + 'static) -> Result<Running, Error> {
        let (over, is_over) = (Mutex::new(false), Condvar::new());
        let one = Arc::new(Statement { end: Box::new(end), over, is_over });
        let mut running = locked(&self.0.running);
        self.check()?;
        running.push(Arc::clone(&one));
        drop(running);
        Ok(Running { stop: self.clone(), one })
    }

    /// Reads until it is stopped. What it then fails with is not why: ask whether it was stopped.
    pub(crate) fn reading<R: Read>(&self, from: R) -> impl Read {
        Until { stop: self.clone(), from }
    }

    /// What came of a statement. One that was told to end may say anything, even that it is done.
    pub(crate) fn came_of<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        self.check().and(result)
    }
}

struct Until<R> {
    stop: Stop,
    from: R,
}

impl<R: Read> Read for Until<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.stop.is_stopped() {
            return Err(io::ErrorKind::Other.into());
        }
        self.from.read(into)
    }
}

impl Statement {
    /// Ends it: once at least, for rows may still be on their way, and until it is over.
    fn end(&self) {
        let mut wait = FIRST_WAIT;
        loop {
            (self.end)();
            let over = locked(&self.over);
            let waited = self.is_over.wait_timeout_while(over, wait, |over| !*over);
            if *waited.unwrap_or_else(PoisonError::into_inner).0 {
                return;
            }
            wait = LONGEST_WAIT.min(wait * 2);
        }
    }
}

/// A statement that runs as long as this is there.
pub(crate) struct Running {
    stop: Stop,
    one: Arc<Statement>,
}

impl Drop for Running {
    fn drop(&mut self) {
        locked(&self.stop.0.running).retain(|other| !Arc::ptr_eq(other, &self.one));
        *locked(&self.one.over) = true;
        self.one.is_over.notify_all();
    }
}
