//! Where the household lived before, and why it left.

use super::prelude::*;

/// Where a household lived that is renewed.
const SOCIAL: [i64; 8] = [6, 30, 31, 32, 33, 34, 35, 38];
/// Where nobody lives who moves within the homes of one landlord.
const NOT_SOCIAL: [i64; 14] = [3, 4, 7, 10, 13, 14, 19, 23, 24, 25, 26, 27, 28, 29];
/// Words for homelessness.
const HOMELESS: [&str; 7] = [
    "homeless",
    "homelessness",
    "temporary accommodation",
    "temp accommodation",
    "ta",
    "sleeping rough",
    "rough sleeping",
];

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-care-age",
        severity: Severity::Row,
        says: || Message::new("feeds-core-care-age"),
        help: || Message::new("feeds-core-care-age-help"),
        broken: Example { base: Base::General, set: &[(115, "13"), (41, "26")] },
        check: care_age,
    },
    Rule {
        code: "core-decanted",
        severity: Severity::Soft,
        says: || Message::new("feeds-core-decanted"),
        help: || Message::new("feeds-core-decanted-help"),
        broken: Example { base: Base::General, set: &[(113, "1")] },
        check: decanted,
    },
    Rule {
        code: "core-new-area",
        severity: Severity::Row,
        says: || Message::new("feeds-core-new-area"),
        help: || Message::new("feeds-core-new-area-help"),
        broken: Example { base: Base::Renewal, set: &[(111, "1")] },
        check: new_area,
    },
    Rule {
        code: "core-reason-homeless",
        severity: Severity::Row,
        says: || Message::new("feeds-core-reason-homeless"),
        help: || Message::new("feeds-core-reason-homeless-help"),
        broken: Example { base: Base::General, set: &[(113, "20"), (114, "Sleeping rough.")] },
        check: reason_homeless,
    },
    Rule {
        code: "core-renewal-before",
        severity: Severity::Row,
        says: || Message::new("feeds-core-renewal-before"),
        help: || Message::new("feeds-core-renewal-before-help"),
        broken: Example { base: Base::Renewal, set: &[(115, "3")] },
        check: renewal_before,
    },
    Rule {
        code: "core-renewal-reason",
        severity: Severity::Row,
        says: || Message::new("feeds-core-renewal-reason"),
        help: || Message::new("feeds-core-renewal-reason-help"),
        broken: Example { base: Base::Renewal, set: &[(113, "16")] },
        check: renewal_reason,
    },
    Rule {
        code: "core-same-area",
        severity: Severity::Row,
        says: || Message::new("feeds-core-same-area"),
        help: || Message::new("feeds-core-same-area-help"),
        broken: Example {
            base: Base::General,
            set: &[(120, "E07000112"), (25, "E07000112"), (111, "1")],
        },
        check: same_area,
    },
    Rule {
        code: "core-transfer-before",
        severity: Severity::Row,
        says: || Message::new("feeds-core-transfer-before"),
        help: || Message::new("feeds-core-transfer-before-help"),
        broken: Example {
            base: Base::General,
            set: &[(132, "6"), (133, "3"), (134, ""), (115, "3")],
        },
        check: transfer_before,
    },
    Rule {
        code: "core-transfer-council",
        severity: Severity::Row,
        says: || Message::new("feeds-core-transfer-council"),
        help: || Message::new("feeds-core-transfer-council-help"),
        broken: Example {
            base: Base::General,
            set: &[(132, "6"), (133, "3"), (134, ""), (115, "30")],
        },
        check: transfer_council,
    },
];

fn care_age(look: &mut Look<'_>) {
    if look.row.is(115, 13) && look.row.number(41).is_some_and(|age| age > 25) {
        look.at(115);
    }
}

fn decanted(look: &mut Look<'_>) {
    let row = look.row;
    let referred = row.given(131) || row.given(132);
    if row.is(113, 1) && referred && !row.internal_transfer() && !row.renewal() {
        look.at(113);
    }
}

fn new_area(look: &mut Look<'_>) {
    if look.row.renewal() && look.row.is(111, 1) {
        look.at(111);
    }
}

fn reason_homeless(look: &mut Look<'_>) {
    let words = look.row.text(114).trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    if look.row.is(113, 20) && HOMELESS.contains(&words.as_str()) {
        look.at(114);
    }
}

fn renewal_before(look: &mut Look<'_>) {
    let row = look.row;
    if row.renewal() && row.given(115) && !among(&SOCIAL, row.number(115)) {
        look.at(115);
    }
}

fn renewal_reason(look: &mut Look<'_>) {
    let row = look.row;
    if row.renewal() && row.given(113) && !among(&[50, 51, 52, 53], row.number(113)) {
        look.at(113);
    }
}

fn same_area(look: &mut Look<'_>) {
    let row = look.row;
    if row.given(25) && row.text(25) == row.text(120) && row.is(111, 1) {
        look.at(111);
    }
}

fn transfer_before(look: &mut Look<'_>) {
    if look.row.internal_transfer() && among(&NOT_SOCIAL, look.row.number(115)) {
        look.at(115);
    }
}

fn transfer_council(look: &mut Look<'_>) {
    let row = look.row;
    if row.provider() == Provider::Private
        && row.internal_transfer()
        && among(&[30, 31], row.number(115))
    {
        look.at(115);
    }
}
