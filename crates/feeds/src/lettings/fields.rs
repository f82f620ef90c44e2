//! Each answer by itself: whether it is there, and whether it is one the field takes.

use super::prelude::*;
use super::setup::DECLARATION;
use crate::core::{Letting, Wrong};

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-code",
        severity: Severity::Row,
        says: || Message::new("feeds-core-code"),
        help: || Message::new("feeds-core-code-help"),
        broken: Example { base: Base::General, set: &[(36, "4")] },
        check: code,
    },
    Rule {
        code: "core-form",
        severity: Severity::Row,
        says: || Message::new("feeds-core-form"),
        help: || Message::new("feeds-core-form-help"),
        broken: Example { base: Base::General, set: &[(41, "20 years")] },
        check: form,
    },
    Rule {
        code: "core-long",
        severity: Severity::Row,
        says: || Message::new("feeds-core-long"),
        help: || Message::new("feeds-core-long-help"),
        broken: Example { base: Base::General, set: &[(13, "12345678901234")] },
        check: long,
    },
    Rule {
        code: "core-missing",
        severity: Severity::Row,
        says: || Message::new("feeds-core-missing"),
        help: || Message::new("feeds-core-missing-help"),
        broken: Example { base: Base::General, set: &[(45, "")] },
        check: missing,
    },
    Rule {
        code: "core-number",
        severity: Severity::Row,
        says: || Message::new("feeds-core-number"),
        help: || Message::new("feeds-core-number-help"),
        broken: Example { base: Base::General, set: &[(46, "GBR")] },
        check: number,
    },
    Rule {
        code: "core-other-letting",
        severity: Severity::Soft,
        says: || Message::new("feeds-core-other-letting"),
        help: || Message::new("feeds-core-other-letting-help"),
        broken: Example { base: Base::General, set: &[(35, "2")] },
        check: other_letting,
    },
    Rule {
        code: "core-unasked",
        severity: Severity::Row,
        says: || Message::new("feeds-core-unasked"),
        help: || Message::new("feeds-core-unasked-help"),
        broken: Example { base: Base::General, set: &[(91, "3")] },
        check: unasked,
    },
];

fn code(look: &mut Look<'_>) {
    wrong(look, Wrong::Code);
}

fn form(look: &mut Look<'_>) {
    wrong(look, Wrong::Form);
}

fn long(look: &mut Look<'_>) {
    wrong(look, Wrong::TooLong);
}

fn missing(look: &mut Look<'_>) {
    for field in &look.spec.fields {
        let asked = field.required.as_ref().is_some_and(|when| when.holds(look.row));
        if asked && !look.row.given(field.number) && field.number != DECLARATION {
            look.at(field.number);
        }
    }
}

fn number(look: &mut Look<'_>) {
    wrong(look, Wrong::Number);
}

fn other_letting(look: &mut Look<'_>) {
    let row = look.row;
    for field in &look.spec.fields {
        let other = match field.letting {
            Some(Letting::General) => row.is(4, 2),
            Some(Letting::Supported) => row.general(),
            None => false,
        };
        if other && row.given(field.number) {
            look.at(field.number);
        }
    }
}

fn unasked(look: &mut Look<'_>) {
    for field in &look.spec.fields {
        let unasked = field.absent.as_ref().is_some_and(|when| when.holds(look.row));
        if unasked && look.row.given(field.number) {
            look.at(field.number);
        }
    }
}

fn wrong(look: &mut Look<'_>, what: Wrong) {
    for field in &look.spec.fields {
        let text = look.row.text(field.number);
        // The declaration has a rule of its own.
        let judged = !text.is_empty() && field.number != DECLARATION;
        if judged && field.takes(text, &look.spec.countries) == Err(what) {
            look.at(field.number);
        }
    }
}
