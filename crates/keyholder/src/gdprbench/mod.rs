//! GDPRbench: the four roles of its paper on the record and on PostgreSQL, in one run.

mod charter;
mod day;
mod day_ours;
mod day_peer;
mod layout;
mod mix;
mod model;
mod ours;
mod peer;
mod records;
mod report;
mod run;
mod scale;
mod server;
mod turns;

pub(crate) use mix::Role;
pub(crate) use run::{Plan, run};
