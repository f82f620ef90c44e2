//! How a node of a PST keeps small things: a heap, and in it lists of properties and tables.

use super::blocks::Below;
use super::pages::{DAMAGED, Pst, u16_at, u32_at};

/// How many levels a list has at most, and how many entries.
const LEVELS_MAX: u8 = 8;
const RECORDS_MAX: usize = 100_000;
/// What a heap says that holds properties, or a table.
const PROPERTIES: u8 = 0xbc;
const TABLE: u8 = 0x7c;

/// A property: its number, its type, and its value or where that is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Property {
    pub(super) id: u16,
    pub(super) kind: u16,
    pub(super) value: u32,
}

/// The small things of a node.
pub(super) struct Heap {
    parts: Vec<Vec<u8>>,
}

impl Heap {
    pub(super) fn read(pst: &mut Pst<'_>, data: u64, left: &mut u64) -> Result<Heap, String> {
        Ok(Heap { parts: pst.parts(data, left)? })
    }

    /// What it is about, if it is what it should be.
    fn root(&self, kind: u8) -> Option<u32> {
        let first = self.parts.first()?;
        (first.get(2..4)? == [0xec, kind]).then(|| u32_at(first, 4)).flatten()
    }

    /// One of the things: it has a number in its part, and the part one in the heap.
    fn get(&self, id: u32) -> Option<&[u8]> {
        let part = self.parts.get(usize::try_from(id >> 16).ok()?)?;
        let no = usize::try_from((id >> 5) & 0x7ff).ok()?.checked_sub(1)?;
        let map = usize::from(u16_at(part, 0)?);
        if no >= usize::from(u16_at(part, map)?) {
            return None;
        }
        let from = usize::from(u16_at(part, map + 4 + 2 * no)?);
        let to = usize::from(u16_at(part, map + 6 + 2 * no)?);
        part.get(from..to)
    }

    /// The entries of a list: each a key and a value of so many bytes.
    fn records(&self, id: u32, key: usize, value: usize) -> Option<Vec<&[u8]>> {
        let head = self.get(id)?;
        let levels = *head.get(3)?;
        if head[0] != 0xb5 || levels > LEVELS_MAX || usize::from(head[1]) != key {
            return None;
        }
        if usize::from(head[2]) != value {
            return None;
        }
        let root = u32_at(head, 4)?;
        let mut ids = if root == 0 { Vec::new() } else { vec![root] };
        for _ in 0..levels {
            let mut next = Vec::new();
            for id in ids {
                for entry in self.get(id)?.chunks_exact(key + 4) {
                    next.push(u32_at(entry, key)?);
                }
                if next.len() > RECORDS_MAX {
                    return None;
                }
            }
            ids = next;
        }
        let mut records = Vec::new();
        for id in ids {
            records.extend(self.get(id)?.chunks_exact(key + value));
            if records.len() > RECORDS_MAX {
                return None;
            }
        }
        Some(records)
    }

    /// The properties it lists.
    pub(super) fn properties(&self) -> Result<Vec<Property>, String> {
        let listed = self.root(PROPERTIES).and_then(|root| self.records(root, 2, 6));
        let listed = listed.ok_or_else(|| DAMAGED.to_owned())?;
        let one = |entry: &[u8]| {
            let (id, kind) = (u16_at(entry, 0)?, u16_at(entry, 2)?);
            Some(Property { id, kind, value: u32_at(entry, 4)? })
        };
        Ok(listed.into_iter().filter_map(one).collect())
    }

    /// What a value leads to: something in the heap, or a node below.
    pub(super) fn value(
        &self,
        pst: &mut Pst<'_>,
        below: &[Below],
        value: u32,
        left: &mut u64,
    ) -> Result<Vec<u8>, String> {
        if value == 0 {
            return Ok(Vec::new());
        }
        if value & 0x1f == 0 {
            let bytes = self.get(value).ok_or_else(|| DAMAGED.to_owned())?;
            *left = left.saturating_sub(bytes.len() as u64);
            return Ok(bytes.to_vec());
        }
        let node = below.iter().find(|node| node.id == value);
        pst.data(node.ok_or_else(|| DAMAGED.to_owned())?.data, left)
    }

    /// The rows of a table, each with its properties.
    pub(super) fn rows(
        &self,
        pst: &mut Pst<'_>,
        below: &[Below],
        left: &mut u64,
    ) -> Result<Vec<Vec<Property>>, String> {
        let damaged = || DAMAGED.to_owned();
        let head = self.root(TABLE).and_then(|root| self.get(root)).ok_or_else(damaged)?;
        let table = Table::of(head).ok_or_else(damaged)?;
        // The number of a row in the table takes four bytes, or in old files two.
        let step = if pst.wide { 4 } else { 2 };
        let listed = self.records(table.order, 4, step).ok_or_else(damaged)?;
        if listed.is_empty() {
            return Ok(Vec::new());
        }
        let parts = match below.iter().find(|node| node.id == table.rows) {
            _ if table.rows & 0x1f == 0 => {
                vec![self.get(table.rows).ok_or_else(damaged)?.to_vec()]
            }
            Some(node) => pst.parts(node.data, left)?,
            None => return Err(damaged()),
        };
        let each = pst.block_max() / table.row;
        let row = |entry: &[u8]| {
            let no = if step == 4 { u32_at(entry, 4)? } else { u16_at(entry, 4)?.into() };
            let no = usize::try_from(no).ok()?;
            // A row does not lie in two parts. In the heap all are one.
            let (part, at) =
                if table.rows & 0x1f == 0 { (0, no) } else { (no / each.max(1), no % each.max(1)) };
            let at = at.checked_mul(table.row)?;
            table.read(parts.get(part)?.get(at..at.checked_add(table.row)?)?)
        };
        listed.into_iter().map(|entry| row(entry).ok_or_else(damaged)).collect()
    }
}

/// How a table is laid out.
struct Table<'h> {
    /// Where a row says which of its values there are.
    there: usize,
    /// How many bytes a row has.
    row: usize,
    order: u32,
    rows: u32,
    columns: &'h [u8],
}

impl Table<'_> {
    fn of(head: &[u8]) -> Option<Table<'_>> {
        let count = usize::from(*head.get(1)?);
        let table = Table {
            there: usize::from(u16_at(head, 6)?),
            row: usize::from(u16_at(head, 8)?),
            order: u32_at(head, 10)?,
            rows: u32_at(head, 14)?,
            columns: head.get(22..22 + 8 * count)?,
        };
        (head[0] == TABLE && table.row > 0).then_some(table)
    }

    /// The values of a row that take four bytes: numbers, and where longer values are.
    fn read(&self, row: &[u8]) -> Option<Vec<Property>> {
        let mut found = Vec::new();
        for column in self.columns.chunks_exact(8) {
            let (kind, id, at) = (u16_at(column, 0)?, u16_at(column, 2)?, u16_at(column, 4)?);
            let (bytes, bit) = (column[6], usize::from(column[7]));
            let flags = row.get(self.there + bit / 8)?;
            if bytes == 4 && flags & (0x80 >> (bit % 8)) != 0 {
                found.push(Property { id, kind, value: u32_at(row, usize::from(at))? });
            }
        }
        Some(found)
    }
}
