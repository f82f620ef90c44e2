//! A purpose touches only some people's data (8.4, 8.7.5).

use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-relationship")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    !case.purpose.relationships.contains(case.ask.relationship)
}
