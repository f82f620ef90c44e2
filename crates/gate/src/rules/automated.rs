//! A machine decides only what is registered, safeguarded and explained, and only by what is listed
//! and not disputed
//! (9.1, 9.3; UK GDPR Arts 22A to 22D).

use charter::Action;
use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Decide);

pub(super) fn message() -> Message {
    Message::new("gate-automated")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    (Set::ALL - case.purpose.automated) | case.facts.disputed
}
