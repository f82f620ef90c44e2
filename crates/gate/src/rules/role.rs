//! Only relevant staff (27.4).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::ALL;

pub(super) fn message() -> Message {
    Message::new("gate-role")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let may = case.role.purposes.contains(case.ask.purpose)
        && case.role.actions & 1 << case.ask.act.action() as u8 != 0;
    Set::all_if(!may)
}
