//! Marketing only where the law opens a route by this channel (8.3a, 23.2, 24.1, 25.1).

use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Contact);

pub(super) fn message() -> Message {
    Message::new("gate-marketing")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    let open = case.ask.act.channel().is_some_and(|channel| case.facts.marketing.contains(channel));
    case.purpose.marketing && !open
}
