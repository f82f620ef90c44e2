//! Restricted data is stored and no more, but for claims, the rights of others and important public
//! interest (20.1.4; UK GDPR Art 18(2)).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::USING;

pub(super) fn message() -> Message {
    Message::new("gate-restriction")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    if case.purpose.despite_restriction { Set::EMPTY } else { case.facts.restricted }
}
