//! The tests of `notice`, through its public door.

mod examples;
mod phrases;
mod support;
