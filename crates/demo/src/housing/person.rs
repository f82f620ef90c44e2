//! Who lives, and lived, where: households, made from their number alone.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{Housing, PersonNo};
use crate::random::Random;

/// The most people in one household: 8, the numbers kept for each.
pub(super) const HOUSEHOLD_MAX: u32 = 8;
/// How many households a home has had: the one that lives there, and two before.
pub(super) const HOUSEHOLDS: u32 = 3;

/// Somebody in a household.
#[derive(Clone, Debug)]
pub(super) struct Resident {
    pub(super) no: PersonNo,
    pub(super) title: &'static str,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) born: Option<Date>,
    pub(super) died: Option<Date>,
    /// What they are, by a letter: tenant, joint tenant, partner, child, lodger.
    pub(super) role: char,
    /// The digits of their phone, where they have one.
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) ni: Option<String>,
    /// As somebody typed them, where the record has it so.
    pub(super) typed_phone: Option<String>,
    pub(super) typed_email: Option<String>,
}

impl Resident {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    pub(super) fn is_party(&self) -> bool {
        matches!(self.role, 'T' | 'J')
    }
}

/// What a household is to the landlord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It lives there.
    Current,
    /// It lived there.
    Former,
    /// It asked for a home, and has none.
    Applicant,
    /// It was taken out of the system, and stands in copies only.
    Purged,
}

/// A household.
#[derive(Clone, Debug)]
pub(super) struct Household {
    pub(super) home: u32,
    pub(super) turn: u32,
    pub(super) state: State,
    pub(super) people: Vec<Resident>,
    pub(super) since: Date,
    pub(super) until: Option<Date>,
    /// The second tenant has left the first, who must not learn where to.
    pub(super) separated: bool,
    /// Nobody may write to the first tenant at home.
    pub(super) not_at_home: bool,
    /// Both tenants gave one phone.
    pub(super) one_phone: bool,
    pub(super) tag: String,
    pub(super) payment: String,
    pub(super) house: String,
}

impl Household {
    pub(super) fn tenant(&self) -> &Resident {
        &self.people[0]
    }

    pub(super) fn joint(&self) -> Option<&Resident> {
        self.people.get(1).filter(|person| person.role == 'J')
    }
}

pub(super) fn person_id(no: PersonNo) -> String {
    let mixed = Random::new(u64::from(no)).next();
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        no,
        mixed & 0xffff,
        mixed >> 16 & 0xfff,
        mixed >> 28 & 0xfff,
        mixed >> 16 & 0xffff_ffff_ffff
    )
}

/// The number of a person in a household of a home.
pub(super) fn number(home: u32, turn: u32, at: u32) -> PersonNo {
    (home * HOUSEHOLDS + turn) * HOUSEHOLD_MAX + at
}

/// A day so many days before another.
pub(super) fn before(day: Date, days: usize) -> Date {
    day.checked_sub(i32::try_from(days).unwrap_or(0).days()).unwrap_or(day)
}

/// The number that cannot be rung: no number in the United Kingdom begins with `06`.
fn phone(kind: u64, serial: u32) -> String {
    format!("06{:03}{:06}", kind + u64::from(serial) / 1_000_000, serial % 1_000_000)
}

/// The phone of the one to call for a household, who is no resident.
pub(super) fn outside_phone(home: u32, turn: u32) -> String {
    phone(500, home * HOUSEHOLDS + turn)
}

/// Their own number: the last of those kept for the household, which nobody in it has.
pub(super) fn outsider(home: u32, turn: u32) -> PersonNo {
    number(home, turn, HOUSEHOLD_MAX - 1)
}

impl Housing {
    /// The household of a home, whose turn is 0 for the one that lives there.
    pub(super) fn household(&self, home: u32, turn: u32) -> Household {
        let at = u64::from(home) * u64::from(HOUSEHOLDS) + u64::from(turn);
        let mut random = Random::new(self.seed ^ (at + 1).wrapping_mul(0xd6e8_feb8_6659_fd93));
        let state = match turn {
            0 => State::Current,
            2 if random.percent(10) => State::Purged,
            2 if random.percent(9) => State::Applicant,
            _ => State::Former,
        };
        // From the newest to the oldest: ten years each.
        let years = match turn {
            0 => random.below(9) * 365,
            _ => turn as usize * 3650 + random.below(6) * 365,
        };
        let since = before(self.today, years + random.below(365));
        let days = i32::try_from(400 + random.below(1200)).unwrap_or(0);
        let until = since.checked_add(days.days()).ok().filter(|_| turn > 0);
        let (first, last) = self.name(&mut random);
        let mut people = vec![self.resident(&mut random, number(home, turn, 0), 'T', first, last)];
        if state != State::Applicant && random.percent(35) {
            let (first, other) = self.name(&mut random);
            let last = if random.percent(60) { people[0].last.clone() } else { other };
            people.push(self.resident(&mut random, number(home, turn, 1), 'J', first, last));
        }
        for _ in 0..random.below(3) {
            let at = u32::try_from(people.len()).unwrap_or(0);
            let (first, other) = self.name(&mut random);
            let role = random.pick(&["P", "C", "C", "L"]).chars().next().unwrap_or('C');
            let last = if role == 'L' { other } else { people[0].last.clone() };
            people.push(self.resident(&mut random, number(home, turn, at), role, first, last));
        }
        let (separated, one_phone) = (random.percent(20), random.percent(15));
        let not_at_home = turn == 0 && random.percent(2);
        let twin = turn == 0 && home > 0 && home.is_multiple_of(97);
        let letter = ["", "B", "C"][turn as usize % 3];
        let mut household = Household {
            home,
            turn,
            state,
            people,
            since,
            until,
            separated: false,
            not_at_home,
            one_phone: false,
            tag: format!("TEN/{home:05}/{}{letter}", since.year()),
            payment: format!("9{home:06}{turn}{:02}", (home * 7 + turn * 3) % 97),
            house: format!("H{home:06}{turn}"),
        };
        if turn == 0 {
            self.as_in_the_record(&mut household);
        }
        if household.joint().is_some() && self.of_the_record(home).is_none() {
            (household.separated, household.one_phone) = (separated, one_phone);
        }
        if household.one_phone {
            household.people[1].phone = household.people[0].phone.clone();
        }
        // Two people of one name and one birthday, next door to each other.
        if twin && self.of_the_record(home).is_none() {
            let other = self.household(home - 1, 0);
            let (other, mine) = (&other.people[0], &mut household.people[0]);
            (mine.first, mine.last) = (other.first.clone(), other.last.clone());
            mine.born = other.born;
        }
        household
    }

    fn name(&self, random: &mut Random) -> (String, String) {
        (random.pick(&self.first).to_owned(), random.pick(&self.last).to_owned())
    }

    fn resident(
        &self,
        random: &mut Random,
        no: PersonNo,
        role: char,
        first: String,
        last: String,
    ) -> Resident {
        let grown = role != 'C';
        let days = if grown { 18 * 365 + random.below(60 * 365) } else { random.below(17 * 365) };
        let plain = first.is_ascii() && !first.contains([' ', '\'']);
        let email = (grown && plain && random.percent(60))
            .then(|| format!("{}.{no}@example.org", first.to_lowercase()));
        let party = matches!(role, 'T' | 'J');
        Resident {
            no,
            title: random.pick(&["Mr", "Ms", "Mrs", "Miss", "Mx"]),
            first,
            last,
            born: (!random.percent(8)).then(|| before(self.today, days)),
            died: (role == 'T' && random.percent(2)).then(|| before(self.today, random.below(700))),
            role,
            phone: (party && random.percent(88)).then(|| phone(900, no)),
            email: email.filter(|_| party || random.percent(20)),
            ni: (party && random.percent(45)).then(|| {
                let letter = char::from(b'A' + u8::try_from(no / 1_000_000 % 4).unwrap_or(0));
                format!("QQ{:06}{letter}", no % 1_000_000)
            }),
            typed_phone: None,
            typed_email: None,
        }
    }

    /// The people of a home in the record, where the record has the home.
    pub(super) fn of_the_record(&self, home: u32) -> Option<&[(usize, crate::Person)]> {
        self.record.get(home as usize).map(Vec::as_slice).filter(|people| !people.is_empty())
    }

    /// Puts in the household of a home those the record has there.
    fn as_in_the_record(&self, household: &mut Household) {
        let Some(people) = self.of_the_record(household.home) else { return };
        household.people.clear();
        household.not_at_home = false;
        for (at, (_, person)) in people.iter().enumerate() {
            let (first, last) = parts(&person.name);
            let at = u32::try_from(at).unwrap_or(0);
            let role = match (person.relationship, at) {
                ("tenant", 0) => 'T',
                ("tenant", _) => 'J',
                _ => 'C',
            };
            let digits = person.phone.as_deref().map(|phone| {
                let (number, _) = phone.split_once(" (").unwrap_or((phone, ""));
                number.chars().filter(char::is_ascii_digit).collect::<String>()
            });
            let sound = |digits: &String| digits.len() > 9 && digits.bytes().any(|b| b != b'0');
            household.people.push(Resident {
                no: number(household.home, 0, at),
                title: "",
                first,
                last,
                born: person.born.as_deref().and_then(day),
                died: person.died,
                role,
                phone: digits.filter(sound),
                email: person.email.clone(),
                ni: person.ni_number.as_deref().map(|ni| ni.replace(' ', "")),
                typed_phone: person.phone.clone(),
                typed_email: person.email.clone(),
            });
            household.since = person.since;
            if let (Some(tenancy), 0) = (&person.tenancy, at) {
                household.tag = tenancy.clone();
            }
        }
    }
}

/// A name however it was typed, in its two parts.
fn parts(name: &str) -> (String, String) {
    let name = name.trim().trim_start_matches("Mr ");
    let (first, last) = match name.split_once(", ") {
        Some((last, first)) => (first, last),
        None => name.split_once(' ').unwrap_or(("", name)),
    };
    (first.trim().to_owned(), last.trim().to_owned())
}

/// A day however it was typed: the day first, or as the standard has it.
fn day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let parts: Vec<i16> = text.split(['.', '/']).filter_map(|part| part.parse().ok()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    Date::new(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?)
        .ok()
        .filter(|day| *day > date(1900, 1, 1))
}
