//! The pages of a PST: its head, and the two trees by which nodes and blocks are found.

use std::collections::HashMap;
use std::io::SeekFrom;
use std::rc::Rc;

use super::cipher::Cipher;
use crate::connect::folder::why;
use crate::connect::text::Seekable;

pub(super) const DAMAGED: &str = "it is damaged";

/// How many levels a tree has at most.
const LEVELS_MAX: u8 = 8;
/// The most pages that are kept: 4,096, which is 2 MiB.
const KNOWN_MAX: usize = 4_096;
/// The size of a page.
const PAGE: usize = 512;
/// What a page of the tree of blocks, and of that of nodes, says it is.
const BLOCKS: u8 = 0x80;
const NODES: u8 = 0x81;

/// A file that is looked into.
pub(super) struct Pst<'f> {
    from: &'f mut dyn Seekable,
    bytes: u64,
    /// Whether its numbers have 64 bits: since Outlook 2003.
    pub(super) wide: bool,
    pub(super) cipher: Cipher,
    nodes: u64,
    blocks: u64,
    known: HashMap<u64, Rc<Page>>,
}

/// What a node is, and where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) id: u32,
    /// The folder it lies in.
    pub(super) parent: u32,
    pub(super) data: u64,
    pub(super) below: u64,
}

struct Page {
    level: u8,
    size: usize,
    entries: Vec<u8>,
}

impl<'f> Pst<'f> {
    /// Reads the head of a file.
    pub(super) fn open(from: &'f mut dyn Seekable) -> Result<Pst<'f>, String> {
        let bytes = from.seek(SeekFrom::End(0)).map_err(|error| why(&error))?;
        let mut pst = Pst {
            from,
            bytes,
            wide: true,
            cipher: Cipher::None,
            nodes: 0,
            blocks: 0,
            known: HashMap::new(),
        };
        let head = pst.read(0, PAGE)?;
        let more = pst.read(PAGE as u64, 2)?;
        let version = u16_at(&head, 10).unwrap_or_default();
        if !head.starts_with(b"!BDN") || !matches!(&head[8..10], b"SM" | b"SO") {
            return Err(super::OF_ANOTHER_KIND.to_owned());
        }
        pst.wide = match version {
            14 | 15 => false,
            23..=35 => true,
            37 => return Err(super::LOCKED.to_owned()),
            _ => return Err(super::OF_ANOTHER_KIND.to_owned()),
        };
        let (at, cipher) = if pst.wide { (216, more[1]) } else { (184, head[461]) };
        pst.cipher = Cipher::of(cipher).ok_or_else(|| super::LOCKED.to_owned())?;
        let step = pst.step();
        pst.nodes = pst.number(&head, at + step).unwrap_or_default();
        pst.blocks = pst.number(&head, at + 3 * step).unwrap_or_default();
        Ok(pst)
    }

    /// How many bytes a number of a block, or a place in the file, takes.
    pub(super) fn step(&self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    /// The number of a block, or a place in the file, at this place.
    pub(super) fn number(&self, bytes: &[u8], at: usize) -> Option<u64> {
        if self.wide { u64_at(bytes, at) } else { u32_at(bytes, at).map(u64::from) }
    }

    /// Bytes of the file. What should be there and is not is damage.
    pub(super) fn read(&mut self, at: u64, bytes: usize) -> Result<Vec<u8>, String> {
        if at.checked_add(bytes as u64).is_none_or(|end| end > self.bytes) {
            return Err(DAMAGED.to_owned());
        }
        let mut read = vec![0; bytes];
        self.from.seek(SeekFrom::Start(at)).map_err(|error| why(&error))?;
        self.from.read_exact(&mut read).map_err(|error| why(&error))?;
        Ok(read)
    }

    fn page(&mut self, at: u64, kind: u8) -> Result<Rc<Page>, String> {
        if let Some(page) = self.known.get(&at) {
            return Ok(Rc::clone(page));
        }
        let bytes = self.read(at, PAGE)?;
        let (whole, sum) = if self.wide { (496, 500) } else { (500, 508) };
        let about = whole - if self.wide { 8 } else { 4 };
        let (count, size) = (usize::from(bytes[about]), usize::from(bytes[about + 2]));
        let level = bytes[about + 3];
        // An entry has a number and two places, or more.
        let fits = size >= 3 * self.step() && count * size <= about && level <= LEVELS_MAX;
        if !fits
            || bytes[whole..whole + 2] != [kind, kind]
            || u32_at(&bytes, sum) != Some(checksum(&bytes[..whole]))
        {
            return Err(DAMAGED.to_owned());
        }
        let page = Rc::new(Page { level, size, entries: bytes[..count * size].to_vec() });
        if self.known.len() >= KNOWN_MAX {
            self.known.clear();
        }
        self.known.insert(at, Rc::clone(&page));
        Ok(page)
    }

    /// What a tree has under a key.
    fn find(&mut self, mut at: u64, kind: u8, key: u64) -> Result<Vec<u8>, String> {
        let mut above = None;
        loop {
            let page = self.page(at, kind)?;
            // Each page leads one level down, so that there is an end.
            if above.is_some_and(|above| page.level + 1 != above) {
                return Err(DAMAGED.to_owned());
            }
            let before = |entry: &&[u8]| self.number(entry, 0).is_some_and(|this| this <= key);
            let entry = page.entries.chunks_exact(page.size).take_while(before).last();
            let entry = entry.ok_or_else(|| DAMAGED.to_owned())?;
            if page.level == 0 {
                let there = self.number(entry, 0) == Some(key);
                return if there { Ok(entry.to_vec()) } else { Err(DAMAGED.to_owned()) };
            }
            at = self.number(entry, 2 * self.step()).unwrap_or_default();
            above = Some(page.level);
        }
    }

    /// Where a block lies, and how many bytes it has.
    pub(super) fn block_at(&mut self, id: u64) -> Result<(u64, usize), String> {
        let entry = self.find(self.blocks, BLOCKS, id)?;
        let at = self.number(&entry, self.step());
        let bytes = u16_at(&entry, 2 * self.step());
        at.zip(bytes.map(usize::from)).ok_or_else(|| DAMAGED.to_owned())
    }

    /// Every node, by number. Where a page is damaged, what it leads to is passed over: then not all
    /// were met.
    pub(super) fn nodes(&mut self, each: &mut dyn FnMut(Node)) -> Result<bool, String> {
        let root = self.page(self.nodes, NODES)?;
        let mut open = vec![(self.nodes, root.level)];
        let (mut all, mut last) = (true, None);
        let mut left = self.bytes / PAGE as u64 + 1;
        while let Some((at, level)) = open.pop() {
            // Pages that lead to each other have no end.
            if left == 0 {
                return Ok(false);
            }
            left -= 1;
            let page = match self.page(at, NODES) {
                Ok(page) if page.level == level => page,
                _ => {
                    all = false;
                    continue;
                }
            };
            let entries = page.entries.chunks_exact(page.size);
            if level > 0 {
                let place = 2 * self.step();
                let down = entries.filter_map(|entry| self.number(entry, place));
                let down: Vec<u64> = down.collect();
                open.extend(down.into_iter().rev().map(|at| (at, level - 1)));
                continue;
            }
            for entry in entries {
                let Some(node) = self.node(entry).filter(|node| last < Some(node.id)) else {
                    all = false;
                    continue;
                };
                last = Some(node.id);
                each(node);
            }
        }
        Ok(all)
    }

    fn node(&self, entry: &[u8]) -> Option<Node> {
        Some(Node {
            id: u32_at(entry, 0)?,
            data: self.number(entry, self.step())?,
            below: self.number(entry, 2 * self.step())?,
            parent: u32_at(entry, 3 * self.step())?,
        })
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// The checksum of a page or a block: that of ZIP, without what begins and ends it there.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, b| {
        let [low, ..] = sum.to_le_bytes();
        SUMS[usize::from(low ^ b)] ^ (sum >> 8)
    })
}

const SUMS: [u32; 256] = {
    let mut sums = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut sum = at as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
            bit += 1;
        }
        sums[at] = sum;
        at += 1;
    }
    sums
};
