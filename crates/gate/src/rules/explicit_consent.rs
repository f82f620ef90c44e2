//! A disclosure that rests on explicit consent waits for it (11.5).

use charter::items::Category;
use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;
use crate::Set;

pub(super) const ACTIONS: Actions = Actions::only(Action::Disclose);

pub(super) fn message() -> Message {
    Message::new("gate-explicit-consent")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    case.grants.named - case.grants.usable
}
