//! Only relevant staff (27.4).

use words::Message;

use super::Actions;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::ALL;

pub(super) fn message() -> Message {
    Message::new("gate-role")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    let purpose = case.role.purposes.contains(case.ask.purpose);
    let action = case.role.actions & 1 << case.ask.act.action() as u8 != 0;
    !(purpose & action)
}
