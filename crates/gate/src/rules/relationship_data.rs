//! Some data is not held about some people: no telephone number of an occupant who does not deal
//! with us directly (4.1b).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-relationship-data")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    Set::ALL - case.relationship_data
}
