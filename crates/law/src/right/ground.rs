//! The grounds of the rights, and the exceptions from them.

use serde::Deserialize;

/// Whether a row speaks for using the right or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// A reason for which the right can be used.
    Ground,
    /// A reason for which it need not be granted.
    Exception,
}

table! {
    /// One ground of a right, or one exception from it.
    Ground: Detail, "ground.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    right: String,
    kind: Side,
    #[serde(default)]
    switch: bool,
}

impl Ground {
    /// The id of the right.
    #[must_use]
    pub fn right(&self) -> &str {
        &self.detail.right
    }

    /// Whether it speaks for the right or against it.
    #[must_use]
    pub fn side(&self) -> Side {
        self.detail.kind
    }

    /// Whether it applies only where an organisation has switched it on, because it is not known
    /// to be in force.
    #[must_use]
    pub fn switched(&self) -> bool {
        self.detail.switch
    }
}
