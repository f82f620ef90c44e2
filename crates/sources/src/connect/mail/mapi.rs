//! What the messages of Outlook have in common, in whatever file they lie: properties with numbers.

use encoding_rs::Encoding;
use jiff::Timestamp;

use super::letter::Letter;
use super::message;
use crate::connect::folder::FILE_BYTES_MAX;
use crate::connect::text::{decoded, html_to_text, rtf_to_text};

/// The most people, or things that are packed, of one message: 10,000.
pub(super) const PARTS_MAX: usize = 10_000;
/// What is said of a message with more.
pub(super) const TOO_MUCH: &str = "there is too much in it";
/// Where the name of what is packed stands: the long one, the short one, the one that is shown.
pub(super) const NAMES: [u16; 3] = [0x3707, 0x3704, 0x3001];
/// Where what is packed stands.
pub(super) const PACKED: u16 = 0x3701;
/// What kind of message it is.
const CLASS: u16 = 0x001a;
/// Between the first of 1601 and the first of 1970, in steps of 100 nanoseconds.
const BEFORE_1970: i128 = 116_444_736_000_000_000;

/// The properties of a message, of somebody it went to, or of something packed in it.
pub(super) trait Properties {
    fn text(&mut self, property: u16) -> Option<String>;
    fn bytes(&mut self, property: u16) -> Option<Vec<u8>>;
    fn number(&mut self, property: u16) -> Option<u32>;
    /// In steps of 100 nanoseconds since the first of 1601.
    fn moment(&mut self, property: u16) -> Option<u64>;

    /// The first of these that there is.
    fn any(&mut self, properties: &[u16]) -> Option<String> {
        properties.iter().find_map(|property| self.text(*property))
    }

    /// The first of these that is an address of email.
    fn address(&mut self, properties: &[u16]) -> Option<String> {
        let told = |property: &u16| self.text(*property).filter(|text| text.contains('@'));
        properties.iter().find_map(told)
    }

    /// Whether it is encrypted, or sealed so that it cannot be opened.
    fn is_sealed(&mut self) -> bool {
        let class = self.text(CLASS).unwrap_or_default().to_ascii_uppercase();
        class.starts_with("IPM.NOTE.SMIME") && !class.contains("MULTIPARTSIGNED")
    }

    /// Whether it is a message and not a contact, an appointment or a note.
    fn is_mail(&mut self) -> bool {
        let class = self.text(CLASS).unwrap_or_default().to_ascii_uppercase();
        class.is_empty() || class.starts_with("IPM.NOTE") || class.starts_with("REPORT.")
    }
}

/// What the properties of a message say: all of it but who it went to, and what is packed in it.
pub(super) fn letter(item: &mut impl Properties) -> Letter {
    let date = item.moment(0x0039).and_then(told);
    let mut letter = Letter {
        message_id: item.text(0x1035).map(|id| number(&id)),
        subject: item.text(0x0037).map(|subject| whole(&subject)).unwrap_or_default(),
        date: date.or_else(|| item.moment(0x0e06).and_then(told)),
        ..Letter::default()
    };
    for property in [0x1039, 0x1042] {
        let ids = item.text(property).unwrap_or_default();
        letter.references.extend(ids.split_whitespace().map(number));
    }
    let mut from: Vec<String> = Vec::new();
    for (name, addresses) in [(0x0c1a, [0x5d01, 0x0c1f]), (0x0042, [0x5d02, 0x0065])] {
        let told = person(item.text(name), item.address(&addresses));
        from.extend(told.filter(|told| !from.contains(told)));
    }
    letter.from = from.join(", ");
    text(item, &mut letter);
    // What it said when it came in, where the copy kept it.
    if let Some(headers) = item.text(0x007d) {
        with_headers(&mut letter, &headers);
    }
    if item.is_sealed() {
        letter.unread.push("it is encrypted, or sealed so that it cannot be opened".to_owned());
    }
    letter
}

/// What a message says: in plain text, as a page, or in Rich Text.
fn text(item: &mut impl Properties, letter: &mut Letter) {
    let plain = item.text(0x1000);
    let letters = item.number(0x3fde);
    let html = item.bytes(0x1013).map(|html| in_letters(&html, letters));
    let html = html.or_else(|| item.text(0x1013)).map(|html| html_to_text(&html));
    match (plain, html) {
        (Some(plain), html) => {
            let same = |text: &str| text.split_whitespace().collect::<String>();
            letter.formatted = html.filter(|html| same(html) != same(&plain));
            letter.body = plain;
        }
        (None, Some(html)) => letter.body = html,
        (None, None) => match item.bytes(0x1009).as_deref().map(unpacked) {
            Some(Some(rtf)) => letter.body = rtf_to_text(&rtf),
            Some(None) => letter.unread.push("its text is damaged".to_owned()),
            None => {}
        },
    }
}

/// A subject without the mark that says how much of it was put before it.
fn whole(subject: &str) -> String {
    let mut letters = subject.chars();
    match letters.next() {
        Some('\u{1}') => {
            letters.next();
            letters.as_str().to_owned()
        }
        _ => subject.to_owned(),
    }
}

/// A moment as it is written.
fn told(steps: u64) -> Option<String> {
    let at = Timestamp::from_nanosecond((i128::from(steps) - BEFORE_1970).checked_mul(100)?);
    Some(at.ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// A text of two bytes a letter, as properties have it; none where it is empty.
pub(super) fn wide(bytes: &[u8]) -> Option<String> {
    let units = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    let text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    trimmed(&text)
}

/// A text without what ends it; none where it is empty.
pub(super) fn trimmed(text: &str) -> Option<String> {
    let text = text.trim_end_matches('\0').trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text in the letters of a page of Windows, unless it is in UTF-8.
pub(super) fn in_letters(bytes: &[u8], page: Option<u32>) -> String {
    let label = match page {
        Some(932) => "shift_jis".to_owned(),
        Some(936) => "gbk".to_owned(),
        Some(949) => "euc-kr".to_owned(),
        Some(950) => "big5".to_owned(),
        Some(20_866) => "koi8-r".to_owned(),
        Some(page @ 28_591..=28_606) => format!("iso-8859-{}", page - 28_590),
        Some(page @ (874 | 1250..=1258)) => format!("windows-{page}"),
        _ => return decoded(bytes),
    };
    match (std::str::from_utf8(bytes), Encoding::for_label(label.as_bytes())) {
        (Ok(text), _) => text.to_owned(),
        (Err(_), Some(letters)) => letters.decode(bytes).0.into_owned(),
        (Err(_), None) => decoded(bytes),
    }
}

/// Somebody, by name and address.
pub(super) fn person(name: Option<String>, address: Option<String>) -> Option<String> {
    match (name, address) {
        (Some(name), Some(address)) if name != address => Some(format!("{name} <{address}>")),
        (_, Some(one)) | (Some(one), None) => Some(one),
        (None, None) => None,
    }
}

/// Somebody a message went to, and whether it was meant for them or a copy.
pub(super) fn went_to(item: &mut impl Properties) -> (bool, Option<String>) {
    let meant = item.number(0x0c15).is_none_or(|kind| kind == 1);
    (meant, person(item.text(0x3001), item.address(&[0x39fe, 0x3003])))
}

/// Adds to a letter who it went to, where its headers did not say so.
pub(super) fn add_people(letter: &mut Letter, people: Vec<(bool, Option<String>)>) {
    for (field, meant) in [(&mut letter.to, true), (&mut letter.cc, false)] {
        let told = people.iter().filter(|(this, _)| *this == meant);
        let told = told.filter_map(|(_, told)| told.as_deref());
        let new: Vec<&str> = told.filter(|told| !field.contains(told)).collect();
        add(field, &new.join(", "));
    }
}

fn add(field: &mut String, more: &str) {
    if !more.is_empty() {
        let gap = if field.is_empty() { "" } else { ", " };
        field.push_str(gap);
        field.push_str(more);
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
        if *ours != theirs {
            add(ours, &theirs);
        }
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
