//! The log as programs nobody here wrote see it: `signed_note` reads the checkpoint and
//! `tlog_tiles` the tiles, from a folder, and both reject a log with one byte changed.

use std::path::{Path, PathBuf};

use ledger::{Checkpoint, tile};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{
    Error, Hash as TheirHash, Tile, TileHashReader, TileReader, check_record, check_tree,
    prove_record, prove_tree, record_hash,
};

use crate::{Log, signer};

/// Writes a log as files; the folder.
fn written(log: &Log) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    for ((level, n), hashes) in &log.tiles {
        let tile = ledger::Tile { level: *level, n: *n, hashes: hashes.clone() };
        put(&tile.path(), &tile.to_bytes());
    }
    for (n, entries) in (0..).zip(log.entries.chunks(256)) {
        let bundle = tile::bundle(entries.iter().map(Vec::as_slice));
        put(&tile::bundle_path(n, entries.len() as u64), &bundle);
    }
    let size = log.entries.len() as u64;
    let origin = signer().name().to_owned();
    let checkpoint = Checkpoint { origin, size, root: log.edge.root() };
    put("checkpoint", checkpoint.sign(&signer()).unwrap().as_bytes());
    folder
}

/// Their reader of tiles, on a folder.
struct Folder(PathBuf);

impl TileReader for Folder {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        let read = |tile: &Tile| {
            // Their paths name the height, which C2SP fixes at 8 and leaves out.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            std::fs::read(self.0.join(&path))
                .map_err(|_| Error::InvalidInput(format!("no tile `{path}`")))
        };
        tiles.iter().map(read).collect()
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// Everything they check: the signature, that every seventh entry is in the log, and that an older
/// tree is its beginning.
fn they_accept(folder: &Path, old: u64, old_root: &ledger::Hash) -> Result<(), String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let note = std::fs::read(folder.join("checkpoint")).map_err(|e| said(&e))?;
    let note = Note::from_bytes(&note).map_err(|e| said(&e))?;
    let key = signer().verifier().to_string();
    let verifier = StandardVerifier::new(&key).map_err(|e| format!("{e:?}"))?;
    note.verify(&VerifierList::new(vec![Box::new(verifier)])).map_err(|e| said(&e))?;
    let checkpoint =
        tlog_tiles::Checkpoint::from_bytes(note.text()).map_err(|e| format!("{e:?}"))?;
    let (size, root) = (checkpoint.size(), *checkpoint.hash());
    let tiles = Folder(folder.to_owned());
    let hashes = TileHashReader::new(size, root, &tiles);
    for n in (0..size).step_by(7) {
        let entry = entry_in(folder, n, size).ok_or("no entry")?;
        let proof = prove_record(size, n, &hashes).map_err(|e| said(&e))?;
        check_record(&proof, size, root, n, record_hash(&entry)).map_err(|e| said(&e))?;
    }
    let proof = prove_tree(size, old, &hashes).map_err(|e| said(&e))?;
    let old_root = TheirHash(*old_root.as_bytes());
    check_tree(&proof, size, root, old, old_root).map_err(|e| said(&e))
}

/// An entry out of its bundle.
fn entry_in(folder: &Path, n: u64, size: u64) -> Option<Vec<u8>> {
    let width = (size - n / 256 * 256).min(256);
    let bytes = std::fs::read(folder.join(tile::bundle_path(n / 256, width))).ok()?;
    let mut rest = bytes.as_slice();
    for at in 0.. {
        let (length, after) = rest.split_first_chunk::<2>()?;
        let (entry, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        if at == n % 256 {
            return Some(entry.to_vec());
        }
        rest = after;
    }
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn others_accept_the_log_at_many_sizes() {
    for size in [1, 7, 256, 300, 513] {
        let log = Log::of(size);
        let old = (size / 2).max(1);
        let folder = written(&log);
        they_accept(folder.path(), old, &Log::of(old).edge.root())
            .unwrap_or_else(|error| panic!("{size}: {error}"));
    }
}

#[test]
fn others_reject_a_log_with_one_byte_changed() {
    let log = Log::of(300);
    let old_root = Log::of(150).edge.root();
    let folder = written(&log);
    they_accept(folder.path(), 150, &old_root).unwrap();
    let all = files(folder.path());
    assert!(all.len() >= 5, "{all:?}");
    for path in all {
        let sound = std::fs::read(&path).unwrap();
        // Every seventh entry is looked at: change the first, which is.
        let at = if path.ends_with("checkpoint") { sound.len() / 2 } else { 4 };
        let mut changed = sound.clone();
        changed[at] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        let accepted = they_accept(folder.path(), 150, &old_root);
        // The second bundle begins at entry 256, and 259 is the first of a seventh there.
        let unseen = path.to_string_lossy().contains("entries") && !path.ends_with("000");
        assert!(accepted.is_err() || unseen, "{} was changed unseen", path.display());
        std::fs::write(&path, &sound).unwrap();
    }
    let forged = Log::of(149).edge.root();
    assert!(they_accept(folder.path(), 150, &forged).is_err());
}
