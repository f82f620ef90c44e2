//! Holding a file, so that no other process holds it too.

use std::fs::{File, TryLockError};
use std::time::Duration;

/// How often, and how far apart, a file is tried before it is another's: half a second.
const TRIES: u32 = 20;
const WAIT: Duration = Duration::from_millis(25);

/// Holds a file until it is closed.
///
/// # Errors
/// [`TryLockError::WouldBlock`] when another process has it.
pub(crate) fn hold(file: &File) -> Result<(), TryLockError> {
    for _ in 0..TRIES {
        match file.try_lock() {
            // A program that this one starts has its files open until it is another program, and so
            // this one as well where it was let go of in that moment.
            Err(TryLockError::WouldBlock) => std::thread::sleep(WAIT),
            tried => return tried,
        }
    }
    file.try_lock()
}
