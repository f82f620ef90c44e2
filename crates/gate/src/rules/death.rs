//! After a death contact stops, and every use that was for the living.

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;
use crate::tables::PackedDay;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-death")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let dead = case.facts.died.is_some_and(|day| PackedDay::from(day) <= case.on);
    let contact = case.ask.act.channel().is_some();
    Set::all_if(dead && (contact || !case.purpose.after_death))
}
