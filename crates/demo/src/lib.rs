//! A synthetic landlord, dirty as real ones are.
//!
//! Everybody here is invented. Phone numbers are those kept for drama, email addresses lead
//! nowhere, postcodes are not given out, and National Insurance numbers begin with letters that
//! never do. The same seed gives the same landlord.
//!
//! ```
//! use jiff::civil::date;
//!
//! let one = demo::Landlord::new(7, 50, date(2026, 11, 24));
//! let two = demo::Landlord::new(7, 50, date(2026, 11, 24));
//! assert_eq!(one, two);
//! assert!(one.people.len() > 80);
//! ```

pub mod housing;
mod landlord;
mod random;

pub use landlord::{Choice, HOMES_MAX, Home, Item, Landlord, Person};
