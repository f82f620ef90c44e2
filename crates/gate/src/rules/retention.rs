//! Data past its period is not used; while a hold stands, only for what the hold is for (19.1b,
//! 22.1).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::USING;

pub(super) fn message() -> Message {
    Message::new("gate-retention")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    if case.facts.held && case.purpose.under_hold { Set::EMPTY } else { case.facts.expired }
}
