//! What people read: messages as ids with arguments, and how hard a text is to read.
//!
//! Every other room says *what* it means (an id and its arguments); only the edge (the command
//! line, a page, a letter) turns that into a sentence. The sentences stand in `en/*.ftl`, one file
//! per room, in [Fluent](https://projectfluent.org), so that a translator can add Welsh with its
//! own plurals and word order without touching the code.
//!
//! ```
//! use words::{Catalogue, Message};
//!
//! let message = Message::new("charter-years").with("n", 6);
//! assert_eq!(Catalogue::english().render(&message), "6 years");
//! ```
//!
//! This room knows nothing of any other.

mod catalogue;
mod message;
pub mod reading;

pub use catalogue::Catalogue;
pub use message::{Arg, Message};
