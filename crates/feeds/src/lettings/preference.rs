//! Reasonable preference.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-preference-none",
        severity: Severity::Row,
        says: || Message::new("feeds-core-preference-none"),
        help: || Message::new("feeds-core-preference-none-help"),
        broken: Example { base: Base::General, set: &[(122, "")] },
        check: preference_none,
    },
    Rule {
        code: "core-preference-unasked",
        severity: Severity::Row,
        says: || Message::new("feeds-core-preference-unasked"),
        help: || Message::new("feeds-core-preference-unasked-help"),
        broken: Example { base: Base::General, set: &[(121, "2")] },
        check: preference_unasked,
    },
    Rule {
        code: "core-preference-unknown",
        severity: Severity::Row,
        says: || Message::new("feeds-core-preference-unknown"),
        help: || Message::new("feeds-core-preference-unknown-help"),
        broken: Example { base: Base::General, set: &[(126, "1")] },
        check: preference_unknown,
    },
];

fn preference_none(look: &mut Look<'_>) {
    let row = look.row;
    if row.is(121, 1) && !(122..=126).any(|field| row.given(field)) {
        for field in 122..=126 {
            look.at(field);
        }
    }
}

fn preference_unasked(look: &mut Look<'_>) {
    if !look.row.is(121, 1) {
        for field in (122..=126).filter(|field| look.row.is(*field, 1)) {
            look.at(field);
        }
    }
}

fn preference_unknown(look: &mut Look<'_>) {
    let row = look.row;
    if row.is(121, 1) && row.is(126, 1) && (122..=125).any(|field| row.is(field, 1)) {
        look.at(126);
    }
}
