//! Access needs and lasting conditions.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-condition-none",
        severity: Severity::Row,
        says: || Message::new("feeds-core-condition-none"),
        help: || Message::new("feeds-core-condition-none-help"),
        broken: Example { base: Base::General, set: &[(100, "1")] },
        check: condition_none,
    },
    Rule {
        code: "core-needs-no",
        severity: Severity::Row,
        says: || Message::new("feeds-core-needs-no"),
        help: || Message::new("feeds-core-needs-no-help"),
        broken: Example { base: Base::General, set: &[(97, "1")] },
        check: needs_no,
    },
    Rule {
        code: "core-needs-no-unknown",
        severity: Severity::Row,
        says: || Message::new("feeds-core-needs-no-unknown"),
        help: || Message::new("feeds-core-needs-no-unknown-help"),
        broken: Example { base: Base::General, set: &[(99, "1")] },
        check: needs_no_unknown,
    },
    Rule {
        code: "core-needs-none",
        severity: Severity::Row,
        says: || Message::new("feeds-core-needs-none"),
        help: || Message::new("feeds-core-needs-none-help"),
        broken: Example { base: Base::General, set: &[(98, "")] },
        check: needs_none,
    },
    Rule {
        code: "core-needs-two",
        severity: Severity::Row,
        says: || Message::new("feeds-core-needs-two"),
        help: || Message::new("feeds-core-needs-two-help"),
        broken: Example { base: Base::General, set: &[(98, ""), (94, "1"), (95, "1")] },
        check: needs_two,
    },
    Rule {
        code: "core-needs-unknown",
        severity: Severity::Row,
        says: || Message::new("feeds-core-needs-unknown"),
        help: || Message::new("feeds-core-needs-unknown-help"),
        broken: Example { base: Base::General, set: &[(98, ""), (99, "1"), (96, "1")] },
        check: needs_unknown,
    },
];

fn condition_none(look: &mut Look<'_>) {
    let row = look.row;
    if row.is(100, 1) && !(101..=110).any(|field| row.given(field)) {
        for field in 101..=110 {
            look.at(field);
        }
    }
}

fn needs_no(look: &mut Look<'_>) {
    if look.row.is(98, 1) && (94..=97).any(|field| look.row.is(field, 1)) {
        look.at_given(94..=98);
    }
}

fn needs_no_unknown(look: &mut Look<'_>) {
    if look.row.is(98, 1) && look.row.is(99, 1) {
        look.at_given(98..=99);
    }
}

fn needs_none(look: &mut Look<'_>) {
    if !(94..=99).any(|field| look.row.given(field)) {
        for field in 94..=99 {
            look.at(field);
        }
    }
}

fn needs_two(look: &mut Look<'_>) {
    if (94..=96).filter(|field| look.row.is(*field, 1)).count() > 1 {
        look.at_given(94..=96);
    }
}

fn needs_unknown(look: &mut Look<'_>) {
    if look.row.is(99, 1) && (94..=97).any(|field| look.row.is(field, 1)) {
        look.at_given((94..=97).chain([99]));
    }
}
