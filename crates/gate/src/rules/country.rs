//! Data leaves the country by a mechanism in force, or stays (13.1, 21.1, 21.2). Where a recipient
//! handles data and nobody has said so, it does not go.

use charter::Action;
use charter::items::Country;
use words::Message;

use super::Actions;
use crate::Act;
use crate::case::Case;

pub(super) const ACTIONS: Actions = Actions::only(Action::Disclose);

pub(super) fn message() -> Message {
    Message::new("gate-country")
}

#[inline]
pub(super) fn blocks(case: &Case<'_>) -> bool {
    let Act::Disclose(_, named) = case.ask.act else { return false };
    let Some(recipient) = case.recipient else { return true };
    let home = recipient.country == Some(Country::GB);
    let own = home || (recipient.country.is_some() && recipient.transfer.contains(case.on));
    // A country that is named can add to what must hold, never take away from it.
    let there = named.is_none_or(|n| n == Country::GB || Some(n) == recipient.country);
    let lawful = own && there;
    !lawful
}
