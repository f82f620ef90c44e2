//! Health and care data only for people with a vulnerability or a support service (8.4).
//!
//! Not where a life is at stake (8.7.13), where the purpose protects somebody or defends a claim,
//! or where the person asks for their own. That somebody needs support is learnt by writing it
//! down, so collecting is for the other rules.

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::USING;

pub(super) fn message() -> Message {
    Message::new("gate-support")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let given = case.facts.supported | case.purpose.vital | case.purpose.for_the_person;
    (case.tables.support_only - case.purpose.protective).when(!given)
}
