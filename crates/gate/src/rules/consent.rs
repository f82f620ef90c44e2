//! Where consent is the basis, it was given and has not been withdrawn (5.4, 10.1.4).

use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-consent")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    case.purpose.by_consent & !case.facts.consent.contains(case.ask.purpose)
}
