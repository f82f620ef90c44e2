//! The words a charter and the gate share: what can be done, how firmly, and which rules there are.

use serde::Deserialize;

/// Declares an enum of kebab-case names, in the order given, with its parser and its list.
macro_rules! names {
    ($(#[$meta:meta])* $type:ident, $what:literal { $($(#[$doc:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        pub enum $type {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl $type {
            /// All of them, in order.
            pub const ALL: &'static [$type] = &[$($type::$variant),*];

            /// The name a charter calls it by.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($type::$variant => $name,)* }
            }
        }

        impl std::str::FromStr for $type {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<$type, UnknownName> {
                match text {
                    $($name => Ok($type::$variant),)*
                    _ => Err(UnknownName {
                        what: $what,
                        text: text.chars().take(64).collect(),
                        known: vec![$($name),*].join("`, `"),
                    }),
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// A name that is not one of the known ones.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}: use one of `{known}`")]
pub struct UnknownName {
    what: &'static str,
    text: String,
    known: String,
}

names! {
    /// What somebody wants to do with data.
    Action, "an action" {
        /// Write it down.
        Collect = "collect",
        /// Reach the person by it.
        Contact = "contact",
        /// Let a machine decide by it.
        Decide = "decide",
        /// Give it to somebody outside.
        Disclose = "disclose",
        /// Destroy it.
        Erase = "erase",
        /// See it.
        Look = "look",
        /// Show it to the public.
        Publish = "publish",
        /// Work with it.
        Use = "use",
    }
}

names! {
    /// How strongly somebody proved who they are, weakest first.
    Strength, "a strength" {
        /// Not at all.
        None = "none",
        /// By answering questions on the telephone.
        Questions = "questions",
        /// By a password.
        Password = "password",
        /// By a password and something they hold.
        SecondFactor = "second-factor",
    }
}

names! {
    /// How firmly a rule stands for a team.
    Mode, "a mode" {
        /// What it would have refused is written down.
        Observe = "observe",
        /// One may go on with a recorded reason.
        Advise = "advise",
        /// It refuses.
        Enforce = "enforce",
    }
}

names! {
    /// The rules of the gate, in alphabetical order.
    RuleName, "a rule of the gate" {
        /// Equality data is counted, never read for one person (4.1d, 5.5).
        AggregateOnly = "aggregate-only",
        /// A recipient is bound by an agreement in force (11.3, 11.4b).
        Agreement = "agreement",
        /// A machine decides only where that is registered and safeguarded (9).
        Automated = "automated",
        /// A purpose has a lawful basis in force (8.1).
        Basis = "basis",
        /// A purpose has its channels, and a person their safe ones (8.3a, 23.1).
        Channel = "channel",
        /// Special and criminal data needs a condition (4.1e, 10.2).
        Condition = "condition",
        /// Where consent is the basis, it was given and stands (5.4).
        Consent = "consent",
        /// Data leaves the country by a mechanism in force (13.1, 21).
        Country = "country",
        /// After death contact stops, and most uses with it.
        Death = "death",
        /// A purpose belongs to its controllers (2.4).
        Entity = "entity",
        /// Explicit consent where a disclosure rests on it (11.5).
        ExplicitConsent = "explicit-consent",
        /// Nothing under hold is erased (19.1b).
        Hold = "hold",
        /// A marker goes out only while it stands and when the person was told (8.7.10).
        Marker = "marker",
        /// Marketing only by a lawful route (8.3a, 23.2, 24, 25).
        Marketing = "marketing",
        /// Only the categories a purpose or disclosure names (11.4a).
        Minimise = "minimise",
        /// What is promised never to happen does not.
        Never = "never",
        /// Data never collected (4.1f).
        NeverCollected = "never-collected",
        /// A person's objection is honoured (20.1.5, 24.3).
        Objection = "objection",
        /// Other people's marketing (24.2).
        OthersMarketing = "others-marketing",
        /// A person's wish about how they are reached (8.6.5).
        Preference = "preference",
        /// The list of recipients is closed (11.2.5, 11.5).
        Recipient = "recipient",
        /// A purpose touches only some people's data.
        Relationship = "relationship",
        /// Some data is not held about some people (4.1b).
        RelationshipData = "relationship-data",
        /// Restricted data is stored and no more (20.1.4).
        Restriction = "restriction",
        /// Data past its period is not used (19.1b, 22.1).
        Retention = "retention",
        /// Only relevant staff (27.4).
        Role = "role",
        /// A channel that is not safe for the person is not used (8.6.5).
        SafeContact = "safe-contact",
        /// Staff must have signed in strongly enough (27.3).
        Strength = "strength",
        /// Health and care data only for people who are supported (8.4).
        Support = "support",
        /// The closed lists: a name the charter does not have (5.1, 18.1).
        Unknown = "unknown",
        /// A must not learn about B.
        Wall = "wall",
    }
}

impl RuleName {
    /// Whether no team may loosen it: data never collected, other people's marketing, promises of
    /// never, walls, and what nobody knows.
    #[must_use]
    pub fn always_enforces(self) -> bool {
        matches!(
            self,
            RuleName::Never
                | RuleName::NeverCollected
                | RuleName::OthersMarketing
                | RuleName::Unknown
                | RuleName::Wall
        )
    }
}
