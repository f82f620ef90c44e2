//! The law, through its public door.

mod tables;
