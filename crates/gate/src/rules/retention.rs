//! Data past its period is not used; while a hold stands, only for what the hold is for (19.1b,
//! 22.1). What is still there when the person asks is theirs to see.

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::USING;

pub(super) fn message() -> Message {
    Message::new("gate-retention")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let goes_on = (case.facts.held & case.purpose.under_hold)
        | case.purpose.for_the_person
        | case.purpose.vital;
    case.facts.expired.when(!goes_on)
}
