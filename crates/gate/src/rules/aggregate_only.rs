//! Equality data is counted, never read, decided on or published for one person (4.1d, 5.5).
//! It goes out only where a disclosure names it, as statistics do, and to the person it is about.

use charter::Action;
use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions =
    Actions::only(Action::Look).and(Action::Decide).and(Action::Contact).and(Action::Publish);

pub(super) fn message() -> Message {
    Message::new("gate-aggregate-only")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    case.tables.aggregate_only.when(!case.purpose.for_the_person)
}
