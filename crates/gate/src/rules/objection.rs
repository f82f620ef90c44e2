//! An objection is honoured where the law gives one: absolutely against marketing, and against uses
//! that rest on public task or legitimate interests (20.1.5, 24.3; UK GDPR Art 21).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-objection")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    Set::all_if(case.purpose.objectable && case.facts.objected.contains(case.ask.purpose))
}
