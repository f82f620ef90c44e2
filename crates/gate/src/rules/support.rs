//! Health and care data only for people with a vulnerability or a support service (8.4); in an
//! emergency, for anyone whose life is at stake (8.7.13).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-support")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    if case.facts.supported || case.purpose.vital { Set::EMPTY } else { case.tables.support_only }
}
