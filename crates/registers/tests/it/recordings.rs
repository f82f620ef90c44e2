//! Recordings: told first, read, locked where a card number was said.

use jiff::ToSpan;
use people::Now;
use registers::recordings::{self, Dealt, NewRecording, State};
use registers::tick;

use crate::{Office, TODAY, now, on_both};

const CARD: &str = "Yes, it is 4111 1111 1111 1111, and it runs out next June.";

fn new<'a>(reference: &'a str, transcript: Option<&'a str>) -> NewRecording<'a> {
    NewRecording { reference, day: TODAY, told: true, transcript }
}

#[test]
fn a_card_number_locks_a_recording_until_it_is_gone() {
    on_both(|office| {
        let record = &office.record;
        let came = recordings::take(record, "phones", &new("call-1", Some(CARD)), now()).unwrap();
        assert_eq!(
            (came.state, came.found.as_slice()),
            (State::Locked, &["payment-card-details".to_owned()][..])
        );
        let locked = recordings::may_use(record, "call-1").unwrap_err().to_string();
        assert!(locked.contains("6.1.5b"), "{locked}");
        let still = Dealt::Transcript("It is 4111-1111-1111-1111.");
        let left = recordings::deal(record, "officer-1", "call-1", (still, "cut"), now()).unwrap();
        assert_eq!(left.state, State::Locked, "what is left was read again");
        tick(record, "night", Now::noon(TODAY.saturating_add(6.days()))).unwrap();
        assert!(office.tasks().is_empty());
        tick(record, "night", Now::noon(TODAY.saturating_add(7.days()))).unwrap();
        assert_eq!(office.tasks()[0].0, "destroy-recording");
        let cut = Dealt::Transcript("It is, and it runs out next June.");
        recordings::deal(record, "officer-1", "call-1", (cut, "cut out"), now()).unwrap();
        assert_eq!(recordings::may_use(record, "call-1").unwrap().state, State::Kept);
        assert!(recordings::locked(record).unwrap().is_empty());
    });
}

#[test]
fn nothing_is_used_that_nobody_told_of_read_or_knows() {
    let office = Office::new();
    let record = &office.record;
    let check = |reference: &str, expected: &str| {
        let why = recordings::may_use(record, reference).unwrap_err().to_string();
        assert!(why.contains(expected), "{reference}: {why}");
    };
    check("call-9", "nobody told of");
    recordings::take(record, "phones", &new("call-2", None), now()).unwrap();
    check("call-2", "6.1.5b");
    let untold = NewRecording { told: false, ..new("call-3", Some("Good morning.")) };
    recordings::take(record, "phones", &untold, now()).unwrap();
    check("call-3", "6.1.5a");
    recordings::take(record, "phones", &new("call-4", Some(CARD)), now()).unwrap();
    recordings::deal(record, "officer-1", "call-4", (Dealt::Destroyed, "wiped"), now()).unwrap();
    check("call-4", "destroyed");
    assert!(recordings::take(record, "phones", &new("call-4", None), now()).is_err());
    assert!(recordings::take(record, "phones", &new("a b", None), now()).is_err());
}

#[test]
fn what_was_said_is_kept_nowhere() {
    let office = Office::new();
    recordings::take(&office.record, "phones", &new("call-5", Some(CARD)), now()).unwrap();
    let folder = office.folder();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for said in ["4111 1111", "next June"] {
            assert!(!bytes.windows(said.len()).any(|part| part == said.as_bytes()), "{said}");
        }
    }
}

#[test]
fn they_are_forgotten_when_their_class_says() {
    let office = Office::new();
    recordings::take(&office.record, "phones", &new("call-6", Some("Hello.")), now()).unwrap();
    let later = |months: i64, days: i64| {
        Now::noon(TODAY.saturating_add(months.months()).saturating_add(days.days()))
    };
    tick(&office.record, "night", later(6, 0)).unwrap();
    assert!(recordings::recording(&office.record, "call-6").is_ok());
    tick(&office.record, "night", later(6, 1)).unwrap();
    assert!(recordings::recording(&office.record, "call-6").is_err());
}
