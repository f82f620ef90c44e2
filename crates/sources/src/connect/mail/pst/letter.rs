//! One message of a PST: its properties, who it went to, and what is packed in it.

use super::super::letter::{Attached, DEPTH_MAX, Inside, Letter};
use super::super::mapi::{self, NAMES, PACKED, PARTS_MAX, Properties, TOO_MUCH};
use super::blocks::Below;
use super::heap::{Heap, Property};
use super::pages::{DAMAGED, Pst, u32_at};
use crate::connect::folder::FILE_BYTES_MAX;

/// The types of properties.
const NUMBER: u16 = 0x0003;
const OBJECT: u16 = 0x000d;
const NARROW: u16 = 0x001e;
const WIDE: u16 = 0x001f;
const MOMENT: u16 = 0x0040;
const BYTES: u16 = 0x0102;
/// What a node below a message is.
const KIND: u32 = 0x1f;
const ATTACHED: u32 = 0x05;
const PEOPLE: u32 = 0x12;
/// The headers as they came, and the plain text: not said again among what else there is.
const SAID: [u16; 2] = [0x007d, 0x1000];

/// How much of one message may still be read.
pub(super) struct Left {
    pub(super) bytes: u64,
    parts: usize,
}

impl Left {
    pub(super) fn new() -> Left {
        Left { bytes: FILE_BYTES_MAX, parts: PARTS_MAX }
    }

    /// Takes one of the parts, if there is one.
    fn part(&mut self) -> bool {
        let there = self.parts > 0;
        self.parts = self.parts.saturating_sub(1);
        there
    }
}

/// A node with properties.
pub(super) struct Item<'p, 'f> {
    pst: &'p mut Pst<'f>,
    heap: &'p Heap,
    list: &'p [Property],
    below: &'p [Below],
    left: &'p mut u64,
    /// Why something of it could not be read.
    lost: Vec<String>,
}

impl Item<'_, '_> {
    fn value(&mut self, property: Property) -> Option<Vec<u8>> {
        match self.heap.value(self.pst, self.below, property.value, self.left) {
            Ok(bytes) => Some(bytes),
            Err(why) => {
                self.lost.push(why);
                None
            }
        }
    }

    fn find(&self, property: u16, kinds: &[u16]) -> Option<Property> {
        let found = self.list.iter().find(|one| one.id == property && kinds.contains(&one.kind));
        found.copied()
    }

    fn read_text(&mut self, property: Property) -> Option<String> {
        let bytes = self.value(property)?;
        if property.kind == WIDE {
            return mapi::wide(&bytes);
        }
        let page = self.number(0x3ffd).or_else(|| self.number(0x3fde));
        mapi::trimmed(&mapi::in_letters(&bytes, page))
    }

    /// Whatever it says, of a contact or an appointment: each has properties of its own.
    fn everything(&mut self) -> String {
        let mut said: Vec<String> = Vec::new();
        for property in self.list {
            if matches!(property.kind, NARROW | WIDE) && !SAID.contains(&property.id) {
                let new = self.read_text(*property).filter(|text| !said.contains(text));
                said.extend(new);
            }
        }
        said.join("\n")
    }

    /// Says in a letter what of it could not be read.
    fn lose(self, letter: &mut Letter) {
        for why in self.lost {
            let why = if why == DAMAGED { "a part of it is damaged".to_owned() } else { why };
            if !letter.unread.contains(&why) {
                letter.unread.push(why);
            }
        }
    }
}

impl Properties for Item<'_, '_> {
    fn text(&mut self, property: u16) -> Option<String> {
        let found = self.find(property, &[WIDE, NARROW])?;
        self.read_text(found)
    }

    fn bytes(&mut self, property: u16) -> Option<Vec<u8>> {
        let found = self.find(property, &[BYTES])?;
        self.value(found).filter(|bytes| !bytes.is_empty())
    }

    fn number(&mut self, property: u16) -> Option<u32> {
        Some(self.find(property, &[NUMBER])?.value)
    }

    fn moment(&mut self, property: u16) -> Option<u64> {
        let found = self.find(property, &[MOMENT])?;
        Some(u64::from_le_bytes(self.value(found)?.try_into().ok()?))
    }
}

/// What a folder is called, and how many messages it says it holds.
pub(super) fn folder(pst: &mut Pst<'_>, data: u64, below: u64) -> (Option<String>, Option<u32>) {
    let mut left = Left::new().bytes;
    let (below, _) = pst.below(below, &mut left);
    let Ok(heap) = Heap::read(pst, data, &mut left) else { return (None, None) };
    let Ok(list) = heap.properties() else { return (None, None) };
    let left = &mut left;
    let mut item = Item { pst, heap: &heap, list: &list, below: &below, left, lost: Vec::new() };
    (Some(item.text(0x3001).unwrap_or_default()), item.number(0x3602))
}

/// A message, with what is packed in it.
pub(super) fn of(
    pst: &mut Pst<'_>,
    data: u64,
    below: u64,
    depth: usize,
    left: &mut Left,
) -> Result<Letter, String> {
    let (below, whole) = pst.below(below, &mut left.bytes);
    let heap = Heap::read(pst, data, &mut left.bytes)?;
    let list = heap.properties()?;
    let lost = if whole { Vec::new() } else { vec![DAMAGED.to_owned()] };
    let mut item = Item {
        pst: &mut *pst,
        heap: &heap,
        list: &list,
        below: &below,
        left: &mut left.bytes,
        lost,
    };
    let mut letter = mapi::letter(&mut item);
    if !item.is_mail() {
        let rest = item.everything();
        letter.body = format!("{}\n{rest}", letter.body).trim().to_owned();
    }
    let sealed = item.is_sealed();
    let shown = [0x0e04, 0x0e03, 0x0e02].map(|property| (property == 0x0e04, item.text(property)));
    item.lose(&mut letter);
    let mut people = Vec::new();
    for node in below.iter().filter(|node| node.id & KIND == PEOPLE) {
        if let Err(why) = went_to(pst, node, &mut letter, left, &mut people) {
            letter.unread.push(format!("who it went to: {why}"));
        }
    }
    // Names that are shown have no addresses; they are better than none.
    if people.is_empty() {
        people.extend(shown);
    }
    mapi::add_people(&mut letter, people);
    for node in below.iter().filter(|node| node.id & KIND == ATTACHED && !sealed) {
        if !left.part() {
            letter.unread.push(TOO_MUCH.to_owned());
            break;
        }
        attached(pst, node, depth, left, &mut letter);
    }
    Ok(letter)
}

/// Who a message went to.
fn went_to(
    pst: &mut Pst<'_>,
    node: &Below,
    letter: &mut Letter,
    left: &mut Left,
    people: &mut Vec<(bool, Option<String>)>,
) -> Result<(), String> {
    let (below, _) = pst.below(node.below, &mut left.bytes);
    let heap = Heap::read(pst, node.data, &mut left.bytes)?;
    for list in &heap.rows(pst, &below, &mut left.bytes)? {
        if !left.part() {
            return Err(TOO_MUCH.to_owned());
        }
        let bytes = &mut left.bytes;
        let mut item = Item {
            pst: &mut *pst,
            heap: &heap,
            list,
            below: &below,
            left: bytes,
            lost: Vec::new(),
        };
        people.push(mapi::went_to(&mut item));
        item.lose(letter);
    }
    Ok(())
}

/// Something packed in a message.
fn attached(pst: &mut Pst<'_>, node: &Below, depth: usize, left: &mut Left, letter: &mut Letter) {
    let no = letter.attached.len() + letter.names.len() + 1;
    let mut name = format!("part {no}");
    match inside(pst, node, depth, left, &mut name) {
        Ok(inside) => letter.attached.push(Attached { name, inside }),
        Err(why) => {
            letter.unread.push(format!("`{name}` in it: {why}"));
            letter.names.push(name);
        }
    }
}

fn inside(
    pst: &mut Pst<'_>,
    node: &Below,
    depth: usize,
    left: &mut Left,
    name: &mut String,
) -> Result<Inside, String> {
    let (below, _) = pst.below(node.below, &mut left.bytes);
    let heap = Heap::read(pst, node.data, &mut left.bytes)?;
    let list = heap.properties()?;
    let mut item = Item {
        pst: &mut *pst,
        heap: &heap,
        list: &list,
        below: &below,
        left: &mut left.bytes,
        lost: Vec::new(),
    };
    if let Some(told) = item.any(&NAMES) {
        *name = told;
    }
    let found = item.find(PACKED, &[BYTES, OBJECT]);
    // It may be kept elsewhere, and only named here.
    let found = found.ok_or_else(|| "it does not lie here".to_owned())?;
    if found.kind == BYTES {
        return Ok(Inside::Bytes(heap.value(pst, &below, found.value, &mut left.bytes)?));
    }
    let object = heap.value(pst, &below, found.value, &mut left.bytes)?;
    let id = u32_at(&object, 0);
    let object = below.iter().find(|node| Some(node.id) == id);
    let object = object.ok_or_else(|| DAMAGED.to_owned())?;
    match list.iter().find(|one| one.id == 0x3705).map(|one| one.value) {
        Some(5) if depth >= DEPTH_MAX => {
            Err("messages are packed in each other too many times".to_owned())
        }
        Some(5) => {
            let letter = of(pst, object.data, object.below, depth + 1, left)?;
            Ok(Inside::Letter(Box::new(letter)))
        }
        _ => Ok(Inside::Bytes(pst.data(object.data, &mut left.bytes)?)),
    }
}
