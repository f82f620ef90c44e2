//! What happened: repairs, complaints, cases, markers, notes, papers, applications.

use std::io;

use super::PersonNo;
use super::contacts::kin;
use super::person::{Household, Resident, State, before, person_id};
use super::rent::{both, whose};
use super::rows::{Out, address_line, own};
use super::sink::{Cell, Truth};
use super::tables::{
    ASB_CASE, COMPLAINT, CONTACT_LOG, DOCUMENT, HOUSING_APPLICATION, PERSON_ALERT,
    PERSON_ALERT_HISTORY, PERSON_ALERT_OLD, WORK_ORDER,
};
use super::typed;

pub(super) fn all(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let many = if household.turn == 0 { out.random.below(5) } else { out.random.below(2) };
    for _ in 0..many {
        work_order(out, household)?;
    }
    log(out, household)?;
    documents(out, household)?;
    if household.turn == 0 && out.home > 0 && out.home % 23 == 3 {
        asb(out, household)?;
    }
    if out.random.percent(6) {
        complaint(out, household)?;
    }
    if out.random.percent(4) {
        alert(out, household)?;
    }
    Ok(())
}

/// The first tenant next door, whose phone leads to nobody else.
fn neighbour(out: &Out<'_>) -> Option<(PersonNo, String)> {
    let next = out.housing.household(out.home.checked_sub(1)?, 0);
    let other = next.people.first().filter(|_| next.state == State::Current && !next.one_phone)?;
    Some((other.no, other.phone.clone()?))
}

/// A repair. Who rang is known by their number in the system, by their phone alone, or it was
/// somebody else who rang for them.
fn work_order(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let tenant = household.tenant();
    let phone = tenant.phone.as_deref().map(|digits| typed::phone(&mut out.random, digits));
    let mut about = Vec::new();
    let (id, by, caller): (Option<String>, Option<String>, Option<String>) =
        match out.random.below(20) {
            0..5 if phone.is_some() && !household.one_phone => (None, None, phone),
            5..7 => match neighbour(out) {
                Some((no, digits)) => {
                    about.push(no);
                    let caller = typed::phone(&mut out.random, &digits);
                    (Some(person_id(tenant.no)), Some("neighbour".to_owned()), Some(caller))
                }
                None => (Some(person_id(tenant.no)), None, phone),
            },
            7..9 => {
                let nothing = typed::placeholder(&mut out.random).to_owned();
                (Some(person_id(tenant.no)), Some(tenant.name()), Some(nothing))
            }
            _ => (Some(person_id(tenant.no)), Some(tenant.name()), phone),
        };
    let number = out.serial();
    let last = household.until.unwrap_or(out.today());
    let raised = out.day(household.since.max(before(last, 1500)), last);
    let what = out.random.pick(&[
        "Boiler does not light. The lady downstairs, Mrs Outsider, smelled gas as well.",
        "Damp behind the wardrobe; his daughter has asthma, says Dr Fable.",
        "Kitchen tap drips.",
        "Front door sticks since the neighbour kicked it.",
    ]);
    let keysafe = out.random.percent(4);
    let cells = [
        number.into(),
        out.prop_ref().into(),
        id.into(),
        by.into(),
        caller.into(),
        Cell::Moment(raised, 540 + u16::try_from(out.random.below(400)).unwrap_or(0)),
        out.random.pick(&["E", "U", "R"]).into(),
        out.random.pick(&["PLMB", "ELEC", "CARP"]).into(),
        what.into(),
        out.random.percent(15).then_some("Knock loud, hard of hearing. Dog.").into(),
        keysafe.then_some("left of the door").into(),
        keysafe.then(|| format!("{:04}", number % 10_000)).into(),
        "Repairs Ltd".into(),
        out.random.percent(3).then_some("two operatives").into(),
        "complete".into(),
        Cell::Moment(raised, 1000),
        out.random.percent(80).into(),
    ];
    out.row(WORK_ORDER, &cells, Truth { about: &about, ..own(tenant.no) })
}

/// Notes of what somebody said, each that person's, and standing in the tenancy's file as well.
fn log(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let grown: Vec<&Resident> = household.people.iter().filter(|one| one.role != 'C').collect();
    let many = if household.turn == 0 { out.random.below(6) } else { out.random.below(2) };
    for _ in 0..many {
        let person = grown[out.random.below(grown.len())];
        let others = household.people.iter().filter(|one| one.is_party() && one.no != person.no);
        let about: Vec<PersonNo> = others.map(|one| one.no).collect();
        let left = household.separated && person.role == 'J';
        let hidden = if left { about.clone() } else { Vec::new() };
        let key = out.serial();
        let day = before(household.until.unwrap_or(out.today()), out.random.below(900));
        let details = if left {
            "Has moved out and fears the former partner. New address on the contact record."
        } else {
            out.random.pick(&[
                "Rang about the bins. Told the day.",
                "Says the man at number 12 plays music all night and drinks.",
                "Her son's social worker rang and asked about the rent.",
                "Asked for a transfer; Dr Fable supports it because of his knees.",
            ])
        };
        let cells = [
            key.into(),
            person_id(person.no).into(),
            household.tag.clone().into(),
            out.prop_ref().into(),
            Cell::Moment(day, 600),
            out.random.pick(&["phone", "email", "visit"]).into(),
            "tenancy".into(),
            "Note".into(),
            details.into(),
            "A. Officer".into(),
            "a.officer@landlord.example".into(),
            left.into(),
            out.random.percent(20).then(|| format!("call-{key}")).into(),
        ];
        let whose = Truth { about: &about, hidden_from: &hidden, ..own(person.no) };
        out.row(CONTACT_LOG, &cells, whose)?;
    }
    Ok(())
}

/// Papers of a person, and of a tenancy.
fn documents(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let both = both(household);
    let of_tenancy = whose(household, &both);
    let tenant = household.tenant();
    for (kind, id, name, whose) in [
        ("person", person_id(tenant.no), "Photo identity.pdf", own(tenant.no)),
        ("tenure", household.tag.clone(), "Tenancy agreement.pdf", of_tenancy),
    ] {
        if !out.random.percent(40) {
            continue;
        }
        let document = out.uuid();
        let cells = [
            document.clone().into(),
            kind.into(),
            id.into(),
            name.into(),
            Cell::Null,
            "application/pdf".into(),
            Cell::Int(120_000 + i64::from(out.home)),
            Cell::Moment(household.since, 720),
            "housing".into(),
            "A. Officer".into(),
            Cell::Null,
            Cell::Null,
            format!("store://documents/{document}").into(),
            format!("{:064x}", u128::from(out.home) << 32 | u128::from(tenant.no)).into(),
        ];
        out.row(DOCUMENT, &cells, whose)?;
    }
    Ok(())
}

/// Who complained and who is complained about live next door to each other.
fn asb(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let complainant = household.tenant().no;
    let accused = out.housing.household(out.home - 1, 0).people[0].no;
    let two = [complainant, accused];
    let named = out.random.percent(75);
    let whose = if named { Truth { about: &two, ..Truth::default() } } else { own(complainant) };
    let cells = [
        format!("ASB{:07}", out.home).into(),
        person_id(complainant).into(),
        named.then(|| person_id(accused)).into(),
        before(out.today(), out.random.below(700)).into(),
        out.random.pick(&["noise", "drugs", "threats"]).into(),
        false.into(),
        out.prop_ref().into(),
        "Shouting at night. Mr Outsider from over the road heard it too.".into(),
        out.random.percent(30).then(|| format!("CR/{:06}", out.home)).into(),
        false.into(),
        Cell::Null,
        Cell::Null,
        Cell::Null,
    ];
    out.row(ASB_CASE, &cells, whose)
}

fn complaint(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let tenant = household.tenant();
    let last = household.until.unwrap_or(out.today());
    let received = before(last, 60 + out.random.below(300));
    let number = out.serial();
    let cells = [
        format!("CMP{number:08}").into(),
        person_id(tenant.no).into(),
        out.random.percent(15).then_some("Ms Advocate, Advice Charity").into(),
        Cell::Int(1),
        received.into(),
        before(received, 0).into(),
        Cell::Null,
        before(last, 20).into(),
        "repairs".into(),
        "Nobody came three times, and the man who did was rude to her mother.".into(),
        "upheld".into(),
        Cell::Pence(5_000),
        Cell::Null,
        false.into(),
    ];
    out.row(COMPLAINT, &cells, own(tenant.no))
}

fn alert(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let tenant = household.tenant();
    let whose = own(tenant.no);
    let (number, history) = (out.serial(), out.serial());
    let day = before(household.until.unwrap_or(out.today()), 90 + out.random.below(900));
    let cells = [
        number.into(),
        person_id(tenant.no).into(),
        out.prop_ref().into(),
        out.random.pick(&["RISK2.02", "SAF1.01", "MED3.04"]).into(),
        "report".into(),
        "Threatened the engineer; his brother was there.".into(),
        day.into(),
        true.into(),
        true.into(),
        day.into(),
        Cell::Null,
        Cell::Null,
        true.into(),
        "normal".into(),
        Cell::Null,
        "A. Officer".into(),
    ];
    out.row(PERSON_ALERT, &cells, whose)?;
    if out.random.percent(50) {
        out.row(PERSON_ALERT_OLD, &cells, whose)?;
    }
    let cells = [
        history.into(),
        number.into(),
        "create".into(),
        "A. Officer".into(),
        Cell::Moment(day, 800),
        Cell::Null,
        "active".into(),
        "After the visit.".into(),
    ];
    out.row(PERSON_ALERT_HISTORY, &cells, whose)
}

/// Somebody who asked for a home.
pub(super) fn application(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let person = household.tenant();
    let (sister, _, _) = kin(out.housing, household);
    let cells = [
        format!("A{:08}", out.home).into(),
        person_id(person.no).into(),
        before(out.today(), out.random.below(600)).into(),
        out.random.pick(&["A  ", "B  ", "C  "]).into(),
        "LIV".into(),
        format!("with {sister}, {}", address_line(out.housing, out.home)).into(),
        "8".into(),
        out.random.percent(25).then_some("Cannot climb stairs; letter of Dr Fable.").into(),
        Cell::Null,
        out.random.percent(5).then_some("One, spent next year.").into(),
        "British".into(),
        Cell::Pence(1_800_000),
        Cell::Null,
        Cell::Null,
        Cell::Null,
    ];
    out.row(HOUSING_APPLICATION, &cells, own(person.no))
}
