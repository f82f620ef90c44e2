//! The vault through its public door.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod keys;
mod laws;
mod masters;

use db::Db;
use vault::{LocalMaster, Master, Vault};

/// A store in a folder of its own.
fn store() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(folder.path().join("vault.db").to_str().unwrap()).unwrap();
    db.migrate(&[vault::MIGRATIONS], 0).unwrap();
    (folder, db)
}

fn master(digit: char) -> Box<dyn Master> {
    Box::new(LocalMaster::from_hex(&digit.to_string().repeat(64)).unwrap())
}

fn open(db: &Db) -> Vault {
    Vault::open(db.clone(), vec![master('a')]).unwrap()
}
