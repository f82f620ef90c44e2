//! A home and its households, row by row: who people are and how to reach them.

use std::io;

use jiff::civil::Date;

use super::person::{HOUSEHOLDS, Household, Resident, State, before, person_id};
use super::sink::{Cell, Row, Sink, Truth};
use super::tables::{
    ASSET, EQUALITY_INFORMATION, HOUSEHOLD, HOUSEHOLD_MEMBER, PERSON, PERSON_BKUP_2019,
    PERSON_IDENTIFIER, XMAS_CARD_LIST,
};
use super::{Housing, PersonNo, cases, contacts, rent, typed};
use crate::random::Random;

/// The rows of one home on their way out.
pub(super) struct Out<'a> {
    pub(super) housing: &'a Housing,
    pub(super) home: u32,
    pub(super) random: Random,
    sink: &'a mut dyn Sink,
    serial: i64,
}

/// How many numbers each home has for its rows.
const SERIALS: i64 = 256;

impl Out<'_> {
    pub(super) fn row(&mut self, table: usize, cells: &[Cell], truth: Truth<'_>) -> io::Result<()> {
        self.sink.row(&Row { table, cells, truth })
    }

    /// A number no other row has.
    pub(super) fn serial(&mut self) -> i64 {
        self.serial += 1;
        i64::from(self.home) * SERIALS + self.serial % SERIALS
    }

    /// A number of the system no other row has.
    pub(super) fn uuid(&mut self) -> String {
        let serial = self.serial();
        format!("{:08x}-0000-4000-9000-{:012x}", serial >> 8, serial)
    }

    pub(super) fn day(&mut self, from: Date, to: Date) -> Date {
        let days = usize::try_from((to - from).get_days()).unwrap_or(0);
        before(to, self.random.below(days.max(1)))
    }

    pub(super) fn prop_ref(&self) -> String {
        prop_ref(self.home)
    }

    pub(super) fn today(&self) -> Date {
        self.housing.today
    }
}

fn prop_ref(home: u32) -> String {
    format!("HM{home:06}")
}

/// Where a home is: the first line, the second, and the postcode; `ZZ` begins none.
pub(super) fn address(housing: &Housing, home: u32) -> (String, Option<String>, String) {
    if let Some((address, _)) = housing.addresses.get(home as usize) {
        let parts: Vec<&str> = address.split(", ").collect();
        let (code, lines) = parts.split_last().unwrap_or((&"", &[]));
        let lines = lines.get(..lines.len().saturating_sub(1)).unwrap_or_default();
        let first = lines.first().copied().unwrap_or_default().to_owned();
        return (first, lines.get(1).map(|line| (*line).to_owned()), (*code).to_owned());
    }
    let mut random =
        Random::new(housing.seed ^ u64::from(home).wrapping_mul(0x9e6c_63d0_876a_68de));
    let street = random.pick(&housing.streets);
    let number = 1 + random.below(140);
    let letter = char::from(b'A' + u8::try_from(random.below(20)).unwrap_or(0));
    let code = format!("ZZ{} {}{letter}Z", 1 + home % 9, home % 10);
    if random.percent(30) {
        (format!("Flat {}", 1 + random.below(9)), Some(format!("{number} {street}")), code)
    } else {
        (format!("{number} {street}"), None, code)
    }
}

pub(super) fn address_line(housing: &Housing, home: u32) -> String {
    let (one, two, code) = address(housing, home);
    let two = two.map(|two| format!("{two}, ")).unwrap_or_default();
    format!("{one}, {two}Chatham, {code}")
}

/// Writes a home, and tells how many people it has had.
pub(super) fn home(housing: &Housing, home: u32, sink: &mut dyn Sink) -> io::Result<u64> {
    let households: Vec<Household> =
        (0..HOUSEHOLDS).map(|turn| housing.household(home, turn)).collect();
    let random =
        Random::new(housing.seed ^ (u64::from(home) + 7).wrapping_mul(0xa076_1d64_78bd_642f));
    let mut out = Out { housing, home, random, sink, serial: 0 };
    asset(&mut out, &households)?;
    for household in &households {
        people(&mut out, household)?;
        if household.state == State::Applicant {
            cases::application(&mut out, household)?;
            continue;
        }
        rent::tenancy(&mut out, household)?;
        if household.state != State::Purged {
            rent::account(&mut out, household)?;
            cases::all(&mut out, household)?;
        }
    }
    Ok(households.iter().map(|household| household.people.len() as u64).sum())
}

/// The home itself. Its address is that of each who had it alone, and of two who had it together.
fn asset(out: &mut Out<'_>, households: &[Household]) -> io::Result<()> {
    let (one, two, code) = address(out.housing, out.home);
    let uprn = match out.housing.addresses.get(out.home as usize) {
        Some((_, uprn)) => uprn.clone(),
        None => format!("{}", 200_000_000_000_u64 + u64::from(out.home) * 37),
    };
    let (mut each, mut about): (Vec<PersonNo>, Vec<PersonNo>) = (Vec::new(), Vec::new());
    let tenants = |one: &&Household| !matches!(one.state, State::Applicant);
    for household in households.iter().filter(tenants) {
        match household.joint() {
            Some(joint) => about.extend([household.tenant().no, joint.no]),
            None => each.push(household.tenant().no),
        }
    }
    let entity = if out.home.is_multiple_of(10) { "Heart of Medway" } else { "mhs homes" };
    let cells = [
        out.prop_ref().into(),
        entity.into(),
        uprn.into(),
        one.into(),
        two.into(),
        "Chatham".into(),
        code.into(),
        out.random.pick(&["FLAT  ", "HOUSE ", "BUNGA "]).into(),
        Cell::Null,
        Cell::Int(1 + i64::from(out.home % 4)),
        "OCC ".into(),
        out.random.percent(6).into(),
        format!("P{:02}", out.home % 40).into(),
        before(out.today(), out.random.below(360)).into(),
        before(out.today(), out.random.below(1800)).into(),
        out.random.percent(8).then_some("Level access shower. Two steps to the front door.").into(),
        true.into(),
    ];
    out.row(ASSET, &cells, Truth { each: &each, about: &about, ..Truth::default() })
}

/// Whose own a row is.
pub(super) fn own<'a>(no: PersonNo) -> Truth<'a> {
    Truth { own: Some(no), ..Truth::default() }
}

fn people(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let purged = household.state == State::Purged;
    let of_2019 = household.since < jiff::civil::date(2019, 3, 12);
    for person in &household.people {
        let id = person_id(person.no);
        let kind = match (household.state, person.role) {
            (State::Applicant, 'T') => "Applicant",
            (State::Former, 'T' | 'J') => "FormerTenant",
            (_, 'T' | 'J') => "Tenant,HouseholdMember",
            _ => "HouseholdMember",
        };
        let whose = own(person.no);
        if of_2019 && (purged || person.is_party()) {
            backup(out, person, kind)?;
        }
        if !purged {
            let since = Cell::Moment(household.since, 600);
            let cells = [
                id.clone().into(),
                i64::from(person.no).into(),
                Some(person.title).filter(|title| !title.is_empty()).into(),
                person.first.clone().into(),
                Cell::Null,
                person.last.clone().into(),
                out.random.percent(4).then_some("Sunny").into(),
                person.born.into(),
                person.died.into(),
                out.random.pick(&["Chatham", "Nowhere", "-", "Elsewhere"]).into(),
                kind.into(),
                since.clone(),
                since,
                Cell::Int(1),
            ];
            out.row(PERSON, &cells, whose)?;
            identifiers(out, person)?;
            if person.is_party() && household.turn == 0 && out.home.is_multiple_of(5) {
                let mut card = vec![i64::from(person.no).into()];
                card.extend_from_slice(&cells[2..4]);
                card.extend([cells[5].clone(), cells[6].clone(), cells[7].clone()]);
                out.row(XMAS_CARD_LIST, &card, whose)?;
            }
            if out.random.percent(40) {
                equality(out, person)?;
            }
        }
        contacts::contacts(out, household, person)?;
    }
    if !purged && household.state != State::Applicant {
        members(out, household)?;
    }
    Ok(())
}

/// A backup somebody made before an upgrade.
fn backup(out: &mut Out<'_>, person: &Resident, kind: &'static str) -> io::Result<()> {
    let born = person.born.map(|born| typed::day(&mut out.random, born));
    let ni = person.ni.as_deref().map(|ni| typed::ni(&mut out.random, ni));
    let phone = person.phone.as_deref().map(|phone| typed::phone(&mut out.random, phone));
    let email = person.email.as_deref().map(|one| typed::email(&mut out.random, person, one));
    let cells = [
        person_id(person.no).into(),
        i64::from(person.no).into(),
        Some(person.title).filter(|title| !title.is_empty()).into(),
        person.first.clone().into(),
        person.last.to_uppercase().into(),
        born.into(),
        "Chatham".into(),
        out.random.pick(&["N", "N", "N", "N", "Y"]).into(),
        ni.into(),
        phone.into(),
        email.into(),
        kind.into(),
    ];
    out.row(PERSON_BKUP_2019, &cells, own(person.no))
}

fn identifiers(out: &mut Out<'_>, person: &Resident) -> io::Result<()> {
    let mut all: Vec<(&'static str, String)> = Vec::new();
    if let Some(ni) = &person.ni {
        all.push(("NI", typed::ni(&mut out.random, ni)));
    }
    if person.is_party() && out.random.percent(30) {
        all.push(("passport", format!("QX{:07}", person.no)));
    }
    for (kind, value) in all {
        let seen = before(out.today(), out.random.below(3000));
        let cells = [
            person_id(person.no).into(),
            kind.into(),
            value.into(),
            "GBR".into(),
            "A. Officer".into(),
            seen.into(),
            Cell::Null,
            Cell::Null,
        ];
        out.row(PERSON_IDENTIFIER, &cells, own(person.no))?;
    }
    Ok(())
}

fn equality(out: &mut Out<'_>, person: &Resident) -> io::Result<()> {
    let random = &mut out.random;
    let cells = [
        person_id(person.no).into(),
        random.pick(&["female", "male", "other"]).into(),
        random.pick(&["GBR", "GBR", "POL", "NGA"]).into(),
        random.pick(&["White British", "Black African", "Asian", "prefer not to say"]).into(),
        random.pick(&["none", "Christian", "Muslim", "prefer not to say"]).into(),
        random.pick(&["heterosexual", "gay", "prefer not to say"]).into(),
        random.pick(&["single", "married", "separated"]).into(),
        random.pick(&["no", "no", "yes, limited a little"]).into(),
        random.percent(6).then_some("Reads lips; speak to her from the front, please.").into(),
        random.pick(&["working", "retired", "not working"]).into(),
        "no".into(),
        random.pick(&["English", "English, Polish"]).into(),
        random.pick(&["no", "yes"]).into(),
        "form".into(),
        Cell::Moment(before(out.today(), 400), 660),
    ];
    out.row(EQUALITY_INFORMATION, &cells, own(person.no))
}

/// The household, which goes by its first tenant, and who belongs to it.
fn members(out: &mut Out<'_>, household: &Household) -> io::Result<()> {
    let tenant = household.tenant();
    let (name, digits, kin) = contacts::kin(out.housing, household);
    let mut about: Vec<PersonNo> = household.people[1..].iter().map(|person| person.no).collect();
    about.push(kin);
    let kids = household.people.iter().filter(|person| person.role == 'C').count();
    let tel = typed::phone(&mut out.random, &digits);
    let size = household.people.len();
    let ill = out.random.percent(20);
    let cells = [
        household.house.clone().into(),
        person_id(tenant.no).into(),
        out.prop_ref().into(),
        format!("{} {}", tenant.title, tenant.last).into(),
        i64::try_from(size).unwrap_or(0).into(),
        i64::try_from(kids).unwrap_or(0).into(),
        name.into(),
        "2 Other Street, Elsewhere".into(),
        tel.into(),
        Cell::Null,
        Cell::Null,
        ill.then_some("Dr Fable, Pretend Surgery").into(),
        ill.then_some("06400 000000").into(),
        out.random.percent(4).then_some("Ms Figment, adult social care").into(),
        Cell::Null,
        false.into(),
        out.random.percent(2).into(),
        ill.into(),
        out.random.pick(&["N", "N", "F", "P"]).into(),
        Cell::Null,
    ];
    out.row(HOUSEHOLD, &cells, Truth { about: &about, ..own(tenant.no) })?;
    for (at, person) in household.people.iter().enumerate() {
        let left = household.separated && person.role == 'J';
        let to = if left { Some(before(out.today(), 200)) } else { household.until };
        let letter = match person.role {
            'T' => "T",
            'J' => "J",
            'P' => "P",
            'L' => "L",
            _ => "C",
        };
        let random = &mut out.random;
        let cells = [
            household.house.clone().into(),
            i64::try_from(at).unwrap_or(0).into(),
            person_id(person.no).into(),
            letter.into(),
            person.is_party().into(),
            random.pick(&["WB", "BA", "AS", "MX", "NS"]).into(),
            random.pick(&["CH", "MU", "NO", "NS"]).into(),
            random.pick(&["N", "N", "N", "Y"]).into(),
            household.since.into(),
            to.into(),
        ];
        out.row(HOUSEHOLD_MEMBER, &cells, own(person.no))?;
    }
    Ok(())
}
