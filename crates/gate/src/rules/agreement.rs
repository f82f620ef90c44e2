//! A recipient is bound by an agreement in force, whose terms it said it understood (11.2.4a, 11.3, 11.4b). The police and others with a
//! power of their own, and whoever acts for the person, need none; nor does saving a life.

use charter::Action;
use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Disclose);

pub(super) fn message() -> Message {
    Message::new("gate-agreement")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    let bound = case
        .recipient
        .is_some_and(|recipient| recipient.agreement.contains(case.on) && !case.lapsed());
    !bound && !case.purpose.vital
}
