//! How people are reached: as it was typed, with what stands for nothing, and with others' numbers.

use std::io;

use jiff::civil::Date;

use super::person::{Household, Resident, State, before, outside_phone, outsider, person_id};
use super::rows::{Out, address_line, own};
use super::sink::{Cell, Truth};
use super::tables::{CONTACT_DETAIL, CONTACT_DETAIL_COPY, CONTACT_PREFERENCE};
use super::{Housing, PersonNo, typed};

/// How somebody is reached.
pub(super) fn contacts(
    out: &mut Out<'_>,
    household: &Household,
    person: &Resident,
) -> io::Result<()> {
    let purged = household.state == State::Purged;
    let since = household.since;
    let mut all: Vec<[Cell; 6]> = Vec::new();
    let line = |kind, sub, phone: Cell, email: Cell, address: Cell, comment: Cell| {
        [Cell::Word(kind), Cell::Word(sub), phone, email, address, comment]
    };
    let (none, null) = (|| Cell::Null, Cell::Null);
    if let Some(digits) = &person.phone {
        let phone = match &person.typed_phone {
            Some(phone) => phone.clone(),
            None => typed::phone(&mut out.random, digits),
        };
        all.push(line("phone", "mobile", phone.into(), none(), none(), none()));
    } else if person.is_party() {
        let nothing = typed::placeholder(&mut out.random);
        all.push(line("phone", "home", nothing.into(), none(), none(), none()));
    }
    if let Some(address) = &person.email {
        let email = match &person.typed_email {
            Some(email) => email.clone(),
            None => typed::email(&mut out.random, person, address),
        };
        all.push(line("email", "home", none(), email.into(), none(), none()));
    }
    let left = household.separated && person.role == 'J';
    if left {
        let new = new_address(out.housing, household);
        let comment = "New address. The former partner must not learn of it.";
        all.push(line("address", "correspondence", none(), none(), new.into(), comment.into()));
    }
    if household.not_at_home && person.role == 'T' {
        let comment = "Not safe to write or ring at home. Use the email address only.";
        let at = address_line(out.housing, out.home);
        all.push(line("address", "home", none(), none(), at.into(), comment.into()));
    }
    // A second address nobody told the record of.
    if person.is_party() && out.random.percent(4) {
        let other = format!("other.{}@example.org", person.no);
        all.push(line("email", "work", none(), other.into(), none(), null));
    }
    let other = household.people.iter().find(|other| other.is_party() && other.no != person.no);
    let hidden: Vec<PersonNo> = other.filter(|_| left).map(|other| other.no).into_iter().collect();
    let whose = Truth { hidden_from: &hidden, ..own(person.no) };
    let safe = !(household.not_at_home || left);
    for (at, [kind, sub, phone, email, address, comment]) in all.into_iter().enumerate() {
        let names = [Cell::Null, Cell::Null];
        let reached = [kind, sub, phone, email, address];
        contact(out, person.no, (reached, names), (since, at, safe, comment), (whose, purged))?;
    }
    if person.role == 'T' && out.random.percent(35) {
        next_of_kin(out, household, person)?;
    }
    if person.is_party() && !purged {
        preferences(out, household, person)?;
    }
    Ok(())
}

/// Where somebody went who must not be found there.
pub(super) fn new_address(housing: &Housing, household: &Household) -> String {
    format!("{} Refuge House, Elsewhere, ZZ9 9ZZ", 1 + (household.home + housing.homes) % 400)
}

/// Whom to call: somebody from outside, or the first tenant next door.
fn next_of_kin(out: &mut Out<'_>, household: &Household, person: &Resident) -> io::Result<()> {
    let purged = household.state == State::Purged;
    let (name, digits, kin) = kin(out.housing, household);
    let tel = typed::phone(&mut out.random, &digits);
    let reached = ["phone".into(), "emergencyContact".into(), Cell::Null, Cell::Null, Cell::Null];
    let about = [kin];
    let whose = Truth { about: &about, ..own(person.no) };
    let names = [name.into(), tel.into()];
    let comment = "Has the key. Her doctor told us not to worry her with small things.".into();
    contact(out, person.no, (reached, names), (household.since, 9, true, comment), (whose, purged))
}

/// Whom to call for a household, and their number where they are in the system.
pub(super) fn kin(housing: &Housing, household: &Household) -> (String, String, PersonNo) {
    let (home, turn) = (household.home, household.turn);
    if turn == 0 && home > 0 && home.is_multiple_of(5) {
        let next = housing.household(home - 1, 0);
        let other = &next.people[0];
        let apart = next.state == State::Current && !next.one_phone;
        if let Some(digits) = other.phone.clone().filter(|_| apart) {
            return (other.name(), digits, other.no);
        }
    }
    let name = format!("{} Outsider", housing.first[(home as usize + 5) % housing.first.len()]);
    (name, outside_phone(home, turn), outsider(home, turn))
}

type Reached = ([Cell; 5], [Cell; 2]);

fn contact(
    out: &mut Out<'_>,
    no: PersonNo,
    ([kind, sub, phone, email, address], [name, tel]): Reached,
    (since, place, safe, comment): (Date, usize, bool, Cell),
    (truth, purged): (Truth<'_>, bool),
) -> io::Result<()> {
    let id = out.uuid();
    let cells = [
        id.into(),
        person_id(no).into(),
        kind,
        sub,
        phone,
        email,
        address,
        name,
        tel,
        since.into(),
        Cell::Null,
        Cell::Int(i64::try_from(place).unwrap_or(0)),
        safe.into(),
        safe.into(),
        comment,
        true.into(),
        "A. Officer".into(),
    ];
    if purged || out.random.percent(10) {
        out.row(CONTACT_DETAIL_COPY, &cells[..15], truth)?;
    }
    if purged { Ok(()) } else { out.row(CONTACT_DETAIL, &cells, truth) }
}

fn preferences(out: &mut Out<'_>, household: &Household, person: &Resident) -> io::Result<()> {
    let mut all: Vec<(&'static str, &'static str, &'static str)> = Vec::new();
    if out.random.percent(30) {
        all.push(("email", "marketing", out.random.pick(&["opt_out", "opt_in", "soft_opt_in"])));
    }
    if out.random.percent(12) {
        all.push(("any", "survey", "opt_out"));
    }
    if household.not_at_home && person.role == 'T' {
        all.push(("post", "service", "opt_out"));
    }
    for (channel, purpose, state) in all {
        let cells = [
            person_id(person.no).into(),
            channel.into(),
            purpose.into(),
            Cell::Moment(before(out.today(), 300 + out.random.below(900)), 615),
            state.into(),
            "A. Officer".into(),
            "phone call".into(),
        ];
        out.row(CONTACT_PREFERENCE, &cells, own(person.no))?;
    }
    Ok(())
}
