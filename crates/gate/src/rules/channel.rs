//! A purpose has its channels (8.3a, 23.1).

use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Contact);

pub(super) fn message() -> Message {
    Message::new("gate-channel")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    let open =
        case.ask.act.channel().is_some_and(|channel| case.purpose.channels.contains(channel));
    !open
}
