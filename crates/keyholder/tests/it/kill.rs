//! The power goes, again and again, while people write: whatever was acknowledged is there, nothing
//! is half done, the log verifies, and what was done and what the log says of it agree one to one.
//!
//! `KEYHOLDER_KILLS` says how often; 200 times when it is not set.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::server::{Server, post, token};

const WRITERS: usize = 4;

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_done_when_the_power_goes() {
    let kills: u64 =
        std::env::var("KEYHOLDER_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let officer = token(&data, "officer", "housing-officer", "housing", "read,write");
    let dpo = token(&data, "dpo", "data-protection-officer", "data-protection", "read,history");
    let why = json!({"purpose": "tenancy-management", "data": ["correspondence"]});
    let mut checked: Option<(String, BTreeSet<String>, BTreeSet<String>)> = None;
    let mut written = 0;
    for round in 0..kills {
        let server = Server::start(&data);
        // What the round before was told, first.
        if let Some((person, acknowledged, tried)) = &checked {
            let look = post(&server.address, &officer, &format!("/v1/people/{person}/look"), &why);
            let (status, seen) = look.unwrap();
            assert_eq!(status, 200, "{seen}");
            let there: Vec<String> = seen["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["value"].as_str().unwrap().to_owned())
                .collect();
            let unique: BTreeSet<String> = there.iter().cloned().collect();
            assert_eq!(unique.len(), there.len(), "something was done twice");
            assert!(acknowledged.is_subset(&unique), "round {round}: acknowledged and gone");
            assert!(unique.is_subset(tried), "round {round}: nobody asked for it");
            let mut told = 0;
            let mut before = Value::Null;
            loop {
                let wanted =
                    json!({"why": {"purpose": "rights-requests"}, "before": before, "limit": 200});
                let (_, page) =
                    post(&server.address, &dpo, &format!("/v1/people/{person}/history"), &wanted)
                        .unwrap();
                let events = page["events"].as_array().unwrap();
                told += events.iter().filter(|event| event["act"] == "hold").count();
                before = page["next"].clone();
                if before.is_null() {
                    break;
                }
            }
            assert_eq!(told, there.len(), "round {round}: the log and what was done disagree");
            written += there.len();
        }
        let entered = post(
            &server.address,
            &officer,
            "/v1/people",
            &json!({
                "why": {"purpose": "tenancy-management"}, "relationship": {"relationship": "tenant"},
                "source": "the-person", "identifiers": [{"kind": "name", "value": "Ada Example"}],
            }),
        );
        let (status, person) = entered.unwrap();
        assert_eq!(status, 201, "{person}");
        let person = person["id"].as_str().unwrap().to_owned();
        let over = AtomicBool::new(false);
        let address = server.address.clone();
        let (mut acknowledged, mut tried) = (BTreeSet::new(), BTreeSet::new());
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    let (address, officer, person, over) = (&address, &officer, &person, &over);
                    scope.spawn(move || {
                        let (mut acknowledged, mut tried) = (Vec::new(), Vec::new());
                        for n in 0.. {
                            if over.load(Ordering::SeqCst) {
                                break;
                            }
                            let value = format!("{round}.{writer}.{n}");
                            tried.push(value.clone());
                            let body = json!({
                                "why": {"purpose": "tenancy-management"},
                                "category": "correspondence", "value": value, "source": "the-person",
                            });
                            let path = format!("/v1/people/{person}/items");
                            if let Some((201, _)) = post(address, officer, &path, &body) {
                                acknowledged.push(value);
                            }
                        }
                        (acknowledged, tried)
                    })
                })
                .collect();
            // Anywhere from at once to well under way, differently each round.
            let wait = (round * 7919) % 90;
            std::thread::sleep(Duration::from_millis(wait));
            server.kill();
            over.store(true, Ordering::SeqCst);
            for writer in writers {
                let (done, all) = writer.join().unwrap();
                acknowledged.extend(done);
                tried.extend(all);
            }
        });
        checked = Some((person, acknowledged, tried));
    }
    assert!(written as u64 > kills, "hardly anything was written: {written}");
    let verified = Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(["ledger", "verify", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(said.starts_with("GREEN"), "{said}{}", String::from_utf8_lossy(&verified.stderr));
}
