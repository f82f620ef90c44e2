//! A clock that goes backwards, while the record is open and between two starts.

use jiff::{SignedDuration, Timestamp};
use people::Now;

use crate::{Office, open};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn time_does_not_go_back_while_it_is_open_nor_at_the_next_start() {
    let office = Office::new();
    let noon = instant("2026-11-24T12:00:00Z");
    assert_eq!(office.record.now(noon), Now::new(noon));
    assert_eq!(office.record.now(noon - HOUR), Now::new(noon), "an hour back");
    let later = noon + HOUR;
    let now = office.record.now(later);
    office.record.write_office("dee", "appointed", "a post", now, |_| Ok(())).unwrap();
    let folder = office.folder.path().to_owned();
    let Office { folder: kept, record } = office;
    drop(record);
    let again = open(&folder);
    assert_eq!(again.now(noon), Now::new(later), "the newest entry is later");
    // A clock that had run ahead is believed again once the log says so.
    again.write_office("dee", "clock-set-back", "the clock", Now::new(noon), |_| Ok(())).unwrap();
    drop(again);
    assert_eq!(open(&folder).now(noon), Now::new(noon));
    drop(kept);
}

#[test]
fn the_far_ends_of_time_are_no_trouble() {
    let office = Office::new();
    for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX, Timestamp::MIN] {
        let _ = office.record.now(at);
    }
}
