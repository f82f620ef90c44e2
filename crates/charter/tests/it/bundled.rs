//! The first charter, as it stands.

use words::reading;

use crate::{TODAY, bundled};

#[test]
fn the_bundled_charter_is_clean() {
    let found = bundled().check(TODAY);
    let told: Vec<_> = found.iter().map(|d| (d.code, d.span.clone(), &d.message)).collect();
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn every_promise_is_kept_by_something_and_every_paragraph_is_a_promise() {
    let charter = bundled();
    let coverage = charter.coverage();
    assert_eq!(coverage.unmapped, Vec::<String>::new());
    assert_eq!(coverage.rows.len(), 183);
    let lists = [&coverage.enforced, &coverage.detected, &coverage.manual, &coverage.planned];
    assert_eq!(lists.iter().map(|list| list.len()).sum::<usize>(), coverage.rows.len());
    let paragraphs: Vec<String> =
        charter.paragraphs().iter().map(|paragraph| paragraph.id.get_ref().to_string()).collect();
    assert_eq!(paragraphs, coverage.rows);
}

#[test]
fn the_promises_are_those_of_the_mission() {
    let fixtures = std::env::var("KEYHOLDER_FIXTURES").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures").into()
    });
    let list = std::path::Path::new(&fixtures).join("../reference/notice-row-ids.txt");
    let Ok(listed) = std::fs::read_to_string(&list) else {
        println!("skipped: no list of rows beside the fixtures");
        return;
    };
    let listed: Vec<&str> = listed.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(bundled().coverage().rows, listed);
}

#[test]
fn plain_words_leave_room_below_the_limit() {
    for paragraph in bundled().paragraphs().iter() {
        let grade = reading::grade(paragraph.plain.get_ref());
        assert!(grade <= 5.0, "{}: {grade:.1}", paragraph.id.get_ref());
    }
}

#[test]
fn departures_have_different_stages_and_only_finished_ones_decide() {
    let charter = bundled();
    let in_force = |id: &str| {
        let found = charter.departures().iter().find(|d| d.id.get_ref().as_str() == id);
        found.unwrap().in_force_from()
    };
    assert_eq!(in_force("mp-without-consent"), None, "signed only");
    assert!(in_force("us-data-bridge").is_some_and(|day| day <= TODAY));
    let dissent =
        charter.departures().iter().filter(|d| d.advice.as_ref().is_some_and(|a| a.dissent));
    assert!(dissent.count() > 0, "dissent is on record somewhere");
}
