//! Cameras: assessed before they are on, signed, and their pictures for a purpose alone.

use jiff::ToSpan;
use jiff::civil::date;
use registers::cameras::{self, Export, Happened};
use serde_json::json;

use crate::{Office, TODAY, named, now};

#[test]
fn a_camera_is_not_on_before_its_assessment_was_approved() {
    let office = Office::new();
    let on = |camera: &str, day| {
        cameras::switch_on(&office.record, "head-of-safety", camera, day, now())
    };
    // The assessment is of 22 January 2026.
    let early = on("broadside-reception", date(2026, 1, 21)).unwrap_err().to_string();
    assert!(early.contains("approved after that day") && early.contains("7.1"), "{early}");
    let unsigned = on("broadside-reception", date(2026, 9, 6)).unwrap_err().to_string();
    assert!(unsigned.contains("no sign"), "{unsigned}");
    assert!(on("broadside-reception", TODAY.tomorrow().unwrap()).is_err(), "a day to come");
    // Its assessment is to be looked at again by 22 January 2027.
    let late = on("broadside-reception", date(2027, 1, 23)).unwrap_err().to_string();
    assert!(late.contains("looked at again"), "{late}");
    let unlisted = on("the-back-yard", TODAY).unwrap_err().to_string();
    assert!(unlisted.contains("not put up"), "{unlisted}");
    on("broadside-reception", date(2026, 9, 8)).unwrap();
    let all = cameras::cameras(&office.record, now()).unwrap();
    let one = all.iter().find(|one| one.camera == "broadside-reception").unwrap();
    assert_eq!((one.on_since, one.wrong.len()), (Some(date(2026, 9, 8)), 0));
    assert!(all.iter().any(|one| one.on_since.is_none() && one.wrong.len() == 1));
}

#[test]
fn signs_are_looked_at_twice_a_year() {
    let office = Office::new();
    let camera = "broadside-reception";
    cameras::switch_on(&office.record, "safety", camera, date(2026, 9, 8), now()).unwrap();
    let wrong = |days: i64| {
        let day = people::Now::noon(date(2026, 9, 7).saturating_add(days.days()));
        let all = cameras::cameras(&office.record, day).unwrap();
        let wrong = &all.iter().find(|one| one.camera == camera).unwrap().wrong;
        wrong.iter().filter(|one| one.id() == "registers-camera-signs-old").count()
    };
    assert_eq!((wrong(183), wrong(184)), (0, 1));
    let seen = (date(2027, 3, 1), "photograph 12");
    let then = people::Now::noon(date(2027, 3, 1));
    cameras::signs_seen(&office.record, "safety", camera, seen, then).unwrap();
    assert_eq!(wrong(184), 0);
}

#[test]
fn pictures_go_out_for_a_purpose_the_gate_lets_them_go_for() {
    let office = Office::new();
    let camera = "tower-entrance";
    cameras::switch_on(&office.record, "safety", camera, date(2026, 9, 8), now()).unwrap();
    let export = |purpose: &str, recipient: &str, from| {
        let ask = named(json!({
            "team": "housing", "purpose": purpose, "recipient": recipient,
        }));
        let export = Export {
            camera: camera.to_owned(),
            from,
            to: from,
            because: "a burglary, crime number 77".to_owned(),
        };
        cameras::export(&office.record, &ask, &export, now()).map_err(|error| error.to_string())
    };
    let days = |back: i64| TODAY.saturating_sub(back.days());
    export("cctv", "police", days(3)).unwrap();
    // How staff work is not what it is there for (row 6.1.6).
    assert!(export("staff-safety", "police", days(3)).unwrap_err().contains("6.1.6"));
    assert!(export("cctv", "media", days(3)).unwrap_err().contains("6.1.6"));
    assert!(export("cctv", "police", days(31)).unwrap_err().contains("22.1"));
    let events = cameras::events(&office.record, camera).unwrap();
    assert_eq!(events.iter().filter(|one| one.what == Happened::Export).count(), 1);
    let off = (days(5), "the block is empty");
    cameras::switch_off(&office.record, "safety", camera, off, now()).unwrap();
    assert!(export("cctv", "police", days(3)).unwrap_err().contains("was not on"));
}
