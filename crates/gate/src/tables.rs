use charter::items::{Category, Channel, Country, Entity, Purpose, Recipient, Relationship};
use charter::{Mode, RuleName, Strength};
use jiff::civil::Date;

use crate::{Act, Ask, Ix, Rules, Set};

/// A day as one number, in the order of the calendar: cheaper to compare than year, month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackedDay(i32);

impl PackedDay {
    /// Later than any day.
    pub(crate) const MAX: PackedDay = PackedDay(i32::MAX);
}

impl From<Date> for PackedDay {
    #[inline]
    fn from(day: Date) -> PackedDay {
        PackedDay(i32::from(day.year()) << 16 | i32::from(day.month()) << 8 | i32::from(day.day()))
    }
}

/// Some days, first and last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    first: PackedDay,
    last: PackedDay,
}

impl Days {
    pub(crate) const ALWAYS: Days = Days { first: PackedDay(i32::MIN), last: PackedDay(i32::MAX) };
    pub(crate) const NEVER: Days = Days { first: PackedDay(i32::MAX), last: PackedDay(i32::MIN) };

    pub(crate) fn from(first: Date) -> Days {
        Days { first: first.into(), ..Days::ALWAYS }
    }

    pub(crate) fn until(last: Date) -> Days {
        Days { last: last.into(), ..Days::ALWAYS }
    }

    /// The days in both.
    pub(crate) fn and(self, other: Days) -> Days {
        Days { first: self.first.max(other.first), last: self.last.min(other.last) }
    }

    /// From the first day of either to the last.
    pub(crate) fn or(self, other: Days) -> Days {
        Days { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    #[inline]
    pub(crate) fn contains(self, day: PackedDay) -> bool {
        (self.first <= day) & (day <= self.last)
    }
}

/// A charter as bit sets: what the gate looks up.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    pub(crate) purposes: Vec<PurposeRow>,
    pub(crate) relationships: Vec<Set<Category>>,
    pub(crate) recipients: Vec<RecipientRow>,
    pub(crate) roles: Vec<RoleRow>,
    pub(crate) teams: Vec<TeamRow>,
    /// What is listed and promised, by purpose, then recipient.
    pub(crate) cells: Vec<Cell>,
    pub(crate) nevers: Vec<NeverRow>,
    pub(crate) aggregate_only: Set<Category>,
    pub(crate) markers: Set<Category>,
    pub(crate) never_collected: Set<Category>,
    /// Special and criminal categories.
    pub(crate) sensitive: Set<Category>,
    pub(crate) support_only: Set<Category>,
    /// The days on which telling a person of a marker may be put off.
    pub(crate) deferral: Days,
}

impl Tables {
    #[inline]
    pub(crate) fn cell(&self, purpose: Ix<Purpose>, recipient: Ix<Recipient>) -> &Cell {
        &self.cells[purpose.position() * self.recipients.len() + recipient.position()]
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
    /// What it uses to protect somebody or for a claim, whoever the person is.
    pub(crate) protective: Set<Category>,
    pub(crate) by_consent: bool,
    pub(crate) objectable: bool,
    pub(crate) marketing: bool,
    pub(crate) after_death: bool,
    pub(crate) despite_restriction: bool,
    pub(crate) under_hold: bool,
    pub(crate) for_the_person: bool,
    pub(crate) vital: bool,
    /// What promises about no recipient in particular forbid, by action.
    pub(crate) never: [Set<Category>; 8],
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
    pub(crate) until: PackedDay,
}

/// What the charter says about one purpose and one recipient.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) grants: Vec<Grant>,
    /// What promises about this recipient keep from going to it.
    pub(crate) never: Set<Category>,
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
    /// Calls with the number of each action it is about.
    pub(crate) fn each_action(&self, what: impl FnMut(usize)) {
        (0..8).filter(|action| self.actions & 1 << action != 0).for_each(what);
    }

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

/// A team: which of its rules stand less firmly, and until when.
#[derive(Clone, Debug)]
pub(crate) struct TeamRow {
    /// Every rule that is loosened on some day: a quick no for most.
    pub(crate) rules: Rules,
    modes: Vec<ModeRow>,
}

impl TeamRow {
    pub(crate) fn new(modes: Vec<ModeRow>) -> TeamRow {
        let rules = modes.iter().fold(Rules::EMPTY, |rules, row| rules.with(row.rule));
        TeamRow { rules, modes }
    }

    /// How firmly a rule stands on a day; enforcing unless the charter says otherwise.
    pub(crate) fn mode(&self, rule: RuleName, on: PackedDay) -> Mode {
        let row = self.modes.iter().find(|row| row.rule == rule && on <= row.until);
        row.map_or(Mode::Enforce, |row| row.mode)
    }

    /// The rules that stand less firmly on a day.
    pub(crate) fn loosened(&self, on: PackedDay) -> Rules {
        let rows = self.modes.iter().filter(|row| on <= row.until);
        rows.fold(Rules::EMPTY, |rules, row| rules.with(row.rule))
    }
}
