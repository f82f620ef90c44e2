//! The ledger through its public door.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod notes;
mod others;
mod tree;

use std::collections::HashMap;

use ledger::{Edge, Hash, Missing, Signer, Tile};
use zeroize::Zeroizing;

/// A log in memory.
struct Log {
    entries: Vec<Vec<u8>>,
    edge: Edge,
    tiles: HashMap<(u8, u64), Vec<Hash>>,
}

impl Log {
    fn of(size: u64) -> Log {
        let mut log = Log { entries: Vec::new(), edge: Edge::new(), tiles: HashMap::new() };
        for n in 0..size {
            log.push(format!("entry {n}").into_bytes());
        }
        log
    }

    fn push(&mut self, entry: Vec<u8>) {
        let mut full = Vec::new();
        self.edge.push(Hash::leaf(&entry), &mut full);
        self.entries.push(entry);
        for Tile { level, n, hashes } in full.into_iter().chain(self.edge.partial()) {
            self.tiles.insert((level, n), hashes);
        }
    }

    fn tiles(&self) -> impl Fn(u8, u64, u64) -> Result<Vec<Hash>, Missing> + '_ {
        |level, n, _| self.tiles.get(&(level, n)).cloned().ok_or(Missing { level, n })
    }
}

fn signer() -> Signer {
    Signer::new("keyholder.example/log", &Zeroizing::new([9; 32])).unwrap()
}
