//! Copies of a store, made while it is served, and looked over before anybody relies on them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Db, Error};

/// What goes with a copy: whoever restores it checks it by this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was made, in microseconds since 1970.
    pub at: i64,
    /// The newest signed checkpoint of the log then; none for a vault.
    pub checkpoint: Option<String>,
}

fn cannot(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::CannotWrite(format!("`{}`: {why}", path.display()))
}

/// The file of a manifest, beside its copy.
#[must_use]
pub fn manifest_of(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(".json");
    PathBuf::from(name)
}

impl Db {
    /// Copies an embedded store to a file that is not there yet, as it stood at one moment, while it
    /// is served; and writes the manifest beside it.
    ///
    /// # Errors
    /// [`Error::Refused`] for PostgreSQL, which is copied by `pg_dump`, and for a file that is there
    /// already; [`Error::Damaged`] when the copy does not pass its check.
    pub fn backup(
        &self,
        to: &Path,
        checkpoint: Option<String>,
        at: i64,
    ) -> Result<Manifest, Error> {
        let Some(from) = self.path() else {
            return Err(Error::Refused("copy a PostgreSQL database with `pg_dump`".to_owned()));
        };
        if to.exists() {
            return Err(Error::Refused(format!("`{}` is there already", to.display())));
        }
        let shown = to.to_str().ok_or_else(|| cannot(to, "its name is not UTF-8"))?;
        let beside = format!("{shown}.part");
        // What an earlier try left would stand in the way of this one.
        let _ = std::fs::remove_file(&beside);
        self.settle()?;
        let made = copy_out(&from, to, &beside);
        if made.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        let (sha256, bytes) = made?;
        let manifest = Manifest { sha256, bytes, at, checkpoint };
        let text = serde_json::to_vec_pretty(&manifest).map_err(|error| cannot(to, error))?;
        std::fs::write(manifest_of(to), text).map_err(|error| cannot(to, error))?;
        Ok(manifest)
    }
}

/// Copies a store beside its place, looks the copy over, and moves it there; its sum and size.
fn copy_out(from: &Path, to: &Path, beside: &str) -> Result<(String, u64), Error> {
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.execute("VACUUM INTO ?1", [beside])?;
    drop(connection);
    check(Path::new(beside))?;
    let summed = sum(Path::new(beside))?;
    let file = File::open(beside).map_err(|error| cannot(to, error))?;
    file.sync_all().map_err(|error| cannot(to, error))?;
    std::fs::rename(beside, to).map_err(|error| cannot(to, error))?;
    Ok(summed)
}

/// Reads the manifest of a copy, and checks the copy by it.
///
/// # Errors
/// [`Error::Damaged`] when the copy is not the one the manifest speaks of.
pub fn check_copy(copy: &Path) -> Result<Manifest, Error> {
    let path = manifest_of(copy);
    let text = std::fs::read(&path).map_err(|error| cannot(&path, error))?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|_| Error::Damaged(format!("`{}` is no manifest", path.display())))?;
    if sum(copy)? != (manifest.sha256.clone(), manifest.bytes) {
        return Err(Error::Damaged(format!("`{}` is not what its manifest says", copy.display())));
    }
    check(copy)?;
    Ok(manifest)
}

/// The rooms whose tables a copy has: `people`, `vault`.
///
/// # Errors
/// [`Error::Damaged`] for a file that has none.
pub fn rooms_of(copy: &Path) -> Result<Vec<String>, Error> {
    let connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = connection.prepare("SELECT DISTINCT room FROM migration")?;
    let rooms = statement.query_map([], |row| row.get(0))?;
    Ok(rooms.collect::<Result<_, _>>()?)
}

/// Looks a file over: every page, every index, every reference.
///
/// # Errors
/// [`Error::Damaged`] says what is wrong first.
pub fn check(path: &Path) -> Result<(), Error> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let said: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Err(Error::Damaged(said));
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    if statement.exists([])? {
        return Err(Error::Damaged("a row points at one that is not there".to_owned()));
    }
    Ok(())
}

fn sum(path: &Path) -> Result<(String, u64), Error> {
    let mut file = File::open(path).map_err(|error| cannot(path, error))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(|error| cannot(path, error))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    let hex = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((hex, bytes))
}
