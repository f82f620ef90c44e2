use std::ops::Range;

use sha2::{Digest, Sha256};

/// The most bytes one file of a charter may have.
pub const FILE_BYTES_MAX: usize = 1 << 20;

/// The most files a charter may have.
pub const FILES_MAX: usize = 64;

/// One file of a charter, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    name: String,
    text: String,
}

impl File {
    /// A file with the name diagnostics will call it by.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> File {
        File { name: name.into(), text: text.into() }
    }

    /// The name diagnostics call it by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column, both from 1, of a byte of the file; columns count characters.
    #[must_use]
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

/// A stretch of one file: the place a diagnostic points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which file, counted from 0 in the order of the charter's files.
    pub file: usize,
    /// Which bytes of it.
    pub bytes: Range<usize>,
}

/// What a charter says, in 32 bytes: SHA-256 over its files in the order of their names.
///
/// Every decision carries it, so that one can show afterwards by which charter it was made.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of a set of files. Lengths go in as well, so that text cannot move from one file's end to
    /// the next one's start unnoticed.
    #[must_use]
    pub fn of(files: &[File]) -> Fingerprint {
        let mut sorted: Vec<&File> = files.iter().collect();
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        let mut hash = Sha256::new();
        for file in sorted {
            for part in [&file.name, &file.text] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        Fingerprint(hash.finalize().into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
