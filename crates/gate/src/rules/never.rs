//! What is promised never to happen does not, whatever a permission elsewhere says.

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::ALL;

pub(super) fn message() -> Message {
    Message::new("gate-never")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    case.purpose.never[case.ask.act.action() as usize] | case.grants.never
}
