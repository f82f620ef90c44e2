//! The store through its public door, on both engines.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod store;
