//! Hashes, and how two become one (RFC 6962).

use std::fmt;

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The root of a tree with nothing in it.
    #[must_use]
    pub fn empty() -> Hash {
        Hash(Sha256::digest([]).into())
    }

    /// The hash of a leaf: what the tree has for an entry.
    #[must_use]
    pub fn leaf(data: &[u8]) -> Hash {
        let mut hash = Sha256::new();
        hash.update([0]);
        hash.update(data);
        Hash(hash.finalize().into())
    }

    /// The hash over two.
    #[must_use]
    pub fn node(left: &Hash, right: &Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update([1]);
        hash.update(left.0);
        hash.update(right.0);
        Hash(hash.finalize().into())
    }

    /// A hash of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Hash {
        Hash(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads it as base64, which is how checkpoints and proofs have it.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Hash> {
        Some(Hash(BASE64.decode(text.as_bytes()).ok()?.try_into().ok()?))
    }
}

/// In base64.
impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The root over hashes that stand side by side, of which each half but the last is full.
#[must_use]
pub fn root_of(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => Hash::empty(),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(largest_power_below(many.len() as u64) as usize);
            Hash::node(&root_of(left), &root_of(right))
        }
    }
}

/// The largest power of two that is less than `n`, for `n` of 2 and more.
pub(crate) fn largest_power_below(n: u64) -> u64 {
    1 << (u64::BITS - 1 - (n - 1).leading_zeros())
}
