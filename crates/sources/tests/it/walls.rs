//! Two people who lived together, and one of them must not learn where the other went.

use std::collections::BTreeMap;

use people::identify::{Identifier, Kind};
use people::{Against, NewPerson, NewRelationship};
use sources::collect::{Answer, Collected, Identity, Whose, collect};
use sources::{connect, pack};

use crate::office::Office;
use crate::{charter, map, now};

const MAP: &str = r#"
[source]
id = "housing"
name = "Housing"
kind = "sqlite"

[[table]]
name = "person"
key = ["id"]
owner = ["id"]

[table.fields]
id = { category = "not-personal" }
name = { category = "name" }
email = { category = "email", identity = "email" }
memo = { category = "correspondence", free_text = true }

[[table]]
name = "tenancy"
key = ["ref"]
owner = ["first", "second"]

[table.fields]
ref = { category = "not-personal" }
first = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
second = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
forwarding = { category = "address" }

[[table]]
name = "call"
key = ["no"]
owner = ["person_id"]

[table.fields]
no = { category = "not-personal" }
person_id = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
about = { category = "correspondence", free_text = true }
"#;

const ROWS: &str = "
    CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, email TEXT, memo TEXT);
    CREATE TABLE tenancy (ref TEXT PRIMARY KEY, first INTEGER, second INTEGER, forwarding TEXT);
    CREATE TABLE call (no INTEGER PRIMARY KEY, person_id INTEGER, about TEXT);
    INSERT INTO person VALUES (1, 'Ada Adams', 'ada@example.org', 'lived with BELL, Bo'),
        (2, 'Bo Bell', 'bo@example.org', NULL);
    INSERT INTO tenancy VALUES ('T1', 1, 2, '9 New Road, ZZ4 5ZZ'), ('T2', 2, NULL, NULL);
    INSERT INTO call VALUES
        (1, 1, 'the bins'),
        (2, 1, 'asked where his wife went; told nothing. She is at zz45zz now'),
        (3, 1, 'says 07700-900 123 does not answer'),
        (4, 1, 'rang from 1 Old Road, ZZ1 1ZZ'),
        (5, 2, 'the new keys');";

fn identifiers(all: &[(Kind, &str)]) -> Vec<Identifier> {
    all.iter().map(|(kind, text)| Identifier::parse(*kind, text).unwrap()).collect()
}

/// What is collected on Ada, where Bo is on record too, behind a wall or not.
fn collected(wall: bool) -> (Collected, String) {
    let office = Office::new(&["housing"]);
    let relationship = NewRelationship::new("tenant", "heart-of-medway", now().today());
    let mut bo = NewPerson::new("the-person", relationship);
    bo.identifiers = identifiers(&[
        (Kind::Name, "Bo Bell"),
        (Kind::Email, "bo@example.org"),
        (Kind::Phone, "07700 900123"),
        (Kind::Address, "9 New Road, ZZ4 5ZZ"),
        (Kind::Address, "1 Old Road, ZZ1 1ZZ"),
    ]);
    office.enter(&bo);
    if wall {
        let against = Against::Person(office.person);
        let asks = office.asks("look");
        let why = "she was hurt";
        let _ = office.record.wall(&asks, bo.id, &against, now().today(), why, now()).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("housing.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(ROWS).unwrap();
    let address = format!("sqlite:{}", path.display());
    let mut readers = BTreeMap::from([("housing".to_owned(), connect::open(&address))]);
    let map = map(&[("housing.toml", MAP)]).unwrap();
    let question = office.asks("look");
    let leave =
        office.record.leave_to_collect(&question, office.person, &["housing"], now()).unwrap();
    let ada =
        identifiers(&[(Kind::Email, "ada@example.org"), (Kind::Address, "1 Old Road, ZZ1 1ZZ")]);
    let ada: Vec<Identity> = ada.iter().map(Identity::of).collect();
    let collected = collect(&leave, &map, &ada, &mut readers);
    let charter = charter();
    let about = pack::About {
        map: &map,
        charter: &charter,
        made: now().today(),
        entry: leave.entry(),
        checkpoint: None,
        held_back: &[],
        unweighed: 0,
    };
    let signer = ledger::Signer::new("keyholder/test", &[7; 32].into()).unwrap();
    let packed =
        pack::write(&collected, &about, &signer, std::io::Cursor::new(Vec::new())).unwrap();
    let mut zip = zip::ZipArchive::new(packed).unwrap();
    let everything = zip.by_name("everything.json").unwrap();
    let everything = std::io::read_to_string(everything).unwrap();
    (collected, everything)
}

#[test]
fn nobody_learns_from_their_pack_where_somebody_else_went() {
    let (open, everything) = collected(false);
    assert!(everything.contains("zz45zz") && everything.contains("BELL, Bo"), "{everything}");
    let (shut, everything) = collected(true);
    for secret in ["zz45zz", "New Road", "BELL", "bo@example.org", "900 123", "new keys"] {
        assert!(!everything.contains(secret), "`{secret}` is in {everything}");
    }
    // What the two share tells nothing new, and what is the person's own stays.
    for own in ["the bins", "1 Old Road", "Ada Adams", "ada@example.org"] {
        assert!(everything.contains(own), "`{own}` is not in {everything}");
    }
    // It looks the same from outside: as many rows were found, and every place says the same.
    assert_eq!(open.rows.len(), shut.rows.len());
    assert_eq!(open.answers, shut.answers);
    assert!(matches!(shut.answers[0].1, Answer::Held(_)));
    // Whoever looks at it for the office sees that a wall was there.
    let tenancy = shut.rows.iter().find(|row| row.table == "tenancy").unwrap();
    assert!(matches!(tenancy.whose, Whose::Unsettled | Whose::BehindWall), "{tenancy:?}");
    let withheld = shut.rows.iter().filter(|row| !row.withheld.is_empty()).count();
    assert_eq!(withheld, 3, "a memo and two calls");
}
