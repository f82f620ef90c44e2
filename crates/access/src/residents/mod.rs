//! Residents at the door: a code that goes to a contact of theirs alone, or one from a letter; their
//! sessions, and shutting their own account.
//!
//! Nothing said here tells whether somebody is known: an ask is written down for everybody alike, and who
//! it was is found out afterwards ([`send_code`]).

mod asking;
mod letters;
mod locking;
mod mailing;
mod printing;
mod sessions;

pub use asking::{
    ASKS_AN_HOUR, ASKS_OF_A_CONTACT, Asked, CODE_LASTS, CODE_TRIES, COOLING_OFF_DAYS, ask, clear,
    send_code, sign_in,
};
pub use letters::{LETTER_LASTS, letter_code, sign_in_by_letter};
pub use locking::{is_locked, lock, unlock};
pub use mailing::{Outgoing, outgoing, settled};
pub use printing::{
    CHECKED_LENGTH_MAX, CHECKED_LENGTH_MIN, ToPrint, have_letter_printed, letters_to_print, printed,
};
pub use sessions::{ABSOLUTE, Entered, IDLE, act_for, find, sign_out};

/// What the log calls the residents' door.
const DOOR: &str = "own-account";

/// A code as somebody typed it, without what stands between its letters.
fn typed(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).take(64).collect::<String>().to_uppercase()
}
