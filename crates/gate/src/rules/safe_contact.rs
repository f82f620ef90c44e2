//! A channel that is not safe for the person is not used (8.6.5).

use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Contact);

pub(super) fn message() -> Message {
    Message::new("gate-safe-contact")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    match (case.facts.safe, case.ask.act.channel()) {
        (Some(safe), Some(channel)) => !safe.contains(channel),
        _ => false,
    }
}
