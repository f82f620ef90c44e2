//! Staff have signed in strongly enough for their role (27.3).

use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::ALL;

pub(super) fn message() -> Message {
    Message::new("gate-strength")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    case.ask.strength < case.role.strength
}
