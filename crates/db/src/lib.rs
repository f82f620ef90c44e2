//! The store: transactions on SQLite or PostgreSQL, migrations, the log's table, and what every
//! office needs beside its data: jobs, an outbox, approvals, posts and tasks.
//!
//! One SQL text, two engines. A transaction is a plain synchronous closure that may run again; no
//! cryptography, network or waiting goes inside it. [`Committed`] is the proof that something is on
//! the disk, and only this room makes one.

pub mod approvals;
pub mod backup;
pub mod cluster;
mod committed;
mod db;
mod dialect;
mod error;
mod held;
pub mod idempotency;
mod intake;
pub mod jobs;
pub mod lease;
mod log;
mod migrate;
pub mod outbox;
mod postgres;
pub mod posts;
mod sequencer;
pub mod spool;
mod sqlite;
pub mod tasks;
mod tls;
pub mod tokens;
mod tx;
mod value;
pub mod witness;

pub use committed::Committed;
pub use db::{Db, is_postgres_address};
pub use error::{Error, RETRIES_MAX};
pub use log::{Entry, Logged, Numbered, Row as LogRow};
pub use migrate::{Set, Step};
pub use postgres::{SESSIONS_MAX, canceller, reader, writer};
pub use sequencer::{Log, LogError, STEP_MAX, Step as Sequenced};
pub use sqlite::{BESIDE, GROUP_MAX, QUEUE_MAX, READERS_MAX};
pub use tls::trusting;
pub use tx::{ROWS_MAX, Tx, VALUE_BYTES_MAX};
pub use value::{Param, Row};

/// The tables of this room.
pub const MIGRATIONS: Set = Set {
    room: "db",
    steps: &[
        Step { number: 1, name: "log", sql: include_str!("../migrations/001-log.sql") },
        Step { number: 2, name: "office", sql: include_str!("../migrations/002-office.sql") },
        Step { number: 3, name: "witness", sql: include_str!("../migrations/003-witness.sql") },
        Step { number: 4, name: "intake", sql: include_str!("../migrations/004-intake.sql") },
        Step {
            number: 5,
            name: "outbox tries",
            sql: include_str!("../migrations/005-outbox-tries.sql"),
        },
    ],
};
