use std::fmt;

use serde::Deserialize;

/// What a field holds: a category of the charter, a dotted name of another product's map, or
/// nothing about anybody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(transparent)]
pub struct DataCategory(String);

impl DataCategory {
    /// What holds nothing about anybody: a number given by the system, a date it keeps for itself.
    pub const NOT_PERSONAL: &'static str = "not-personal";

    /// A category by its name.
    #[must_use]
    pub fn new(name: &str) -> DataCategory {
        DataCategory(name.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it holds something about a person.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.0 != DataCategory::NOT_PERSONAL && !self.is_within("system")
    }

    /// Whether it is this one or lies below it: `user.contact.email` within `user.contact`.
    ///
    /// ```
    /// let email = sources::DataCategory::new("user.contact.email");
    /// assert!(email.is_within("user.contact") && email.is_within("user"));
    /// assert!(!email.is_within("user.con"));
    /// ```
    #[must_use]
    pub fn is_within(&self, wider: &str) -> bool {
        self.0.strip_prefix(wider).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl fmt::Display for DataCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
