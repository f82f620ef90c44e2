//! Erasing: nothing of the erased is left anywhere, by plaintext, by index, by key, or in an older
//! copy of the data.

use std::path::Path;

use db::approvals::{self, Asked, Risk};
use people::identify::{Identifier, Kind};
use people::{
    Error, Fact, NewChoice, NewItem, NewPerson, NewRelationship, PersonId, erasure_digest,
};
use serde_json::json;
use vault::KeyId;

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

/// The bytes of every file under a folder, however deep.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    all
}

pub(crate) fn holds(bytes: &[u8], needle: &[u8]) -> bool {
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
    let collect = office.collect();
    let letter = NewItem::new("correspondence", "letter.txt", "the-person", TODAY);
    let mut text: &[u8] = b"Yours, Ada Zanzibar";
    let record = &office.record;
    record.hold_document(&collect, ada, &letter, "text/plain", &mut text, now()).unwrap();
    let both = NewItem::new("correspondence", "Zanzibar and Bo wrote.", "the-person", TODAY);
    record.hold_jointly(&collect, &[ada, bo], &both, now()).unwrap();
    let mut large = NewChoice::new(Fact::Adjustment, "", TODAY);
    large.grounds.ground = Some("large print for Zanzibar".to_owned());
    let _ = record.choose(&collect, ada, &large, now()).unwrap();
    let copies: Vec<(String, Vec<u8>)> = {
        office.record.data().scrub().unwrap();
        files(office.folder.path())
            .into_iter()
            .filter(|(name, _)| !name.contains("vault"))
            .collect()
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
    assert!(done.keys >= 4, "drawer, document, share, details: {}", done.keys);
    assert!(!files(&office.folder.path().join("documents")).iter().any(|_| true), "no document");
    assert!(done.survives.iter().all(|left| !left.why.is_empty()));
    assert_eq!(index.find("name", b"ada zanzibar").unwrap().len(), 0);
    assert!(matches!(office.sees(&office.ask(json!({})), ada), Err(Error::Refused(_))));

    // The older copy of the data and of the documents, with today's vault.
    let Office { folder, record } = office;
    drop(record);
    for name in ["data.db-wal", "data.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(name));
    }
    let mut sealed_document = None;
    for (name, bytes) in &copies {
        std::fs::create_dir_all(Path::new(name).parent().unwrap()).unwrap();
        std::fs::write(name, bytes).unwrap();
        if name.contains("documents") {
            sealed_document = Some(name.clone());
        }
    }
    // What the older copy holds under keys that are gone cannot be opened by anything.
    let keys = {
        let older = db::Db::open(folder.path().join("data.db").to_str().unwrap()).unwrap();
        let read = older.read("keys", |tx| {
            tx.all(
                "SELECT key FROM drawer WHERE no >> 16 = 1 UNION ALL SELECT key FROM document
                 UNION ALL SELECT key FROM joint_share WHERE person = 1
                 UNION ALL SELECT detail_key FROM person WHERE no = 1",
                db::params![],
                |row| row.bytes::<16>(0),
            )
        });
        read.unwrap()
    };
    assert!(keys.len() >= 4, "{}", keys.len());
    let office = Office { record: open(folder.path()), folder };
    for key in keys {
        let opened = office.record.vault().key(KeyId::from_bytes(key));
        assert!(matches!(opened, Err(vault::Error::Gone)), "a key came back");
    }
    let left = sealed_document.unwrap();
    assert!(!Path::new(&left).exists(), "the document of the older copy is gone too");
    let look = office.ask(json!({}));
    let back = office.sees(&look, ada);
    assert!(back.is_err(), "an older copy brought somebody back: {back:?}");
    assert_eq!(office.sees(&look, bo).unwrap().len(), 4);
    let states = office.record.data().read("states", |tx| {
        tx.all("SELECT state FROM person ORDER BY no", db::params![], |row| row.int(0))
    });
    assert_eq!(states.unwrap(), [3, 0], "the older copy was put right at the start");
}

#[test]
fn whoever_wanted_no_marketing_is_left_alone_after_they_were_forgotten() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "01632 960001");
        let bo = office.tenant("Bo Example", "01632 960002");
        let collect = office.collect();
        let no = NewChoice::new(Fact::NoMarketing, "", TODAY);
        let _ = office.record.choose(&collect, ada, &no, now()).unwrap();
        let erase = office.ask(json!({
            "role": "data-protection-officer", "team": "data-protection",
            "purpose": "rights-requests", "action": "erase",
        }));
        for (person, kept) in [(ada, true), (bo, false)] {
            let done = office.record.erase(&erase, person, approve(office, person), now()).unwrap();
            let mark = done.survives.iter().any(|left| left.what.contains("no marketing"));
            assert_eq!(mark, kept, "{done:?}");
        }
        // A list is bought, and both are on it.
        let again = |phone: &str| {
            let tenant = NewRelationship::new("tenant", "heart-of-medway", TODAY);
            let mut new = NewPerson::new("the-person", tenant);
            new.identifiers = vec![
                Identifier::parse(Kind::Name, "Somebody Else").unwrap(),
                Identifier::parse(Kind::Phone, phone).unwrap(),
            ];
            let id = office.record.enter(&collect, &new, now()).unwrap();
            let choices = office.record.choices(&office.ask(json!({})), id, now()).unwrap();
            choices.iter().map(|choice| choice.fact).collect::<Vec<_>>()
        };
        assert_eq!(again("(01632) 960-001"), [Fact::NoMarketing]);
        assert_eq!(again("01632 960002"), []);
    });
}
