//! A life is at risk, and the log cannot be written.

use std::path::Path;

use serde_json::{Value, json};

use super::disk::Disk;
use crate::server::{Server, at, officer, token};

fn break_glass(server: &Server, token: &str, person: &str, changes: Value) -> (u16, Value) {
    let mut why =
        json!({"purpose": "emergencies", "officer": "ann", "reason": "she fell, no answer"});
    for (key, value) in changes.as_object().unwrap() {
        why[key] = value.clone();
    }
    server.post(token, &format!("/v1/people/{person}/break-glass"), &why)
}

/// The looks by break-glass in a person's history.
fn broken(server: &Server, dpo: &str, person: &str) -> Vec<Value> {
    let path = format!("/v1/people/{person}/history");
    let (status, page) = server.post(dpo, &path, &json!({"why": {"purpose": "rights-requests"}}));
    assert_eq!(status, 200, "{page}");
    let events = page["events"].as_array().unwrap().iter();
    events.filter(|event| event["purpose"] == "emergencies").cloned().collect()
}

/// The open tasks of the data protection officer: number, kind and what each refers to.
fn tasks(data: &Path) -> Vec<Vec<String>> {
    let listed = at(data, &["task", "list", "--of", "dee"]);
    assert_eq!(listed.status, 0, "{}", listed.err);
    let lines = listed.out.lines().filter(|line| line.contains("  by "));
    lines.map(|line| line.split("  ").take(3).map(str::to_owned).collect()).collect()
}

/// The disk may have room for a few entries yet, and looks have some of their own until somebody
/// has noticed that there is none for anything else.
fn until_it_is_full(server: &Server, token: &str, person: &str) {
    let long = "x".repeat(2_000);
    while server.hold(token, person, &long).0 == 201 {}
    while server.look(token, person).0 == 200 {}
}

#[test]
fn a_life_is_saved_while_the_log_is_down_and_everything_is_reviewed_afterwards() {
    let Some(disk) = Disk::mount() else { return };
    let elsewhere = tempfile::tempdir().unwrap();
    let spool = elsewhere.path().join("spool");
    let with = ["--spool", spool.to_str().unwrap()];
    let data = disk.path().join("data");
    let writer = officer(&data);
    let ward = token(&data, "ward", "housing-officer", "housing", "break-glass");
    let dpo = token(&data, "dpo", "data-protection-officer", "data-protection", "history");
    let post = "data-protection-officer";
    assert_eq!(at(&data, &["post", "appoint", post, "dee", "--by", "ann"]).status, 0);
    let server = Server::try_start(&data, &with).unwrap();
    let person = server.tenant(&writer, "Ada Example");
    let nobody = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    // While the log can be written it is a look like any other.
    let (status, seen) = break_glass(&server, &ward, &person, json!({}));
    assert_eq!(status, 200, "{seen}");
    assert!(seen["entry"].as_i64().unwrap() > 0, "{seen}");
    assert_eq!(break_glass(&server, &writer, &person, json!({})).0, 403, "without the scope");

    let filler = disk.fill();
    until_it_is_full(&server, &writer, &person);
    for (changes, says) in [
        (json!({"purpose": "tenancy-management"}), "saves a life"),
        (json!({"reason": null}), "say why"),
        (json!({"reason": "   because  "}), "say why"),
    ] {
        let (status, said) = break_glass(&server, &ward, &person, changes);
        assert_eq!(status, 400, "{said}");
        assert!(said["detail"].as_str().unwrap().contains(says), "{said}");
    }
    let (status, seen) = break_glass(&server, &ward, &person, json!({}));
    assert_eq!((status, &seen["entry"]), (200, &json!(0)), "{seen}");
    assert_eq!(seen["items"][0]["value"], "Ada Example");
    // The gate decides as ever.
    let (status, said) = break_glass(&server, &ward, nobody, json!({}));
    assert_eq!((status, &said["type"]), (403, &json!("refused")), "{said}");
    // Nothing of it can be read in the spool.
    let bytes = std::fs::read(&spool).unwrap();
    for word in ["Ada", "ann", "fell", "emergencies"] {
        let found = bytes.windows(word.len()).any(|part| part == word.as_bytes());
        assert!(!found, "`{word}` is in the spool");
    }

    // The power goes at once; the server starts on the full disk all the same, and again.
    server.kill();
    let server = Server::try_start(&data, &with).unwrap();
    until_it_is_full(&server, &writer, &person);
    let (status, seen) = break_glass(&server, &ward, &person, json!({"officer": "bo"}));
    assert_eq!((status, &seen["entry"]), (200, &json!(0)), "{seen}");
    server.kill();

    let kept = std::fs::read(&spool).unwrap();
    std::fs::remove_file(&filler).unwrap();
    let doctor = at(&data, &[&["doctor"][..], &with].concat());
    assert!(doctor.out.contains("3 looks by break-glass wait"), "{}{}", doctor.out, doctor.err);
    let wait_for = |server: &Server, count: usize| {
        for _ in 0..100 {
            if broken(server, &dpo, &person).len() == count {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("{:?}: {}", broken(server, &dpo, &person), server.said());
    };
    let server = Server::try_start(&data, &with).unwrap();
    wait_for(&server, 3);
    let actors: Vec<Value> =
        broken(&server, &dpo, &person).iter().map(|event| event["actor"].clone()).collect();
    assert_eq!(actors, ["ward/bo", "ward/ann", "ward/ann"]);
    server.stop();
    assert!(std::fs::read(&spool).unwrap().iter().all(|byte| *byte == 0), "it is emptied");

    // The same spool once more: nothing is there twice.
    std::fs::write(&spool, &kept).unwrap();
    let server = Server::try_start(&data, &with).unwrap();
    for _ in 0..100 {
        if std::fs::read(&spool).unwrap().iter().all(|byte| *byte == 0) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    wait_for(&server, 3);
    server.stop();
    // A look that the log took, two that it could not, and one that was refused.
    let given = tasks(&data);
    assert_eq!(given.len(), 4, "{given:?}");
    assert!(
        given.iter().all(|task| task[1] == "review-break-glass" && task[2].starts_with("entry "))
    );
    let done = |by: &str, outcome: &str| {
        at(&data, &["task", "end", &given[0][0], "--by", by, "--outcome", outcome]).status
    };
    assert_eq!((done("ann", "well"), done("dee", " ")), (2, 2), "not hers; not without a word");
    assert_eq!((done("dee", "an ambulance was called"), done("dee", "again")), (0, 2));

    // A spool that somebody changed is kept, and told of.
    let mut changed = kept;
    changed[80] ^= 1;
    std::fs::write(&spool, &changed).unwrap();
    let server = Server::try_start(&data, &with).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    server.stop();
    let given = tasks(&data);
    assert_eq!(given.len(), 4, "{given:?}");
    assert_eq!(given.last().unwrap()[1..], ["changed-spool", "spool.changed-1"]);
    assert_eq!(std::fs::read(elsewhere.path().join("spool.changed-1")).unwrap(), changed);
    let verified = at(&data, &["ledger", "verify"]);
    assert!(verified.out.starts_with("GREEN"), "{}{}", verified.out, verified.err);
}

#[test]
fn where_the_spool_cannot_be_written_either_nothing_is_shown() {
    let Some(disk) = Disk::mount() else { return };
    let data = disk.path().join("data");
    let writer = officer(&data);
    let ward = token(&data, "ward", "housing-officer", "housing", "break-glass");
    // In its own folder, by default: its place is taken before the disk is full.
    let server = Server::start(&data);
    let person = server.tenant(&writer, "Ada Example");
    let spool = data.join("break-glass.spool");
    disk.fill();
    until_it_is_full(&server, &writer, &person);
    let (status, seen) = break_glass(&server, &ward, &person, json!({}));
    assert_eq!(status, 200, "the reserve is there: {seen}");
    let long = "x".repeat(1_900);
    let refused = (0..2_000)
        .map(|_| break_glass(&server, &ward, &person, json!({"reason": long})))
        .find(|(status, _)| *status != 200);
    let (status, said) = refused.unwrap();
    assert_eq!((status, &said["type"]), (503, &json!("cannot-write")), "{said}");
    assert!(!said.to_string().contains("Ada"), "{said}");
    assert!(std::fs::metadata(&spool).unwrap().len() >= 1 << 20);
}
