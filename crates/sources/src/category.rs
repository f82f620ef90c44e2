use std::fmt;

use people::Leave;
use serde::{Deserialize, Serialize};

/// What a field holds: a category of the charter, a dotted name of another product's map, or
/// nothing about anybody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(transparent)]
pub struct DataCategory(String);

/// What the names of Fides stand for, the narrower before the wider.
const FIDES: &[(&str, &str)] = &[
    ("user.contact.address", "address"),
    ("user.contact.email", "email"),
    ("user.contact.phone_number", "telephone"),
    ("user.date_of_birth", "date-of-birth"),
    ("user.demographic.date_of_birth", "date-of-birth"),
    ("user.device.ip_address", "ip-address"),
    ("user.financial.bank_account", "bank-details"),
    ("user.financial", "rent-account"),
    ("user.government_id.national_identification_number", "national-insurance-number"),
    ("user.name", "name"),
    ("user.sensor", "website-use"),
    ("user.unique_id", "tenancy-details"),
    ("user.content", "correspondence"),
];

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

    /// The category of the bundled charter that a dotted name of Fides stands for; the name itself
    /// for all others.
    #[must_use]
    pub fn in_charter(&self) -> &str {
        if self.0 == "user" {
            return "correspondence";
        }
        // What has no place here, health or biometrics, is unknown: and unknown means no.
        let known = FIDES.iter().find(|(wider, _)| self.is_within(wider));
        known.map_or(&self.0, |(_, category)| category)
    }

    /// Whether leave lets it be read: what is about nobody may, and what the charter does not know
    /// may not.
    #[must_use]
    pub fn may_be_read(&self, leave: &Leave) -> bool {
        !self.is_personal() || leave.allows(self.in_charter())
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

    /// Whether somebody who names a category means this one: it lies within the named one, or is
    /// what the charter calls so.
    ///
    /// ```
    /// use sources::DataCategory;
    /// let email = DataCategory::new("user.contact.email");
    /// assert!(email.is_named_by(&DataCategory::new("user.contact")));
    /// assert!(email.is_named_by(&DataCategory::new(email.in_charter())));
    /// ```
    #[must_use]
    pub fn is_named_by(&self, named: &DataCategory) -> bool {
        self.is_within(named.as_str()) || self.in_charter() == named.as_str()
    }
}

impl fmt::Display for DataCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
