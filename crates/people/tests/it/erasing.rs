//! Erasing: nothing of the erased is left anywhere, by plaintext, by index, by key, or in an older
//! copy of the data.

use std::path::Path;

use db::approvals::{self, Asked, Risk};
use people::{Error, PersonId, erasure_digest};
use serde_json::json;

use crate::{Office, TODAY, now, on_both, open};

pub(crate) fn approve(office: &Office, person: PersonId) -> i64 {
    let asked = Asked {
        what: "erase a person".to_owned(),
        digest: erasure_digest(person),
        risk: Risk::High,
        by: "officer-1".to_owned(),
        reason: "They asked, and nothing stands against it.".to_owned(),
    };
    let at = now().micros();
    let no = office.record.data().write("ask", move |tx| approvals::ask(tx, &asked, at)).unwrap();
    let no = *no;
    let day = TODAY.to_string();
    office
        .record
        .data()
        .write("approve", move |tx| {
            db::posts::appoint(tx, "data-protection-officer", "dpo", false, &day, None)?;
            approvals::decide(tx, no, "dpo", true, "data-protection-officer", &day, at)
        })
        .unwrap();
    no
}

/// The bytes of every file under a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn an_erasure_needs_an_approval_for_this_very_person_and_uses_it_up() {
    on_both(|office| {
        let (ada, bo) = (
            office.tenant("Ada Example", "01632 960001"),
            office.tenant("Bo Example", "01632 960002"),
        );
        let erase = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
        "action": "erase",
    }));
        let no = approve(office, ada);
        let other = office.record.erase(&erase, bo, no, now());
        assert!(matches!(other, Err(Error::NotApproved(_))), "{other:?}");
        office.record.erase(&erase, ada, no, now()).unwrap();
        assert!(matches!(office.record.erase(&erase, ada, no, now()), Err(Error::Refused(_))));
        assert_eq!(office.sees(&office.ask(json!({})), bo).unwrap().len(), 3);
    });
}

#[test]
fn nothing_of_the_erased_is_left_and_no_older_copy_brings_it_back() {
    let office = Office::new();
    let ada = office.tenant("Ada Zanzibar", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let older: Vec<u8> = {
        office.record.data().scrub().unwrap();
        std::fs::read(office.folder.path().join("data.db")).unwrap()
    };
    for (name, bytes) in files(office.folder.path()) {
        assert!(!holds(&bytes, b"Zanzibar"), "{name} holds a name in clear");
    }
    let index = office.record.vault().index();
    assert_eq!(index.find("name", b"ada zanzibar").unwrap().len(), 1);
    let erase = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
        "action": "erase",
    }));
    let done = office.record.erase(&erase, ada, approve(&office, ada), now()).unwrap();
    assert!(done.keys >= 2);
    assert!(done.survives.iter().all(|left| !left.why.is_empty()));
    assert_eq!(index.find("name", b"ada zanzibar").unwrap().len(), 0);
    assert!(matches!(office.sees(&office.ask(json!({})), ada), Err(Error::Refused(_))));

    // The older copy of the data, with today's vault.
    let Office { folder, record } = office;
    drop(record);
    for name in ["data.db-wal", "data.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(name));
    }
    std::fs::write(folder.path().join("data.db"), older).unwrap();
    let office = Office { record: open(folder.path()), folder };
    let look = office.ask(json!({}));
    let back = office.sees(&look, ada);
    assert!(back.is_err(), "an older copy brought somebody back: {back:?}");
    assert_eq!(office.sees(&look, bo).unwrap().len(), 3);
    let states = office.record.data().read("states", |tx| {
        tx.all("SELECT state FROM person ORDER BY no", db::params![], |row| row.int(0))
    });
    assert_eq!(states.unwrap(), [3, 0], "the older copy was put right at the start");
}
