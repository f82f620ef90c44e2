//! Whose a row is, where people write one thing in several ways.

use sources::collect::{Identity, Whose, collect};
use sources::connect;

use crate::collecting::{Connectors, leave};
use crate::map;

const CONTACTS: &str = r#"
[source]
id = "hms"
name = "Housing"
kind = "sqlite"

[[table]]
name = "contact"
key = ["no"]
owner = ["person"]

[table.fields]
no = { category = "not-personal" }
person = { category = "not-personal", identity = "other-system-id", refers = [{ to = "person.id" }] }
email = { category = "email", identity = "email" }
phone = { category = "telephone", identity = "phone" }

[[table]]
name = "person"
key = ["id"]
owner = ["id"]

[table.fields]
id = { category = "not-personal", identity = "other-system-id" }
surname = { category = "name", identity = "name" }
born = { category = "date-of-birth", identity = "date-of-birth" }
"#;

const ROWS: &str = "
    CREATE TABLE person (id TEXT PRIMARY KEY, surname TEXT, born TEXT);
    CREATE TABLE contact (no INTEGER PRIMARY KEY, person TEXT, email TEXT, phone TEXT);
    INSERT INTO person VALUES ('P1', 'EXAMPLE', '1.2.1980'), ('P2', 'Other', NULL);
    INSERT INTO contact VALUES (1, 'P1', 'ada@example.org', NULL),
        (2, 'P1', 'ada.at.work@example.org', NULL), (3, 'P1', NULL, '06900 000001'),
        (4, 'P2', NULL, '06900 000001'), (5, 'P2', 'other@example.org', NULL);";

#[test]
fn a_name_typed_otherwise_and_a_second_address_do_not_make_a_row_somebody_elses() {
    let map = map(&[("hms.toml", CONTACTS)]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hms.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(ROWS).unwrap();
    let identities: Vec<Identity> = [
        ("other-system-id", "hms:P1"),
        ("name", "Ada Example"),
        ("date-of-birth", "1980-02-01"),
        ("email", "ada@example.org"),
        ("phone", "06900 000001"),
    ]
    .map(|(kind, value)| Identity::other(kind, value))
    .into();
    let mut connectors = Connectors::new();
    connectors.insert("hms".to_owned(), connect::open(&format!("sqlite:{}", path.display())));
    let collected = collect(&leave(&["hms"]), &map, &identities, &mut connectors);
    let of = |whose: &Whose| {
        let rows = collected.rows.iter().filter(|row| row.whose == *whose);
        let number = |row: &sources::collect::Row| {
            let key = row.values.get("no").or(row.values.get("id"));
            format!("{} {}", row.table, key.unwrap())
        };
        let mut told: Vec<String> = rows.map(number).collect();
        told.sort();
        told
    };
    // The other's contact has the phone both gave: that leads to the other, and nothing is settled.
    assert_eq!(of(&Whose::Own), ["contact 1", "contact 2", "contact 3", "person \"P1\""]);
    assert_eq!(of(&Whose::Unsettled), ["contact 4", "contact 5", "person \"P2\""]);
    assert!(collected.is_whole(), "{:?}", collected.answers);
}

#[test]
fn there_and_back_by_one_reference_is_no_circle() {
    let map = map(&[("hms.toml", CONTACTS)]).unwrap();
    let found = map.check(&crate::charter());
    assert!(found.is_empty(), "{}", crate::told(&map, &found));
}
