//! The evident log: entries, tiles, checkpoints, proofs; knows no database.
