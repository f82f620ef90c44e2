use serde::Deserialize;
use toml::Spanned;

use super::{Cites, GateRule, Purpose, Ref, item};
use crate::Day;
use crate::vocabulary::{Action, Mode, Strength};

/// What a member of staff may do: `[[role]]` (row 27.4).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its id.
    pub id: Ref<Role>,
    /// What it is called.
    pub name: String,
    /// The purposes it works for.
    pub purposes: Vec<Ref<Purpose>>,
    /// What it may do for them.
    pub actions: Vec<Action>,
    /// How strongly its holder must have signed in.
    pub strength: Strength,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Role, "role", |item, refs| refs.to(&item.purposes));

/// People who work together: `[[team]]`. Modes are set per team, because a landlord starts in the
/// middle of its life.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Its id.
    pub id: Ref<Team>,
    /// What it is called.
    pub name: String,
    /// The rules that do not yet enforce for this team.
    #[serde(default)]
    pub modes: Vec<ModeFor>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

/// How firmly one rule stands for one team.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModeFor {
    /// Which rule.
    pub rule: Ref<GateRule>,
    /// How firmly.
    pub mode: Spanned<Mode>,
    /// The last day; from the next one the rule enforces.
    pub until: Spanned<Day>,
}

item!(Team, "team", |item, refs| refs.to(item.modes.iter().map(|mode| &mode.rule)));
