//! Correcting, restricting and erasing in a file, with two people in one household.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use db::cluster::Cluster;
use ledger::Signer;
use sources::change::{
    Change, Does, Ended, Plan, carry_out, carry_out_until, diff, look_again, work_order,
};
use sources::{DataCategory, Map, connect};

use crate::map;
use crate::office::{Office, Readers, Writers, email, write_to};

const MAP: &str = r#"
[source]
id = "housing"
name = "Housing"
kind = "sqlite"
writes = "direct"

[[table]]
name = "person"
key = ["person_id"]
owner = ["person_id"]
restrict = { field = "restricted", set = "Y" }

[table.fields]
person_id = { category = "not-personal" }
surname = { category = "name", erase = "replace", with = "erased" }
email = { category = "email", identity = "email" }
restricted = { category = "not-personal" }

[[table]]
name = "person_bkup_2019"
owner = ["person_id"]
copy_of = "person"

[table.fields]
person_id = { category = "not-personal", refers = [{ to = "person.person_id", follow = "from" }] }
surname = { category = "name" }
email = { category = "email", identity = "email" }

[[table]]
name = "household"
key = ["house_ref"]

[table.fields]
house_ref = { category = "not-personal" }
nextkin_name = { category = "name", about = "other" }
savings = { category = "rent-account" }

[[table]]
name = "household_member"
key = ["no"]
owner = ["person_id"]

[table.fields]
no = { category = "not-personal" }
house_ref = { category = "not-personal", refers = [{ to = "household.house_ref", follow = "both" }] }
person_id = { category = "not-personal", refers = [{ to = "person.person_id", follow = "from" }] }

[[table]]
name = "contact"
key = ["contact_id"]
owner = ["person_id"]

[table.fields]
contact_id = { category = "not-personal" }
person_id = { category = "not-personal", refers = [{ to = "person.person_id", follow = "from" }] }
value = { category = "telephone", erase = "delete-row" }
relative = { category = "name", about = "other" }

[[table]]
name = "court_case"
key = ["case_id"]
owner = ["person_id"]

[table.fields]
case_id = { category = "not-personal" }
person_id = { category = "not-personal", refers = [{ to = "person.person_id", follow = "from" }] }
summary = { category = "correspondence", erase = "keep", because = "a court may ask for it for six years" }
"#;

const DATA: &str = "
    CREATE TABLE person (person_id INTEGER PRIMARY KEY, surname TEXT NOT NULL, email TEXT, restricted TEXT);
    INSERT INTO person VALUES (1, 'Adams', 'Ada@Example.org ', NULL), (2, 'Bell', 'bo@example.org', NULL);
    CREATE TABLE person_bkup_2019 (person_id INTEGER, surname TEXT, email TEXT);
    INSERT INTO person_bkup_2019 VALUES (1, 'Adams', 'ada@example.org'), (1, 'Adams', 'ada@example.org'),
        (2, 'Bell', 'bo@example.org');
    CREATE TABLE household (house_ref TEXT PRIMARY KEY, nextkin_name TEXT, savings TEXT);
    INSERT INTO household VALUES ('H1', 'Cy Adams', '12 pounds');
    CREATE TABLE household_member (no INTEGER PRIMARY KEY, house_ref TEXT, person_id INTEGER);
    INSERT INTO household_member VALUES (1, 'H1', 1), (2, 'H1', 2);
    CREATE TABLE contact (contact_id INTEGER PRIMARY KEY, person_id INTEGER, value TEXT, relative TEXT);
    INSERT INTO contact VALUES (7, 1, '07700 900001', NULL), (8, 2, '07700 900002', NULL);
    CREATE TABLE court_case (case_id INTEGER PRIMARY KEY, person_id INTEGER, summary TEXT);
    INSERT INTO court_case VALUES (4, 1, 'about the rent');
    CREATE TABLE letter (letter_id INTEGER PRIMARY KEY, contact_id INTEGER REFERENCES contact);
";

struct House {
    office: Office,
    map: Map,
    folder: tempfile::TempDir,
}

fn erase_all() -> Change {
    Change::Erase { categories: Vec::new(), anonymise: false }
}

impl House {
    fn new(more: &str) -> House {
        let folder = tempfile::tempdir().unwrap();
        let house = House {
            office: Office::new(&["housing"]),
            map: map(&[("housing.toml", MAP)]).unwrap(),
            folder,
        };
        house.run(DATA);
        house.run(more);
        house
    }

    fn path(&self) -> String {
        self.folder.path().join("housing.db").to_str().unwrap().to_owned()
    }

    fn run(&self, sql: &str) {
        rusqlite::Connection::open(self.path()).unwrap().execute_batch(sql).unwrap();
    }

    fn readers(&self) -> Readers {
        BTreeMap::from([("housing".to_owned(), connect::open(&format!("sqlite:{}", self.path())))])
    }

    fn writers(&self) -> Writers {
        BTreeMap::from([("housing".to_owned(), write_to(&format!("sqlite:{}", self.path())))])
    }

    fn plan(&self, change: Change) -> Plan {
        let who = [email("ada@example.org")];
        self.office.plan(&self.map, change, &who, &mut self.readers())
    }

    /// Every row of a table, by its first two columns.
    fn rows(&self, sql: &str) -> Vec<String> {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let one = |row: &rusqlite::Row<'_>| {
            let value = |at| match row.get_ref(at)? {
                rusqlite::types::ValueRef::Null => Ok("-".to_owned()),
                rusqlite::types::ValueRef::Integer(value) => Ok(value.to_string()),
                other => Ok(other.as_str()?.to_owned()),
            };
            let values: Result<Vec<String>, rusqlite::Error> = (0..columns).map(value).collect();
            Ok(values?.join("|"))
        };
        statement.query_map([], one).unwrap().map(Result::unwrap).collect()
    }
}

/// Where another may be at it, nothing is begun any more.
#[test]
fn a_source_that_was_not_begun_when_it_is_stopped_stays_as_it_is() {
    let house = House::new("");
    let plan = house.plan(erase_all());
    let before = house.rows("SELECT * FROM person");
    let stop = sources::Stop::default();
    stop.stop();
    let report = carry_out_until(
        &house.office.begin(&plan),
        &plan,
        Some(&plan),
        &mut house.writers(),
        &mut house.readers(),
        &stop,
    )
    .unwrap();
    assert!(!report.is_complete());
    assert_eq!(house.rows("SELECT * FROM person"), before);
}

#[test]
fn a_person_is_erased_and_whoever_lives_with_them_is_not() {
    let house = House::new("");
    let plan = house.plan(erase_all());
    insta::assert_snapshot!(diff(&plan).replace(&house.office.person.to_string(), "p-ada"));
    let report = carry_out(
        &house.office.begin(&plan),
        &plan,
        Some(&plan),
        &mut house.writers(),
        &mut house.readers(),
    )
    .unwrap();
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(house.rows("SELECT * FROM person"), ["1|erased|-|-", "2|Bell|bo@example.org|-"]);
    // A copy nobody remembers, without a key, and with the same row twice.
    let copy = house.rows("SELECT * FROM person_bkup_2019");
    assert_eq!(copy, ["1|-|-", "1|-|-", "2|Bell|bo@example.org"]);
    assert_eq!(house.rows("SELECT * FROM contact"), ["8|2|07700 900002|-"]);
    // The household is the other's too: it stays as it is, and this person is in it no more.
    assert_eq!(house.rows("SELECT * FROM household"), ["H1|Cy Adams|12 pounds"]);
    assert_eq!(house.rows("SELECT * FROM household_member"), ["1|-|1", "2|H1|2"]);
    assert_eq!(house.rows("SELECT summary FROM court_case"), ["about the rent"]);
    let kept: Vec<&str> = report.ends.iter().filter_map(|end| end.ended.why()).collect();
    assert!(kept.contains(&"a court may ask for it for six years"), "{kept:?}");
}

#[test]
fn a_row_that_something_rests_on_does_not_go() {
    let look = |house: &House| -> Vec<String> {
        let plan = house.plan(erase_all());
        let contact = plan.steps().filter(|(_, step, _)| step.table == "contact");
        contact
            .map(|(.., field)| match &field.does {
                Does::Look(why) | Does::Cannot(why) => why.clone(),
                _ => String::new(),
            })
            .collect()
    };
    let rested_on = House::new("INSERT INTO letter VALUES (1, 7)");
    assert_eq!(look(&rested_on), ["a row of `letter` that is not theirs uses it too"]);
    // Somebody else stands in it, who did not ask for anything.
    let with_another = House::new("UPDATE contact SET relative = 'Di Other' WHERE contact_id = 7");
    assert_eq!(look(&with_another), ["its row holds something about somebody else in `relative`"]);
    let plan = with_another.plan(erase_all());
    let (mut writers, mut readers) = (with_another.writers(), with_another.readers());
    let changing = with_another.office.begin(&plan);
    let report = carry_out(&changing, &plan, Some(&plan), &mut writers, &mut readers).unwrap();
    assert!(!report.is_complete(), "a person has to look at it first");
    assert_eq!(with_another.rows("SELECT count(*) FROM contact"), ["2"]);
}

#[test]
fn what_is_wrong_is_corrected_wherever_it_stands() {
    let house = House::new("");
    let change = Change::Correct {
        category: DataCategory::new("email"),
        from: "ADA@example.org".to_owned(),
        to: "ada.adams@example.org".to_owned(),
    };
    let plan = house.plan(change);
    let report = carry_out(
        &house.office.begin(&plan),
        &plan,
        Some(&plan),
        &mut house.writers(),
        &mut house.readers(),
    )
    .unwrap();
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(report.counts(), BTreeMap::from([("corrected", 3)]));
    let all = "SELECT email FROM person UNION ALL SELECT email FROM person_bkup_2019";
    let right = "ada.adams@example.org";
    assert_eq!(house.rows(all), [right, "bo@example.org", right, right, "bo@example.org"]);
}

#[test]
fn a_row_says_that_it_is_restricted_where_it_can() {
    let house = House::new("");
    let plan = house.plan(Change::Restrict { categories: Vec::new() });
    assert_eq!(
        plan.sources[0].without_mark,
        ["person_bkup_2019", "household", "contact", "court_case"]
    );
    let report = carry_out(
        &house.office.begin(&plan),
        &plan,
        Some(&plan),
        &mut house.writers(),
        &mut house.readers(),
    )
    .unwrap();
    assert_eq!(plan.at_the_gate, ["correspondence", "email", "name", "rent-account", "telephone"]);
    assert_eq!(report.counts(), BTreeMap::from([("restricted", 1)]));
    assert_eq!(house.rows("SELECT restricted FROM person"), ["Y", "-"]);
}

#[test]
fn what_somebody_else_changes_waits_until_it_was_looked_at_again() {
    let house = House::new("DELETE FROM contact; DELETE FROM household_member");
    let mut plan = house.plan(erase_all());
    plan.sources[0].direct = false;
    let changing = house.office.begin(&plan);
    // Whatever there is to write with: it is not used.
    let report =
        carry_out(&changing, &plan, Some(&plan), &mut house.writers(), &mut house.readers())
            .unwrap();
    assert!(!report.is_complete());
    assert_eq!(report.counts(), BTreeMap::from([("kept", 1), ("waits for a work order", 6)]));
    let signer = Signer::new("keyholder/test", &[7; 32].into()).unwrap();
    let order = work_order(&plan, &plan.sources[0], 12, "systems", &signer).unwrap();
    assert!(signer.verifier().open(&order).is_ok());
    let text = order.replace(&data_encoding::HEXLOWER.encode(&plan.digest()), "(hash)");
    insta::assert_snapshot!(text.split("\n\u{2014}").next().unwrap());
    // What stands there is said only where nothing else tells the row apart.
    assert!(!order.contains("Ada@"));
    // Half of it is done, and the answer says all of it is.
    house.run("UPDATE person SET surname = 'erased', email = NULL WHERE person_id = 1");
    assert!(!look_again(&plan, &BTreeMap::new(), &mut house.readers()).unwrap().is_complete());
    house.run("UPDATE person_bkup_2019 SET surname = NULL, email = NULL WHERE person_id = 1");
    let again = look_again(&plan, &BTreeMap::new(), &mut house.readers()).unwrap();
    assert!(again.is_complete(), "{again:?}");
}

#[test]
fn a_file_somebody_else_writes_to_fails_and_says_so() {
    let house = House::new("");
    let plan = house.plan(erase_all());
    let before = house.rows("SELECT * FROM person");
    let other = rusqlite::Connection::open(house.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let changing = house.office.begin(&plan);
    let report =
        carry_out(&changing, &plan, Some(&plan), &mut house.writers(), &mut house.readers())
            .unwrap();
    assert!(!report.is_complete());
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(house.rows("SELECT * FROM person"), before);
    // And one row that will not: none of the others either.
    let rejects = "CREATE TRIGGER t BEFORE UPDATE ON person_bkup_2019
                   BEGIN SELECT RAISE(ABORT, 'no'); END";
    house.run(rejects);
    let report =
        carry_out(&changing, &plan, Some(&plan), &mut house.writers(), &mut house.readers())
            .unwrap();
    assert!(!report.is_complete());
    assert_eq!(house.rows("SELECT * FROM person"), before);
    house.run("DROP TRIGGER t");
    let report =
        carry_out(&changing, &plan, Some(&plan), &mut house.writers(), &mut house.readers())
            .unwrap();
    assert!(report.is_complete(), "{report:?}");
}

/// Passes everything on between a client and a server until the client says `COMMIT`: that goes
/// through, and its answer does not come back.
fn loses_the_last_answer(server: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut server = TcpStream::connect(server).unwrap();
        let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        let answers = std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        let mut bytes = [0; 16_384];
        loop {
            let read = client.read(&mut bytes).unwrap_or(0);
            if read == 0 {
                break;
            }
            if bytes[..read].windows(6).any(|part| part == b"COMMIT") {
                client.shutdown(std::net::Shutdown::Both).unwrap();
                server.write_all(&bytes[..read]).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(300));
                break;
            }
            server.write_all(&bytes[..read]).unwrap();
        }
        drop(server);
        let _ = answers.join();
    });
    port
}

#[test]
fn when_the_last_answer_is_lost_only_looking_tells() {
    let cluster = Cluster::start("").unwrap();
    let address = cluster.database("housing").unwrap();
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    client
        .batch_execute(
            "CREATE TABLE person (person_id integer PRIMARY KEY, surname text, email text, restricted text);
             INSERT INTO person VALUES (1, 'Adams', 'ada@example.org', NULL)",
        )
        .unwrap();
    let end = MAP.find("\n[[table]]\nname = \"person_bkup_2019\"").unwrap();
    let map = map(&[("housing.toml", &MAP[..end].replace("sqlite", "postgresql"))]).unwrap();
    let office = Office::new(&["housing"]);
    let readers = || BTreeMap::from([("housing".to_owned(), connect::open(&address))]);
    let who = [email("ada@example.org")];
    let plan = office.plan(&map, erase_all(), &who, &mut readers());
    let server = address.rsplit('@').next().unwrap().split('/').next().unwrap().to_owned();
    let port = loses_the_last_answer(server.clone());
    let through = address.replace(&server, &format!("127.0.0.1:{port}"));
    let mut writers = BTreeMap::from([("housing".to_owned(), write_to(&through))]);
    let changing = office.begin(&plan);
    let unseen = carry_out(&changing, &plan, Some(&plan), &mut writers, &mut readers()).unwrap();
    // It may be on its way still, and is never said to have failed. Looking tells, in the end.
    let known =
        |end: &Ended| matches!(end, Ended::Erased | Ended::Anonymised | Ended::Uncertain(_));
    assert!(unseen.ends.iter().all(|end| known(&end.ended)), "{unseen:?}");
    let settled = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        look_again(&plan, &BTreeMap::new(), &mut readers()).unwrap().is_complete()
    });
    assert!(settled, "it was done all the same");
    // Where nobody can look, nobody says it is done, nor that it failed.
    let blind = look_again(&plan, &BTreeMap::new(), &mut Readers::new()).unwrap();
    assert!(blind.ends.iter().all(|end| matches!(end.ended, Ended::Uncertain(_))));
    // Going on does nothing twice.
    let goes_on = office.begin(&plan);
    assert!(goes_on.goes_on());
    let again =
        carry_out(&goes_on, &plan, Some(&plan), &mut Writers::new(), &mut readers()).unwrap();
    assert!(again.is_complete());
}
