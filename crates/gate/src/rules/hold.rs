//! Nothing under hold is destroyed (19.1b).

use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Erase);

pub(super) fn message() -> Message {
    Message::new("gate-hold")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    case.facts.held
}
