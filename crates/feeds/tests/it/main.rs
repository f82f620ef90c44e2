//! What files are checked for, each rule by a row it objects to.

mod columns;
mod counting;
mod fixtures;
mod lettings;
mod statistics;
