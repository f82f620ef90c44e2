//! Who is at the door: the accounts of staff who sign in here, their second factor, and sessions; and staff
//! whom the organisation's own provider lets in.
//!
//! An account says who somebody is and in which role they ask; what they may see is the gate's to say,
//! every time. Signing in needs a password and a code of the moment. A session ends by itself: after a
//! while without a word, and at the end of a working day whatever happens.

mod accounts;
mod entering;
mod error;
mod password;
mod renewing;
mod second;
mod sessions;
mod work;

pub use accounts::{Account, Enrolled, NAME_LENGTH_MAX, NewAccount, add, end, list};
pub use entering::{
    LOCKED_FOR, NAME_TRIES_MAX, SOURCE_TRIES_MAX, Shown, TRIES_MAX, sign_in, sign_in_from,
};
pub use error::Error;
pub use password::{PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, made_up};
pub use renewing::{Offered, change_password, change_second, offer, offered};
pub use second::{Second, code_at};
pub use sessions::{ABSOLUTE, IDLE, Present, Session, find, is_by_work, sign_out};
pub use work::{Group, Vouched, WORK_ABSOLUTE, let_in_again, sign_in_by_work};

/// The tables of this room.
pub const MIGRATIONS: db::Set = db::Set {
    room: "access",
    steps: &[
        db::Step { number: 1, name: "staff", sql: include_str!("../migrations/001-staff.sql") },
        db::Step {
            number: 2,
            name: "work-accounts",
            sql: include_str!("../migrations/002-work-accounts.sql"),
        },
        db::Step { number: 3, name: "tries", sql: include_str!("../migrations/003-tries.sql") },
    ],
};
