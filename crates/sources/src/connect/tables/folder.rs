//! The files of a folder, and the tables they are.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::{Error, Stop};

/// The most bytes of one file: 256 MiB.
pub(super) const FILE_BYTES_MAX: u64 = 256 << 20;
/// The most files of one folder, with those in it: 1,000.
const FILES_MAX: usize = 1_000;
/// How deep folders may lie in one another: 8.
const DEPTH_MAX: usize = 8;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Values with something between them.
    Text,
    /// A workbook, of which each sheet is a table.
    Workbook,
}

/// One file, as it was when reading began.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    path: PathBuf,
    /// Its place in the folder, as messages call it.
    pub(super) shown: String,
    /// What the table is called, or what the names of its sheets begin with.
    pub(super) name: String,
    pub(super) form: Form,
    stamp: (u64, Option<SystemTime>),
    /// What stops reading it.
    pub(super) stop: Stop,
}

/// A refusal that names the file.
pub(super) fn refused(shown: &str, why: impl std::fmt::Display) -> Error {
    Error::Refused(format!("`{shown}`: {why}"))
}

/// What the system said, in its own words.
pub(super) fn unreadable(shown: &str, error: &std::io::Error) -> Error {
    refused(shown, format!("it cannot be read: {}", error.kind()))
}

impl Entry {
    /// Opens it, if it is still what it was.
    pub(super) fn open(&self) -> Result<File, Error> {
        self.is_unchanged()?;
        File::open(&self.path).map_err(|error| unreadable(&self.shown, &error))
    }

    /// Everything that is read between two beginnings is of one moment.
    pub(super) fn is_unchanged(&self) -> Result<(), Error> {
        let now = fs::metadata(&self.path).map_err(|error| unreadable(&self.shown, &error))?;
        if (now.len(), now.modified().ok()) == self.stamp {
            return Ok(());
        }
        Err(refused(&self.shown, "it was changed while it was read; ask again"))
    }
}

/// The tables of a folder and of the folders in it, by name.
pub(super) fn list(folder: &Path, stop: &Stop) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    look(folder, "", 0, stop, &mut found)?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(two) = found.windows(2).find(|two| two[0].name == two[1].name) {
        let why = format!("it would be called `{}`, as `{}` is", two[1].name, two[0].shown);
        return Err(refused(&two[1].shown, why));
    }
    Ok(found)
}

fn look(
    folder: &Path,
    before: &str,
    depth: usize,
    stop: &Stop,
    found: &mut Vec<Entry>,
) -> Result<(), Error> {
    stop.check()?;
    let shown = if before.is_empty() { "." } else { before };
    if depth > DEPTH_MAX {
        return Err(refused(shown, format!("it lies more than {DEPTH_MAX} folders deep")));
    }
    for entry in fs::read_dir(folder).map_err(|error| unreadable(shown, &error))? {
        let entry = entry.map_err(|error| unreadable(shown, &error))?;
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| {
            refused(shown, "there is a file in it whose name is not written in letters")
        })?;
        // What programs put beside a file while it is open is no table.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let shown = format!("{before}{name}");
        let path = entry.path();
        let is = fs::metadata(&path).map_err(|error| unreadable(&shown, &error))?;
        if is.is_dir() {
            look(&path, &format!("{shown}/"), depth + 1, stop, found)?;
            continue;
        }
        let (stem, ending) = shown.rsplit_once('.').unwrap_or((&shown, ""));
        let form = match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Form::Text,
            "xlsx" | "xlsm" => Form::Workbook,
            "xls" | "xlsb" | "ods" | "numbers" => {
                return Err(refused(&shown, "it is a workbook of another kind; save it as XLSX"));
            }
            _ => continue,
        };
        if !is.is_file() {
            return Err(refused(&shown, "it is no file"));
        }
        if is.len() > FILE_BYTES_MAX {
            let most = FILE_BYTES_MAX >> 20;
            return Err(refused(&shown, format!("it has more than {most} MiB")));
        }
        if found.len() >= FILES_MAX {
            return Err(Error::TooMany { what: "files in the folder", limit: FILES_MAX });
        }
        let (name, stamp) = (stem.to_owned(), (is.len(), is.modified().ok()));
        found.push(Entry { path, shown, name, form, stamp, stop: stop.clone() });
    }
    Ok(())
}
