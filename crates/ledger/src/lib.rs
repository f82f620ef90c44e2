//! The evident log: entries, tiles, checkpoints, proofs; knows no database.
//!
//! Formats are those of C2SP (`tlog-tiles`, `tlog-checkpoint`, `signed-note`, `tlog-proof`),
//! unchanged, so that programs others wrote can check a log. Who runs the system holds both the log
//! and its key, so rewriting is not prevented; it is made evident to everybody who kept a
//! checkpoint.

mod commitment;
mod hash;
mod note;
mod opening;
pub mod proof;
pub mod tile;

pub use commitment::{Commitment, Touched};
pub use hash::{Hash, root_of};
pub use note::{Checkpoint, NOTE_BYTES_MAX, Proof, SIGNATURES_MAX, Signer, Untrusted, Verifier};
pub use opening::Opening;
pub use tile::{Edge, Missing, Tile, Tiles};
