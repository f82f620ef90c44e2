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
    if case.purpose.for_the_person {
        return Set::EMPTY;
    }
    let facts = case.facts;
    let stands = facts.marker_until.is_some_and(|last| case.on <= PackedDay::from(last));
    let sent = case.ask.act.recipient().is_some();
    let put_off = facts.marker_deferred && case.tables.deferral.contains(case.on);
    let silent = sent && !facts.marker_told && !put_off && !case.purpose.vital;
    match (stands && !silent, sent) {
        (true, _) => Set::EMPTY,
        (false, false) => case.tables.markers,
        // An address that is sent where a marker was asked for tells that there is one.
        (false, true) => Set::ALL.when(!(case.tables.markers & case.ask.data).is_empty()),
    }
}
