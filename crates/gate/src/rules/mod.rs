//! The rules of the gate: one file each, one line each in the list below, in alphabetical order.
//!
//! A rule answers one question: what of the ask does it stand in the way of? A rule about the ask as
//! a whole says yes or no; a rule about data names the categories. It knows nothing of modes, of other rules,
//! or of how its answer is explained.

use charter::items::Category;
use charter::{Action, RuleName};
use words::Message;

use crate::Set;
use crate::case::Case;

/// The actions a rule is about.
#[derive(Clone, Copy)]
struct Actions(u8);

impl Actions {
    const ALL: Actions = Actions(u8::MAX);
    /// Every action but destroying: what must not be held may always be destroyed.
    const KEEPING: Actions = Actions::ALL.without(Action::Erase);
    /// What is done with data already held.
    const USING: Actions = Actions::KEEPING.without(Action::Collect);

    const fn only(action: Action) -> Actions {
        Actions(1 << action as u8)
    }

    const fn and(self, action: Action) -> Actions {
        Actions(self.0 | 1 << action as u8)
    }

    const fn without(self, action: Action) -> Actions {
        Actions(self.0 & !(1 << action as u8))
    }

    const fn has(self, action: u8) -> bool {
        self.0 >> action & 1 == 1
    }
}

macro_rules! rules {
    ($($module:ident $name:ident,)*) => {
        $(mod $module;)*

        /// Puts a case to the rules about its action and lets each say what it stands in the way
        /// of, which may be nothing.
        ///
        /// `unknown` and `wall` are not here: they are settled before there is a case. There is a
        /// copy of this for each action, with the other rules left out by the compiler.
        #[inline]
        pub(crate) fn each_about<const ACTION: u8>(case: &Case<'_>, ear: &mut impl Hear) {
            $(
                if const { $module::ACTIONS.has(ACTION) } {
                    $module::blocks(case).say(RuleName::$name, case.ask.data, ear);
                }
            )*
        }

        /// The sentence a rule refuses with, without its arguments.
        pub(crate) fn message(rule: RuleName) -> Message {
            match rule {
                $(RuleName::$name => $module::message(),)*
                RuleName::Unknown => Message::new("gate-unknown"),
                RuleName::Wall => Message::new("gate-not-available"),
            }
        }
    };
}

rules! {
    aggregate_only AggregateOnly,
    agreement Agreement,
    automated Automated,
    basis Basis,
    channel Channel,
    condition Condition,
    consent Consent,
    country Country,
    death Death,
    entity Entity,
    explicit_consent ExplicitConsent,
    hold Hold,
    marker Marker,
    marketing Marketing,
    minimise Minimise,
    never Never,
    never_collected NeverCollected,
    objection Objection,
    others_marketing OthersMarketing,
    preference Preference,
    recipient Recipient,
    relationship Relationship,
    relationship_data RelationshipData,
    restriction Restriction,
    retention Retention,
    role Role,
    safe_contact SafeContact,
    strength Strength,
    support Support,
}

/// Calls a function that is compiled once for each action, by the number of the action.
macro_rules! by_action {
    ($action:expr, $function:ident($($argument:expr),*)) => {
        match $action {
            Action::Collect => $function::<{ Action::Collect as u8 }>($($argument),*),
            Action::Contact => $function::<{ Action::Contact as u8 }>($($argument),*),
            Action::Decide => $function::<{ Action::Decide as u8 }>($($argument),*),
            Action::Disclose => $function::<{ Action::Disclose as u8 }>($($argument),*),
            Action::Erase => $function::<{ Action::Erase as u8 }>($($argument),*),
            Action::Look => $function::<{ Action::Look as u8 }>($($argument),*),
            Action::Publish => $function::<{ Action::Publish as u8 }>($($argument),*),
            Action::Use => $function::<{ Action::Use as u8 }>($($argument),*),
        }
    };
}
pub(crate) use by_action;

/// Puts a case to every rule about its action and lets each say what it stands in the way of.
pub(crate) fn each(case: &Case<'_>, ear: &mut impl Hear) {
    by_action!(case.ask.act.action(), each_about(case, ear));
}

/// Whoever listens to the rules.
pub(crate) trait Hear {
    /// A rule about the ask as a whole: whether it objects.
    fn whole(&mut self, rule: RuleName, objects: bool);

    /// A rule about data: which of the categories asked for it objects to.
    fn part(&mut self, rule: RuleName, blocked: Set<Category>);
}

/// What a rule stands in the way of.
trait Stand {
    fn say(self, rule: RuleName, asked: Set<Category>, ear: &mut impl Hear);
}

impl Stand for bool {
    #[inline]
    fn say(self, rule: RuleName, _asked: Set<Category>, ear: &mut impl Hear) {
        ear.whole(rule, self);
    }
}

impl Stand for Set<Category> {
    #[inline]
    fn say(self, rule: RuleName, asked: Set<Category>, ear: &mut impl Hear) {
        ear.part(rule, self & asked);
    }
}
