//! Nobody's details go to another company for its marketing (24.2). A company that sends our own
//! messages for us is not another company in that sense.

use charter::Action;
use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Disclose);

pub(super) fn message() -> Message {
    Message::new("gate-others-marketing")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let ours = case.recipient.is_some_and(|recipient| recipient.processor);
    Set::all_if(case.purpose.marketing && !ours)
}
