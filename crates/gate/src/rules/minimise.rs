//! Only the categories a purpose names, and of those only what a disclosure names (P.1, 11.4a).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Act;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-minimise")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let named = match case.ask.act {
        Act::Disclose(..) => case.purpose.data & case.grants.named,
        _ => case.purpose.data,
    };
    Set::ALL - named
}
