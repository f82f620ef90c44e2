//! Messages as Outlook saves them one by one: MSG, a file of streams, one a property.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;

use super::letter::{Attached, DEPTH_MAX, Inside, Letter};
use super::mapi::{self, NAMES, PACKED, PARTS_MAX, Properties, TOO_MUCH};
use crate::connect::folder::FILE_BYTES_MAX;
use crate::connect::text::decoded;

/// The types of properties that stand in the list itself.
const NUMBER: u32 = 0x0003;
const MOMENT: u32 = 0x0040;

type File<'b> = CompoundFile<Cursor<&'b [u8]>>;

pub(super) fn parse(bytes: &[u8]) -> Result<Letter, String> {
    let mut file =
        CompoundFile::open(Cursor::new(bytes)).map_err(|_| "it is damaged".to_owned())?;
    if !file.is_stream("/__properties_version1.0") {
        return Err("it is no message that can be read".to_owned());
    }
    let mut left = FILE_BYTES_MAX;
    Ok(of(&mut file, Path::new("/"), 32, 0, &mut left))
}

/// One message, its people, or something packed in it: a storage, and how long the head of its list
/// of properties is.
struct Item<'f, 'b> {
    file: &'f mut File<'b>,
    at: PathBuf,
    head: usize,
    /// How many bytes may still be read.
    left: &'f mut u64,
}

impl Item<'_, '_> {
    fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(self.at.join(name)).ok()?;
        if stream.len() > *self.left {
            return None;
        }
        let mut bytes = Vec::new();
        stream.take(*self.left).read_to_end(&mut bytes).ok()?;
        *self.left -= bytes.len() as u64;
        Some(bytes)
    }

    /// A property that is so short that it stands in the list itself.
    fn short(&mut self, property: u16, kind: u32) -> Option<[u8; 8]> {
        let wanted = u32::from(property) << 16 | kind;
        let list = self.stream("__properties_version1.0")?;
        let found = list
            .get(self.head..)?
            .chunks_exact(16)
            .find(|one| u32::from_le_bytes([one[0], one[1], one[2], one[3]]) == wanted);
        found.and_then(|one| one[8..16].try_into().ok())
    }
}

impl Properties for Item<'_, '_> {
    fn bytes(&mut self, property: u16) -> Option<Vec<u8>> {
        self.stream(&format!("__substg1.0_{property:04X}0102"))
    }

    fn text(&mut self, property: u16) -> Option<String> {
        match self.stream(&format!("__substg1.0_{property:04X}001F")) {
            Some(wide) => mapi::wide(&wide),
            None => {
                mapi::trimmed(&decoded(&self.stream(&format!("__substg1.0_{property:04X}001E"))?))
            }
        }
    }

    fn number(&mut self, property: u16) -> Option<u32> {
        let [a, b, c, d, ..] = self.short(property, NUMBER)?;
        Some(u32::from_le_bytes([a, b, c, d]))
    }

    fn moment(&mut self, property: u16) -> Option<u64> {
        self.short(property, MOMENT).map(u64::from_le_bytes)
    }
}

fn of(file: &mut File<'_>, at: &Path, head: usize, depth: usize, left: &mut u64) -> Letter {
    let before = *left;
    let mut item = Item { file, at: at.to_owned(), head, left };
    let mut letter = mapi::letter(&mut item);
    if item.is_sealed() {
        return letter;
    }
    parts(file, at, depth, left, &mut letter);
    if *left == 0 || before == 0 {
        letter.unread.push(TOO_MUCH.to_owned());
    }
    letter
}

/// Who it went to, and what is packed in it.
fn parts(file: &mut File<'_>, at: &Path, depth: usize, left: &mut u64, letter: &mut Letter) {
    let mut names: Vec<String> = match file.read_storage(at) {
        Ok(entries) => {
            let entries = entries.filter(cfb::Entry::is_storage).take(PARTS_MAX + 1);
            entries.map(|entry| entry.name().to_owned()).collect()
        }
        Err(_) => return,
    };
    names.sort();
    if names.len() > PARTS_MAX {
        letter.unread.push(TOO_MUCH.to_owned());
    }
    let mut people = Vec::new();
    for name in names.iter().take(PARTS_MAX) {
        let here = at.join(name);
        if name.starts_with("__recip_version1.0_") {
            let mut item = Item { file: &mut *file, at: here, head: 8, left: &mut *left };
            people.push(mapi::went_to(&mut item));
        } else if name.starts_with("__attach_version1.0_") {
            attached(file, &here, depth, left, letter);
        }
    }
    mapi::add_people(letter, people);
}

fn attached(file: &mut File<'_>, at: &Path, depth: usize, left: &mut u64, letter: &mut Letter) {
    let no = letter.attached.len() + letter.names.len() + 1;
    let mut item = Item { file: &mut *file, at: at.to_owned(), head: 8, left: &mut *left };
    let name = item.any(&NAMES).unwrap_or_else(|| format!("part {no}"));
    if let Some(bytes) = item.bytes(PACKED) {
        letter.attached.push(Attached { name, inside: Inside::Bytes(bytes) });
        return;
    }
    let below = at.join("__substg1.0_3701000D");
    if file.is_storage(&below) && depth < DEPTH_MAX {
        let inside = of(file, &below, 24, depth + 1, left);
        letter.attached.push(Attached { name, inside: Inside::Letter(Box::new(inside)) });
    } else {
        letter.unread.push(format!("`{name}` in it: it cannot be read"));
        letter.names.push(name);
    }
}
