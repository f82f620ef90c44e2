//! The landlord's systems: what they hold, whose it is, and how to reach it.
//!
//! A data map says, for each source, which tables there are, what each field is, what leads from
//! one to the next, and whose row it is when more than one person stands in it. [`Map::parse`]
//! reads it, [`Map::check`] says what is wrong with it, and [`Graph`] is the way through it.

mod category;
pub mod change;
mod classify;
pub mod collect;
pub mod connect;
pub mod discover;
mod drift;
mod error;
mod fides;
mod graph;
mod indexes;
mod map;
mod narrow;
pub mod pack;
mod past;
pub mod portable;
pub mod resume;
pub mod rules;
mod schema;
mod settle;
mod stop;
mod walk;
pub mod walls;
pub mod weigh;
pub mod write;

pub use category::DataCategory;
pub use connect::Connector;
pub use drift::Drift;
pub use error::Error;
pub use graph::{Edge, Graph, TableNo};
pub use indexes::indexes;
pub use map::{
    ANY, About, Erase, FIELDS_MAX, Field, Follow, Kind, Map, Place, Reference, Restrict, Source,
    System, Table, Writes,
};
pub use past::{PAST_ROWS_MAX, Past, PastTable, past};
pub use schema::{Column, ForeignKey, LiveReference, LiveTable, Schema, TABLES_MAX};
pub use stop::Stop;
