//! An objection is honoured where the law gives one (20.1.5; UK GDPR Art 21).
//!
//! Absolutely against marketing, one word reaching all of it (24.3), against being shown in public
//! (7.4d) and against what rests on consent. Against public task and legitimate interests until it
//! has been overruled on compelling grounds, but for purposes that go on meanwhile: claims, and
//! the protection of others (Art 18(2), 8.7.12).

use words::Message;

use super::Actions;
use crate::Act;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::KEEPING;

pub(super) fn message() -> Message {
    Message::new("gate-objection")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    let purpose = case.purpose;
    let objected = case.facts.objected.contains(case.ask.purpose);
    let absolute = purpose.marketing | purpose.by_consent | (case.ask.act == Act::Publish);
    let overruled = case.facts.overruled.contains(case.ask.purpose);
    let weighed = purpose.objectable & !purpose.despite_restriction & !overruled;
    let marketing = purpose.marketing & case.facts.objected_marketing;
    marketing | (objected & (absolute | weighed))
}
