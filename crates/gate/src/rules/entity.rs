//! A purpose belongs to its controllers, and duties differ between them (2.3, 2.4).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::ALL;

pub(super) fn message() -> Message {
    Message::new("gate-entity")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    Set::all_if(!case.purpose.entities.contains(case.ask.entity))
}
