//! After a death contact stops, and every use that was for the living.

use words::Message;

use super::Actions;
use crate::case::Case;
use crate::tables::PackedDay;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-death")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    let died = case.facts.died.map_or(PackedDay::MAX, PackedDay::from);
    let contact = case.ask.act.channel().is_some();
    (died <= case.on) & (contact | !case.purpose.after_death)
}
