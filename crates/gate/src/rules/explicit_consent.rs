//! A disclosure that rests on explicit consent waits for it (11.5).

use charter::Action;
use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Disclose);

pub(super) fn message() -> Message {
    Message::new("gate-explicit-consent")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    case.grants.named - case.grants.usable
}
