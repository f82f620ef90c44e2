//! A warning marker is used only while it stands, and goes out only when the person was told of it
//! or a dated reason for not telling is on record (8.7.10).

use charter::items::Category;
use words::Message;

use super::Actions;
use crate::Set;
use crate::case::Case;
use crate::tables::PackedDay;

pub(super) const ACTIONS: Actions = Actions::USING;

pub(super) fn message() -> Message {
    Message::new("gate-marker")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> Set<Category> {
    let stands = case.facts.marker_until.is_some_and(|last| case.on <= PackedDay::from(last));
    let silent = case.ask.act.recipient().is_some() && !case.facts.marker_told;
    if stands && !silent { Set::EMPTY } else { case.tables.markers }
}
