//! Letting go: what is past its time by the charter is listed, approved, let go in batches, and certified
//! (rows 4.3, 19.1a, 19.1b, 22.1).
//!
//! A plan says what, why, by which rule, and what stands in the way; making one changes nothing. A run is
//! a plan that was written down: an approval is bound to exactly its list. Until a landlord switches it
//! on, no run is carried out. What stays readable, and where, stands in the certificate.

mod certificate;
mod error;
mod leaving;
mod orders;
mod plan;
mod rows;
mod runs;
mod switch;
mod systems;
mod turning;
mod turns;

pub use certificate::{Certificate, Proven, REMAINS, Remains, certificate};
pub use error::Error;
pub use leaving::{Decided, LeavingReview, REASON_LENGTH_MAX, decide_leaving, leaving_reviews};
pub use orders::{CALLED_OFF, Orders, order_of, told_of_call_off};
pub use plan::{OfClass, Plan, plan};
pub use rows::{message, people_message, word};
pub use runs::{
    CarriedOut, RUN_ROWS_MAX, Run, State, carry_out, list, make, put_away, run, under_way,
};
pub use switch::{Switched, ask_to_switch_on, switch_off, switch_on, switched};
pub use systems::{CameOfSystem, ask_for_system, begin_in_system, came_of_system};
pub use turning::{Begun, CameOf, NewPlan, begin_turn, end_turn, give_up_turns, keep_orders};
pub use turns::{
    IN_SYSTEMS, IN_SYSTEMS_TRIES, InSystem, Inside, NOBODYS_LENGTH_MAX, NOBODYS_LENGTH_MIN, Turn,
    ask_to_carry_out, ask_to_plan, in_system, in_systems, look_again,
};

/// The tables of this room with details sealed under people's keys.
pub const DETAILS: &[&str] = &["leaving_review"];

/// The tables of this room.
pub const MIGRATIONS: db::Set = db::Set {
    room: "disposal",
    steps: &[
        db::Step { number: 1, name: "runs", sql: include_str!("../migrations/001-runs.sql") },
        db::Step { number: 2, name: "systems", sql: include_str!("../migrations/002-systems.sql") },
        db::Step { number: 3, name: "turns", sql: include_str!("../migrations/003-turns.sql") },
    ],
};
