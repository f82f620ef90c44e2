//! The same letting twice in one file.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[Rule {
    code: "core-twice",
    severity: Severity::File,
    says: || Message::new("feeds-core-twice"),
    help: || Message::new("feeds-core-twice-help"),
    broken: Example { base: Base::Twice, set: &[] },
    check: twice,
}];

fn twice(look: &mut Look<'_>) {
    // Two rows are compared by `twice`; one row alone is never the same as another.
    let _ = look;
}
