//! Keys, sealing and blind indexes; small enough to be audited alone.
//!
//! Every value is sealed under a key that is named by 16 random bytes and lies, wrapped under the
//! master key, in a store of its own with shorter-lived backups. Destroying a key erases what it
//! sealed from every copy there is.

mod blobs;
mod error;
mod index;
mod master;
mod seal;
mod state;
mod vault;

pub use blobs::{BlobName, Blobs, DOCUMENT_BYTES_MAX, Stored};
pub use error::Error;
pub use index::{HITS_MAX, Index};
pub use master::{LocalMaster, Master, PASSPHRASE_LENGTH_MIN};
pub use seal::{Key, KeyId, Place, RowId, SEALED_BYTES_MAX, random};
pub use vault::{CACHE_MAX, POOL, Vault};

/// The tables of this room, in a store of its own.
pub const MIGRATIONS: db::Set = db::Set {
    room: "vault",
    steps: &[
        db::Step { number: 1, name: "keys", sql: include_str!("../migrations/001-keys.sql") },
        db::Step {
            number: 2,
            name: "suppression",
            sql: include_str!("../migrations/002-suppression.sql"),
        },
        db::Step { number: 3, name: "state", sql: include_str!("../migrations/003-state.sql") },
    ],
};
