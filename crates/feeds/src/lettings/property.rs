//! The home.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-bedsit",
        severity: Severity::Row,
        says: || Message::new("feeds-core-bedsit"),
        help: || Message::new("feeds-core-bedsit-help"),
        broken: Example { base: Base::General, set: &[(26, "2"), (28, "2")] },
        check: bedsit,
    },
    Rule {
        code: "core-shared-alone",
        severity: Severity::Row,
        says: || Message::new("feeds-core-shared-alone"),
        help: || Message::new("feeds-core-shared-alone-help"),
        broken: Example { base: Base::General, set: &[(26, "9"), (28, "4")] },
        check: shared_alone,
    },
    Rule {
        code: "core-vacancy-renewal",
        severity: Severity::Row,
        says: || Message::new("feeds-core-vacancy-renewal"),
        help: || Message::new("feeds-core-vacancy-renewal-help"),
        broken: Example { base: Base::General, set: &[(16, "14")] },
        check: vacancy_renewal,
    },
    Rule {
        code: "core-vacancy-temporary",
        severity: Severity::Row,
        says: || Message::new("feeds-core-vacancy-temporary"),
        help: || Message::new("feeds-core-vacancy-temporary-help"),
        broken: Example { base: Base::General, set: &[(16, "9"), (115, "35")] },
        check: vacancy_temporary,
    },
];

fn bedsit(look: &mut Look<'_>) {
    if look.row.is(26, 2) && look.row.number(28).is_some_and(|beds| beds != 1) {
        look.at(28);
    }
}

fn shared_alone(look: &mut Look<'_>) {
    let row = look.row;
    let many = row.number(28).is_some_and(|beds| !(1..=3).contains(&beds));
    if row.household() == 1 && among(&[4, 9, 10], row.number(26)) && many {
        look.at(28);
    }
}

fn vacancy_renewal(look: &mut Look<'_>) {
    if look.row.is(7, 2) && look.row.is(16, 14) {
        look.at(16);
    }
}

fn vacancy_temporary(look: &mut Look<'_>) {
    if look.row.is(16, 9) && among(&[4, 6, 8, 24, 25, 34, 35], look.row.number(115)) {
        look.at(16);
    }
}
