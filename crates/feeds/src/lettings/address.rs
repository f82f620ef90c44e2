//! Where the home is, and where the household came from.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-address",
        severity: Severity::Row,
        says: || Message::new("feeds-core-address"),
        help: || Message::new("feeds-core-address-help"),
        broken: Example { base: Base::General, set: &[(18, ""), (21, "")] },
        check: address,
    },
    Rule {
        code: "core-last-postcode",
        severity: Severity::Row,
        says: || Message::new("feeds-core-last-postcode"),
        help: || Message::new("feeds-core-last-postcode-help"),
        broken: Example { base: Base::General, set: &[(117, "1"), (118, "ME"), (119, "4AA")] },
        check: last_postcode,
    },
    Rule {
        code: "core-postcode",
        severity: Severity::Row,
        says: || Message::new("feeds-core-postcode"),
        help: || Message::new("feeds-core-postcode-help"),
        broken: Example { base: Base::General, set: &[(23, "ME4"), (24, "AAA")] },
        check: postcode,
    },
];

fn address(look: &mut Look<'_>) {
    let row = look.row;
    let full = [19, 21, 23, 24].into_iter().all(|field| row.given(field));
    if !row.given(18) && !full {
        for field in [18, 19, 21, 23, 24].into_iter().filter(|field| !row.given(*field)) {
            look.at(field);
        }
    }
}

fn last_postcode(look: &mut Look<'_>) {
    if !is_postcode(look.row.text(118), look.row.text(119)) {
        look.at(118);
    }
}

fn postcode(look: &mut Look<'_>) {
    if !is_postcode(look.row.text(23), look.row.text(24)) {
        look.at(23);
    }
}

/// Whether two parts make a postcode of the United Kingdom. Where one is missing, that is another rule's.
fn is_postcode(out: &str, inner: &str) -> bool {
    if out.is_empty() || inner.is_empty() {
        return true;
    }
    let (out, inner) = (out.as_bytes(), inner.as_bytes());
    let letters = out.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let rest = &out[letters..];
    let area = (1..=2).contains(&letters);
    let district = match rest {
        [digit] => digit.is_ascii_digit(),
        [digit, last] => digit.is_ascii_digit() && last.is_ascii_alphanumeric(),
        _ => false,
    };
    let unit = matches!(inner, [a, b, c]
        if a.is_ascii_digit() && b.is_ascii_alphabetic() && c.is_ascii_alphabetic());
    area && district && unit
}
