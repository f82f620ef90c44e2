//! The notice as code: parse, check, compare, publish.
//!
//! A charter is a set of TOML files a data protection officer can read. It names who a landlord is,
//! what people are to it, which data it holds, why, for how long and who receives it, each item
//! with the paragraphs of the notice it keeps. The published notice, the record of processing and
//! the decisions of the gate all come from it, so they cannot disagree.
//!
//! ```
//! use charter::{Charter, File};
//!
//! let text = "[charter]\nid = 1\n";
//! let wrong = Charter::parse(vec![File::new("charter.toml", text)]).unwrap_err();
//! assert_eq!(wrong[0].code, "malformed");
//! assert_eq!(wrong[0].span.as_ref().unwrap().bytes, 15..16);
//! ```
//!
//! This room knows no file system, no database, no network and no clock: files come in as text and
//! the day is a parameter.

mod charter;
pub mod coverage;
mod day;
mod diagnostic;
pub mod diff;
mod edit;
mod id;
pub mod items;
mod nearest;
mod parse;
mod period;
pub mod publish;
pub mod rules;
mod source;
pub mod vocabulary;

pub use charter::{AnyItem, Charter, ITEMS_MAX, Items, Located};
pub use day::Day;
pub use diagnostic::{Diagnostic, Severity};
pub use edit::CannotEdit;
pub use id::{ID_LENGTH_MAX, Id, NotAnId};
pub use items::{
    Agreement, Assessment, AutomatedDecision, Camera, Category, Channel, Country, DataKind,
    Departure, Disclosure, Entity, GateRule, Head, Identifies, Item, Marker, Never, Paragraph,
    ParagraphId, Portal, Post, Provenance, Purpose, Recipient, Relationship, Retention, Role, Row,
    Section, Team,
};
pub use nearest::nearest;
pub use period::{NotAPeriod, Period};
pub use source::{FILE_BYTES_MAX, FILES_MAX, File, Fingerprint, Span};
pub use vocabulary::{Action, Mode, RuleName, Strength, UnknownName};
