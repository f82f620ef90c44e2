//! Proofs: that an entry is in a log, and that one log is the beginning of another (RFC 6962).

use crate::Hash;
use crate::hash::largest_power_below;
use crate::tile::{Missing, Tiles, range};

/// The hashes that lead from an entry to the root of a tree of `size`.
///
/// # Errors
/// What the tiles say. An entry beyond the size has no proof: [`Missing`].
pub fn inclusion<E: From<Missing>>(
    tiles: &impl Tiles<E>,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, E> {
    if index >= size {
        return Err(Missing { level: 0, n: index / crate::tile::TILE }.into());
    }
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + largest_power_below(end - start);
        if index < middle {
            path.push(range(tiles, size, middle, end)?);
            end = middle;
        } else {
            path.push(range(tiles, size, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The hashes that show a tree of `old` entries to be the beginning of one of `size`.
///
/// # Errors
/// What the tiles say.
pub fn consistency<E: From<Missing>>(
    tiles: &impl Tiles<E>,
    old: u64,
    size: u64,
) -> Result<Vec<Hash>, E> {
    if old > size {
        return Err(Missing { level: 0, n: old / crate::tile::TILE }.into());
    }
    let mut path = Vec::new();
    if old == 0 || old == size {
        return Ok(path);
    }
    let (mut start, mut end, mut whole) = (0, size, true);
    // Walk down to where the old tree ends; `whole` while the old tree is all there is on the left.
    loop {
        if old == end {
            if !whole {
                path.push(range(tiles, size, start, end)?);
            }
            break;
        }
        let middle = start + largest_power_below(end - start);
        if old <= middle {
            path.push(range(tiles, size, middle, end)?);
            end = middle;
        } else {
            path.push(range(tiles, size, start, middle)?);
            start = middle;
            whole = false;
        }
    }
    path.reverse();
    Ok(path)
}

/// The root that a leaf and its proof lead to; none for a proof of the wrong length.
pub(crate) fn root_by_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    let mut path = path.iter();
    while last > 0 {
        if at & 1 == 1 {
            hash = Hash::node(path.next()?, &hash);
        } else if at < last {
            hash = Hash::node(&hash, path.next()?);
        }
        at >>= 1;
        last >>= 1;
    }
    path.next().is_none().then_some(hash)
}

/// Whether an entry of this data stands at `index` in the tree of this size and root.
#[must_use]
pub fn includes(root: &Hash, size: u64, index: u64, data: &[u8], path: &[Hash]) -> bool {
    root_by_inclusion(&Hash::leaf(data), index, size, path) == Some(*root)
}

/// Whether the tree of `old` entries is the beginning of the tree of `size`.
#[must_use]
pub fn extends(old: (u64, &Hash), new: (u64, &Hash), path: &[Hash]) -> bool {
    let ((old, old_root), (size, root)) = (old, new);
    if old > size {
        return false;
    }
    if old == size {
        return path.is_empty() && old_root == root;
    }
    if old == 0 {
        return path.is_empty() && *old_root == Hash::empty();
    }
    let mut path = path.iter();
    let (mut at, mut last) = (old - 1, size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let first = if at == 0 { Some(old_root) } else { path.next() };
    let Some(first) = first else { return false };
    let (mut from_old, mut from_new) = (*first, *first);
    while last > 0 {
        if at & 1 == 1 {
            let Some(beside) = path.next() else { return false };
            from_old = Hash::node(beside, &from_old);
            from_new = Hash::node(beside, &from_new);
        } else if at < last {
            let Some(beside) = path.next() else { return false };
            from_new = Hash::node(&from_new, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    path.next().is_none() && from_old == *old_root && from_new == *root
}
