//! The law, through its public door.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod adm;
mod clock;
mod clock_impossible;
mod clock_laws;
mod health;
mod holidays;
mod hours;
mod names;
mod pecr;
mod tables;
mod third_party;
mod trace;
mod transfer;
