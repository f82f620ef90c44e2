use charter::items::{Category, Channel, Country, Entity, Purpose, Recipient, Relationship};
use charter::{Mode, RuleName, Strength};
use jiff::civil::Date;

use crate::{Act, Ask, Ix, Rules, Set};

/// Some days, first and last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    first: Date,
    last: Date,
}

impl Days {
    pub(crate) const ALWAYS: Days = Days { first: Date::MIN, last: Date::MAX };
    pub(crate) const NEVER: Days = Days { first: Date::MAX, last: Date::MIN };

    pub(crate) fn from(first: Date) -> Days {
        Days { first, last: Date::MAX }
    }

    pub(crate) fn until(last: Date) -> Days {
        Days { first: Date::MIN, last }
    }

    /// The days in both.
    pub(crate) fn and(self, other: Days) -> Days {
        Days { first: self.first.max(other.first), last: self.last.min(other.last) }
    }

    #[inline]
    pub(crate) fn contains(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// A charter as bit sets: what the gate looks up.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    pub(crate) purposes: Vec<PurposeRow>,
    pub(crate) relationships: Vec<Set<Category>>,
    pub(crate) recipients: Vec<RecipientRow>,
    pub(crate) roles: Vec<RoleRow>,
    pub(crate) teams: Vec<Vec<ModeRow>>,
    /// Grants by purpose, then recipient.
    pub(crate) grants: Vec<Vec<Grant>>,
    pub(crate) nevers: Vec<NeverRow>,
    pub(crate) aggregate_only: Set<Category>,
    pub(crate) markers: Set<Category>,
    pub(crate) never_collected: Set<Category>,
    /// Special and criminal categories.
    pub(crate) sensitive: Set<Category>,
    pub(crate) support_only: Set<Category>,
}

impl Tables {
    #[inline]
    pub(crate) fn grants(&self, purpose: Ix<Purpose>, recipient: Ix<Recipient>) -> &[Grant] {
        &self.grants[purpose.position() * self.recipients.len() + recipient.position()]
    }
}

#[derive(Clone, Debug)]
pub(crate) struct PurposeRow {
    pub(crate) in_force: Days,
    pub(crate) entities: Set<Entity>,
    pub(crate) relationships: Set<Relationship>,
    pub(crate) data: Set<Category>,
    pub(crate) channels: Set<Channel>,
    pub(crate) conditions: Vec<ConditionRow>,
    /// What registered, safeguarded decisions of machines for it may go by.
    pub(crate) automated: Set<Category>,
    pub(crate) by_consent: bool,
    pub(crate) objectable: bool,
    pub(crate) marketing: bool,
    pub(crate) after_death: bool,
    pub(crate) despite_restriction: bool,
    pub(crate) under_hold: bool,
    pub(crate) for_the_person: bool,
    pub(crate) vital: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ConditionRow {
    pub(crate) data: Set<Category>,
    pub(crate) in_force: Days,
    pub(crate) explicit_consent: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct RecipientRow {
    pub(crate) agreement: Days,
    pub(crate) country: Option<Country>,
    pub(crate) transfer: Days,
    pub(crate) processor: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct RoleRow {
    pub(crate) purposes: Set<Purpose>,
    /// One bit an action.
    pub(crate) actions: u8,
    pub(crate) strength: Strength,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ModeRow {
    pub(crate) rule: RuleName,
    pub(crate) mode: Mode,
    pub(crate) until: Date,
}

/// One disclosure the charter lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grant {
    pub(crate) in_force: Days,
    pub(crate) data: Set<Category>,
    pub(crate) explicit_consent: bool,
    pub(crate) tell_first: bool,
    pub(crate) summary_only: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct NeverRow {
    pub(crate) purposes: Set<Purpose>,
    pub(crate) recipients: Option<Set<Recipient>>,
    /// One bit an action.
    pub(crate) actions: u8,
    pub(crate) data: Set<Category>,
}

impl NeverRow {
    /// Whether the promise is about this ask, whatever its categories.
    pub(crate) fn matches(&self, ask: &Ask) -> bool {
        let recipient = match (self.recipients, ask.act) {
            (None, _) => true,
            (Some(recipients), Act::Disclose(recipient, _)) => recipients.contains(recipient),
            (Some(_), _) => false,
        };
        recipient
            && self.purposes.contains(ask.purpose)
            && self.actions & 1 << ask.act.action() as u8 != 0
    }
}

/// How firmly a rule stands for a team on a day; enforcing unless the charter says otherwise.
#[inline]
pub(crate) fn mode(team: &[ModeRow], rule: RuleName, on: Date) -> Mode {
    team.iter()
        .find(|row| row.rule == rule && on <= row.until)
        .map_or(Mode::Enforce, |row| row.mode)
}

/// The rules that stand less firmly for a team that day: a quick no for most.
#[inline]
pub(crate) fn loosened(team: &[ModeRow], on: Date) -> Rules {
    team.iter().filter(|row| on <= row.until).fold(Rules::EMPTY, |rules, row| rules.with(row.rule))
}
