//! Whose a row is, where people write one thing in several ways.

use sources::collect::{Identity, Row, Whose, collect};
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
        let number = |row: &Row| {
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

const RENT: &str = r#"
[source]
id = "rent"
name = "Rent"
kind = "sqlite"

[[table]]
name = "account"
key = ["payment_ref"]
owner = ["tag_ref"]

[table.fields]
payment_ref = { category = "rent-account", identity = "payment-reference" }
tag_ref = { category = "not-personal", refers = [{ to = "tenancy.tag_ref", follow = "from" }] }

[[table]]
name = "entry"
key = ["no"]
owner = ["payment_ref"]

[table.fields]
no = { category = "not-personal" }
payment_ref = { category = "not-personal", refers = [{ to = "account.payment_ref", follow = "from" }] }

[[table]]
name = "person"
key = ["id"]
owner = ["id"]

[table.fields]
id = { category = "not-personal", identity = "other-system-id" }

[[table]]
name = "tenancy"
key = ["tag_ref"]
owner = ["tenant", "joint"]

[table.fields]
tag_ref = { category = "tenancy-details" }
tenant = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
joint = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
"#;

const ACCOUNTS: &str = "
    CREATE TABLE person (id TEXT PRIMARY KEY);
    CREATE TABLE tenancy (tag_ref TEXT PRIMARY KEY, tenant TEXT, joint TEXT);
    CREATE TABLE account (payment_ref TEXT PRIMARY KEY, tag_ref TEXT);
    CREATE TABLE entry (no INTEGER PRIMARY KEY, payment_ref TEXT);
    INSERT INTO person VALUES ('P1'), ('P2');
    INSERT INTO tenancy VALUES ('T1', 'P1', 'P2'), ('T2', 'P1', NULL);
    INSERT INTO account VALUES ('901', 'T1'), ('902', 'T2');
    INSERT INTO entry VALUES (1, '901'), (2, '902');";

#[test]
fn an_account_of_two_is_not_one_persons_because_they_know_its_number() {
    let map = map(&[("rent.toml", RENT)]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rent.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(ACCOUNTS).unwrap();
    let known = [
        ("other-system-id", "rent:P1"),
        ("payment-reference", "901"),
        ("payment-reference", "902"),
    ];
    let identities: Vec<Identity> = known.map(|(kind, value)| Identity::other(kind, value)).into();
    let mut connectors = Connectors::new();
    connectors.insert("rent".to_owned(), connect::open(&format!("sqlite:{}", path.display())));
    let collected = collect(&leave(&["rent"]), &map, &identities, &mut connectors);
    let mut told: Vec<String> = (collected.rows.iter())
        .map(|row| {
            let key =
                ["no", "payment_ref", "tag_ref", "id"].iter().find_map(|f| row.values.get(*f));
            format!("{} {} {:?}", row.table, key.unwrap(), row.whose)
        })
        .collect();
    told.sort();
    // The account is found by its number before anybody knows whose tenancy it belongs to.
    let expected = [
        "account \"901\" Unsettled",
        "account \"902\" Own",
        "entry 1 Unsettled",
        "entry 2 Own",
        "person \"P1\" Own",
        "tenancy \"T1\" Unsettled",
        "tenancy \"T2\" Own",
    ];
    assert_eq!(told, expected);
}

#[test]
fn there_and_back_by_one_reference_is_no_circle() {
    let map = map(&[("hms.toml", CONTACTS)]).unwrap();
    let found = map.check(&crate::charter());
    assert!(found.is_empty(), "{}", crate::told(&map, &found));
}
