//! A landlord's day: officers on the phone with one person at a time, under the bundled charter.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::ensure;
use jiff::civil::{Date, date};

use super::layout::{data, pick, read_data};
use super::turns::Kind;

/// The day of it, and the day everything was collected before.
pub(super) const TODAY: Date = date(2026, 11, 25);
pub(super) const BEFORE: Date = date(2026, 11, 24);
/// Letters on everybody's file to begin with.
pub(super) const LETTERS: u32 = 5;
/// What tells a person apart: name, phone, email, address, tenancy reference.
pub(super) const IDENTIFIERS: u32 = 5;

pub(super) fn name(person: u32) -> String {
    let mut letters = String::new();
    let mut rest = person;
    for _ in 0..5 {
        letters.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    format!("Avery Test{letters}")
}

pub(super) fn phone(person: u32) -> String {
    format!("07400 {:06}", 100_000 + person)
}

pub(super) fn email(person: u32) -> String {
    format!("resident{person}@example.com")
}

pub(super) fn address(person: u32) -> String {
    format!(
        "{} Invented Row, Chatham, ZZ{} {}ZZ",
        1 + person % 900,
        1 + person / 900 % 9,
        person / 8100 % 10
    )
}

pub(super) fn tenancy(person: u32) -> String {
    format!("TEN/{person:06}/2026")
}

/// Which of the two an officer who is searching was given.
#[derive(Clone, Copy, Debug)]
pub(super) enum SearchBy {
    Phone,
    Tenancy,
}

/// One thing an officer does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// A housing officer looks at a person's file, or a repairs officer at their part of it.
    Look { person: u32, repairs: bool },
    /// A letter goes on the file. Its number is its own.
    Write { person: u32, letter: u32 },
    /// A letter that was there is put right.
    Correct { person: u32, letter: u32, version: u32 },
    /// The person says no to surveys, or to photographs.
    Choose { person: u32, photographs: bool },
    /// A person is found, and looked at.
    Search { person: u32, by: SearchBy },
    /// Name and phone go to a contractor.
    Disclose { person: u32 },
}

impl Kind for Act {
    fn kind(&self) -> &'static str {
        match self {
            Act::Look { repairs: false, .. } => "look-at-the-file",
            Act::Look { .. } => "look-for-a-repair",
            Act::Write { .. } => "add-a-letter",
            Act::Correct { .. } => "correct-a-letter",
            Act::Choose { .. } => "write-down-a-choice",
            Act::Search { .. } => "search-and-look",
            Act::Disclose { .. } => "disclose-two-fields",
        }
    }
}

/// The day's acts: the same for the same seed.
pub(super) fn acts(people: u32, count: u32, seed: u64) -> Vec<Act> {
    let mut state = seed;
    let state = &mut state;
    let mut one = |at: u32| {
        let person = pick(state, people);
        let half = pick(state, 2) == 0;
        match pick(state, 100) {
            0..50 => Act::Look { person, repairs: false },
            50..70 => Act::Look { person, repairs: true },
            70..80 => Act::Write { person, letter: people * LETTERS + at },
            80..88 => {
                let letter = person * LETTERS + pick(state, LETTERS);
                Act::Correct { person, letter, version: at + 1 }
            }
            88..93 => Act::Choose { person, photographs: half },
            93..98 => {
                Act::Search { person, by: if half { SearchBy::Phone } else { SearchBy::Tenancy } }
            }
            _ => Act::Disclose { person },
        }
    };
    (0..count).map(&mut one).collect()
}

/// What must be true of every file: how many letters each person has at least, and at most.
pub(super) struct Files {
    pub(super) people: u32,
    begun: Vec<AtomicU32>,
    written: Vec<AtomicU32>,
}

/// What an officer who looks must find.
pub(super) struct Expected {
    person: u32,
    people: u32,
    least: u32,
    letters: u32,
    identifiers: u32,
}

impl Files {
    pub(super) fn new(people: u32) -> Files {
        let counts = || (0..people).map(|_| AtomicU32::new(LETTERS)).collect();
        Files { people, begun: counts(), written: counts() }
    }

    pub(super) fn writing(&self, person: u32) {
        self.begun[person as usize].fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn wrote(&self, person: u32) {
        self.written[person as usize].fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn expect(&self, person: u32) -> Expected {
        let least = self.written[person as usize].load(Ordering::SeqCst);
        Expected { person, people: self.people, least, letters: 0, identifiers: 0 }
    }

    /// Judges what was seen; how many values that was.
    pub(super) fn judge(
        &self,
        seen: &Expected,
        identifiers: u32,
        letters: bool,
    ) -> anyhow::Result<u64> {
        let most = self.begun[seen.person as usize].load(Ordering::SeqCst);
        let range = if letters { seen.least..=most } else { 0..=0 };
        ensure!(
            range.contains(&seen.letters) && seen.identifiers == identifiers,
            "wrong answer: {} letters and {} details of a person",
            seen.letters,
            seen.identifiers
        );
        Ok(u64::from(seen.letters + seen.identifiers))
    }
}

impl Expected {
    /// A value of the person's file, by the charter's name of its category.
    pub(super) fn see(&mut self, category: &str, value: &[u8]) -> anyhow::Result<()> {
        let person = self.person;
        let wanted = match category {
            "name" => name(person),
            "telephone" => phone(person),
            "email" => email(person),
            "address" => address(person),
            "tenancy-details" => tenancy(person),
            _ => {
                let letter = read_data(value).map(|(letter, _)| letter);
                let there = letter.is_some_and(|letter| {
                    letter >= self.people * LETTERS || letter / LETTERS == person
                });
                ensure!(there, "wrong answer: a letter that is not on this file");
                self.letters += 1;
                return Ok(());
            }
        };
        self.identifiers += 1;
        ensure!(wanted.as_bytes() == value, "wrong answer: another person's {category}");
        Ok(())
    }
}

/// The text of a letter.
pub(super) fn letter(number: u32, version: u32) -> String {
    String::from_utf8_lossy(&data(number, version)).into_owned()
}
