//! Who referred the household.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-referral-general",
        severity: Severity::Row,
        says: || Message::new("feeds-core-referral-general"),
        help: || Message::new("feeds-core-referral-general-help"),
        broken: Example { base: Base::General, set: &[(133, "2"), (134, "")] },
        check: referral_general,
    },
    Rule {
        code: "core-referral-pair",
        severity: Severity::Row,
        says: || Message::new("feeds-core-referral-pair"),
        help: || Message::new("feeds-core-referral-pair-help"),
        broken: Example { base: Base::General, set: &[(133, "7")] },
        check: referral_pair,
    },
    Rule {
        code: "core-referral-source",
        severity: Severity::Row,
        says: || Message::new("feeds-core-referral-source"),
        help: || Message::new("feeds-core-referral-source-help"),
        broken: Example { base: Base::General, set: &[(134, "11")] },
        check: referral_source,
    },
];

fn referral_general(look: &mut Look<'_>) {
    let row = look.row;
    if row.general() && row.is(133, 2) && row.provider() == Provider::Private {
        look.at(133);
    }
}

fn referral_pair(look: &mut Look<'_>) {
    let row = look.row;
    let fits = |codes: std::ops::RangeInclusive<i64>| {
        row.number(133).is_none_or(|code| codes.contains(&code))
    };
    let apart = (row.is(132, 6) && !fits(1..=4)) || (row.is(132, 7) && !fits(5..=8));
    if row.provider() == Provider::Private && !row.renewal() && apart {
        look.at(133);
    }
}

fn referral_source(look: &mut Look<'_>) {
    let row = look.row;
    let fits = |codes: std::ops::RangeInclusive<i64>| {
        row.number(134).is_none_or(|code| codes.contains(&code))
    };
    let apart = (row.is(132, 6) && !fits(1..=10)) || (row.is(132, 7) && !fits(11..=20));
    if row.provider() == Provider::Private && !row.renewal() && apart {
        look.at(134);
    }
}
