//! Proof that something is on the disk.

use std::ops::Deref;

/// A value that came out of a transaction whose commit the disk has acknowledged.
///
/// Only this room can make one, so whoever holds one knows that what it speaks of will be there
/// after a power cut.
#[derive(Debug)]
pub struct Committed<T>(T);

impl<T> Committed<T> {
    pub(crate) fn new(value: T) -> Committed<T> {
        Committed(value)
    }

    /// The value, without the proof.
    pub fn into_inner(self) -> T {
        self.0
    }

    /// Keeps the proof for a part of the value.
    pub fn map<U>(self, part: impl FnOnce(T) -> U) -> Committed<U> {
        Committed(part(self.0))
    }
}

impl<T> Deref for Committed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
