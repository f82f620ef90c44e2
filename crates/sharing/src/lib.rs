//! The register of who was given what, and of what recipients agreed to.
//!
//! A disclosure is a look whose data leaves the house: it is decided like any other, written into
//! the log before anything is opened, and stands in the register with the paragraph's obligations
//! met or the exception recorded (rows 11.1 to 11.6b).

mod agreements;
pub mod contact;
mod disclosures;
mod export;
mod import;
pub mod outgoing;
pub mod preference;
mod recipients;
mod register;
mod screen;
pub mod share;
mod told;
mod went;
mod who_has;

pub use agreements::{Agreement, acknowledge, agreements, end_agreement, renew_agreement};
pub use disclosures::{Disclosed, HowGiven, Prepared, disclose, erase, forget, prepare, survives};

pub use export::export;
pub use import::{import, undo_import};
pub use recipients::{
    DaysAhead, Holder, SubContractor, Transfer, end_sub_contractor, name_sub_contractor,
    recipients, remind_of_recipients,
};
pub use register::{Disclosure, register, told_of};
pub use screen::{Outgoing, Receipt, Screened, screen};
pub use told::{Exception, Told};
pub use who_has::recipients_of;

/// The tables of this room with details sealed under people's keys.
pub const DETAILS: &[&str] = &["disclosure", "share_recall", "share_scheduled"];

/// The tables of this room.
pub const MIGRATIONS: db::Set = db::Set {
    room: "sharing",
    steps: &[
        db::Step {
            number: 1,
            name: "register",
            sql: include_str!("../migrations/001-register.sql"),
        },
        db::Step {
            number: 2,
            name: "screening",
            sql: include_str!("../migrations/002-screening.sql"),
        },
        db::Step {
            number: 3,
            name: "preference",
            sql: include_str!("../migrations/003-preference.sql"),
        },
        db::Step { number: 4, name: "sharing", sql: include_str!("../migrations/004-sharing.sql") },
    ],
};

/// Rows of this room about people that have a day of their own: what somebody was given of them.
pub const SHELVES: &[people::Shelf] = &[people::Shelf {
    number: 20,
    table: "disclosure",
    day: "given",
    event: "given",
    class: people::ClassOf::Event("disclosure"),
}];
