//! Bytes that are not what was written.

use std::path::Path;

use serde_json::json;

use crate::server::{Server, at, copy, get, officer, post};

/// Spoils a few bytes of a file at a place.
fn spoil(file: &Path, place: usize) {
    let mut bytes = std::fs::read(file).unwrap();
    for byte in &mut bytes[place..place + 24] {
        *byte ^= 0x5a;
    }
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn a_spoiled_page_is_found_shows_nothing_wrong_and_a_copy_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good");
    let token = officer(&good);
    let server = Server::start(&good);
    let people: Vec<(String, String)> = (0..96)
        .map(|n| {
            let person = server.tenant(&token, &format!("Ada Example {n}"));
            let value = format!("about {n}: {}", "letter ".repeat(900));
            assert_eq!(server.hold(&token, &person, &value).0, 201);
            (person, value)
        })
        .collect();
    server.stop();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (name, words) in [("data.db", &[][..]), ("vault.db", &["--keys"])] {
        let to = path(&format!("copy-{name}"));
        let words = [&["backup", "--to", to.as_str()][..], words].concat();
        assert_eq!(at(&good, &words).status, 0);
    }
    let note = at(&good, &["ledger", "checkpoint"]);
    std::fs::write(path("note.txt"), &note.out).unwrap();

    // Most keys of a young vault are spare, and most of a spoiled one does no harm.
    for (name, places, least, restore) in [
        ("data.db", 12, 4, vec!["restore", "COPY", "--checkpoint", "NOTE"]),
        ("vault.db", 4, 1, vec!["restore", "COPY", "--keys"]),
    ] {
        let mut found = 0;
        let length = std::fs::read(good.join(name)).unwrap().len();
        for nth in 0..places {
            let data = copy(&good, &folder.path().join("spoiled"));
            let place = (length / places) * nth + 100 * nth;
            spoil(&data.join(name), place);
            let told = at(&data, &["doctor"]);
            let sound = told.out.starts_with("GREEN");
            assert!(sound || told.out.starts_with("RED"), "{place}: {}{}", told.out, told.err);
            found += usize::from(!sound);
            // Whoever serves it all the same shows what is right, or an error, and nothing else.
            match Server::try_start(&data, &[]) {
                Err(said) => assert!(!sound && said.contains("error"), "{name} at {place}: {said}"),
                Ok(server) => {
                    for (person, value) in &people {
                        let path = format!("/v1/people/{person}/look");
                        let why = json!({"purpose": "tenancy-management"});
                        let (status, seen) = post(&server.address, &token, &path, &why).unwrap();
                        assert!(status == 200 || !sound, "{name} at {place}: {status} {seen}");
                        for item in seen["items"].as_array().into_iter().flatten() {
                            let right = item["value"] == value.as_str()
                                || item["value"].as_str().unwrap().starts_with("Ada Example");
                            assert!(right, "{name} at {place}: {seen}");
                        }
                    }
                }
            }
            // The copy puts it right.
            let (copied, note) = (path(&format!("copy-{name}")), path("note.txt"));
            let words: Vec<&str> = (restore.iter())
                .map(|word| match *word {
                    "COPY" => copied.as_str(),
                    "NOTE" => note.as_str(),
                    word => word,
                })
                .collect();
            let restored = at(&data, &words);
            assert_eq!(restored.status, 0, "{name} at {place}: {}", restored.err);
            let told = at(&data, &["doctor"]);
            assert!(told.out.starts_with("GREEN"), "{name} at {place}: {}{}", told.out, told.err);
        }
        assert!(found >= least, "only {found} of {places} spoiled places in {name} were found");
    }
}

#[test]
fn data_that_has_lost_its_end_is_refused_and_the_log_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let data = folder.path().join("data");
    let token = officer(&data);
    let older = copy(&data, &folder.path().join("older"));
    let server = Server::start(&data);
    let person = server.tenant(&token, "Ada Example");
    assert_eq!(server.hold(&token, &person, "acknowledged").0, 201);
    // Somebody is given a checkpoint once everything has its place.
    let note = loop {
        let note = get(&server.address, "/log/checkpoint");
        if note.lines().nth(1) == Some("2") {
            break note;
        }
    };
    std::fs::write(path("note.txt"), &note).unwrap();
    server.kill();
    let kept = copy(&data, &folder.path().join("kept"));

    // A spoiled log of changes is read up to the spoiled place, as after a power cut.
    spoil(&data.join("data.db-wal"), 5_000);
    let lost = copy(&data, &folder.path().join("lost"));
    // An older file, put there by hand.
    for name in ["data.db", "data.db-wal", "data.db-shm"] {
        let _ = std::fs::remove_file(kept.join(name));
    }
    std::fs::copy(older.join("data.db"), kept.join("data.db")).unwrap();
    for place in [&lost, &kept] {
        let said = Server::try_start(place, &[]).err().unwrap();
        assert!(said.contains("has lost its end") && said.contains("restore COPY"), "{said}");
        assert!(at(place, &["doctor"]).out.contains("has lost its end"));
        let restored = at(place, &["restore", "--checkpoint", &path("note.txt")]);
        assert!(restored.out.contains("log 2 was opened"), "{}{}", restored.out, restored.err);
        assert!(at(place, &["ledger", "verify"]).out.starts_with("GREEN"));
        let doctor = at(place, &["doctor"]);
        assert!(doctor.out.starts_with("GREEN"), "{}{}", doctor.out, doctor.err);
    }
    // Where nobody kept a checkpoint, that is said as well.
    let restored = at(&data, &["restore", "--no-checkpoint"]);
    assert!(restored.out.contains("says that it was restored"), "{}", restored.err);
    Server::start(&data).stop();
}
