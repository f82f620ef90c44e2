//! A person who asked not to be reached by a channel is not (8.3a, 8.6.5).

use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Contact);

pub(super) fn message() -> Message {
    Message::new("gate-preference")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    case.ask.act.channel().is_some_and(|c| case.facts.declined.contains(c))
}
