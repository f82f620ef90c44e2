//! Restricted data is stored and no more, but for claims, the rights of others and important public
//! interest (20.1.4; UK GDPR Art 18(2)). It is not destroyed for any: often that is what it is for.

use charter::Action;
use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Act;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::USING.and(Action::Erase);

pub(super) fn message() -> Message {
    Message::new("gate-restriction")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let goes_on = case.purpose.despite_restriction & (case.ask.act != Act::Erase);
    case.facts.restricted.when(!goes_on)
}
