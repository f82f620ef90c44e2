//! Who is at the door: the accounts of staff who sign in here, their second factor, and sessions; staff whom
//! the organisation's own provider lets in; and residents, who have a code ([`residents`]).
//!
//! An account says who somebody is and in which role they ask; what they may see is the gate's to say,
//! every time. Signing in needs a password and a code of the moment. A session ends by itself: after a
//! while without a word, and at the end of a working day whatever happens. Who has done the training, and
//! by which edition of the notice, stands here too; and who holds which post, who gives it, and what
//! those who lead a team see of it.

mod accounts;
mod enrolling;
mod entering;
mod error;
pub mod giving;
mod password;
mod renewing;
pub mod residents;
mod review;
mod second;
pub mod services;
mod sessions;
mod standing;
pub mod team;
mod training;
mod work;

pub use accounts::{Account, Enrolled, NAME_LENGTH_MAX, NewAccount, add, end, list};
pub use enrolling::{add_by, new_password, new_second, roles_to_give, teams_to_give};
pub use entering::{
    LOCKED_FOR, NAME_TRIES_MAX, SOURCE_TRIES_MAX, Shown, TRIES_MAX, sign_in, sign_in_from,
};
pub use error::Error;
pub use password::{PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, made_up};
pub use renewing::{Offered, change_password, change_second, offer, offered};
pub use review::{REVIEW_DAYS, Reviewed, confirm, review};
pub use second::{Second, code_at};
pub use sessions::{ABSOLUTE, IDLE, Present, Session, find, is_by_work, sign_out};
pub use standing::{Standing, looks, standing};
pub use training::{Trained, complete, trained};
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
        db::Step {
            number: 3,
            name: "training",
            sql: include_str!("../migrations/003-training.sql"),
        },
        db::Step {
            number: 4,
            name: "residents",
            sql: include_str!("../migrations/004-residents.sql"),
        },
        db::Step { number: 5, name: "tries", sql: include_str!("../migrations/005-tries.sql") },
        db::Step { number: 6, name: "reviews", sql: include_str!("../migrations/006-reviews.sql") },
    ],
};
