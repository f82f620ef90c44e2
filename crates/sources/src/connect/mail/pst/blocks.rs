//! The blocks of a PST: what a node says, and the nodes below it.

use super::pages::{DAMAGED, Pst, checksum, u16_at, u32_at};
use crate::connect::folder::too_large;

/// The most bytes of a block, with what stands behind it.
const BLOCK_MAX: usize = 8_192;
/// The most nodes below one: 100,000.
const BELOW_MAX: usize = 100_000;
/// What tells a block that leads to others from one that holds something.
const LEADS: u64 = 2;

/// A node below another: something packed in a message, or a property that is long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Below {
    pub(super) id: u32,
    pub(super) data: u64,
    pub(super) below: u64,
}

impl Pst<'_> {
    /// How many bytes of its own a block has at most.
    pub(super) fn block_max(&self) -> usize {
        BLOCK_MAX - self.behind()
    }

    /// How many bytes stand behind a block.
    fn behind(&self) -> usize {
        if self.wide { 16 } else { 12 }
    }

    fn block(&mut self, id: u64) -> Result<Vec<u8>, String> {
        // The first bit says nothing.
        let id = id & !1;
        let (at, bytes) = self.block_at(id)?;
        if bytes == 0 || bytes > self.block_max() {
            return Err(DAMAGED.to_owned());
        }
        let whole = (bytes + self.behind()).div_ceil(64) * 64;
        let mut block = self.read(at, whole)?;
        let behind = block.split_off(whole - self.behind());
        block.truncate(bytes);
        let (sum, no) = if self.wide { (4, 8) } else { (8, 4) };
        let sound = u16_at(&behind, 0).map(usize::from) == Some(bytes)
            && u32_at(&behind, sum) == Some(checksum(&block))
            && self.number(&behind, no).map(|no| no & !1) == Some(id);
        if !sound {
            return Err(DAMAGED.to_owned());
        }
        if id & LEADS == 0 {
            self.cipher.open(&mut block, id);
        }
        Ok(block)
    }

    /// What a node says, in the parts it lies there in, if that is not more than may be read.
    pub(super) fn parts(&mut self, id: u64, left: &mut u64) -> Result<Vec<Vec<u8>>, String> {
        let mut parts = Vec::new();
        if id != 0 {
            self.add_parts(id, None, left, &mut parts)?;
        }
        Ok(parts)
    }

    fn add_parts(
        &mut self,
        id: u64,
        level: Option<u8>,
        left: &mut u64,
        parts: &mut Vec<Vec<u8>>,
    ) -> Result<(), String> {
        let block = self.block(id)?;
        *left = left.checked_sub(block.len() as u64).ok_or_else(too_large)?;
        if id & LEADS == 0 {
            if level.is_some_and(|level| level != 0) {
                return Err(DAMAGED.to_owned());
            }
            parts.push(block);
            return Ok(());
        }
        // A block of level 1 leads to what holds something, one of level 2 to those of level 1.
        let here = block[1..].first().copied().unwrap_or_default();
        if block[0] != 1 || !matches!(here, 1 | 2) || level.is_some_and(|level| level != here) {
            return Err(DAMAGED.to_owned());
        }
        if u32_at(&block, 4).is_some_and(|bytes| u64::from(bytes) > *left) {
            return Err(too_large());
        }
        let count = u16_at(&block, 2).map_or(0, usize::from);
        for no in 0..count {
            let next = self.number(&block, 8 + no * self.step());
            let next = next.ok_or_else(|| DAMAGED.to_owned())?;
            self.add_parts(next, Some(here - 1), left, parts)?;
        }
        Ok(())
    }

    /// What a node says, as one.
    pub(super) fn data(&mut self, id: u64, left: &mut u64) -> Result<Vec<u8>, String> {
        Ok(self.parts(id, left)?.concat())
    }

    /// The nodes below one, and whether all could be met.
    pub(super) fn below(&mut self, id: u64, left: &mut u64) -> (Vec<Below>, bool) {
        let (mut found, mut all) = (Vec::new(), true);
        let mut open = if id == 0 { Vec::new() } else { vec![(id, None)] };
        while let Some((id, level)) = open.pop() {
            match self.block(id) {
                Ok(block) if id & LEADS != 0 && *left >= block.len() as u64 => {
                    *left -= block.len() as u64;
                    all &= self.add_below(&block, level, &mut open, &mut found).is_some();
                }
                _ => all = false,
            }
            if found.len() > BELOW_MAX {
                found.truncate(BELOW_MAX);
                return (found, false);
            }
        }
        found.sort_by_key(|node| node.id);
        (found, all)
    }

    fn add_below(
        &self,
        block: &[u8],
        level: Option<u8>,
        open: &mut Vec<(u64, Option<u8>)>,
        found: &mut Vec<Below>,
    ) -> Option<()> {
        let here = *block.get(1)?;
        if block[0] != 2 || here > 1 || level.is_some_and(|level| level != here) {
            return None;
        }
        let step = self.step();
        let (head, entry) = (if self.wide { 8 } else { 4 }, if here == 0 { 3 } else { 2 } * step);
        let count = usize::from(u16_at(block, 2)?);
        for one in block.get(head..head + count * entry)?.chunks_exact(entry) {
            if here == 1 {
                open.push((self.number(one, step)?, Some(0)));
            } else {
                found.push(Below {
                    id: u32_at(one, 0)?,
                    data: self.number(one, step)?,
                    below: self.number(one, 2 * step)?,
                });
            }
        }
        Some(())
    }
}
