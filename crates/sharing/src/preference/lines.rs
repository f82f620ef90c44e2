//! Lines of a file, each bounded: a file of another kind has no end of a line for gigabytes.

use std::io::{BufRead, Read};

use people::Error;

/// The most bytes a line of any of the layouts has: 2,000.
pub(super) const LINE_BYTES_MAX: u64 = 2_000;
/// What some systems end a file with.
const END_OF_FILE: u8 = 0x1a;

/// Reads line by line. An empty line is passed over.
pub(super) struct Lines<'a> {
    file: &'a mut dyn BufRead,
    line: Vec<u8>,
    /// The number of the line that was read last, from 1.
    pub(super) no: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(file: &'a mut dyn BufRead) -> Lines<'a> {
        Lines { file, line: Vec::new(), no: 0 }
    }

    /// The next line without its end; none at the end of the file.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a file that cannot be read, or a line beyond [`LINE_BYTES_MAX`].
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        loop {
            self.line.clear();
            let mut bounded = Read::take(&mut *self.file, LINE_BYTES_MAX + 1);
            let read = bounded.read_until(b'\n', &mut self.line).map_err(|error| {
                Error::Malformed(format!("the file cannot be read: {}", error.kind()))
            })?;
            if read == 0 {
                return Ok(None);
            }
            self.no += 1;
            if read as u64 > LINE_BYTES_MAX {
                return Err(Error::Malformed(format!(
                    "line {} has more than {LINE_BYTES_MAX} bytes: this is no file of a preference \
                     service",
                    self.no
                )));
            }
            while self.line.last().is_some_and(|b| matches!(b, b'\n' | b'\r' | &END_OF_FILE)) {
                self.line.pop();
            }
            if !self.line.iter().all(|b| *b == b' ') {
                break;
            }
        }
        Ok(Some(&self.line))
    }
}
