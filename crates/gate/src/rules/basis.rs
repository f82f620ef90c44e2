//! A purpose has a lawful basis in force that day, with what the basis requires (8.1, 10.1).

use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-basis")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    !case.purpose.in_force.contains(case.on)
}
