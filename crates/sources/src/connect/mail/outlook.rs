//! Messages as Outlook keeps them: MSG, a file of streams, one a property.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;
use jiff::Timestamp;

use super::letter::{Attached, DEPTH_MAX, Inside, Letter};
use super::message;
use crate::connect::folder::FILE_BYTES_MAX;
use crate::connect::text::{html_to_text, rtf_to_text};

/// The most people, or things that are packed, of one message: 10,000.
const PARTS_MAX: usize = 10_000;
/// Between the first of 1601 and the first of 1970, in steps of 100 nanoseconds.
const BEFORE_1970: i128 = 116_444_736_000_000_000;

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

    fn bytes(&mut self, property: &str) -> Option<Vec<u8>> {
        self.stream(&format!("__substg1.0_{property}0102"))
    }

    fn text(&mut self, property: &str) -> Option<String> {
        let text = match self.stream(&format!("__substg1.0_{property}001F")) {
            Some(wide) => {
                let units = wide.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
                char::decode_utf16(units)
                    .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect()
            }
            None => {
                crate::connect::text::decoded(&self.stream(&format!("__substg1.0_{property}001E"))?)
            }
        };
        let text = text.trim_end_matches('\0').trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// A property that is so short that it stands in the list itself.
    fn short(&mut self, property: u32) -> Option<[u8; 8]> {
        let list = self.stream("__properties_version1.0")?;
        let found = list
            .get(self.head..)?
            .chunks_exact(16)
            .find(|one| u32::from_le_bytes([one[0], one[1], one[2], one[3]]) == property);
        found.and_then(|one| one[8..16].try_into().ok())
    }

    fn moment(&mut self, property: u32) -> Option<String> {
        let steps = i128::from(u64::from_le_bytes(self.short(property)?)) - BEFORE_1970;
        let at = Timestamp::from_nanosecond(steps.checked_mul(100)?).ok()?;
        Some(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}

fn of(file: &mut File<'_>, at: &Path, head: usize, depth: usize, left: &mut u64) -> Letter {
    let before = *left;
    let mut item = Item { file, at: at.to_owned(), head, left };
    let mut letter = Letter {
        message_id: item.text("1035").map(|id| number(&id)),
        subject: item.text("0037").unwrap_or_default(),
        date: item.moment(0x0039_0040).or_else(|| item.moment(0x0e06_0040)),
        ..Letter::default()
    };
    for property in ["1039", "1042"] {
        let ids = item.text(property).unwrap_or_default();
        letter.references.extend(ids.split_whitespace().map(number));
    }
    let named = [("0C1A", ["5D01", "0C1F"]), ("0042", ["5D02", "0065"])];
    let mut from: Vec<String> = Vec::new();
    for (name, addresses) in named {
        let name = item.text(name);
        let address = addresses
            .iter()
            .find_map(|address| item.text(address).filter(|address| address.contains('@')));
        from.extend(person(name, address).filter(|told| !from.contains(told)));
    }
    letter.from = from.join(", ");
    let plain = item.text("1000");
    let html = item.bytes("1013").map(|html| crate::connect::text::decoded(&html));
    let html = html.or_else(|| item.text("1013")).map(|html| html_to_text(&html));
    let packed = item.bytes("1009");
    let class = item.text("001A").unwrap_or_default();
    match (plain, html) {
        (Some(plain), html) => {
            let same = |text: &str| text.split_whitespace().collect::<String>();
            letter.formatted = html.filter(|html| same(html) != same(&plain));
            letter.body = plain;
        }
        (None, Some(html)) => letter.body = html,
        (None, None) => match packed.as_deref().map(unpacked) {
            Some(Some(rtf)) => letter.body = rtf_to_text(&rtf),
            Some(None) => letter.unread.push("its text is damaged".to_owned()),
            None => {}
        },
    }
    // What it said when it came in, where the copy kept it.
    if let Some(headers) = item.text("007D") {
        with_headers(&mut letter, &headers);
    }
    let sealed = class.to_ascii_uppercase();
    if sealed.starts_with("IPM.NOTE.SMIME") && !sealed.contains("MULTIPARTSIGNED") {
        letter.unread.push("it is encrypted, or sealed so that it cannot be opened".to_owned());
        return letter;
    }
    parts(file, at, depth, left, &mut letter);
    if *left == 0 || before == 0 {
        letter.unread.push("there is too much in it".to_owned());
    }
    letter
}

fn person(name: Option<String>, address: Option<String>) -> Option<String> {
    match (name, address) {
        (Some(name), Some(address)) if name != address => Some(format!("{name} <{address}>")),
        (_, Some(one)) | (Some(one), None) => Some(one),
        (None, None) => None,
    }
}

/// A message's number without its brackets.
fn number(id: &str) -> String {
    id.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// Fills in from the headers what the properties do not have.
fn with_headers(letter: &mut Letter, headers: &str) {
    let Ok(said) = message::parse(format!("{}\r\n\r\n", headers.trim_end()).as_bytes()) else {
        return;
    };
    letter.message_id = letter.message_id.take().or(said.message_id);
    letter.date = letter.date.take().or(said.date);
    if letter.references.is_empty() {
        letter.references = said.references;
    }
    for (ours, theirs) in
        [(&mut letter.from, said.from), (&mut letter.to, said.to), (&mut letter.cc, said.cc)]
    {
        if !theirs.is_empty() && *ours != theirs {
            let gap = if ours.is_empty() { "" } else { ", " };
            ours.push_str(gap);
            ours.push_str(&theirs);
        }
    }
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
        letter.unread.push("there is too much in it".to_owned());
    }
    let (mut to, mut cc) = (Vec::new(), Vec::new());
    for name in names.iter().take(PARTS_MAX) {
        let here = at.join(name);
        if name.starts_with("__recip_version1.0_") {
            let mut item = Item { file: &mut *file, at: here, head: 8, left: &mut *left };
            let kind = item.short(0x0c15_0003).map_or(1, |kind| kind[0]);
            let address = ["39FE", "3003"]
                .iter()
                .find_map(|property| item.text(property).filter(|address| address.contains('@')));
            let told = person(item.text("3001"), address);
            if kind == 1 { to.extend(told) } else { cc.extend(told) }
        } else if name.starts_with("__attach_version1.0_") {
            attached(file, &here, depth, left, letter);
        }
    }
    let fill = |field: &mut String, told: Vec<String>| {
        let told: Vec<String> =
            told.into_iter().filter(|told| !field.contains(told.as_str())).collect();
        if !told.is_empty() {
            let gap = if field.is_empty() { "" } else { ", " };
            *field = format!("{field}{gap}{}", told.join(", "));
        }
    };
    fill(&mut letter.to, to);
    fill(&mut letter.cc, cc);
}

fn attached(file: &mut File<'_>, at: &Path, depth: usize, left: &mut u64, letter: &mut Letter) {
    let no = letter.attached.len() + letter.names.len() + 1;
    let mut item = Item { file: &mut *file, at: at.to_owned(), head: 8, left: &mut *left };
    let name = ["3707", "3704", "3001"].iter().find_map(|property| item.text(property));
    let name = name.unwrap_or_else(|| format!("part {no}"));
    if let Some(bytes) = item.bytes("3701") {
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

/// What every packed text of Outlook is taken to begin with.
const BEGINS: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \
\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\
\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Unpacks a text of Outlook: bytes, and places in the last 4,096 of them.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let size = u32::from_le_bytes(packed.get(4..8)?.try_into().ok()?);
    let size = usize::try_from(size).ok()?.min(usize::try_from(FILE_BYTES_MAX).ok()?);
    let rest = packed.get(16..)?;
    match packed.get(8..12)? {
        b"MELA" => return Some(rest[..size.min(rest.len())].to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut ring = [b' '; 4_096];
    ring[..BEGINS.len()].copy_from_slice(BEGINS);
    let (mut write, mut at, mut out) = (BEGINS.len(), 0, Vec::new());
    while out.len() < size {
        let flags = *rest.get(at)?;
        at += 1;
        for bit in 0..8 {
            let mut put = |b: u8, write: &mut usize| {
                out.push(b);
                ring[*write] = b;
                *write = (*write + 1) % ring.len();
            };
            if flags & (1 << bit) == 0 {
                let Some(b) = rest.get(at) else { return Some(out) };
                put(*b, &mut write);
                at += 1;
                continue;
            }
            let (Some(high), Some(low)) = (rest.get(at), rest.get(at + 1)) else {
                return Some(out);
            };
            at += 2;
            let from = usize::from(*high) << 4 | usize::from(*low) >> 4;
            if from == write {
                return Some(out);
            }
            for step in 0..usize::from(*low & 0xf) + 2 {
                let b = ring[(from + step) % 4_096];
                out.push(b);
                ring[write] = b;
                write = (write + 1) % 4_096;
            }
        }
    }
    Some(out)
}
