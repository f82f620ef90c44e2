//! What is written down before something is done with somebody's data, and looked at again: warnings, cameras,
//! pictures of events, recordings of calls, checks, signs of fraud, decisions of machines, services refused.
//!
//! Most registers are about people, and what they say is an item of the person's file: so it is given to the
//! person when they ask, and goes when its class says. The row here says how it stands. That the notice lets
//! it be written down and used at all is the gate's to say, each time.

pub mod cameras;
pub mod credit;
mod done;
mod error;
mod export;
pub mod fraud;
mod kept;
pub mod machines;
pub mod markers;
pub mod pictures;
pub mod recordings;
pub mod refusing;
pub mod rent_check;
mod tick;

pub use error::{Error, SAID_LENGTH_MAX};
pub use export::export;
pub use kept::Kept;
pub use tick::{Ticked, tick};

/// The tables of this room with details sealed under people's keys.
pub const DETAILS: &[&str] = &["marker_proposal", "marker_word", "picture_person"];

/// The tables of this room.
pub const MIGRATIONS: db::Set = db::Set {
    room: "registers",
    steps: &[
        db::Step {
            number: 1,
            name: "registers",
            sql: include_str!("../migrations/001-registers.sql"),
        },
        db::Step { number: 2, name: "refused", sql: include_str!("../migrations/002-refused.sql") },
    ],
};
