//! What the service asks first: without it nothing of the file is taken.

use super::prelude::*;
use jiff::ToSpan;

/// The field in which the landlord says that the tenant has seen the notice.
pub(super) const DECLARATION: u16 = 15;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-declaration",
        severity: Severity::File,
        says: || Message::new("feeds-core-declaration"),
        help: || Message::new("feeds-core-declaration-help"),
        broken: Example { base: Base::General, set: &[(15, "2")] },
        check: declaration,
    },
    Rule {
        code: "core-start-ahead",
        severity: Severity::File,
        says: || Message::new("feeds-core-start-ahead"),
        help: || Message::new("feeds-core-start-ahead-help"),
        broken: Example { base: Base::General, set: &[(8, "20"), (9, "3"), (10, "27")] },
        check: start_ahead,
    },
    Rule {
        code: "core-start-day",
        severity: Severity::File,
        says: || Message::new("feeds-core-start-day"),
        help: || Message::new("feeds-core-start-day-help"),
        broken: Example { base: Base::General, set: &[(8, "31"), (9, "4")] },
        check: start_day,
    },
    Rule {
        code: "core-start-window",
        severity: Severity::File,
        says: || Message::new("feeds-core-start-window"),
        help: || Message::new("feeds-core-start-window-help"),
        broken: Example { base: Base::General, set: &[(8, "31"), (9, "3"), (29, "1"), (30, "3")] },
        check: start_window,
    },
];

fn declaration(look: &mut Look<'_>) {
    if !look.row.is(DECLARATION, 1) {
        look.at(DECLARATION);
    }
}

fn start_ahead(look: &mut Look<'_>) {
    let latest = look.row.on().saturating_add(14.days());
    if look.row.start().is_some_and(|start| start > latest) {
        look.at(8);
    }
}

fn start_day(look: &mut Look<'_>) {
    if matches!(look.row.day(8), Some(Err(_))) {
        look.at(8);
    }
}

fn start_window(look: &mut Look<'_>) {
    let (first, last) = look.spec.days;
    if look.row.start().is_some_and(|start| start < first || start > last) {
        look.at(8);
    }
}
