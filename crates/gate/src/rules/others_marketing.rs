//! Nobody's details go to another company for its marketing (24.2). A company that sends our own
//! messages for us is not another company in that sense.

use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Disclose);

pub(super) fn message() -> Message {
    Message::new("gate-others-marketing")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    let ours = case.recipient.is_some_and(|recipient| recipient.processor);
    case.purpose.marketing && !ours
}
