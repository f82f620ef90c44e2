//! A clock that is set back while it serves.

use std::sync::atomic::Ordering;

use db::approvals::{self, Asked, NotApproved, Risk};
use db::tokens::NewToken;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{HOURS, Office, clock, clock_that_is_set};

const HOUR: i64 = 3_600_000_000;

#[test]
fn an_ended_token_stays_ended_entries_stay_in_order_and_nobody_waits_less() {
    let office = Office::by(clock_that_is_set);
    let set = |hours| HOURS.store(hours, Ordering::SeqCst);
    let noon = clock().as_microsecond();
    let token = NewToken {
        name: "short".to_owned(),
        sha256: Sha256::digest(b"short").into(),
        role: "housing-officer".to_owned(),
        team: "housing".to_owned(),
        entity: "heart-of-medway".to_owned(),
        purposes: Vec::new(),
        scopes: vec!["read".to_owned()],
        expires: Some(noon + HOUR),
    };
    let data = office.record.data();
    let _ = data.write("token", move |tx| db::tokens::make(tx, &token, 0)).unwrap();
    let person = office.tenant("Ada Example", "07700 900123");
    let look = |token: &str| {
        let path = format!("/v1/people/{person}/look");
        office.post(token, &path, &json!({"purpose": "tenancy-management"})).status
    };
    assert_eq!(look("short"), 200);
    set(2);
    assert_eq!((look("short"), look("reader")), (401, 200));
    // Ten days back.
    set(-240);
    assert_eq!((look("short"), look("reader")), (401, 200), "it stands again");
    let entries = data.read_log("newest", |tx| tx.newest_entries(10)).unwrap();
    assert!(entries.is_sorted_by_key(|row| std::cmp::Reverse(row.entry.at)), "out of order");

    // Somebody alone in the office asks while the clock is back, and the clock is set right.
    let asked = Asked {
        what: "erase a person".to_owned(),
        digest: [7; 32],
        risk: Risk::High,
        by: "ann".to_owned(),
        reason: "They asked on 3 November, and nothing stands against it.".to_owned(),
    };
    let at = office.record.now(clock_that_is_set()).micros();
    let no = *data.write("ask", move |tx| approvals::ask(tx, &asked, at)).unwrap();
    let alone = move |tx: &db::Tx<'_>| approvals::alone(tx, no, "auditor", "2026-11-14", at);
    let _ = data.write("alone", alone).unwrap();
    set(3);
    let at = office.record.now(clock_that_is_set()).micros();
    let used = data.write("use", move |tx| approvals::use_up(tx, no, &[7; 32], at));
    assert_eq!(used.err(), Some(NotApproved::TooEarly));
}
