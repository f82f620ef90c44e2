//! Significant decisions taken by automated means alone: UK GDPR Arts 22A to 22D, from 5 February
//! 2026; Art 22 before.
//!
//! ```
//! use jiff::civil::date;
//! use law::adm::{Decision, Missing, Safeguards, check};
//!
//! let scoring = Decision {
//!     solely_automated: true,
//!     significant: true,
//!     special_category: false,
//!     bases: &["recognised-legitimate-interests"],
//!     condition: None,
//!     safeguards: Safeguards::ALL,
//! };
//! assert_eq!(check(&scoring, date(2026, 11, 23)), [Missing::RecognisedInterests]);
//! ```

use jiff::civil::Date;
use words::Message;

use crate::{Provision, condition};

table! {
    /// One rule on automated decisions.
    Rule, "adm.toml"
}

/// A decision as it is made, or as it is planned.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// No person takes a meaningful part in it before it has its effect.
    pub solely_automated: bool,
    /// It has a legal effect for the person, or one as significant: who is offered a home, say.
    pub significant: bool,
    /// It uses special category data, if only in part.
    pub special_category: bool,
    /// The ids of every lawful basis it relies on, if only in part.
    pub bases: &'a [&'a str],
    /// The id of the condition for its special category data.
    pub condition: Option<&'a str>,
    /// What is there for the person.
    pub safeguards: Safeguards,
}

/// What is there for a person about whom a machine decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Safeguards {
    /// The person is told about each such decision.
    pub information: bool,
    /// The person can put their side.
    pub representations: bool,
    /// The person can have a human look at it who may change it.
    pub human_intervention: bool,
    /// The person can contest it.
    pub contest: bool,
}

impl Safeguards {
    /// All four.
    pub const ALL: Safeguards = Safeguards {
        information: true,
        representations: true,
        human_intervention: true,
        contest: true,
    };
}

/// What a decision lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Before 5 February 2026: contract, law or explicit consent.
    OldGate,
    /// It may not rest on recognised legitimate interests.
    RecognisedInterests,
    /// Special category data needs explicit consent to all of it, or contract or law together
    /// with a substantial public interest.
    SpecialCategoryGate,
    /// The person is not told about each decision.
    Information,
    /// The person cannot put their side.
    Representations,
    /// The person cannot have a human look at it.
    HumanIntervention,
    /// The person cannot contest it.
    Contest,
}

/// The day from which Arts 22A to 22D apply stands in the table, with this rule.
const NEW_LAW: &str = "safeguards";

/// What a decision lacks on a day; empty where it lacks nothing, or where a person takes a
/// meaningful part in it, or where it is not significant.
#[must_use]
pub fn check(decision: &Decision<'_>, on: Date) -> Vec<Missing> {
    if !(decision.solely_automated && decision.significant) {
        return Vec::new();
    }
    let new_law = find(NEW_LAW).is_some_and(|rule| rule.provision().in_force(on));
    let mut missing = if new_law { gates(decision) } else { old_gates(decision) };
    let Safeguards { information, representations, human_intervention, contest } =
        decision.safeguards;
    for (there, what) in [
        (information, Missing::Information),
        (representations, Missing::Representations),
        (human_intervention, Missing::HumanIntervention),
        (contest, Missing::Contest),
    ] {
        if !there {
            missing.push(what);
        }
    }
    missing
}

fn gates(decision: &Decision<'_>) -> Vec<Missing> {
    let mut missing = Vec::new();
    if decision.bases.contains(&"recognised-legitimate-interests") {
        missing.push(Missing::RecognisedInterests);
    }
    let public_interest = || {
        let condition = decision.condition.and_then(condition::find);
        condition.is_some_and(condition::Condition::substantial_public_interest)
    };
    if decision.special_category
        && decision.condition != Some("explicit-consent")
        && !(contract_or_law(decision) && public_interest())
    {
        missing.push(Missing::SpecialCategoryGate);
    }
    missing
}

fn old_gates(decision: &Decision<'_>) -> Vec<Missing> {
    if contract_or_law(decision) || decision.bases.contains(&"consent") {
        Vec::new()
    } else {
        vec![Missing::OldGate]
    }
}

fn contract_or_law(decision: &Decision<'_>) -> bool {
    ["contract", "legal-obligation", "public-task"].iter().any(|id| decision.bases.contains(id))
}

impl Missing {
    /// What is missing, in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Missing::OldGate => Message::new("law-adm-old-gate"),
            Missing::RecognisedInterests => Message::new("law-adm-recognised-interests"),
            Missing::SpecialCategoryGate => Message::new("law-adm-special-category"),
            Missing::Information => Message::new("law-adm-information"),
            Missing::Representations => Message::new("law-adm-representations"),
            Missing::HumanIntervention => Message::new("law-adm-human-intervention"),
            Missing::Contest => Message::new("law-adm-contest"),
        }
    }

    /// The rule it is a breach of.
    #[must_use]
    pub fn provision(self) -> &'static Provision {
        let id = match self {
            Missing::OldGate => "old-article-22",
            Missing::RecognisedInterests => "recognised-interests",
            Missing::SpecialCategoryGate => "special-category",
            Missing::Information
            | Missing::Representations
            | Missing::HumanIntervention
            | Missing::Contest => "safeguards",
        };
        find(id).expect("the table has a rule for everything that can be missing").provision()
    }
}
