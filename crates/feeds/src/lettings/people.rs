//! Who lives there.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-child-partner",
        severity: Severity::Soft,
        says: || Message::new("feeds-core-child-partner"),
        help: || Message::new("feeds-core-child-partner-help"),
        broken: Example {
            base: Base::General,
            set: &[(48, "9"), (49, "1"), (50, "F"), (51, "1"), (53, "9")],
        },
        check: child_partner,
    },
    Rule {
        code: "core-child-working",
        severity: Severity::Row,
        says: || Message::new("feeds-core-child-working"),
        help: || Message::new("feeds-core-child-working-help"),
        broken: Example { base: Base::General, set: &[(48, "9"), (50, "F"), (51, "1"), (53, "7")] },
        check: child_working,
    },
    Rule {
        code: "core-grown-child",
        severity: Severity::Row,
        says: || Message::new("feeds-core-grown-child"),
        help: || Message::new("feeds-core-grown-child-help"),
        broken: Example {
            base: Base::General,
            set: &[(48, "16"), (49, "2"), (50, "F"), (51, "1"), (53, "9")],
        },
        check: grown_child,
    },
    Rule {
        code: "core-partners",
        severity: Severity::Soft,
        says: || Message::new("feeds-core-partners"),
        help: || Message::new("feeds-core-partners-help"),
        broken: Example {
            base: Base::General,
            set: &[
                (48, "40"),
                (49, "1"),
                (50, "F"),
                (51, "1"),
                (53, "6"),
                (54, "41"),
                (55, "1"),
                (56, "F"),
                (57, "1"),
                (59, "6"),
            ],
        },
        check: partners,
    },
    Rule {
        code: "core-pregnant-nobody",
        severity: Severity::Soft,
        says: || Message::new("feeds-core-pregnant-nobody"),
        help: || Message::new("feeds-core-pregnant-nobody-help"),
        broken: Example { base: Base::General, set: &[(93, "1"), (42, "M")] },
        check: pregnant_nobody,
    },
];

fn child_partner(look: &mut Look<'_>) {
    for n in 2..=8 {
        if look.row.is(person(n) + 1, 1) && under_16(look.row, n) {
            look.at(person(n) + 1);
        }
    }
}

fn child_working(look: &mut Look<'_>) {
    for n in 2..=8 {
        let work = look.row.number(person(n) + 5);
        if under_16(look.row, n) && work.is_some_and(|work| work != 9) {
            look.at(person(n) + 5);
        }
    }
}

fn grown_child(look: &mut Look<'_>) {
    for n in 2..=8 {
        let grown = look.row.number(person(n)).is_some_and(|age| age >= 16);
        if grown && look.row.is(person(n) + 5, 9) {
            look.at(person(n) + 5);
        }
    }
}

fn partners(look: &mut Look<'_>) {
    let partners = (2..=8).filter(|n| look.row.is(person(*n) + 1, 1)).count();
    if partners > 1 {
        look.at(49);
    }
}

fn pregnant_nobody(look: &mut Look<'_>) {
    let row = look.row;
    let may = |age: u16, sex: u16| {
        row.text(sex) != "M" && row.number(age).is_none_or(|age| (11..=65).contains(&age))
    };
    let others = (2..=8).filter(|n| row.lives_there(*n));
    if row.is(93, 1) && !may(41, 42) && !others.into_iter().any(|n| may(person(n), person(n) + 2)) {
        look.at(93);
    }
}

fn under_16(row: &Row<'_>, n: u16) -> bool {
    row.number(person(n)).is_some_and(|age| age < 16)
}
