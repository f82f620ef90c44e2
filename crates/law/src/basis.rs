//! The lawful bases of UK GDPR Article 6(1).
//!
//! ```
//! let consent = law::basis::find("consent").unwrap();
//! assert!(consent.portable() && !consent.objectable());
//! assert_eq!(consent.needs(), [law::Need::Consent]);
//! ```

use serde::Deserialize;

use crate::Need;
use crate::right;

table! {
    /// One lawful basis.
    Basis: Detail, "basis.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    needs: Vec<Need>,
}

impl Basis {
    /// Whether a person can object to a use on this basis (Art 21(1)).
    #[must_use]
    pub fn objectable(&self) -> bool {
        right::find("objection").is_some_and(|right| right.reaches(self.id()))
    }

    /// Whether a person can take with them what they gave us on this basis (Art 20(1)).
    #[must_use]
    pub fn portable(&self) -> bool {
        right::find("portability").is_some_and(|right| right.reaches(self.id()))
    }

    /// What must be in place before it may be relied on.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.detail.needs
    }
}
