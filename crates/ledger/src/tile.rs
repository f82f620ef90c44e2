//! Tiles: the tree in pieces of 256 hashes (C2SP `tlog-tiles`).

use crate::Hash;
use crate::hash::{largest_power_below, root_of};

/// How many hashes a full tile has.
pub const TILE: u64 = 256;
/// The most bytes one entry may have in a bundle.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// A piece of the tree: its level (0 is the leaves), its number there, and its hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// The level, from 0.
    pub level: u8,
    /// The number at that level, from 0.
    pub n: u64,
    /// Up to 256 hashes.
    pub hashes: Vec<Hash>,
}

impl Tile {
    /// The bytes a verifier reads: 32 a hash.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
    }

    /// Reads hashes from bytes; none when they are not whole ones, or too many.
    #[must_use]
    pub fn hashes_of(bytes: &[u8]) -> Option<Vec<Hash>> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        let sound = rest.is_empty() && hashes.len() as u64 <= TILE;
        sound.then(|| hashes.iter().map(|hash| Hash::from_bytes(*hash)).collect())
    }

    /// Where a verifier looks for it: `tile/0/x001/234.p/56`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, numbered(self.n, self.hashes.len() as u64))
    }
}

/// Where a verifier looks for a bundle of entries: `tile/entries/x001/234.p/56`.
#[must_use]
pub fn bundle_path(n: u64, width: u64) -> String {
    format!("tile/entries/{}", numbered(n, width))
}

fn numbered(n: u64, width: u64) -> String {
    let mut parts = vec![format!("{:03}", n % 1000)];
    let mut rest = n / 1000;
    while rest > 0 {
        parts.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    parts.reverse();
    let path = parts.join("/");
    if width < TILE { format!("{path}.p/{width}") } else { path }
}

/// A bundle of entries as a verifier reads it: each with its length before it, in two bytes.
///
/// Entries beyond [`ENTRY_BYTES_MAX`] are cut, which no entry of ours comes near.
#[must_use]
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = &entry[..entry.len().min(ENTRY_BYTES_MAX)];
        bytes.extend(u16::try_from(entry.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend(entry);
    }
    bytes
}

/// The right edge of a tree: all that is needed to add to it and to know its root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// The unfinished tile of each level.
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// Of a tree with nothing in it.
    #[must_use]
    pub fn new() -> Edge {
        Edge::default()
    }

    /// Of a tree of this size, read from its tiles.
    ///
    /// # Errors
    /// What the tiles say; [`Missing`] where one is shorter than the size wants.
    pub fn read<E: From<Missing>>(size: u64, tiles: &impl Tiles<E>) -> Result<Edge, E> {
        let mut levels = Vec::new();
        let mut count = size;
        let mut level = 0;
        while count > 0 {
            let width = count % TILE;
            let hashes =
                if width == 0 { Vec::new() } else { take(tiles, level, count / TILE, width)? };
            levels.push(hashes);
            count /= TILE;
            level += 1;
        }
        Ok(Edge { size, levels })
    }

    /// How many entries the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds an entry's leaf hash; full tiles go into `full`.
    pub fn push(&mut self, leaf: Hash, full: &mut Vec<Tile>) {
        self.size += 1;
        let (mut hash, mut level) = (leaf, 0);
        loop {
            if self.levels.len() <= level {
                self.levels.push(Vec::new());
            }
            self.levels[level].push(hash);
            if (self.levels[level].len() as u64) < TILE {
                return;
            }
            let hashes = std::mem::take(&mut self.levels[level]);
            hash = root_of(&hashes);
            let n = (self.size >> (8 * (level as u32 + 1))) - 1;
            full.push(Tile { level: u8::try_from(level).unwrap_or(u8::MAX), n, hashes });
            level += 1;
        }
    }

    /// The unfinished tiles as they stand.
    #[must_use]
    pub fn partial(&self) -> Vec<Tile> {
        let tiles = self.levels.iter().enumerate().filter(|(_, hashes)| !hashes.is_empty());
        tiles
            .map(|(level, hashes)| Tile {
                level: u8::try_from(level).unwrap_or(u8::MAX),
                n: self.size >> (8 * (level as u32 + 1)),
                hashes: hashes.clone(),
            })
            .collect()
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        // Full subtrees from the largest to the smallest, then folded from the right.
        let mut peaks = Vec::new();
        for hashes in self.levels.iter().rev() {
            let mut rest = hashes.as_slice();
            while !rest.is_empty() {
                let (peak, after) = rest.split_at(1 << rest.len().ilog2());
                peaks.push(root_of(peak));
                rest = after;
            }
        }
        let mut peaks = peaks.into_iter().rev();
        let Some(last) = peaks.next() else { return Hash::empty() };
        peaks.fold(last, |right, left| Hash::node(&left, &right))
    }
}

/// A tile that ought to be there and is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tile {n} of level {level} is missing or too short")]
pub struct Missing {
    /// Its level.
    pub level: u8,
    /// Its number.
    pub n: u64,
}

/// Where tiles are read from. A fuller tile than asked for will do.
pub trait Tiles<E> {
    /// The hashes of a tile; at least `width` of them when they exist.
    ///
    /// # Errors
    /// Whatever stands in the way of reading.
    fn tile(&self, level: u8, n: u64, width: u64) -> Result<Vec<Hash>, E>;
}

impl<E, F: Fn(u8, u64, u64) -> Result<Vec<Hash>, E>> Tiles<E> for F {
    fn tile(&self, level: u8, n: u64, width: u64) -> Result<Vec<Hash>, E> {
        self(level, n, width)
    }
}

fn take<E: From<Missing>>(
    tiles: &impl Tiles<E>,
    level: u8,
    n: u64,
    width: u64,
) -> Result<Vec<Hash>, E> {
    let mut hashes = tiles.tile(level, n, width)?;
    if (hashes.len() as u64) < width {
        return Err(Missing { level, n }.into());
    }
    hashes.truncate(width as usize);
    Ok(hashes)
}

/// The hash over the leaves from `start` to before `end`, in a tree of `size`.
pub(crate) fn range<E: From<Missing>>(
    tiles: &impl Tiles<E>,
    size: u64,
    start: u64,
    end: u64,
) -> Result<Hash, E> {
    let count = end - start;
    if count.is_power_of_two() && start.is_multiple_of(count) {
        return full(tiles, size, start, count.ilog2());
    }
    let middle = start + largest_power_below(count);
    let left = range(tiles, size, start, middle)?;
    let right = range(tiles, size, middle, end)?;
    Ok(Hash::node(&left, &right))
}

/// The hash over `2^height` leaves from `start`.
fn full<E: From<Missing>>(
    tiles: &impl Tiles<E>,
    size: u64,
    start: u64,
    height: u32,
) -> Result<Hash, E> {
    let level = height / 8;
    let first = start >> (8 * level);
    let count = 1_u64 << (height % 8);
    let (n, at) = (first / TILE, first % TILE);
    let there = (size >> (8 * level)) - n * TILE;
    let width = there.min(TILE);
    let level = u8::try_from(level).unwrap_or(u8::MAX);
    let hashes = take(tiles, level, n, width)?;
    let some = hashes.get(at as usize..(at + count) as usize).ok_or(Missing { level, n })?;
    Ok(root_of(some))
}
