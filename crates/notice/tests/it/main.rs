//! The tests of `notice`, through its public door.

mod examples;
mod fuzz;
mod mhs;
mod notices;
mod page;
mod phrases;
mod reading;
mod support;
