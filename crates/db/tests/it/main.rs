//! The store through its public door. Each case runs on SQLite and on a PostgreSQL server that is
//! started for it.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod intake;
mod log;
mod office;
mod spool;
mod store;
mod tls;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};

use db::Db;
use db::cluster::Cluster;

/// Runs a case on both engines.
fn on_both(case: impl Fn(&Db)) {
    let folder = tempfile::tempdir().unwrap();
    case(&migrated(folder.path().join("data.db").to_str().unwrap()));
    let cluster = cluster();
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("case_{}", NEXT.fetch_add(1, Ordering::SeqCst));
    case(&migrated(&cluster.database(&name).unwrap()));
}

fn migrated(address: &str) -> Db {
    let db = Db::open(address).unwrap();
    db.migrate(&[db::MIGRATIONS], 0).unwrap();
    db
}

/// One server for all cases that run at the time; it stops with the last of them.
fn cluster() -> Arc<Cluster> {
    static SHARED: OnceLock<Mutex<Weak<Cluster>>> = OnceLock::new();
    let mut shared = SHARED.get_or_init(|| Mutex::new(Weak::new())).lock().unwrap();
    if let Some(cluster) = shared.upgrade() {
        return cluster;
    }
    let cluster = Arc::new(Cluster::start("fsync = off").unwrap());
    *shared = Arc::downgrade(&cluster);
    cluster
}
