//! What is packed in a ZIP, and in the ZIPs in it, to a depth and a size.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Sniffed, sniff};
use crate::Error;
use crate::connect::folder::{FILE_BYTES_MAX, too_large};

/// How many ZIPs deep one is looked into: 4.
pub(in crate::connect) const DEPTH_MAX: usize = 4;
/// The most entries of one ZIP, with those in it: 100,000.
const ENTRIES_MAX: usize = 100_000;
/// The most bytes that come out of what is packed in one paper: 512 MiB.
const UNPACKED_MAX: u64 = 512 * 1024 * 1024;
/// How many times its packed size something may become, beyond the first MiB: a bomb is more.
const SWELLS_MAX: u64 = 200;

/// The same of a whole export: mail and documents are not packed so small.
const EXPORT_SWELLS_MAX: u64 = 50;
/// The most entries of a whole export: 1,000,000.
const EXPORT_ENTRIES_MAX: usize = 1_000_000;

/// How much room there is for what is packed in one file.
#[derive(Debug)]
pub(in crate::connect) struct Room {
    bytes: u64,
    entries: usize,
    /// How deep in others it lies.
    pub(in crate::connect) depth: usize,
}

impl Room {
    pub(in crate::connect) fn new() -> Room {
        Room { bytes: UNPACKED_MAX, entries: ENTRIES_MAX, depth: 0 }
    }

    /// For a whole export of so many bytes, which may be large by itself.
    pub(in crate::connect) fn of_an_export(bytes: u64) -> Room {
        let more = bytes.saturating_mul(EXPORT_SWELLS_MAX);
        Room { bytes: UNPACKED_MAX.saturating_add(more), entries: EXPORT_ENTRIES_MAX, depth: 0 }
    }
}

/// What a ZIP is read from.
pub(in crate::connect) trait Seekable: Read + Seek {}
impl<T: Read + Seek> Seekable for T {}

/// What is done with each file: its way there, all of it or why not, and the room that is left.
pub(in crate::connect) type Each<'e> =
    dyn FnMut(&str, Result<Vec<u8>, String>, &mut Room) -> Result<(), Error> + 'e;

/// One entry of a ZIP, whole, or why it cannot be read.
pub(super) fn entry(
    zip: &mut ZipArchive<impl Read + Seek>,
    at: usize,
    room: &mut Room,
) -> Result<Vec<u8>, String> {
    let file = zip.by_index(at).map_err(|error| match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            "it is protected by a password".to_owned()
        }
        ZipError::UnsupportedArchive(_) => "it is packed in a way that cannot be read".to_owned(),
        _ => "it is damaged".to_owned(),
    })?;
    let swells = file.compressed_size().saturating_mul(SWELLS_MAX).saturating_add(1024 * 1024);
    let most = FILE_BYTES_MAX.min(room.bytes).min(swells);
    let mut bytes = Vec::new();
    // Whatever it says of its size.
    let read = file.take(most + 1).read_to_end(&mut bytes);
    room.bytes = room.bytes.saturating_sub(bytes.len() as u64);
    match read {
        _ if bytes.len() as u64 > most && most == swells => {
            Err("it becomes far larger than it is packed".to_owned())
        }
        _ if bytes.len() as u64 > most && most == FILE_BYTES_MAX => Err(too_large()),
        _ if bytes.len() as u64 > most => Err("there is too much packed in one file".to_owned()),
        Ok(_) => Ok(bytes),
        Err(_) => Err("it is damaged".to_owned()),
    }
}

/// Goes through a ZIP and the ZIPs in it: each file with its way there, or why it cannot be read.
pub(in crate::connect) fn unpack(
    zip: &mut dyn Seekable,
    place: &str,
    room: &mut Room,
    each: &mut Each<'_>,
) -> Result<(), Error> {
    if room.depth >= DEPTH_MAX {
        return each(place, Err("it is packed too many times".to_owned()), room);
    }
    let Ok(mut zip) = ZipArchive::new(zip) else {
        return each(place, Err("it is damaged".to_owned()), room);
    };
    room.depth += 1;
    for at in 0..zip.len() {
        if room.entries == 0 {
            each(place, Err("there is too much packed in one file".to_owned()), room)?;
            break;
        }
        room.entries -= 1;
        let (name, folder) = match zip.by_index_raw(at) {
            Ok(file) => {
                let name = file.name().map(std::borrow::Cow::into_owned);
                (name.unwrap_or_else(|_| format!("no. {at}")), file.is_dir())
            }
            Err(_) => (format!("no. {at}"), false),
        };
        if folder {
            continue;
        }
        let inside = format!("{place}/{name}");
        match entry(&mut zip, at, room) {
            Ok(bytes) if sniff(&name, &bytes) == Sniffed::Zip => {
                unpack(&mut Cursor::new(bytes), &inside, room, each)?;
            }
            other => each(&inside, other, room)?,
        }
    }
    room.depth -= 1;
    Ok(())
}
