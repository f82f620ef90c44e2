//! The tenancy and the money: rows that are one tenant's, or two people's.

use std::io;

use super::PersonNo;
use super::contacts::new_address;
use super::person::{Household, State, before, person_id};
use super::rows::Out;
use super::sink::{Cell, Truth};
use super::tables::{
    ARREARS_ACTION, ARREARS_AGREEMENT, CORE_LOG, DIRECT_DEBIT, RENT_ACCOUNT, RENT_TRANSACTION,
    RENT_TRANSACTION_2021, TENANCY, TENANCY_OLD_20220401,
};
use super::typed::padded;

/// The widths codes are filled up to.
const TAG: usize = 18;
const PAYMENT: usize = 20;

/// The tenants, where there are two.
pub(super) fn both(household: &Household) -> Vec<PersonNo> {
    let joint = household.joint().map(|joint| [household.tenant().no, joint.no]);
    joint.map(Vec::from).unwrap_or_default()
}

/// Whose what hangs on the tenancy is: the tenant's, or two people's.
pub(super) fn whose<'a>(household: &Household, both: &'a [PersonNo]) -> Truth<'a> {
    match both {
        [] => Truth { own: Some(household.tenant().no), ..Truth::default() },
        both => Truth { about: both, ..Truth::default() },
    }
}

pub(super) fn tenancy(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let both = both(household);
    let hidden = [household.tenant().no];
    let whose = Truth {
        hidden_from: if household.separated { &hidden } else { &[] },
        ..whose(household, &both)
    };
    let forwarding = match household.until {
        _ if household.separated => Some(new_address(out.housing, household)),
        Some(_) => Some(format!("{} Next Street, Elsewhere, ZZ8 8ZZ", 1 + out.home % 90)),
        None => None,
    };
    let tenure = out.random.pick(&["SEC", "ASS", "STA", "AFF"]);
    let parties = [
        person_id(household.tenant().no).into(),
        household.joint().map(|joint| person_id(joint.no)).into(),
        household.house.clone().into(),
        out.prop_ref().into(),
    ];
    let dates = [
        tenure.into(),
        household.since.into(),
        household.until.into(),
        household.until.map(|_| "END").into(),
        forwarding.into(),
    ];
    if household.state == State::Purged || household.since < jiff::civil::date(2022, 4, 1) {
        let mut old: Vec<Cell> = vec![padded(&household.tag, TAG).into()];
        old.extend_from_slice(&parties);
        old.push(padded(&household.payment, PAYMENT).into());
        old.extend_from_slice(&dates);
        out.row(TENANCY_OLD_20220401, &old, whose)?;
    }
    if household.state == State::Purged {
        return Ok(());
    }
    let mut cells: Vec<Cell> = vec![household.tag.clone().into()];
    cells.extend(parties);
    cells.push(household.payment.clone().into());
    cells.extend(dates);
    let ended = household.until.is_some();
    cells.extend([
        Cell::Null,
        Cell::Null,
        out.random.percent(5).into(),
        (!ended).into(),
        ended.into(),
    ]);
    out.row(TENANCY, &cells, whose)?;
    if household.turn == 0 && out.random.percent(40) {
        let letting = [
            household.tag.clone().into(),
            household.since.year().into(),
            true.into(),
            format!("{{\"needstype\":1,\"hhmemb\":{}}}", household.people.len()).into(),
            Cell::Moment(household.since, 700),
            "lettings.csv".into(),
        ];
        out.row(CORE_LOG, &letting, whose)?;
    }
    Ok(())
}

pub(super) fn account(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let both = both(household);
    let whose = whose(household, &both);
    let rent = 9_500 + i64::try_from(out.random.below(6_000)).unwrap_or(0);
    let behind = out.random.percent(15);
    let balance = if behind { rent * 6 } else { -rent };
    let cells = [
        household.payment.clone().into(),
        padded(&household.tag, TAG).into(),
        "rent".into(),
        "GEN".into(),
        Cell::Pence(balance),
        Cell::Pence(rent),
        Cell::Pence(1_250),
        out.random.percent(30).into(),
        Cell::Null,
        out.random.percent(5).into(),
        household.until.is_some().into(),
    ];
    out.row(RENT_ACCOUNT, &cells, whose)?;
    transactions(out, household, rent, whose)?;
    if household.turn == 0 && out.random.percent(25) {
        direct_debit(out, household)?;
    }
    if behind {
        arrears(out, household, balance, whose)?;
    }
    Ok(())
}

fn transactions(
    out: &mut Out<'_>,
    household: &Household,
    rent: i64,
    whose: Truth<'_>,
) -> io::Result<()> {
    let (many, apart) = if household.turn == 0 { (13, 170) } else { (4, 60) };
    let last = household.until.unwrap_or(out.today());
    for no in 0..many {
        let day = before(last, no * apart + out.random.below(20));
        if day < household.since {
            break;
        }
        let paid = no % 2 == 0;
        let id = out.serial();
        let cells = [
            id.into(),
            padded(&household.payment, PAYMENT).into(),
            if paid { "RDD" } else { "DBR" }.into(),
            day.into(),
            Cell::Pence(if paid { -rent } else { rent }),
            out.random.percent(3).then_some("Paid in by his brother at the office.").into(),
            (paid && out.random.percent(10)).then_some("MR A OUTSIDER").into(),
            paid.then_some("00-00-00").into(),
            paid.then(|| format!("{:08}", out.home)).into(),
            false.into(),
        ];
        out.row(RENT_TRANSACTION, &cells, whose)?;
        if day.year() == 2021 {
            out.row(RENT_TRANSACTION_2021, &cells, whose)?;
        }
    }
    Ok(())
}

/// Whoever pays, whose row it is: the first tenant, or somebody next door.
fn direct_debit(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let mut payer = household.tenant().no;
    if out.home > 0 && out.random.percent(15) {
        payer = out.housing.household(out.home - 1, 0).people[0].no;
    }
    let parties = household.people.iter().filter(|person| person.is_party() && person.no != payer);
    let about: Vec<PersonNo> = parties.map(|person| person.no).collect();
    let id = out.serial();
    let cells = [
        format!("DD{id}").into(),
        household.payment.clone().into(),
        person_id(payer).into(),
        "00-00-00".into(),
        format!("{:08}", payer % 100_000_000).into(),
        "ACT".into(),
        household.since.into(),
        Cell::Null,
    ];
    out.row(DIRECT_DEBIT, &cells, Truth { own: Some(payer), about: &about, ..Truth::default() })
}

fn arrears(
    out: &mut Out<'_>,
    household: &Household,
    balance: i64,
    whose: Truth<'_>,
) -> io::Result<()> {
    let tag = padded(&household.tag, TAG);
    let last = household.until.unwrap_or(out.today());
    for no in 0..1 + out.random.below(3) {
        let id = out.serial();
        let comment = out.random.pick(&[
            "Rang; her sister says she is in hospital.",
            "Letter sent.",
            "Says the neighbour owes him money and he will pay on Friday.",
        ]);
        let cells = [
            id.into(),
            tag.clone().into(),
            out.random.pick(&["LT1", "TEL", "VIS"]).into(),
            before(last, 30 + no * 21).into(),
            Cell::Pence(balance),
            comment.into(),
            "income1".into(),
            Cell::Null,
            out.random.percent(5).then(|| before(last, 1)).into(),
        ];
        out.row(ARREARS_ACTION, &cells, whose)?;
    }
    if out.random.percent(40) {
        let id = out.serial();
        let cells = [
            id.into(),
            tag.into(),
            before(last, 25).into(),
            Cell::Pence(balance),
            Cell::Pence(1_000),
            "WK ".into(),
            "live".into(),
            out.random.percent(20).into(),
            Cell::Null,
            Cell::Null,
            Cell::Null,
            Cell::Null,
            Cell::Null,
            "Agreed at the office; his support worker was there.".into(),
        ];
        out.row(ARREARS_AGREEMENT, &cells, whose)?;
    }
    Ok(())
}
