//! Special and criminal data needs a condition besides the basis (4.1e, 10.2).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-condition")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let sensitive = case.tables.sensitive & case.ask.data;
    if sensitive.is_empty() {
        return Set::EMPTY;
    }
    let consented = case.facts.explicit_consent.contains(case.ask.purpose);
    case.purpose.conditions.iter().fold(sensitive, |uncovered, condition| {
        let holds =
            condition.in_force.contains(case.on) & (!condition.explicit_consent | consented);
        uncovered - condition.data.when(holds)
    })
}
