//! UK data-protection law as dated data and pure functions.
//!
//! Every rule is a row of a table with the day it came into force, where it was read, and whether
//! that reading has been checked ([`Provision`]). A case is judged by the law at its own date, so
//! nothing here asks what today is: a day is always an argument.
//!
//! - What may be done: [`basis`], [`recognised`], [`condition`], [`need`], [`transfer`], [`pecr`],
//!   [`adm`], [`age`], [`rent_check`].
//! - What people may ask: [`right`], [`exemption`], [`health`], [`third_party`], [`remedy`].
//! - What must be said and kept: [`notice_content`], [`duty`], [`regulator`].
//! - When it is due: [`clock`].
//!
//! ```
//! use jiff::civil::date;
//!
//! let basis = law::basis::find("recognised-legitimate-interests").unwrap();
//! assert_eq!(basis.provision().citation(), "UK GDPR Art 6(1)(ea)");
//! assert!(!basis.provision().in_force(date(2026, 2, 4)));
//! assert!(basis.provision().in_force(date(2026, 2, 5)));
//! ```
//!
//! This room knows no file system, no network and no clock. It is not legal advice.

#[macro_use]
mod table;

pub mod adm;
pub mod age;
pub mod basis;
pub mod clock;
pub mod condition;
pub mod duty;
pub mod exemption;
pub mod health;
pub mod need;
pub mod notice_content;
pub mod pecr;
mod provision;
pub mod recognised;
pub mod regulator;
pub mod remedy;
pub mod rent_check;
pub mod right;
pub mod third_party;
pub mod transfer;

pub use need::Need;
pub use provision::Provision;
pub use table::{Table, tables};
