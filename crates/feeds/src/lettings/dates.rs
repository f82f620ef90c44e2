//! When the home was empty, repaired and let.

use super::prelude::*;

/// Twenty years, as the service counts them.
const TWENTY_YEARS: i32 = 7300;
/// Reasons for a vacancy that are a first letting.
const FIRST_LET: [i64; 3] = [15, 16, 17];

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-repairs-after-start",
        severity: Severity::Row,
        says: || Message::new("feeds-core-repairs-after-start"),
        help: || Message::new("feeds-core-repairs-after-start-help"),
        broken: Example { base: Base::General, set: &[(32, "15"), (33, "5"), (34, "26")] },
        check: repairs_after_start,
    },
    Rule {
        code: "core-repairs-before-void",
        severity: Severity::Row,
        says: || Message::new("feeds-core-repairs-before-void"),
        help: || Message::new("feeds-core-repairs-before-void-help"),
        broken: Example { base: Base::General, set: &[(32, "1"), (33, "3"), (34, "26")] },
        check: repairs_before_void,
    },
    Rule {
        code: "core-repairs-day",
        severity: Severity::Row,
        says: || Message::new("feeds-core-repairs-day"),
        help: || Message::new("feeds-core-repairs-day-help"),
        broken: Example { base: Base::General, set: &[(32, "31"), (33, "4"), (34, "26")] },
        check: repairs_day,
    },
    Rule {
        code: "core-repairs-first-let",
        severity: Severity::Row,
        says: || Message::new("feeds-core-repairs-first-let"),
        help: || Message::new("feeds-core-repairs-first-let-help"),
        broken: Example {
            base: Base::General,
            set: &[(16, "15"), (17, ""), (32, "20"), (33, "4"), (34, "26")],
        },
        check: repairs_first_let,
    },
    Rule {
        code: "core-repairs-too-early",
        severity: Severity::Row,
        says: || Message::new("feeds-core-repairs-too-early"),
        help: || Message::new("feeds-core-repairs-too-early-help"),
        broken: Example {
            base: Base::Renewal,
            set: &[(8, "1"), (9, "2"), (10, "27"), (32, "1"), (33, "1"), (34, "07")],
        },
        check: repairs_too_early,
    },
    Rule {
        code: "core-void-after-start",
        severity: Severity::Row,
        says: || Message::new("feeds-core-void-after-start"),
        help: || Message::new("feeds-core-void-after-start-help"),
        broken: Example { base: Base::General, set: &[(29, "15"), (30, "5"), (31, "26")] },
        check: void_after_start,
    },
    Rule {
        code: "core-void-day",
        severity: Severity::Row,
        says: || Message::new("feeds-core-void-day"),
        help: || Message::new("feeds-core-void-day-help"),
        broken: Example { base: Base::General, set: &[(29, "31"), (30, "4")] },
        check: void_day,
    },
    Rule {
        code: "core-void-too-early",
        severity: Severity::Row,
        says: || Message::new("feeds-core-void-too-early"),
        help: || Message::new("feeds-core-void-too-early-help"),
        broken: Example {
            base: Base::General,
            set: &[(8, "1"), (9, "2"), (10, "27"), (29, "1"), (30, "1"), (31, "07")],
        },
        check: void_too_early,
    },
];

fn repairs_after_start(look: &mut Look<'_>) {
    if let (Some(start), Some(Ok(day))) = (look.row.start(), look.row.day(32))
        && day > start
    {
        look.at(32);
    }
}

fn repairs_before_void(look: &mut Look<'_>) {
    if let (Some(Ok(void)), Some(Ok(day))) = (look.row.day(29), look.row.day(32))
        && day < void
    {
        look.at(32);
    }
}

fn repairs_day(look: &mut Look<'_>) {
    if !whole_day(look.row, 32) {
        look.at(32);
    }
}

fn repairs_first_let(look: &mut Look<'_>) {
    if among(&FIRST_LET, look.row.number(16)) && look.row.given(32) {
        look.at(32);
    }
}

fn repairs_too_early(look: &mut Look<'_>) {
    if let (Some(start), Some(Ok(day))) = (look.row.start(), look.row.day(32))
        && (start - day).get_days() > TWENTY_YEARS
    {
        look.at(32);
    }
}

fn void_after_start(look: &mut Look<'_>) {
    if let (Some(start), Some(Ok(day))) = (look.row.start(), look.row.day(29))
        && day > start
    {
        look.at(29);
    }
}

fn void_day(look: &mut Look<'_>) {
    if !whole_day(look.row, 29) {
        look.at(29);
    }
}

fn void_too_early(look: &mut Look<'_>) {
    if let (Some(start), Some(Ok(day))) = (look.row.start(), look.row.day(29))
        && (start - day).get_days() > TWENTY_YEARS
    {
        look.at(29);
    }
}

/// Whether a day is there as a whole and in the calendar, or not there at all.
fn whole_day(row: &Row<'_>, first: u16) -> bool {
    match row.day(first) {
        Some(day) => day.is_ok(),
        None => !(first..first + 3).any(|field| row.given(field)),
    }
}
