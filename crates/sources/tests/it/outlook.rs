//! Mailboxes of Outlook, made by hand: the least of a PST that others can read too.

// What is veiled the second way is veiled as it is unveiled, and the first way is a table: so the tests
// need no tables of their own. That these are right is for other readers to say.
#[path = "../../src/connect/mail/pst/cipher.rs"]
mod cipher;

use cipher::Cipher;

/// A value of a property.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Bytes(Vec<u8>),
    Moment(u64),
    Narrow(Vec<u8>),
    Number(u32),
    Text(String),
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Something packed in a message.
#[derive(Clone, Debug)]
pub(crate) enum Packed {
    Elsewhere(&'static str),
    File(&'static str, Vec<u8>),
    Message(&'static str, Mail),
}

/// A message: its properties, who it went to (1 or, for a copy, 2), and what is packed in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mail {
    pub(crate) properties: Vec<(u16, Value)>,
    pub(crate) people: Vec<(u32, &'static str, &'static str)>,
    pub(crate) packed: Vec<Packed>,
}

type Properties = Vec<(u16, Value)>;
/// A node below another: its number, where its data and its own nodes begin.
type Below = (u32, u64, u64);

/// The uppermost folder, and the one of the store itself.
pub(crate) const ROOT: u32 = 0x122;
const STORE: u32 = 0x21;
const KEY: [u8; 16] = [7; 16];

/// A PST as it is written.
#[derive(Clone)]
pub(crate) struct Writer {
    wide: bool,
    cipher: u8,
    pub(crate) bytes: Vec<u8>,
    /// Number, place and size of every block.
    pub(crate) blocks: Vec<(u64, u64, usize)>,
    /// Blocks that say nothing about anybody, and are not read.
    pub(crate) idle: Vec<u64>,
    nodes: Vec<(u32, u32, u64, u64)>,
    folders: Vec<(u32, u32, String, u32)>,
    next: u64,
    next_node: u32,
}

impl Writer {
    pub(crate) fn new(wide: bool, cipher: u8) -> Writer {
        let folders = vec![(ROOT, ROOT, String::new(), 0)];
        Writer {
            wide,
            cipher,
            bytes: vec![0; 0x4800],
            blocks: Vec::new(),
            idle: Vec::new(),
            nodes: Vec::new(),
            folders,
            next: 4,
            next_node: 0x10_000,
        }
    }

    fn number(&self, no: u64) -> Vec<u8> {
        no.to_le_bytes()[..if self.wide { 8 } else { 4 }].to_vec()
    }

    pub(crate) fn block_max(&self) -> usize {
        if self.wide { 8_176 } else { 8_180 }
    }

    /// Writes a block; its number.
    pub(crate) fn block(&mut self, data: &[u8], leads: bool) -> u64 {
        let id = self.next | if leads { 2 } else { 0 };
        self.next += 4;
        let behind = if self.wide { 16 } else { 12 };
        self.bytes.resize(self.bytes.len().div_ceil(64) * 64, 0);
        let at = self.bytes.len();
        let mut data = data.to_vec();
        if !leads {
            veil(self.cipher, &mut data, id);
        }
        self.bytes.extend(&data);
        self.bytes.resize(at + (data.len() + behind).div_ceil(64) * 64, 0);
        self.blocks.push((id, at as u64, data.len()));
        self.seal(id, at, data.len());
        id
    }

    /// Writes what stands behind a block: its size, a mark of its place, its checksum, its number.
    pub(crate) fn seal(&mut self, id: u64, at: usize, size: usize) {
        let sum = checksum(&self.bytes[at..at + size]).to_le_bytes();
        let mut behind = u16::try_from(size).unwrap().to_le_bytes().to_vec();
        behind.extend(mark(at as u64, id));
        let (no, sum) = (self.number(id), sum.to_vec());
        behind.extend(if self.wide { [sum, no].concat() } else { [no, sum].concat() });
        let end = at + (size + behind.len()).div_ceil(64) * 64;
        self.bytes[end - behind.len()..end].copy_from_slice(&behind);
    }

    /// The number the next block will have, if it leads to others.
    pub(crate) fn coming(&self) -> u64 {
        self.next | 2
    }

    /// Writes data in as many blocks as it takes.
    fn data(&mut self, data: &[u8]) -> u64 {
        let most = self.block_max();
        if data.len() <= most {
            return self.block(data, false);
        }
        let parts: Vec<u64> = data.chunks(most).map(|part| self.block(part, false)).collect();
        self.leading(1, &parts, data.len())
    }

    /// Writes a block that leads to others.
    pub(crate) fn leading(&mut self, level: u8, parts: &[u64], size: usize) -> u64 {
        let mut block = vec![1, level];
        block.extend(u16::try_from(parts.len()).unwrap().to_le_bytes());
        block.extend(u32::try_from(size).unwrap().to_le_bytes());
        block.extend(parts.iter().flat_map(|part| self.number(*part)));
        self.block(&block, true)
    }

    /// Writes the nodes below one.
    pub(crate) fn below(&mut self, mut nodes: Vec<Below>) -> u64 {
        if nodes.is_empty() {
            return 0;
        }
        nodes.sort_unstable();
        let mut block = vec![2, 0];
        block.extend(u16::try_from(nodes.len()).unwrap().to_le_bytes());
        block.extend(vec![0; if self.wide { 4 } else { 0 }]);
        for (id, data, below) in nodes {
            for no in [u64::from(id), data, below] {
                block.extend(self.number(no));
            }
        }
        self.block(&block, true)
    }

    /// Text as this file has it, and its type.
    fn typed(&self, value: &Value) -> (u16, Vec<u8>) {
        match value {
            Value::Bytes(bytes) => (0x102, bytes.clone()),
            Value::Moment(at) => (0x40, at.to_le_bytes().to_vec()),
            Value::Narrow(bytes) => (0x1e, bytes.clone()),
            Value::Number(no) => (3, no.to_le_bytes().to_vec()),
            Value::Text(text) if self.wide => {
                (0x1f, text.encode_utf16().flat_map(u16::to_le_bytes).collect())
            }
            Value::Text(text) => (0x1e, text.as_bytes().to_vec()),
        }
    }

    /// Writes properties; what is too long for the heap goes below.
    fn properties(&mut self, properties: &Properties, below: &mut Vec<Below>) -> u64 {
        let mut sorted = properties.clone();
        sorted.sort_by_key(|(id, _)| *id);
        let mut things: Vec<Vec<u8>> = vec![Vec::new(), Vec::new()];
        let mut records = Vec::new();
        for (id, value) in sorted {
            let (mut kind, bytes) = self.typed(&value);
            // What is packed as an object says which node it is.
            if id == 0x3701 && matches!(value, Value::Moment(_)) {
                kind = 0x0d;
            }
            let value = if kind == 3 {
                u32::from_le_bytes(bytes.try_into().unwrap())
            } else if bytes.is_empty() {
                0
            } else if bytes.len() > 3_000 || things.iter().map(Vec::len).sum::<usize>() > 4_000 {
                let no = 0x1_001f + 0x20 * u32::try_from(below.len()).unwrap();
                let data = self.data(&bytes);
                below.push((no, data, 0));
                no
            } else {
                things.push(bytes);
                u32::try_from(things.len()).unwrap() << 5
            };
            records.extend(id.to_le_bytes());
            records.extend(kind.to_le_bytes());
            records.extend(value.to_le_bytes());
        }
        things[0] = vec![0xb5, 2, 6, 0, 0x40, 0, 0, 0];
        things[1] = records;
        self.data(&heap(0xbc, &things))
    }

    /// Writes a table of rows with the same columns, each of four bytes.
    fn table(&mut self, rows: &[(u32, Properties)]) -> u64 {
        let mut columns: Vec<(u16, u16)> = Vec::new();
        for (id, value) in rows.first().map_or(&[][..], |(_, row)| row.as_slice()) {
            columns.push((*id, self.typed(value).0));
        }
        columns.extend([(0x67f2, 3), (0x67f3, 3)]);
        let count = columns.len();
        let wide = 4 * count;
        let row = wide + count.div_ceil(8);
        let mut info = vec![0x7c, u8::try_from(count).unwrap()];
        for end in [wide, wide, wide, row] {
            info.extend(u16::try_from(end).unwrap().to_le_bytes());
        }
        info.extend(0x40_u32.to_le_bytes());
        info.extend(if rows.is_empty() { 0 } else { 0x80_u32 }.to_le_bytes());
        info.extend([0; 4]);
        // The number of a row comes first in it, and that of its version second.
        let place = |no: usize| (no + 2) % count;
        for (no, (id, kind)) in columns.iter().enumerate() {
            info.extend(kind.to_le_bytes());
            info.extend(id.to_le_bytes());
            info.extend(u16::try_from(4 * place(no)).unwrap().to_le_bytes());
            info.extend([4, u8::try_from(place(no)).unwrap()]);
        }
        let step = if self.wide { 4 } else { 2 };
        let order = vec![0xb5, 4, step, 0, if rows.is_empty() { 0 } else { 0x60 }, 0, 0, 0];
        let mut things = vec![info, order, Vec::new(), Vec::new()];
        for (no, (id, values)) in rows.iter().enumerate() {
            things[2].extend(id.to_le_bytes());
            things[2].extend(&u32::try_from(no).unwrap().to_le_bytes()[..usize::from(step)]);
            let mut line = [id.to_le_bytes(), 1_u32.to_le_bytes()].concat();
            for (_, value) in values {
                let (kind, bytes) = self.typed(value);
                if kind == 3 {
                    line.extend(bytes);
                } else {
                    things.push(bytes);
                    line.extend((u32::try_from(things.len()).unwrap() << 5).to_le_bytes());
                }
            }
            line.extend(vec![0xff; count.div_ceil(8)]);
            things[3].extend(line);
        }
        things.truncate(if rows.is_empty() { 2 } else { things.len() });
        self.data(&heap(0x7c, &things))
    }

    /// A folder in another; its number.
    pub(crate) fn folder(&mut self, parent: u32, name: &str) -> u32 {
        let id = 0x8002 + 0x20 * u32::try_from(self.folders.len()).unwrap();
        self.folders.push((id, parent, name.to_owned(), 0));
        id
    }

    /// Says that a folder holds more than it does.
    pub(crate) fn claim(&mut self, folder: u32) {
        self.folders.iter_mut().filter(|one| one.0 == folder).for_each(|one| one.3 += 1);
    }

    /// A message in a folder; its number.
    pub(crate) fn message(&mut self, folder: u32, mail: &Mail) -> u32 {
        let (data, below) = self.mail(mail);
        self.node(folder, data, below)
    }

    /// A message with this data; its number.
    pub(crate) fn node(&mut self, folder: u32, data: u64, below: u64) -> u32 {
        self.next_node += 0x20;
        let id = self.next_node | 4;
        self.nodes.push((id, folder, data, below));
        self.claim(folder);
        id
    }

    /// Writes a message; where its data and what is below it begin.
    pub(crate) fn mail(&mut self, mail: &Mail) -> (u64, u64) {
        let mut below = Vec::new();
        let mut all = mail.properties.clone();
        if !all.iter().any(|(id, _)| *id == 0x1a) {
            all.push((0x1a, text("IPM.Note")));
        }
        all.push((0x0e07, Value::Number(1 | if mail.packed.is_empty() { 0 } else { 16 })));
        let data = self.properties(&all, &mut below);
        let people: Vec<(u32, Properties)> = (1..)
            .zip(&mail.people)
            .map(|(no, (kind, name, address))| {
                let kind = Value::Number(*kind);
                let row = vec![(0x0c15, kind), (0x3001, text(name)), (0x39fe, text(address))];
                (no, row)
            })
            .collect();
        let people = self.table(&people);
        below.push((0x692, people, 0));
        let mut listed = Vec::new();
        for (no, packed) in (1..).zip(&mail.packed) {
            let id = 0x8005 + 0x20 * no;
            let (name, data, inside) = self.packed(packed);
            let method = Value::Number(match packed {
                Packed::Elsewhere(_) => 4,
                Packed::File(..) => 1,
                Packed::Message(..) => 5,
            });
            let row = vec![
                (0x0e20, Value::Number(100)),
                (0x3704, text(name)),
                (0x3705, method),
                (0x370b, Value::Number(u32::MAX)),
            ];
            listed.push((id, row));
            below.push((id, data, inside));
        }
        if !listed.is_empty() {
            let listed = self.table(&listed);
            self.idle.push(listed);
            below.push((0x671, listed, 0));
        }
        (data, self.below(below))
    }

    fn packed(&mut self, packed: &Packed) -> (&'static str, u64, u64) {
        let mut below = Vec::new();
        let (name, method, more) = match packed {
            Packed::Elsewhere(name) => (name, 4, None),
            Packed::File(name, bytes) => (name, 1, Some(Value::Bytes(bytes.clone()))),
            Packed::Message(name, mail) => {
                let (data, inside) = self.mail(mail);
                below.push((0x1004, data, inside));
                // An object: the number of a node, and a size.
                (name, 5, Some(Value::Moment(0x0100_0000_1004)))
            }
        };
        let mut properties =
            vec![(0x3705, Value::Number(method)), (0x3707, text(name)), (0x3704, text(name))];
        properties.extend([(0x0e20, Value::Number(100)), (0x370b, Value::Number(u32::MAX))]);
        properties.extend(more.map(|more| (0x3701, more)));
        let data = self.properties(&properties, &mut below);
        (name, data, self.below(below))
    }

    /// Writes folders, trees and head. The file.
    pub(crate) fn end(&mut self) -> Vec<u8> {
        let mut store = vec![(0x0ff9, Value::Bytes(KEY.to_vec())), (0x3001, text("Mailbox"))];
        let entry = [&[0; 4][..], &KEY, &0x8022_u32.to_le_bytes()].concat();
        store.push((0x35e0, Value::Bytes(entry)));
        let data = self.properties(&store, &mut Vec::new());
        self.idle.push(data);
        self.nodes.push((STORE, 0, data, 0));
        for (id, parent, name, holds) in std::mem::take(&mut self.folders) {
            let about = vec![(0x3001, text(&name)), (0x3602, Value::Number(holds))];
            let data = self.properties(&about, &mut Vec::new());
            self.nodes.push((id, parent, data, 0));
        }
        let mut nodes = std::mem::take(&mut self.nodes);
        nodes.sort_unstable();
        let entries = nodes.into_iter().map(|(id, parent, data, below)| {
            let numbers = [u64::from(id), data, below].map(|no| self.number(no)).concat();
            let pad = if self.wide { 4 } else { 0 };
            let rest = [parent.to_le_bytes().to_vec(), vec![0; pad]].concat();
            (u64::from(id), [numbers, rest].concat())
        });
        let entries: Vec<_> = entries.collect();
        let nodes = self.tree(0x81, entries);
        let mut blocks = self.blocks.clone();
        blocks.sort_unstable();
        let entries = blocks.into_iter().map(|(id, at, size)| {
            let size = u16::try_from(size).unwrap().to_le_bytes().to_vec();
            let rest = [size, vec![2, 0], vec![0; if self.wide { 4 } else { 0 }]].concat();
            (id, [self.number(id), self.number(at), rest].concat())
        });
        let entries: Vec<_> = entries.collect();
        let blocks = self.tree(0x80, entries);
        self.head(nodes, blocks);
        self.bytes.clone()
    }

    /// Writes a tree of pages; the number and the place of the uppermost.
    fn tree(&mut self, kind: u8, entries: Vec<(u64, Vec<u8>)>) -> (u64, u64) {
        let mut entries = entries;
        for level in 0.. {
            let size = entries[0].1.len();
            let most = if self.wide { 488 } else { 496 } / size;
            let mut above = Vec::new();
            let mut place = (0, 0);
            for part in entries.chunks(most) {
                let lines: Vec<u8> = part.iter().flat_map(|(_, line)| line.clone()).collect();
                let about = [part.len(), most, size, level].map(|no| u8::try_from(no).unwrap());
                place = self.page(kind, &lines, about);
                let line = [part[0].0, place.0, place.1].map(|no| self.number(no)).concat();
                above.push((part[0].0, line));
            }
            if above.len() == 1 {
                return place;
            }
            entries = above;
        }
        unreachable!("a tree has an uppermost page")
    }

    pub(crate) fn page(&mut self, kind: u8, lines: &[u8], about: [u8; 4]) -> (u64, u64) {
        let id = self.next;
        self.next += 4;
        self.bytes.resize(self.bytes.len().div_ceil(512) * 512, 0);
        let at = self.bytes.len();
        let (room, whole) = if self.wide { (488, 496) } else { (496, 500) };
        let mut page = lines.to_vec();
        page.resize(room, 0);
        page.extend(about);
        page.resize(whole, 0);
        let sum = checksum(&page).to_le_bytes().to_vec();
        page.extend([kind, kind]);
        page.extend(mark(at as u64, id));
        let no = self.number(id);
        page.extend(if self.wide { [sum, no].concat() } else { [no, sum].concat() });
        self.bytes.extend(page);
        (id, at as u64)
    }

    pub(crate) fn head(&mut self, nodes: (u64, u64), blocks: (u64, u64)) {
        let mut head = vec![0; 564];
        head[..4].copy_from_slice(b"!BDN");
        head[8..16].copy_from_slice(&[b'S', b'M', if self.wide { 23 } else { 15 }, 0, 19, 0, 1, 1]);
        let (root, end, mark) = if self.wide { (180, 184, 512) } else { (164, 168, 460) };
        let size = self.number(self.bytes.len() as u64);
        head[end..end + size.len()].copy_from_slice(&size);
        let at = root + 4 + 4 * size.len();
        let numbers = [nodes.0, nodes.1, blocks.0, blocks.1].map(|no| self.number(no)).concat();
        head[at..at + numbers.len()].copy_from_slice(&numbers);
        head[at + numbers.len()] = 2;
        head[mark] = 0x80;
        head[mark + 1] = self.cipher;
        let sum = checksum(&head[8..479]).to_le_bytes();
        head[4..8].copy_from_slice(&sum);
        if self.wide {
            let sum = checksum(&head[8..524]).to_le_bytes();
            head[524..528].copy_from_slice(&sum);
        }
        self.bytes[..564].copy_from_slice(&head);
    }
}

/// A heap of these things.
fn heap(kind: u8, things: &[Vec<u8>]) -> Vec<u8> {
    let mut heap = vec![0, 0, 0xec, kind, 0x20, 0, 0, 0, 0, 0, 0, 0];
    let mut places = vec![heap.len()];
    for thing in things {
        heap.extend(thing);
        places.push(heap.len());
    }
    heap.resize(heap.len().div_ceil(2) * 2, 0);
    let map = u16::try_from(heap.len()).unwrap();
    heap[..2].copy_from_slice(&map.to_le_bytes());
    heap.extend(u16::try_from(things.len()).unwrap().to_le_bytes());
    heap.extend([0, 0]);
    heap.extend(places.iter().flat_map(|place| u16::try_from(*place).unwrap().to_le_bytes()));
    heap
}

fn veil(cipher: u8, data: &mut [u8], block: u64) {
    let cipher = Cipher::of(cipher).unwrap();
    if cipher != Cipher::Letters {
        return cipher.open(data, block);
    }
    let mut table: Vec<u8> = (0..=255).collect();
    cipher.open(&mut table, block);
    for b in data {
        *b = u8::try_from(table.iter().position(|one| one == b).unwrap()).unwrap();
    }
}

fn mark(at: u64, id: u64) -> [u8; 2] {
    let [a, b, c, d, ..] = (at ^ id).to_le_bytes();
    [a ^ c, b ^ d]
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, b| {
        (0..8).fold(sum ^ u32::from(*b), |sum, _| {
            if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 }
        })
    })
}
