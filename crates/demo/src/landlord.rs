//! Homes, people, what is held on them and what they chose.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::random::Random;

/// The most homes an invented landlord may have: 20,000.
pub const HOMES_MAX: usize = 20_000;

const FIRST: &str = include_str!("../data/first-names.txt");
const LAST: &str = include_str!("../data/surnames.txt");
const STREETS: &str = include_str!("../data/streets.txt");

/// A home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The landlord's own number of it.
    pub reference: String,
    /// Its number in the national list of addresses.
    pub uprn: String,
    /// Where it is.
    pub address: String,
}

/// Something held on a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its category, by the charter's name.
    pub category: &'static str,
    /// What it is held for, by the charter's name.
    pub purpose: &'static str,
    /// Where it came from, by the charter's name.
    pub source: &'static str,
    /// The role and team that write it down.
    pub by: (&'static str, &'static str),
    /// What it says.
    pub value: String,
    /// The day it was collected.
    pub collected: Date,
}

/// Something a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// They object to surveys.
    NoSurveys,
    /// They want no marketing at all.
    NoMarketing,
    /// They want no photographs.
    NoImages,
    /// Only a letter is safe: somebody else reads their phone.
    OnlyLettersAreSafe,
    /// They want large print.
    LargePrint,
}

/// An invented person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What they are to the landlord, by the charter's name.
    pub relationship: &'static str,
    /// The first day of that.
    pub since: Date,
    /// Which home, by its place in the list.
    pub home: usize,
    /// The name, as it was typed.
    pub name: String,
    /// The day they were born, as it was typed.
    pub born: Option<String>,
    /// The phone number, as it was typed: notes, placeholders and all.
    pub phone: Option<String>,
    /// The email address, as it was typed.
    pub email: Option<String>,
    /// A National Insurance number.
    pub ni_number: Option<String>,
    /// The number of the tenancy.
    pub tenancy: Option<String>,
    /// The number the housing system has for them, where there is one.
    pub system: Option<String>,
    /// What is held on them.
    pub items: Vec<Item>,
    /// What they chose.
    pub choices: Vec<Choice>,
    /// The day they died.
    pub died: Option<Date>,
    /// The same person is in the list again, typed otherwise: at this place.
    pub again: Option<usize>,
}

/// An invented landlord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landlord {
    /// The legal entity, by the charter's name.
    pub entity: &'static str,
    /// The homes.
    pub homes: Vec<Home>,
    /// The people.
    pub people: Vec<Person>,
}

impl Landlord {
    /// A landlord of so many homes, on a day.
    ///
    /// # Panics
    /// Never: sizes beyond [`HOMES_MAX`] are cut.
    #[must_use]
    pub fn new(seed: u64, homes: usize, today: Date) -> Landlord {
        let mut maker = Maker::new(seed, today);
        let mut landlord =
            Landlord { entity: "heart-of-medway", homes: Vec::new(), people: Vec::new() };
        for at in 0..homes.min(HOMES_MAX) {
            landlord.homes.push(maker.home(at));
            let household = maker.household(at, &landlord.homes[at]);
            landlord.people.extend(household);
        }
        maker.type_some_again(&mut landlord.people);
        landlord
    }
}

/// First names, surnames and streets.
pub(crate) fn lists() -> (Vec<&'static str>, Vec<&'static str>, Vec<&'static str>) {
    (FIRST.lines().collect(), LAST.lines().collect(), STREETS.lines().collect())
}

struct Maker {
    random: Random,
    today: Date,
    first: Vec<&'static str>,
    last: Vec<&'static str>,
    streets: Vec<&'static str>,
    serial: u32,
}

const HOUSING: (&str, &str) = ("housing-officer", "housing");
const INCOME: (&str, &str) = ("income-officer", "income");
const REPAIRS: (&str, &str) = ("repairs-officer", "repairs");

impl Maker {
    fn new(seed: u64, today: Date) -> Maker {
        let (first, last, streets) = lists();
        Maker { random: Random::new(seed), today, first, last, streets, serial: 0 }
    }

    /// A day some years back.
    fn day(&mut self, years_from: usize, years_to: usize) -> Date {
        let days = years_from * 365 + self.random.below((years_to - years_from) * 365);
        let days = i32::try_from(days).unwrap_or(0);
        self.today.checked_sub(days.days()).unwrap_or(self.today)
    }

    fn home(&mut self, at: usize) -> Home {
        let street = self.random.pick(&self.streets);
        let number = 1 + self.random.below(140);
        let flat = if self.random.percent(30) {
            format!("Flat {}, ", 1 + self.random.below(9))
        } else {
            String::new()
        };
        let inward = (b'A' + u8::try_from(self.random.below(20)).unwrap_or(0)) as char;
        Home {
            reference: format!("HM{at:05}"),
            uprn: format!("{}", 100_000_000_000_u64 + at as u64 * 37),
            // `ZZ` begins no postcode.
            address: format!(
                "{flat}{number} {street}, Chatham, ZZ{} {}{inward}Z",
                1 + at % 9,
                at % 10
            ),
        }
    }

    fn name(&mut self) -> (String, String) {
        let first = self.random.pick(&self.first).to_owned();
        let last = self.random.pick(&self.last).to_owned();
        (first, last)
    }

    /// As one of several hands would have typed it.
    fn typed_name(&mut self, first: &str, last: &str) -> String {
        match self.random.below(10) {
            0 => format!("{}, {first}", last.to_uppercase()),
            1 => format!("  {first} {last} "),
            2 => format!("Mr {first} {last}"),
            3 => format!("{} {}", first.to_lowercase(), last.to_lowercase()),
            _ => format!("{first} {last}"),
        }
    }

    fn typed_day(&mut self, day: Date) -> String {
        match self.random.below(5) {
            0 => day.to_string(),
            1 => format!("{}.{}.{}", day.day(), day.month(), day.year()),
            _ => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
        }
    }

    /// A number kept for drama: 07700 900000 to 900999, and 01632 960000 to 960999.
    fn phone(&mut self) -> String {
        self.serial += 1;
        let serial = self.serial % 1000;
        let (area, rest) =
            if self.serial.is_multiple_of(3) { ("01632", 960_000) } else { ("07700", 900_000) };
        let rest = rest + serial;
        match self.random.below(12) {
            0 => format!("{area}{rest} (daughter)"),
            1 => format!("+44 {} {rest}", &area[1..]),
            2 => "00000000000".to_owned(),
            3 => "UNKNOWN".to_owned(),
            4 => format!("{area}-{rest}"),
            _ => format!("{area} {rest}"),
        }
    }

    fn household(&mut self, at: usize, home: &Home) -> Vec<Person> {
        let since = self.day(0, 25);
        let (first, last) = self.name();
        let tenancy = format!("TEN/{}/{}", &home.reference[2..], since.year());
        let mut people = vec![self.person("tenant", at, since, &first, &last, 18)];
        people[0].tenancy = Some(tenancy.clone());
        people[0].items = self.items(since);
        if self.random.percent(35) {
            let (other, theirs) = self.name();
            let surname = if self.random.percent(60) { &last } else { &theirs };
            let mut joint = self.person("tenant", at, since, &other, surname, 18);
            joint.tenancy = Some(tenancy);
            people.push(joint);
        }
        for _ in 0..self.random.below(3) {
            let (other, _) = self.name();
            let mut occupant = self.person("occupant", at, since, &other, &last, 0);
            // What is not held about people who do not deal with us (row 4.1b).
            occupant.phone = None;
            occupant.email = None;
            occupant.ni_number = None;
            people.push(occupant);
        }
        people
    }

    fn person(
        &mut self,
        relationship: &'static str,
        home: usize,
        since: Date,
        first: &str,
        last: &str,
        age_min: usize,
    ) -> Person {
        let born = self.day(age_min + 1, age_min + 60);
        let email = self.random.percent(55).then(|| {
            self.serial += 1;
            format!("{}.{}@example.org", first.to_lowercase(), self.serial)
        });
        // Only letters that an address may have.
        let email = email.filter(|text| text.is_ascii() && !text.contains([' ', '\'']));
        let ni_number = self.random.percent(30).then(|| {
            self.serial += 1;
            format!(
                "QQ {:02} {:02} {:02} C",
                self.serial / 10_000 % 100,
                self.serial / 100 % 100,
                self.serial % 100
            )
        });
        let mut choices = Vec::new();
        for (choice, percent) in [
            (Choice::NoSurveys, 8),
            (Choice::NoMarketing, 12),
            (Choice::NoImages, 4),
            (Choice::OnlyLettersAreSafe, 2),
            (Choice::LargePrint, 3),
        ] {
            if relationship == "tenant" && self.random.percent(percent) {
                choices.push(choice);
            }
        }
        let died = (relationship == "tenant" && self.random.percent(1)).then(|| self.day(0, 2));
        Person {
            relationship,
            since,
            home,
            name: self.typed_name(first, last),
            born: (!self.random.percent(15)).then(|| self.typed_day(born)),
            phone: self.random.percent(85).then(|| self.phone()),
            email,
            ni_number,
            tenancy: None,
            system: None,
            items: Vec::new(),
            choices,
            died,
            again: None,
        }
    }

    fn items(&mut self, since: Date) -> Vec<Item> {
        let mut items = Vec::new();
        let mut add = |category, purpose, source, by, value: &str, collected| {
            let value = value.to_owned();
            items.push(Item { category, purpose, source, by, value, collected });
        };
        let rent = 95 + self.random.below(60);
        let tenancy = format!("Weekly tenancy from {since}, rent {rent} pounds a week.");
        add("tenancy-details", "tenancy-management", "the-person", HOUSING, &tenancy, since);
        let later = self.day(0, 1).max(since);
        if self.random.percent(60) {
            let account = format!("Account in order; last payment {rent} pounds.");
            add("rent-account", "rent-and-benefits", "our-own-work", INCOME, &account, later);
        }
        for _ in 0..self.random.below(4) {
            let job = self.random.pick(&[
                "Boiler does not light. Engineer came, part ordered.",
                "Kitchen tap drips. Mended.",
                "Damp behind the wardrobe. Surveyor to call.",
                "Front door sticks. Planed.",
            ]);
            let on = self.day(0, 3).max(since);
            add("repairs-record", "repairs", "the-person", REPAIRS, job, on);
        }
        if self.random.percent(40) {
            let letter = self.random.pick(&[
                "Wrote to ask about a transfer to a ground-floor flat.",
                "Rang about the bins. Told the day.",
                "Letter returned unread from the old address.",
            ]);
            add("correspondence", "tenancy-management", "the-person", HOUSING, letter, later);
        }
        items
    }

    /// One in twenty-five was entered twice, by another hand.
    fn type_some_again(&mut self, people: &mut Vec<Person>) {
        let many = people.len() / 25;
        for _ in 0..many {
            let at = self.random.below(people.len());
            if people[at].again.is_some() || people[at].relationship != "tenant" {
                continue;
            }
            let mut twin = people[at].clone();
            twin.name = twin.name.trim().to_uppercase();
            twin.phone = twin.phone.map(|phone| phone.replace(' ', ""));
            twin.items = Vec::new();
            twin.choices = Vec::new();
            people[at].again = Some(people.len());
            people.push(twin);
        }
    }
}
