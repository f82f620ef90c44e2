//! Income, rent and charges.

use super::prelude::*;

/// In alphabetical order of their codes.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "core-benefits-working",
        severity: Severity::Row,
        says: || Message::new("feeds-core-benefits-working"),
        help: || Message::new("feeds-core-benefits-working-help"),
        broken: Example { base: Base::General, set: &[(139, "1")] },
        check: benefits_working,
    },
    Rule {
        code: "core-charge-limit",
        severity: Severity::Row,
        says: || Message::new("feeds-core-charge-limit"),
        help: || Message::new("feeds-core-charge-limit-help"),
        broken: Example { base: Base::General, set: &[(143, "801")] },
        check: charge_limit,
    },
    Rule {
        code: "core-charges",
        severity: Severity::Row,
        says: || Message::new("feeds-core-charges"),
        help: || Message::new("feeds-core-charges-help"),
        broken: Example { base: Base::General, set: &[(144, "")] },
        check: charges,
    },
    Rule {
        code: "core-charges-unpaid",
        severity: Severity::Row,
        says: || Message::new("feeds-core-charges-unpaid"),
        help: || Message::new("feeds-core-charges-unpaid-help"),
        broken: Example { base: Base::Supported, set: &[(140, "1")] },
        check: charges_unpaid,
    },
    Rule {
        code: "core-income-half",
        severity: Severity::Row,
        says: || Message::new("feeds-core-income-half"),
        help: || Message::new("feeds-core-income-half-help"),
        broken: Example { base: Base::General, set: &[(136, "1")] },
        check: income_half,
    },
    Rule {
        code: "core-shortfall-benefits",
        severity: Severity::Row,
        says: || Message::new("feeds-core-shortfall-benefits"),
        help: || Message::new("feeds-core-shortfall-benefits-help"),
        broken: Example { base: Base::General, set: &[(138, "9"), (146, "1"), (147, "20")] },
        check: shortfall_benefits,
    },
    Rule {
        code: "core-shortfall-rent",
        severity: Severity::Row,
        says: || Message::new("feeds-core-shortfall-rent"),
        help: || Message::new("feeds-core-shortfall-rent-help"),
        broken: Example { base: Base::General, set: &[(146, "1"), (147, "150")] },
        check: shortfall_rent,
    },
    Rule {
        code: "core-shortfall-zero",
        severity: Severity::Row,
        says: || Message::new("feeds-core-shortfall-zero"),
        help: || Message::new("feeds-core-shortfall-zero-help"),
        broken: Example { base: Base::General, set: &[(146, "1"), (147, "0")] },
        check: shortfall_zero,
    },
    Rule {
        code: "core-total-low",
        severity: Severity::Row,
        says: || Message::new("feeds-core-total-low"),
        help: || Message::new("feeds-core-total-low-help"),
        broken: Example { base: Base::General, set: &[(142, "5")] },
        check: total_low,
    },
];

fn benefits_working(look: &mut Look<'_>) {
    let row = look.row;
    let partner = |n: u16| row.is(person(n) + 1, 1) && among(&[1, 2], row.number(person(n) + 5));
    if row.is(139, 1) && (among(&[1, 2], row.number(47)) || (2..=8).any(partner)) {
        look.at(139);
    }
}

fn charge_limit(look: &mut Look<'_>) {
    for (field, council, private) in &look.spec.charge_limits {
        let limit = if look.row.provider() == Provider::Council { council } else { private };
        let weekly = look.row.pence(*field).and_then(|pence| look.row.weekly(pence));
        if weekly.is_some_and(|weekly| weekly > limit * 100) {
            look.at(*field);
        }
    }
}

fn charges(look: &mut Look<'_>) {
    if look.row.pays() {
        for field in (142..=145).filter(|field| !look.row.given(*field)) {
            look.at(field);
        }
    }
}

fn charges_unpaid(look: &mut Look<'_>) {
    if !look.row.pays() {
        look.at_given(142..=145);
    }
}

fn income_half(look: &mut Look<'_>) {
    if !look.row.is(135, 1) && look.row.given(136) != look.row.given(137) {
        look.at_given([136, 137]);
    }
}

fn shortfall_benefits(look: &mut Look<'_>) {
    if look.row.is(146, 1) && among(&[3, 9, 10], look.row.number(138)) {
        look.at(146);
    }
}

fn shortfall_rent(look: &mut Look<'_>) {
    if let (Some(short), Some(all)) = (look.row.pence(147), look.row.total_charge())
        && short > all
    {
        look.at(147);
    }
}

fn shortfall_zero(look: &mut Look<'_>) {
    if look.row.pence(147) == Some(0) {
        look.at(147);
    }
}

fn total_low(look: &mut Look<'_>) {
    let weekly = look.row.total_charge().and_then(|all| look.row.weekly(all));
    if look.row.pays() && weekly.is_some_and(|weekly| weekly < 1000) {
        look.at(142);
    }
}
