//! The files of a mailbox, and the messages in each: mbox, maildir, EML, MSG, PST, and ZIPs of these.

use std::io::{BufRead, BufReader, Cursor, Read};

use super::letter::Letter;
use super::pst;
use crate::connect::folder::{FILE_BYTES_MAX, Listed, is_of_the_machine, too_large, why};
use crate::connect::text::{Room, Sniffed, unpack};
use crate::{Error, Stop};

/// One message as it lies there.
pub(super) enum Raw {
    /// In a file of its own, or so that it could be.
    Bytes(Sniffed, Vec<u8>),
    /// In parts of a file, put together.
    Letter(Box<Letter>),
}

/// What is done with each message, or with why there is none where one should be.
pub(super) type Each<'e> = dyn FnMut(&str, Result<Raw, String>) -> Result<(), Error> + 'e;

/// What a file of a mailbox is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Mbox,
    Message,
    Nothing,
    Outlook,
    Pst,
    Unknown,
    Zip,
}

/// How much of a file says what it is.
const HEAD: usize = 4_096;

fn holds(head: &[u8]) -> Holds {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match head {
        [] => Holds::Nothing,
        _ if head.starts_with(b"From ") => Holds::Mbox,
        _ if head.starts_with(b"PK\x03\x04") => Holds::Zip,
        _ if head.starts_with(b"\xd0\xcf\x11\xe0") => Holds::Outlook,
        _ if head.starts_with(b"!BDN") => Holds::Pst,
        _ if is_header(text) => Holds::Message,
        _ => Holds::Unknown,
    }
}

/// Whether a line has the form of a header: a name, and a colon.
fn is_header(line: &[u8]) -> bool {
    let name = line.iter().take_while(|b| b.is_ascii_graphic() && **b != b':').count();
    name > 0 && line[name..].trim_ascii_start().first() == Some(&b':')
}

fn head(file: &Listed) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    file.open()?.take(HEAD as u64).read_to_end(&mut bytes).map_err(|error| why(&error))?;
    Ok(bytes)
}

/// Why nothing of a file can be read, if it is a whole mailbox of Outlook.
pub(super) fn refused(file: &Listed) -> Option<String> {
    head(file).ok().filter(|head| holds(head) == Holds::Pst)?;
    pst::refused(&mut file.open().ok()?)
}

/// Every message of a file, one at a time.
pub(super) fn each(file: &Listed, stop: &Stop, each: &mut Each<'_>) -> Result<(), Error> {
    let each: &mut Each<'_> = &mut |place, raw| {
        stop.check()?;
        each(place, raw)
    };
    if is_of_the_machine(&file.place) {
        return Ok(());
    }
    let opened = head(file).and_then(|head| Ok((holds(&head), file.open()?)));
    let (holds, opened) = match opened {
        Ok(opened) => opened,
        Err(why) => return each(&file.place, Err(why)),
    };
    match holds {
        Holds::Mbox => mbox(BufReader::new(opened), &file.place, stop, each),
        Holds::Zip => {
            let mut room = Room::of_an_export(file.bytes);
            unpack(&mut BufReader::new(opened), &file.place, &mut room, &mut |place, bytes, _| {
                match bytes {
                    Ok(bytes) => packed(place, bytes, stop, each),
                    Err(why) => each(place, Err(why)),
                }
            })
        }
        Holds::Message => each(&file.place, file.read().map(|bytes| raw(Sniffed::Message, bytes))),
        Holds::Outlook => each(&file.place, file.read().map(|bytes| raw(Sniffed::Outlook, bytes))),
        Holds::Nothing => Ok(()),
        Holds::Pst => pst::each(&mut { opened }, &file.place, stop, each),
        Holds::Unknown => each(&file.place, Err(unknown())),
    }
}

fn raw(kind: Sniffed, bytes: Vec<u8>) -> Raw {
    Raw::Bytes(kind, bytes)
}

fn unknown() -> String {
    "it is no message that can be read".to_owned()
}

/// The messages of a file that was packed.
fn packed(place: &str, bytes: Vec<u8>, stop: &Stop, each: &mut Each<'_>) -> Result<(), Error> {
    stop.check()?;
    if is_of_the_machine(place) {
        return Ok(());
    }
    match holds(&bytes[..bytes.len().min(HEAD)]) {
        Holds::Mbox => mbox(Cursor::new(bytes), place, stop, each),
        Holds::Message => each(place, Ok(raw(Sniffed::Message, bytes))),
        Holds::Outlook => each(place, Ok(raw(Sniffed::Outlook, bytes))),
        Holds::Nothing => Ok(()),
        Holds::Pst => pst::each(&mut Cursor::new(bytes), place, stop, each),
        // A ZIP within one is gone through before it comes here.
        Holds::Unknown | Holds::Zip => each(place, Err(unknown())),
    }
}

/// Every message of an mbox, one at a time: each begins with a line `From `, after an empty one, and
/// then has a header. A sentence that begins so has none.
fn mbox(
    mut from: impl BufRead,
    place: &str,
    stop: &Stop,
    each: &mut Each<'_>,
) -> Result<(), Error> {
    let mut whole = One::default();
    let mut begins: Option<Vec<u8>> = None;
    let (mut no, mut first, mut after_empty) = (0_usize, true, true);
    let mut line = Vec::new();
    loop {
        stop.check()?;
        line.clear();
        let read = from.by_ref().take(FILE_BYTES_MAX).read_until(b'\n', &mut line);
        match read {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                no += 1;
                each(&format!("{place}:{no}"), Err(why(&error)))?;
                return Ok(());
            }
        }
        if let Some(from_line) = begins.take() {
            if first || is_header(&line) {
                if !first {
                    no += 1;
                    each(&format!("{place}:{no}"), std::mem::take(&mut whole).end())?;
                }
                first = false;
            } else {
                whole.add(&from_line);
            }
        }
        if line.starts_with(b"From ") && (after_empty || has_a_time(&line)) {
            begins = Some(line.clone());
        } else {
            // `>From ` is how a line that begins so is written.
            let quoted = line.iter().take_while(|b| **b == b'>').count();
            let escaped = quoted > 0 && line[quoted..].starts_with(b"From ");
            whole.add(&line[usize::from(escaped)..]);
        }
        after_empty = line.trim_ascii().is_empty();
    }
    if let Some(rest) = begins {
        whole.add(&rest);
    }
    no += 1;
    each(&format!("{place}:{no}"), whole.end())
}

/// Whether there is a time of day in a line, as at the beginning of a message.
fn has_a_time(line: &[u8]) -> bool {
    let digit = |at: usize| line.get(at).is_some_and(u8::is_ascii_digit);
    (1..line.len()).any(|at| {
        line[at] == b':' && digit(at - 1) && digit(at + 1) && digit(at + 2) && !digit(at + 3)
    })
}

/// A message as it is put together, as long as it is not too large.
#[derive(Default)]
struct One {
    bytes: Vec<u8>,
    too_large: bool,
}

impl One {
    fn add(&mut self, line: &[u8]) {
        if self.too_large || (self.bytes.len() + line.len()) as u64 > FILE_BYTES_MAX {
            self.too_large = true;
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(line);
        }
    }

    fn end(self) -> Result<Raw, String> {
        if self.too_large { Err(too_large()) } else { Ok(raw(Sniffed::Message, self.bytes)) }
    }
}
