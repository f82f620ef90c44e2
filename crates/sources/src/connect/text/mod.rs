//! The text of a paper, whatever its format: what can be read, and what cannot, named.

mod html;
mod office;
mod pdf;
mod rtf;
mod unpack;

use std::io::Cursor;

pub(super) use html::to_text as html_to_text;
pub(super) use rtf::to_text as rtf_to_text;
pub(super) use unpack::{Room, Seekable, unpack};

/// The most bytes of text that are taken from one paper: 16 MiB.
pub(super) const TEXT_MAX: usize = 16 * 1024 * 1024;
/// What a picture may have beside it and still be all there is: a letterhead, a name of a scanner.
const HARDLY: usize = 200;

/// What a paper says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paper {
    /// What kind it is.
    pub(super) kind: &'static str,
    /// The text of it that could be read.
    pub(super) text: String,
    /// How many pages it has, where it has any.
    pub(super) pages: Option<usize>,
    /// What of it could not be read, and why.
    pub(super) unread: Vec<String>,
}

impl Paper {
    fn of(kind: &'static str, text: String) -> Paper {
        Paper { kind, text, ..Paper::default() }
    }

    fn unread(kind: &'static str, why: &str) -> Paper {
        Paper { kind, unread: vec![why.to_owned()], ..Paper::default() }
    }
}

/// What kind of file it is, by what it begins with, and only then by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sniffed {
    Empty,
    Html,
    Message,
    Odf,
    OldOffice,
    Outlook,
    Pdf,
    Picture,
    Presentation,
    Rtf,
    Sheet,
    Text,
    Unknown,
    Word,
    Zip,
}

const PICTURES: [&[u8]; 8] = [
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"\0\0\x01\0",
    b"\xd7\xcd\xc6\x9a",
];

/// Says what kind of file these bytes are.
pub(super) fn sniff(name: &str, bytes: &[u8]) -> Sniffed {
    let ends = |ends: &[&str]| {
        let name = name.to_ascii_lowercase();
        ends.iter().any(|end| name.ends_with(end))
    };
    let head = &bytes[..bytes.len().min(1024)];
    let begins = head.trim_ascii_start().to_ascii_lowercase();
    if bytes.is_empty() {
        Sniffed::Empty
    } else if head.windows(5).any(|five| five == b"%PDF-") {
        Sniffed::Pdf
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        office::kind(bytes)
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        let is_message = cfb::CompoundFile::open(Cursor::new(bytes))
            .is_ok_and(|file| file.is_stream("/__properties_version1.0"));
        if is_message { Sniffed::Outlook } else { Sniffed::OldOffice }
    } else if begins.starts_with(b"{\\rtf") {
        Sniffed::Rtf
    } else if PICTURES.iter().any(|magic| bytes.starts_with(magic))
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
        || bytes.get(4..11) == Some(b"ftyphei")
    {
        Sniffed::Picture
    } else if !is_text(bytes) {
        Sniffed::Unknown
    } else if ends(&[".eml"]) {
        Sniffed::Message
    } else if ends(&[".htm", ".html", ".xhtml"])
        || begins.starts_with(b"<!doctype html")
        || begins.starts_with(b"<html")
    {
        Sniffed::Html
    } else {
        Sniffed::Text
    }
}

/// Whether these bytes are a text in some alphabet, and not numbers of a machine.
fn is_text(bytes: &[u8]) -> bool {
    let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    wide || bytes.iter().filter(odd).count() * 1_000 <= bytes.len()
}

/// A text as characters: UTF-8, UTF-16 where it says so, or one byte a character.
pub(super) fn decoded(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|two| unit([two[0], two[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
        },
    }
}

/// Reads a paper. Messages and what is packed are for the caller: they are more than one.
pub(super) fn read(name: &str, bytes: &[u8], room: &mut Room) -> Paper {
    let kind = sniff(name, bytes);
    // What others wrote to parse hostile files may still give up in the middle.
    let read =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read_as(kind, bytes, room)));
    let mut paper = read.unwrap_or_else(|_| Paper::unread("unknown", "it is damaged"));
    if paper.text.len() > TEXT_MAX {
        let end = (0..=TEXT_MAX).rev().find(|at| paper.text.is_char_boundary(*at)).unwrap_or(0);
        paper.text.truncate(end);
        paper.unread.push(format!("its text is longer than {} MiB", TEXT_MAX / 1024 / 1024));
    }
    // No character that is not seen stands between those that are looked for.
    let unseen =
        |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    if paper.text.contains(unseen) {
        paper.text = paper.text.replace(unseen, "");
    }
    paper
}

fn read_as(kind: Sniffed, bytes: &[u8], room: &mut Room) -> Paper {
    match kind {
        Sniffed::Empty => Paper::of("empty", String::new()),
        Sniffed::Html => Paper::of("html", html::to_text(&decoded(bytes))),
        Sniffed::Odf => office::open_document(bytes, room),
        Sniffed::OldOffice => old_office(bytes),
        Sniffed::Pdf => pdf::read(bytes),
        Sniffed::Picture => Paper::unread("picture", "it is a picture"),
        Sniffed::Presentation => office::presentation(bytes, room),
        Sniffed::Rtf => Paper::of("rtf", rtf::to_text(bytes)),
        Sniffed::Sheet => office::sheet(bytes, room),
        Sniffed::Text => Paper::of("text", decoded(bytes)),
        Sniffed::Word => office::word(bytes, room),
        Sniffed::Message | Sniffed::Outlook | Sniffed::Zip | Sniffed::Unknown => {
            Paper::unread("unknown", "its format cannot be read")
        }
    }
}

fn old_office(bytes: &[u8]) -> Paper {
    let locked = cfb::CompoundFile::open(Cursor::new(bytes))
        .is_ok_and(|file| file.exists("/EncryptedPackage"));
    if locked {
        Paper::unread("office", "it is protected by a password")
    } else {
        Paper::unread("office", "it is of an old format that cannot be read")
    }
}
