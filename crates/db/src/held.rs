//! Holding a file, so that no other process holds it too.

use std::fs::{File, TryLockError};
use std::time::Duration;

/// How often, and how far apart, a file is tried before it is another's: half a second.
const TRIES: u32 = 20;
const WAIT: Duration = Duration::from_millis(25);

/// Holds a file until it is closed; `false` when another process has it.
///
/// # Errors
/// What the system says.
pub(crate) fn hold(file: &File) -> std::io::Result<bool> {
    let mut tries = TRIES;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if tries == 0 => return Ok(false),
            // A program that this one starts has its files open until it is another program, and so
            // this one as well where it was let go of in that moment.
            Err(TryLockError::WouldBlock) => tries -= 1,
        }
        std::thread::sleep(WAIT);
    }
}
