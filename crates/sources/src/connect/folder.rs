//! A folder as it is at one moment: its files, and what in it nobody could read.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::{Error, Stop};

/// The most files of one source: 1,000,000.
const FILES_MAX: usize = 1_000_000;
/// How many folders deep one is looked into: 64.
const DEPTH_MAX: usize = 64;
/// The most bytes of one file, or of one message, that are read: 64 MiB.
pub(super) const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The most things that are named among what could not be read: 1,000.
const NAMED_MAX: usize = 1_000;

/// What is said of a file that is not what it was when it was listed.
pub(super) const CHANGED: &str = "it changed while it was read";

/// A file, by its way from the folder, and how it was when the folder was listed.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) path: PathBuf,
    pub(super) place: String,
    pub(super) bytes: u64,
    pub(super) modified: Option<SystemTime>,
}

impl Listed {
    /// Opens it, unless it is not what was listed any more.
    pub(super) fn open(&self) -> Result<File, String> {
        let file = File::open(&self.path).map_err(|error| why(&error))?;
        let now = file.metadata().map_err(|error| why(&error))?;
        if now.len() != self.bytes || now.modified().ok() != self.modified || !now.is_file() {
            return Err(CHANGED.to_owned());
        }
        Ok(file)
    }

    /// All of it.
    pub(super) fn read(&self) -> Result<Vec<u8>, String> {
        if self.bytes > FILE_BYTES_MAX {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        self.open()?.take(FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(|error| why(&error))?;
        Ok(bytes)
    }
}

pub(super) fn too_large() -> String {
    format!("it is larger than {} MiB", FILE_BYTES_MAX / 1024 / 1024)
}

/// What went wrong with a file, without its path: that is said beside it.
pub(super) fn why(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is gone".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        kind => format!("it cannot be read: {kind}"),
    }
}

/// What could not be searched, by name, each once, and no more of them than anybody reads.
#[derive(Debug, Default)]
pub(super) struct Missed {
    named: BTreeSet<String>,
    more: usize,
}

impl Missed {
    pub(super) fn add(&mut self, place: &str, why: &str) {
        // A name may be anything, and is printed.
        let shown: String = place.chars().filter(|c| !c.is_control()).collect();
        let told = format!("`{shown}`: {why}");
        if self.named.contains(&told) {
            return;
        }
        if self.named.len() < NAMED_MAX {
            self.named.insert(told);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Missed::default();
    }

    pub(super) fn told(&self) -> Vec<String> {
        let mut told: Vec<String> = self.named.iter().cloned().collect();
        if self.more > 0 {
            told.push(format!("and {} more", self.more));
        }
        told
    }
}

/// The files of a folder and of the folders in it, by name; or the one file. A link is not followed:
/// what it leads to inside is met there, and what it leads to outside is named as missed.
pub(super) fn list(root: &Path, stop: &Stop, missed: &mut Missed) -> Result<Vec<Listed>, Error> {
    let unreachable = |error: &std::io::Error| {
        Error::Unreachable(match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            _ => why(error),
        })
    };
    let top = fs::canonicalize(root).map_err(|error| unreachable(&error))?;
    let kind = fs::metadata(&top).map_err(|error| unreachable(&error))?;
    let mut listed = Vec::new();
    if kind.is_file() {
        let place = top.file_name().map(|name| name.to_string_lossy().into_owned());
        listed.push(entry(&top, place.unwrap_or_default(), &kind));
        return Ok(listed);
    }
    fs::read_dir(&top).map_err(|error| unreachable(&error))?;
    let mut folders = vec![(top.clone(), String::new(), 0)];
    while let Some((folder, place, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(entries) => entries,
            Err(error) => {
                missed.add(&place, &why(&error));
                continue;
            }
        };
        for one in entries {
            stop.check()?;
            let name = one.file_name().to_string_lossy().into_owned();
            let place = if place.is_empty() { name } else { format!("{place}/{name}") };
            let path = one.path();
            let kind = match fs::symlink_metadata(&path) {
                Ok(kind) => kind,
                Err(error) => {
                    missed.add(&place, &why(&error));
                    continue;
                }
            };
            if kind.is_symlink() {
                let inside = fs::canonicalize(&path).is_ok_and(|to| to.starts_with(&top));
                if !inside {
                    missed.add(&place, "it is a link that leads out of the folder");
                }
            } else if kind.is_dir() && depth >= DEPTH_MAX {
                missed.add(&place, "it lies too many folders deep");
            } else if kind.is_dir() {
                folders.push((path, place, depth + 1));
            } else if kind.is_file() {
                listed.push(entry(&path, place, &kind));
                if listed.len() > FILES_MAX {
                    return Err(Error::TooMany { what: "files", limit: FILES_MAX });
                }
            } else {
                missed.add(&place, "it is no file");
            }
        }
    }
    listed.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(listed)
}

fn entry(path: &Path, place: String, kind: &fs::Metadata) -> Listed {
    Listed { path: path.to_owned(), place, bytes: kind.len(), modified: kind.modified().ok() }
}

/// Whether a file is one a machine made for itself, with nothing of anybody's in it.
pub(super) fn is_of_the_machine(place: &str) -> bool {
    let name = place.rsplit('/').next().unwrap_or(place).to_lowercase();
    let names = [".ds_store", "thumbs.db", "desktop.ini", "maildirfolder", "subscriptions"];
    let begins = ["dovecot", "courierimap", "._"];
    names.contains(&name.as_str())
        || begins.iter().any(|begin| name.starts_with(begin))
        || name.ends_with(".msf")
}
