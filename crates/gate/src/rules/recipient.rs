//! The list of who may receive what for which purpose is closed (11.2.5, 11.5).

use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Disclose);

pub(super) fn message() -> Message {
    Message::new("gate-recipient")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    case.grants.named.is_empty()
}
