//! A drawer: what is held on one person that shares a retention class and a trigger event.
//!
//! One drawer is one sealed blob. Its inside is laid out by hand, so that reading a person's file
//! copies nothing:
//!
//! ```text
//! version 1 | item*    item: n u32 | category u16 | source u16 | flags u8 | collected i32 |
//!                            labels u8 | (kind u8, code u16)* | extra u16 + bytes | value u32 + bytes
//! ```
//!
//! Numbers are little-endian. `extra` is JSON: notice version, condition, dispute, where it is
//! pointed at.

use zeroize::Zeroizing;

use crate::codes::Code;
use crate::identify::Identifier;
use crate::{Error, Notes, Now};

/// The most bytes one drawer may have before another is begun: 48 KiB.
pub const DRAWER_BYTES_MAX: usize = 48 << 10;
/// The most bytes one value may have: 16 KiB. Longer ones are documents.
pub const ITEM_BYTES_MAX: usize = 16 << 10;
/// The most labels one item may have.
pub const LABELS_MAX: usize = 64;

const FORMAT: u8 = 1;
const HEAD: usize = 4 + 2 + 2 + 1 + 4 + 1;

/// What an item may be labelled with: its purposes, who was given it, and the like. The numbers are
/// stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Label {
    /// A purpose it is held for (row P.1).
    Purpose = 1,
    /// Its category.
    Category = 2,
    /// Where it came from (row 6.1).
    Source = 3,
    /// A recipient who was given it (Art 19).
    Given = 4,
    /// A purpose the person objects to its use for.
    Objected = 5,
    /// A team that alone may see it.
    Team = 6,
    /// Whether a machine may decide by it: code 1, it may; code 2, it may not.
    Machine = 7,
}

impl Label {
    const ALL: [Label; 7] = [
        Label::Purpose,
        Label::Category,
        Label::Source,
        Label::Given,
        Label::Objected,
        Label::Team,
        Label::Machine,
    ];

    fn from_number(number: u8) -> Option<Label> {
        Label::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }
}

/// Flags of an item. The bits are stored.
pub(crate) mod flag {
    /// Restricted (Art 18).
    pub(crate) const RESTRICTED: u8 = 1;
    /// Its accuracy is disputed; the note is in `extra`.
    pub(crate) const DISPUTED: u8 = 2;
    /// Held from before and not yet put right.
    pub(crate) const LEGACY: u8 = 4;
    /// Something in it was flagged: a word that must never be collected, in what somebody wrote.
    pub(crate) const FLAGGED: u8 = 8;
    /// It tells the person apart, and is in the index.
    pub(crate) const IDENTIFIES: u8 = 16;
}

/// One thing held, as it lies in an open drawer.
#[derive(Clone, Copy)]
pub struct ItemView<'a> {
    pub(crate) n: u32,
    pub(crate) category: Code,
    pub(crate) source: Code,
    pub(crate) flags: u8,
    pub(crate) collected: i32,
    labels: &'a [[u8; 3]],
    pub(crate) extra: &'a [u8],
    pub(crate) value: &'a [u8],
}

impl<'a> ItemView<'a> {
    /// Its labels of one kind.
    pub fn labels(&self, kind: Label) -> impl Iterator<Item = Code> + use<'a> {
        self.labels
            .iter()
            .filter(move |label| label[0] == kind as u8)
            .map(|label| Code::from_le_bytes([label[1], label[2]]))
    }

    /// Whether it has this label.
    #[must_use]
    pub fn has(&self, kind: Label, code: Code) -> bool {
        let [low, high] = code.to_le_bytes();
        self.labels.contains(&[kind as u8, low, high])
    }

    /// Every label.
    pub(crate) fn all_labels(&self) -> impl Iterator<Item = (Label, Code)> + use<'a> {
        self.labels.iter().filter_map(|label| {
            Some((Label::from_number(label[0])?, Code::from_le_bytes([label[1], label[2]])))
        })
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &'a [u8] {
        self.value
    }

    /// Its number among the person's items.
    #[must_use]
    pub fn n(&self) -> u32 {
        self.n
    }

    /// A copy that can be changed.
    pub(crate) fn to_item(self) -> Item {
        Item {
            n: self.n,
            category: self.category,
            source: self.source,
            flags: self.flags,
            collected: self.collected,
            labels: self.all_labels().collect(),
            extra: Zeroizing::new(self.extra.to_vec()),
            value: Zeroizing::new(self.value.to_vec()),
        }
    }
}

/// One thing held, on its own: about to be written, or to be changed.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) n: u32,
    pub(crate) category: Code,
    pub(crate) source: Code,
    pub(crate) flags: u8,
    pub(crate) collected: i32,
    pub(crate) labels: Vec<(Label, Code)>,
    pub(crate) extra: Zeroizing<Vec<u8>>,
    pub(crate) value: Zeroizing<Vec<u8>>,
}

impl Item {
    /// What it tells the person apart by, where it does.
    pub(crate) fn identifier(&self) -> Option<Identifier> {
        if self.flags & flag::IDENTIFIES == 0 {
            return None;
        }
        let notes: Notes = serde_json::from_slice(&self.extra).ok()?;
        let kind = notes.identifies?.parse().ok()?;
        Identifier::parse(kind, std::str::from_utf8(&self.value).ok()?).ok()
    }

    /// Writes down that the record was told today what it says, where it tells the person apart.
    pub(crate) fn told(&mut self, now: Now) -> Result<(), Error> {
        if self.flags & flag::IDENTIFIES != 0 {
            let mut notes: Notes =
                serde_json::from_slice(&self.extra).map_err(|_| Error::Damaged("notes"))?;
            notes.entered = Some(now.today());
            let extra = serde_json::to_vec(&notes).map_err(|_| Error::Damaged("notes"))?;
            self.extra = Zeroizing::new(extra);
        }
        Ok(())
    }

    pub(crate) fn put(&self, into: &mut Vec<u8>) -> Result<(), Error> {
        if self.value.len() > ITEM_BYTES_MAX {
            return Err(Error::TooMany("bytes in one value; store it as a document"));
        }
        if self.labels.len() > LABELS_MAX {
            return Err(Error::TooMany("labels on one item"));
        }
        let extra = u16::try_from(self.extra.len())
            .map_err(|_| Error::TooMany("bytes of notes on one item"))?;
        into.extend(self.n.to_le_bytes());
        into.extend(self.category.to_le_bytes());
        into.extend(self.source.to_le_bytes());
        into.push(self.flags);
        into.extend(self.collected.to_le_bytes());
        // Both lengths were checked above.
        into.push(u8::try_from(self.labels.len()).unwrap_or(u8::MAX));
        for (kind, code) in &self.labels {
            into.push(*kind as u8);
            into.extend(code.to_le_bytes());
        }
        into.extend(extra.to_le_bytes());
        into.extend(self.extra.iter());
        into.extend(u32::try_from(self.value.len()).unwrap_or(u32::MAX).to_le_bytes());
        into.extend(self.value.iter());
        Ok(())
    }
}

/// An empty drawer's inside.
pub(crate) fn begin() -> Vec<u8> {
    vec![FORMAT]
}

/// The inside of a drawer of these items.
pub(crate) fn write(items: &[Item]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut bytes = Zeroizing::new(begin());
    for item in items {
        item.put(&mut bytes)?;
    }
    Ok(bytes)
}

/// Walks the items of an open drawer.
pub(crate) fn items(inside: &[u8]) -> Result<Items<'_>, Error> {
    match inside.split_first() {
        Some((&FORMAT, rest)) => Ok(Items { rest }),
        _ => Err(Error::Damaged("drawer.sealed")),
    }
}

/// The items of an open drawer, in the order they were put in.
pub(crate) struct Items<'a> {
    rest: &'a [u8],
}

impl<'a> Items<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(taken)
    }

    fn one(&mut self) -> Option<ItemView<'a>> {
        let head: &[u8; HEAD] = self.take(HEAD)?.first_chunk()?;
        let [n0, n1, n2, n3, c0, c1, s0, s1, flags, d0, d1, d2, d3, labels] = *head;
        let labels = self.take(usize::from(labels) * 3)?;
        let extra: [u8; 2] = *self.take(2)?.first_chunk()?;
        let extra = self.take(usize::from(u16::from_le_bytes(extra)))?;
        let value: [u8; 4] = *self.take(4)?.first_chunk()?;
        let value = self.take(usize::try_from(u32::from_le_bytes(value)).ok()?)?;
        Some(ItemView {
            n: u32::from_le_bytes([n0, n1, n2, n3]),
            category: Code::from_le_bytes([c0, c1]),
            source: Code::from_le_bytes([s0, s1]),
            flags,
            collected: i32::from_le_bytes([d0, d1, d2, d3]),
            labels: labels.as_chunks::<3>().0,
            extra,
            value,
        })
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Result<ItemView<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let one = self.one();
        if one.is_none() {
            self.rest = &[];
        }
        Some(one.ok_or(Error::Damaged("drawer.sealed")))
    }
}
