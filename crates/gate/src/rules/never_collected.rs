//! Data that is never collected is not written, read or passed on; only destroyed (4.1f).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-never-collected")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    case.tables.never_collected
}
