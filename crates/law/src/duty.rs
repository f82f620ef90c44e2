//! Duties of the sector that touch personal data. They bind legal entities one by one, never a
//! group: two landlords that share an office can have different duties.

use serde::{Deserialize, Serialize};

/// Whom a duty binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Binds {
    /// A landlord registered with the Regulator of Social Housing.
    RegisteredProvider,
    /// A registered landlord that is not a council.
    PrivateRegisteredProvider,
    /// A charity.
    Charity,
    /// Everyone who decides how personal data is used.
    Everyone,
    /// Only those who agreed to it.
    ByAgreement,
}

table! {
    /// One duty.
    Duty: Detail, "duty.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    binds: Binds,
}

impl Duty {
    /// Whom it binds.
    #[must_use]
    pub fn binds(&self) -> Binds {
        self.detail.binds
    }
}
