//! Where consent is the basis, it was given and has not been withdrawn (5.4, 10.1.4).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-consent")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    Set::all_if(case.purpose.by_consent && !case.facts.consent.contains(case.ask.purpose))
}
