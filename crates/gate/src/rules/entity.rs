//! A purpose belongs to its controllers, and duties differ between them (2.3, 2.4).

use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::ALL;

pub(super) fn message() -> Message {
    Message::new("gate-entity")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    !case.purpose.entities.contains(case.ask.entity)
}
