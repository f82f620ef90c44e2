//! Files of the preference services, taken over and looked at.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use people::Now;
use people::identify::{Identifier, Kind};
use sharing::preference::{LIST_DAYS_MAX, List, Listed, Screen, import, lists};

use crate::{Office, TODAY, fixtures, now, on_both};

const DAY: Date = date(2026, 11, 20);

fn take(office: &Office, list: List, day: Date, file: &[u8], fewer: bool) -> Result<u64, String> {
    let mut file = file;
    import(&office.record, (list, day), &mut file, fewer, "comms-1", now())
        .map(|found| found.lines)
        .map_err(|error| error.to_string())
}

fn phone(number: &str) -> Identifier {
    Identifier::parse(Kind::Phone, number).unwrap()
}

fn listed(office: &Office, screen: &Screen, on: Date) -> Listed {
    office.record.data().read("listed", |tx| screen.listed(tx, on)).unwrap()
}

fn called(office: &Office, number: &str, on: Date) -> Listed {
    listed(office, &Screen::calls(&office.record, &[phone(number)]), on)
}

fn written(office: &Office, name: &str, value: &str, address: &str, on: Date) -> Listed {
    assert_eq!(name, "name");
    let of = |kind, text| Identifier::parse(kind, text).unwrap();
    let known = [of(Kind::Name, value), of(Kind::Address, address)];
    listed(office, &Screen::post(&office.record, &known), on)
}

/// A file of numbers in either layout.
fn numbers(all: &[&str]) -> Vec<u8> {
    all.iter().flat_map(|number| format!("{number:<12}\r\n").into_bytes()).collect()
}

#[test]
fn the_published_examples_are_listed_and_other_numbers_are_not() {
    let Some(folder) = fixtures() else { return };
    let folder = folder.join("suppression");
    on_both(|office| {
        for (at, layout) in ["with", "no"].iter().enumerate() {
            let name = format!("tps_published_examples_{layout}_spaces.dat");
            let file = std::fs::read(folder.join(name)).unwrap();
            let day = DAY.saturating_add(i32::try_from(at).unwrap().days());
            assert_eq!(take(office, List::Tps, day, &file, false), Ok(4));
            assert_eq!(called(office, "020 7378 7244", TODAY), Listed::On(List::Tps));
            assert_eq!(called(office, "+44 7860 338653", TODAY), Listed::On(List::Tps));
            assert_eq!(called(office, "01634 565333", TODAY), Listed::Unknown, "no CTPS yet");
        }
        assert_eq!(take(office, List::Ctps, DAY, &numbers(&["01634960001"]), false), Ok(1));
        assert_eq!(called(office, "01634 565333", TODAY), Listed::No);
        assert_eq!(called(office, "01634 960001", TODAY), Listed::On(List::Ctps));
        let mps = std::fs::read(folder.join("mps_personal_INVENTED.fxd")).unwrap();
        assert_eq!(take(office, List::Mps, DAY, &mps, false), Ok(2));
        let there = "1 Test Road, Chatham, ME4 4LL";
        let is = |name, address| written(office, "name", name, address, TODAY);
        assert_eq!(is("Pat Example", there), Listed::On(List::Mps));
        assert_eq!(is("Mrs J. Sample", "2 Test Rd, Gillingham ME7 1AA"), Listed::On(List::Mps));
        assert_eq!(is("Ada Nobody", there), Listed::No);
    });
}

#[test]
fn a_list_counts_for_28_days_and_the_newest_in_its_place() {
    on_both(|office| {
        let ctps = numbers(&["01634960001"]);
        assert_eq!(take(office, List::Ctps, DAY, &ctps, false), Ok(1));
        assert_eq!(take(office, List::Tps, DAY, &numbers(&["01632 960001"]), false), Ok(1));
        let last = DAY.saturating_add(LIST_DAYS_MAX.days());
        let after = last.tomorrow().unwrap();
        assert_eq!(called(office, "01632 960002", last), Listed::No);
        assert_eq!(called(office, "01632 960002", after), Listed::Unknown);
        assert_eq!(called(office, "01632 960001", after), Listed::On(List::Tps), "still a no");
        assert_eq!(called(office, "01632 960002", DAY.yesterday().unwrap()), Listed::Unknown);
        let newer = DAY.tomorrow().unwrap();
        assert_eq!(take(office, List::Tps, newer, &numbers(&["01632960002"]), false), Ok(1));
        assert_eq!(called(office, "01632 960001", TODAY), Listed::No, "they left the list");
        let older = take(office, List::Tps, DAY, &numbers(&["01632960001"]), false);
        assert!(older.unwrap_err().contains("newer file"));
        let in_force = lists(&office.record, now()).unwrap();
        let shown: Vec<_> = in_force.iter().map(|one| (one.list, one.day, one.too_old)).collect();
        assert_eq!(shown, [(List::Ctps, DAY, false), (List::Tps, newer, false)]);
        let later = lists(&office.record, Now::noon(date(2027, 1, 1))).unwrap();
        assert!(later.iter().all(|one| one.too_old && one.until < date(2027, 1, 1)));
        // What went is gone from the table.
        let rows = office.record.data().read("rows", |tx| {
            tx.one("SELECT COUNT(*) FROM preference", db::params![], |row| row.int(0))
        });
        assert_eq!(rows.unwrap(), Some(2));
    });
}

#[test]
fn a_file_that_is_none_or_not_whole_changes_nothing() {
    on_both(|office| {
        let many: Vec<String> = (0..300).map(|at| format!("01632 96{at:04}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let whole = numbers(&many);
        assert_eq!(take(office, List::Tps, DAY, &whole, false), Ok(300));
        assert_eq!(take(office, List::Ctps, DAY, &numbers(&["01634960001"]), false), Ok(1));
        let tomorrow = DAY.tomorrow().unwrap();
        let cases: [(&[u8], &str); 5] = [
            (b"", "0 of 0 lines"),
            (b"name,phone\r\nAda Example,01632 960001\r\n", "2 of 2 lines"),
            (&whole[..14 * 100], "may not have arrived whole"),
            (&whole[..14 * 90 + 3], "are none of the TPS list (lines 91)"),
            (&[b'1'; 5_000], "more than 2000 bytes"),
        ];
        for (file, why) in cases {
            let refused = take(office, List::Tps, tomorrow, file, false).unwrap_err();
            assert!(refused.contains(why), "{refused}");
            assert!(!refused.contains("960001"), "{refused}");
            assert_eq!(called(office, "01632 960299", TODAY), Listed::On(List::Tps));
        }
        for day in [TODAY.tomorrow().unwrap(), TODAY.saturating_sub((LIST_DAYS_MAX + 1).days())] {
            assert!(take(office, List::Tps, day, &whole, false).unwrap_err().contains("28 days"));
        }
        assert_eq!(take(office, List::Tps, tomorrow, &whole[..14 * 100], true), Ok(100));
        assert_eq!(called(office, "01632 960299", TODAY), Listed::No);
        // One line in a hundred may be spoiled, and is told.
        let mut spoiled = whole;
        spoiled[..12].copy_from_slice(b"Ada Example ");
        let mut file = spoiled.as_slice();
        let on = (List::Tps, tomorrow);
        let found = import(&office.record, on, &mut file, false, "comms-1", now()).unwrap();
        assert_eq!((found.lines, found.unread, found.unread_lines), (299, 1, vec![1]));
    });
}

#[test]
fn no_number_and_no_address_stands_in_the_store() {
    let office = Office::new();
    assert!(take(&office, List::Tps, DAY, &numbers(&["01632 960001"]), false).is_ok());
    let kept = office.record.data().read("hashes", |tx| {
        tx.all("SELECT hash FROM preference", db::params![], |row| {
            Ok::<_, db::Error>(row.blob(0)?.to_vec())
        })
    });
    let kept = kept.unwrap();
    assert_eq!(kept.iter().map(Vec::len).collect::<Vec<_>>(), [16]);
    // Another landlord's store has another hash of the same number.
    let other = Office::new();
    assert!(take(&other, List::Ctps, DAY, &numbers(&["01632 960001"]), false).is_ok());
    let theirs = other.record.data().read("hashes", |tx| {
        tx.all("SELECT hash FROM preference", db::params![], |row| {
            Ok::<_, db::Error>(row.blob(0)?.to_vec())
        })
    });
    assert_ne!(theirs.unwrap(), kept);
}

#[test]
fn who_has_no_number_is_not_known_to_be_unlisted() {
    let office = Office::new();
    for list in [List::Tps, List::Ctps] {
        assert!(take(&office, list, DAY, &numbers(&["01632 960001"]), false).is_ok());
    }
    let nothing = Screen::calls(&office.record, &[]);
    assert_eq!(listed(&office, &nothing, TODAY), Listed::Unknown);
    assert_eq!(format!("{nothing:?}"), "Screen(..)");
}
