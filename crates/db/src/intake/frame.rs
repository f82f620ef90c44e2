//! How a batch of entries lies in a file of the intake.
//!
//! ```text
//! batch = name 8 | generation 8 | behind 8 | length 4 | count 4 | store 16 | hash 32 | entries
//! entry = no 8 | at 8 | subject 9 | key 16 | leaf 32 | length 4 | body
//! ```
//!
//! Numbers are little-endian. *Behind* is the last number the table was known to have then. The hash
//! is of everything else: a batch that was cut off by a crash is none, and was acknowledged to nobody.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::Entry;
use crate::log::Numbered;

const NAME: &[u8; 8] = b"kh/take1";
/// The bytes before the entries of a batch.
pub(super) const HEAD: usize = 8 + 8 + 8 + 4 + 4 + 16 + 32;
const HASH: std::ops::Range<usize> = HEAD - 32..HEAD;
/// The bytes of an entry without its body.
const FIXED: usize = 8 + 8 + 9 + 16 + 32 + 4;

/// A batch as it was read.
pub(super) struct Frame {
    pub(super) generation: u64,
    pub(super) behind: i64,
    pub(super) store: [u8; 16],
    pub(super) bytes: usize,
    pub(super) entries: Vec<Numbered>,
}

pub(super) fn entry_length(entry: &Entry) -> usize {
    FIXED + entry.body.len()
}

/// Room for the head of a batch.
pub(super) fn begin() -> Vec<u8> {
    vec![0; HEAD]
}

pub(super) fn push(bytes: &mut Vec<u8>, no: i64, entry: &Entry) {
    bytes.extend(no.to_le_bytes());
    bytes.extend(entry.at.to_le_bytes());
    bytes.push(u8::from(entry.subject.is_some()));
    bytes.extend(entry.subject.unwrap_or(0).to_le_bytes());
    bytes.extend(entry.key);
    bytes.extend(entry.leaf);
    let length = u32::try_from(entry.body.len()).unwrap_or(u32::MAX);
    bytes.extend(length.to_le_bytes());
    bytes.extend(&entry.body);
}

/// Writes the head, once everything is in it.
pub(super) fn finish(
    bytes: &mut [u8],
    store: &[u8; 16],
    (generation, behind): (u64, i64),
    count: usize,
) {
    let length = u32::try_from(bytes.len() - HEAD).unwrap_or(u32::MAX);
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let head = [
        NAME.as_slice(),
        &generation.to_le_bytes(),
        &behind.to_le_bytes(),
        &length.to_le_bytes(),
        &count.to_le_bytes(),
        store,
    ]
    .concat();
    bytes[..head.len()].copy_from_slice(&head);
    let hash = hash(bytes);
    bytes[HASH].copy_from_slice(&hash);
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(&bytes[..HASH.start]);
    hash.update(&bytes[HASH.end..]);
    hash.finalize().into()
}

/// The batch that begins here; none when there is no whole one.
pub(super) fn read(bytes: &[u8]) -> Option<Frame> {
    let mut head = Reader(bytes);
    if head.take::<8>()? != *NAME {
        return None;
    }
    let generation = u64::from_le_bytes(head.take()?);
    let behind = i64::from_le_bytes(head.take()?);
    let length = u32::from_le_bytes(head.take()?) as usize;
    let count = u32::from_le_bytes(head.take()?) as usize;
    let store = head.take()?;
    let whole = bytes.get(..HEAD.checked_add(length)?)?;
    if hash(whole) != whole[HASH] {
        return None;
    }
    let mut rest = Reader(&whole[HEAD..]);
    let mut entries = Vec::new();
    while !rest.0.is_empty() {
        entries.push(rest.entry()?);
    }
    (entries.len() == count).then_some(Frame {
        generation,
        behind,
        store,
        bytes: whole.len(),
        entries,
    })
}

/// Where the next batch may begin, after this byte.
pub(super) fn next_name(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(NAME.len()).position(|window| window == NAME).map(|at| from + at)
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn entry(&mut self) -> Option<Numbered> {
        let no = i64::from_le_bytes(self.take()?);
        let at = i64::from_le_bytes(self.take()?);
        let [about] = self.take()?;
        let subject = i64::from_le_bytes(self.take()?);
        let key = self.take()?;
        let leaf = self.take()?;
        let length = u32::from_le_bytes(self.take()?) as usize;
        let (body, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let subject = (about == 1).then_some(subject);
        let entry = Entry { at, subject, key, leaf, body: body.to_vec() };
        Some(Numbered { no, entry: Arc::new(entry) })
    }
}
