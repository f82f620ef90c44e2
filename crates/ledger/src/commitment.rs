//! What a leaf holds: nothing that can be read, and yet what was said cannot be changed.

use sha2::{Digest, Sha256};

use crate::Hash;

/// A salted commitment to the account of what was done.
///
/// The leaf is published; the account and the salt are sealed. Who is shown both can check that
/// the account is the one that was logged; who has only the leaf learns nothing, and once salt and
/// account are destroyed nobody can.
///
/// ```
/// use ledger::Commitment;
///
/// let salt = [7; 32];
/// let leaf = Commitment::to(&salt, b"looked at the rent account");
/// assert!(leaf.opens_with(&salt, b"looked at the rent account"));
/// assert!(!leaf.opens_with(&salt, b"looked at nothing"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment([u8; 32]);

impl Commitment {
    /// Commits to an account. The salt must be random and used once.
    #[must_use]
    pub fn to(salt: &[u8; 32], account: &[u8]) -> Commitment {
        let mut hash = Sha256::new();
        hash.update(b"keyholder/entry/v1");
        hash.update(salt);
        hash.update((account.len() as u64).to_be_bytes());
        hash.update(account);
        Commitment(hash.finalize().into())
    }

    /// Whether this is the account that was committed to.
    #[must_use]
    pub fn opens_with(&self, salt: &[u8; 32], account: &[u8]) -> bool {
        Commitment::to(salt, account) == *self
    }

    /// The bytes, which are the entry in the log.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Who was touched by a bulk operation: a tree of its own, whose root stands in the one entry, so
/// that one person can be shown that they were among them and nobody learns of the others.
#[derive(Clone, Debug)]
pub struct Touched {
    leaves: Vec<Hash>,
}

impl Touched {
    /// Over people by their ids, in order, under a salt that is random and used once.
    pub fn new<'a>(salt: &[u8; 32], ids: impl IntoIterator<Item = &'a [u8]>) -> Touched {
        Touched { leaves: ids.into_iter().map(|id| Touched::leaf(salt, id)).collect() }
    }

    fn leaf(salt: &[u8; 32], id: &[u8]) -> Hash {
        // A salt of its own length before the id: nobody guesses an id back from the leaf.
        let mut data = [0; 64];
        data[..32].copy_from_slice(salt);
        let length = id.len().min(32);
        data[32..32 + length].copy_from_slice(&id[..length]);
        Hash::leaf(&data)
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        crate::hash::root_of(&self.leaves)
    }

    /// The proof that one person was among them: their place, and the hashes beside it.
    #[must_use]
    pub fn proof(&self, salt: &[u8; 32], id: &[u8]) -> Option<(u64, Vec<Hash>)> {
        let leaf = Touched::leaf(salt, id);
        let at = self.leaves.iter().position(|other| *other == leaf)?;
        let mut path = Vec::new();
        beside(&self.leaves, at, &mut path);
        Some((at as u64, path))
    }

    /// Whether a person of this id was among `size` people of this root.
    #[must_use]
    pub fn holds(
        root: &Hash,
        size: u64,
        salt: &[u8; 32],
        id: &[u8],
        proof: &(u64, Vec<Hash>),
    ) -> bool {
        crate::proof::root_by_inclusion(&Touched::leaf(salt, id), proof.0, size, &proof.1)
            .is_some_and(|found| found == *root)
    }
}

fn beside(leaves: &[Hash], at: usize, path: &mut Vec<Hash>) {
    if leaves.len() < 2 {
        return;
    }
    let (left, right) =
        leaves.split_at(crate::hash::largest_power_below(leaves.len() as u64) as usize);
    if at < left.len() {
        beside(left, at, path);
        path.push(crate::hash::root_of(right));
    } else {
        beside(right, at - left.len(), path);
        path.push(crate::hash::root_of(left));
    }
}
