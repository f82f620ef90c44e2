//! The tenancy.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-joint-alone",
        severity: Severity::Row,
        says: || Message::new("feeds-core-joint-alone"),
        help: || Message::new("feeds-core-joint-alone-help"),
        broken: Example { base: Base::General, set: &[(36, "1")] },
        check: joint_alone,
    },
    Rule {
        code: "core-term-short",
        severity: Severity::Row,
        says: || Message::new("feeds-core-term-short"),
        help: || Message::new("feeds-core-term-short-help"),
        broken: Example { base: Base::General, set: &[(38, "4"), (40, "1")] },
        check: term_short,
    },
    Rule {
        code: "core-term-unasked",
        severity: Severity::Row,
        says: || Message::new("feeds-core-term-unasked"),
        help: || Message::new("feeds-core-term-unasked-help"),
        broken: Example { base: Base::General, set: &[(40, "5")] },
        check: term_unasked,
    },
];

fn joint_alone(look: &mut Look<'_>) {
    if look.row.household() == 1 && look.row.is(36, 1) {
        look.at(36);
    }
}

fn term_short(look: &mut Look<'_>) {
    let row = look.row;
    let fixed = among(&[4, 6], row.number(38)) && among(&[1, 2, 3], row.number(11));
    if row.general() && fixed && row.number(40).is_some_and(|years| years < 2) {
        look.at(40);
    }
}

fn term_unasked(look: &mut Look<'_>) {
    if look.row.given(40) && !among(&[4, 6, 8], look.row.number(38)) {
        look.at(40);
    }
}
