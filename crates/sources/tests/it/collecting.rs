use std::collections::BTreeMap;
use std::path::Path;

use db::cluster::Cluster;
use gate::NamedAsk;
use people::identify::{Identifier, Kind};
use people::{Leave, NewPerson, NewRelationship};
use serde_json::{Value, json};
use sources::collect::{Answer, Collected, Identity, Whose, collect};
use sources::{Connector, DataCategory, Error, Map, connect};

use crate::{fixtures, map, mariadb, now, record};

/// A record with one tenant in it, and leave for the data protection officer to collect on them.
pub(crate) fn leave(sources: &[&str]) -> Leave {
    let (record, _folder) = record();
    let ask = |role: &str, team: &str, purpose: &str, action: &str| {
        let named = NamedAsk {
            actor: Some("ann".to_owned()),
            strength: Some("second-factor".to_owned()),
            role: role.to_owned(),
            team: team.to_owned(),
            entity: "heart-of-medway".to_owned(),
            purpose: purpose.to_owned(),
            action: action.to_owned(),
            ..NamedAsk::default()
        };
        record.question(&named, now().today()).unwrap()
    };
    let relationship = NewRelationship::new("tenant", "heart-of-medway", now().today());
    let person = NewPerson::new("the-person", relationship);
    let collecting = ask("housing-officer", "housing", "tenancy-management", "collect");
    record.enter(&collecting, &person, now()).unwrap();
    let question = ask("data-protection-officer", "data-protection", "rights-requests", "look");
    let leave = record.leave_to_collect(&question, person.id, sources, now()).unwrap();
    assert_eq!(record.data().newest(1).unwrap()[0].no, leave.entry());
    leave
}

pub(crate) fn email(text: &str) -> Identity {
    Identity::of(&Identifier::parse(Kind::Email, text).unwrap())
}

pub(crate) type Connectors = BTreeMap<String, Result<Box<dyn Connector>, Error>>;

const FIDES: &str = "postgres-example-test-dataset";

struct Case {
    _cluster: Cluster,
    address: String,
    map: Map,
}

impl Case {
    /// The peer's sample database on a server of its own.
    fn new(folder: &Path) -> Case {
        let cluster = Cluster::start("").unwrap();
        let address = cluster.database("fides").unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
        client.batch_execute(&read("postgres_example.sql")).unwrap();
        let file = "postgres_example_test_dataset.yml";
        let map = map(&[(file, &read(file))]).unwrap();
        Case { _cluster: cluster, address, map }
    }

    fn collect(&self, leave: &Leave, identities: &[Identity]) -> Collected {
        let mut connectors = Connectors::new();
        connectors.insert(FIDES.to_owned(), connect::open(&self.address));
        collect(leave, &self.map, identities, &mut connectors)
    }
}

/// What was collected in the form of the golden outputs: by table, the rows, sorted.
fn golden_form(collected: &Collected) -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in &collected.rows {
        let mut values = row.values.clone();
        for (name, value) in &mut values {
            // The peer shows a day as the moment it begins.
            if let ("opened" | "closed", Some(day)) = (name.as_str(), value.as_str()) {
                *value = json!(format!("{day}T00:00:00"));
            }
        }
        tables.entry(row.table.clone()).or_default().push(Value::Object(values));
    }
    tables.iter().map(|(table, rows)| (table.clone(), sorted(rows))).collect()
}

/// Whom the peer was asked about.
const WHO: [&str; 8] = [
    "customer-1",
    "customer-2",
    "customer-3",
    "employee-1",
    "jane",
    "customer-1-alt",
    "admin-account",
    "nobody",
];

/// What the peer gave, in the same form.
fn golden(folder: &Path, name: &str) -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(folder.join(format!("golden/{name}.json"))).unwrap();
    let tables: BTreeMap<String, Vec<Value>> = serde_json::from_str(&text).unwrap();
    let one = |(table, rows): (&String, &Vec<Value>)| {
        (table.split_once(':').unwrap().1.to_owned(), sorted(rows))
    };
    tables.iter().map(one).collect()
}

/// Both sides in one order of rows and of fields.
fn sorted(rows: &[Value]) -> Vec<String> {
    let one = |row: &Value| {
        let fields: BTreeMap<&String, &Value> = row.as_object().unwrap().iter().collect();
        serde_json::to_string(&fields).unwrap()
    };
    let mut rows: Vec<String> = rows.iter().map(one).collect();
    rows.sort();
    rows
}

#[test]
fn a_database_of_the_peer_gives_what_the_peer_found_and_not_less() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let case = Case::new(&folder);
    let leave = leave(&[FIDES]);
    for who in WHO {
        let golden = golden(&folder, &format!("access_acc_all_{who}"));
        let collected = case.collect(&leave, &[email(&format!("{who}@example.com"))]);
        let ours = golden_form(&collected);
        assert_eq!(ours, golden, "{who}");
        assert!(collected.is_whole(), "{who}: {:?}", collected.answers);
        assert!(collected.statements < 30, "{who}: {} statements", collected.statements);
    }
}

#[test]
fn a_request_for_some_kinds_of_data_gives_those_alone() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let case = Case::new(&folder);
    let leave = leave(&[FIDES]);
    let narrowed = |who: &str, categories: &[&str]| {
        let mut collected = case.collect(&leave, &[email(&format!("{who}@example.com"))]);
        let only: Vec<DataCategory> = categories.iter().map(|one| DataCategory::new(one)).collect();
        collected.narrow(&case.map, &only);
        collected
    };
    for who in WHO {
        let golden = golden(&folder, &format!("access_acc_user_{who}"));
        let ours = golden_form(&narrowed(who, &["user"]));
        assert_eq!(ours, golden, "{who}");
    }
    // As the peer's own tests have it, for its first customer.
    let street = "user.contact.address.street";
    for (categories, expected) in [
        (&[street][..], &["address house street", "address house street"][..]),
        (
            &["user.contact"],
            &[
                "address city house state street zip",
                "address city house state street zip",
                "customer email",
                "service_request alt_email",
                "visit email",
            ],
        ),
        (
            &[street, "user.contact.email", "user.contact.address.state"],
            &[
                "address house state street",
                "address house state street",
                "customer email",
                "service_request alt_email",
                "visit email",
            ],
        ),
    ] {
        let collected = narrowed("customer-1", categories);
        let mut found: Vec<String> = (collected.rows.iter())
            .map(|row| {
                let mut names: Vec<&str> = row.values.keys().map(String::as_str).collect();
                names.sort_unstable();
                format!("{} {}", row.table, names.join(" "))
            })
            .collect();
        found.sort();
        assert_eq!(found, expected, "{categories:?}");
    }
}

#[test]
fn where_the_peer_is_wrong_it_is_not_followed() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let case = Case::new(&folder);
    let leave = leave(&[FIDES]);
    // Trap 4: another case of the same address is the same address.
    let as_typed = case.collect(&leave, &[email("Customer-1@Example.com")]);
    let as_held = case.collect(&leave, &[email("customer-1@example.com")]);
    assert_eq!(as_typed.rows, as_held.rows);
    assert!(as_held.rows.len() > 10);
    let nobody = case.collect(&leave, &[email("nobody@example.com")]);
    assert_eq!(nobody.answers, [(FIDES.to_owned(), Answer::NothingHeld)]);
    // Trap 5: what an employee handled for a customer is the customer's.
    let employee = case.collect(&leave, &[email("employee-1@example.com")]);
    let requests = employee.rows.iter().filter(|row| row.table == "service_request");
    let whose: Vec<&Whose> = requests.map(|row| &row.whose).collect();
    assert_eq!(whose.len(), 3);
    assert!(whose.iter().all(|whose| matches!(whose, Whose::Others(_))), "{whose:?}");
    let own = as_held.rows.iter().find(|row| row.table == "service_request").unwrap();
    assert_eq!((own.by.as_slice(), &own.whose), (["email".to_owned()].as_slice(), &Whose::Own));
    // Trap 6: an order that was paid with somebody else's card does not make the card the payer's.
    // The dataset has no place to say whose a card is, so that both wait for a person to look.
    let file = "postgres_example_test_dataset.yml";
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    let at = text.find("          - name: shipping_address_id").unwrap();
    let card = "          - name: payment_card_id\n            data_categories: [system.operations]\n            \
                fides_meta:\n              references:\n                - dataset: \
                postgres_example_test_dataset\n                  field: payment_card.id\n                  \
                direction: to\n";
    let with_card = map(&[(file, &[&text[..at], card, &text[at..]].concat())]).unwrap();
    let case = Case { map: with_card, ..case };
    let paid = case.collect(&leave, &[email("customer-1@example.com")]);
    let cards = paid.rows.iter().filter(|row| row.table == "payment_card");
    let cards: Vec<(&str, bool)> =
        cards.map(|row| (row.values["id"].as_str().unwrap(), row.whose == Whose::Own)).collect();
    assert_eq!(cards, [("pay_aaa-aaa", false), ("pay_bbb-bbb", false)]);
}

#[test]
fn a_source_that_could_not_be_searched_never_holds_nothing() {
    let text = r#"
[source]
id = "doors"
name = "Door entry"
kind = "sqlite"

[[table]]
name = "fob"
key = ["no"]
owner = ["no"]

[table.fields]
no = { category = "not-personal", identity = "payment-reference" }
holder = { category = "name" }
flat = { category = "trade-union-membership" }
"#;
    let map = map(&[("doors.toml", text)]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("doors.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TABLE fob (no TEXT PRIMARY KEY, holder TEXT, flat TEXT);
                        INSERT INTO fob VALUES ('12/34 ', 'Ada Example', '7'), ('9', 'Bo', '8')",
        )
        .unwrap();
    let address = format!("sqlite:{}", path.display());
    let connected = || {
        let mut connectors = Connectors::new();
        connectors.insert("doors".to_owned(), connect::open(&address));
        connectors
    };
    let paid = [Identity::of(&Identifier::parse(Kind::PaymentReference, "1234").unwrap())];
    let answer = |leave: &Leave, identities: &[Identity], connectors: &mut Connectors| {
        let collected = collect(leave, &map, identities, connectors);
        (collected.is_whole(), collected.answers[0].1.clone())
    };
    let given = leave(&["doors"]);
    let found = collect(&given, &map, &paid, &mut connected());
    assert_eq!(found.answers[0].1, Answer::Held(1));
    assert_eq!(found.rows[0].values["holder"], "Ada Example");
    // What the charter never allows is not read, whatever the source holds.
    assert!(!found.rows[0].values.contains_key("flat"));

    let by_email = [email("ada@example.org")];
    let cannot = Answer::CannotSearch(vec!["payment-reference".to_owned()]);
    assert_eq!(answer(&given, &by_email, &mut connected()), (false, cannot));
    // Others have the same name: by that alone nobody is searched for.
    let named = [Identity::of(&Identifier::parse(Kind::Name, "Ada Example").unwrap())];
    assert!(matches!(answer(&given, &named, &mut connected()), (false, Answer::CannotSearch(_))));
    let (whole, not) = answer(&leave(&["other"]), &paid, &mut connected());
    assert_eq!(
        (whole, not),
        (false, Answer::NotSearched("there is no leave to read it".to_owned()))
    );
    let not = answer(&given, &paid, &mut Connectors::new());
    assert!(matches!(not, (false, Answer::NotSearched(_))));
    let mut broken = Connectors::new();
    broken.insert("doors".to_owned(), connect::open("sqlite:/nowhere.db"));
    assert!(matches!(answer(&given, &paid, &mut broken), (false, Answer::Failed(_))));
    // A table that is no longer there fails the source, and is not taken for an empty one.
    rusqlite::Connection::open(&path).unwrap().execute_batch("DROP TABLE fob").unwrap();
    assert!(matches!(answer(&given, &paid, &mut connected()), (false, Answer::Failed(_))));
}

#[test]
fn references_hold_across_types_and_however_codes_were_filled_up() {
    let text = r#"
[source]
id = "old"
name = "An old system"
kind = "postgresql"

[[table]]
name = "member"
key = ["code"]
owner = ["email", "phone"]

[table.fields]
code = { category = "not-personal" }
email = { category = "email", identity = "email" }
phone = { category = "telephone", identity = "phone" }

[[table]]
name = "padded"
owner = ["code"]

[table.fields]
code = { category = "not-personal", refers = [{ to = "member.code", follow = "from" }] }
what = { category = "correspondence" }

[[table]]
name = "listed"
owner = ["code"]

[table.fields]
code = { category = "not-personal", refers = [{ to = "member.code", follow = "from" }] }
what = { category = "correspondence" }

[[table]]
name = "numbered"
owner = ["code"]

[table.fields]
code = { category = "not-personal", refers = [{ to = "member.code", follow = "from" }] }
what = { category = "correspondence" }
"#;
    let map = map(&[("old.toml", text)]).unwrap();
    let cluster = Cluster::start("").unwrap();
    let address = cluster.database("old").unwrap();
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    let rows = "
        CREATE TABLE member (code char(12) PRIMARY KEY, email varchar(80), phone text);
        CREATE TABLE padded (code varchar(20), what text);
        CREATE TABLE listed (code listing, what text);
        CREATE TABLE numbered (code integer, what text);
        INSERT INTO member VALUES
            ('H12', 'Ada <Ada@Example.org>; other@example.org', '01634 960001 / 07700 900123'),
            ('H13', 'nada@example.org', '07700 900124'), ('77', 'bo@example.org', NULL);
        INSERT INTO padded VALUES (rpad('H12', 20, ' '), 'padded'), ('H12', 'plain'), ('H1', 'no');
        INSERT INTO listed VALUES ('H12', 'listed'), ('H13', 'no');
        INSERT INTO numbered VALUES (77, 'seventy-seven'), (12, 'no');";
    let listing = "CREATE TYPE listing AS ENUM ('H12', 'H13');";
    client.batch_execute(&format!("{listing} {rows}")).unwrap();
    let server = mariadb::shared();
    let rows = rows.replace("code listing", "code ENUM('H12', 'H13')");
    for address in [address, server.address(&server.database(&rows))] {
        across_types(&map, &address);
    }
}

fn across_types(map: &Map, address: &str) {
    let given = leave(&["old"]);
    let found = |identity: Identity| {
        let mut connectors = Connectors::new();
        connectors.insert("old".to_owned(), connect::open(address));
        let collected = collect(&given, map, &[identity], &mut connectors);
        assert!(collected.is_whole(), "{:?}", collected.answers);
        let mut what: Vec<String> = (collected.rows.iter())
            .filter_map(|row| Some(row.values.get("what")?.as_str()?.to_owned()))
            .collect();
        what.sort();
        what
    };
    assert_eq!(found(email("ada@example.org")), ["listed", "padded", "plain"]);
    let phone = |text| Identity::of(&Identifier::parse(Kind::Phone, text).unwrap());
    assert_eq!(found(phone("+44 1634 960001")), ["listed", "padded", "plain"]);
    assert_eq!(found(phone("07700 900123")), ["listed", "padded", "plain"]);
    assert_eq!(found(email("bo@example.org")), ["seventy-seven"]);
}

const HOUSE: &str = r#"
[source]
id = "house"
name = "House"
kind = "sqlite"

[[table]]
name = "asb"
owner = ["complainant", "accused"]

[table.fields]
complainant = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
accused = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
summary = { category = "asb-record" }

[[table]]
name = "complaint"
key = ["ref"]
owner = ["person_id"]

[table.fields]
ref = { category = "not-personal" }
handler_id = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
person_id = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
outcome = { category = "complaints-record", codes = { T = "trade-union-membership" } }
doctor = { category = "name", about = "other" }

[[table]]
name = "note"
owner = ["ref"]

[table.fields]
ref = { category = "not-personal", refers = [{ to = "complaint.ref", follow = "from" }] }
text = { category = "correspondence" }

[[table]]
name = "person"
key = ["id"]
owner = ["id"]

[table.fields]
id = { category = "not-personal" }
email = { category = "email", identity = "email" }
phone = { category = "telephone", identity = "phone" }

[[table]]
name = "tenancy"
key = ["ref"]
owner = ["person_id"]

[table.fields]
ref = { category = "not-personal" }
email = { category = "email", identity = "email" }
person_id = { category = "not-personal", refers = [{ to = "person.id" }] }
"#;

const HOUSE_ROWS: &str = "
    CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT, phone BIGINT);
    CREATE TABLE tenancy (ref VARCHAR(9) PRIMARY KEY, email TEXT, person_id INTEGER);
    CREATE TABLE complaint (ref VARCHAR(9) PRIMARY KEY, person_id INTEGER, handler_id INTEGER,
        outcome TEXT, doctor TEXT);
    CREATE TABLE note (ref TEXT, text TEXT);
    CREATE TABLE asb (complainant INTEGER, accused INTEGER, summary TEXT);
    INSERT INTO person VALUES (1, 'ada@example.org', 441634960001), (2, 'bo@example.org', 441634960001);
    INSERT INTO tenancy VALUES ('T1', NULL, 1), ('T2', 'bo@example.org', 2);
    INSERT INTO complaint VALUES ('C1', 1, 1, 'T', 'Dr Who'), ('C2', 2, 1, 'U', NULL);
    INSERT INTO note VALUES ('C1', 'of Ada'), ('C2', 'of Bo');
    INSERT INTO asb VALUES (1, 2, 'of two'), (1, NULL, 'of one');";

/// The house as a SQLite file in a folder.
fn sqlite_house(folder: &Path) -> String {
    let path = folder.join("house.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(HOUSE_ROWS).unwrap();
    format!("sqlite:{}", path.display())
}

/// What is collected from the house by these identities: each row's table, whose it is, and a field.
fn of_the_house(address: &str, identities: &[Identity]) -> (Collected, Vec<String>) {
    let map = map(&[("house.toml", HOUSE)]).unwrap();
    let mut connectors = Connectors::new();
    connectors.insert("house".to_owned(), connect::open(address));
    let collected = collect(&leave(&["house"]), &map, identities, &mut connectors);
    let told = (collected.rows.iter())
        .map(|row| {
            let whose = match &row.whose {
                Whose::Own => "own",
                Whose::Others(_) => "others",
                Whose::BehindWall => "behind a wall",
                Whose::Unsettled => "unsettled",
            };
            let say = ["text", "summary", "ref", "email"].iter().find_map(|f| row.values.get(*f));
            format!("{} {whose} {}", row.table, say.and_then(Value::as_str).unwrap_or_default())
        })
        .collect();
    (collected, told)
}

#[test]
fn nothing_of_somebody_else_is_taken_for_the_persons_own() {
    let folder = tempfile::tempdir().unwrap();
    nothing_of_somebody_else(&sqlite_house(folder.path()));
    let server = mariadb::shared();
    nothing_of_somebody_else(&server.address(&server.database(HOUSE_ROWS)));
}

fn nothing_of_somebody_else(address: &str) {
    let of_the_house = |identities: &[Identity]| of_the_house(address, identities);
    let phone = Identity::of(&Identifier::parse(Kind::Phone, "01634 960001").unwrap());
    // Ada handled Bo's complaint: it is his, and nothing is followed from it. What she complained of
    // about him is about both. Her tenancy has no email and is found all the same.
    let (ada, told) = of_the_house(&[email("ada@example.org")]);
    let expected = [
        "asb unsettled of two",
        "asb own of one",
        "complaint own C1",
        "complaint others C2",
        "note own of Ada",
        "person own ada@example.org",
        "tenancy own T1",
    ];
    assert_eq!(told, expected);
    // They share a phone, and his email is known not to be hers: what hangs on that is not settled.
    let (_, told) = of_the_house(&[email("ada@example.org"), phone]);
    let mut own: Vec<&str> = told.iter().map(String::as_str).collect();
    own.retain(|one| one.contains(" own "));
    assert_eq!(
        own,
        [
            "asb own of one",
            "complaint own C1",
            "note own of Ada",
            "person own ada@example.org",
            "tenancy own T1"
        ]
    );
    assert!(told.contains(&"person unsettled bo@example.org".to_owned()), "{told:?}");
    let mine = ada.rows.iter().find(|row| row.table == "complaint" && row.whose == Whose::Own);
    let mine = mine.unwrap();
    // What a code says is looked at, and whom a field is about.
    assert!(!mine.values.contains_key("outcome"), "{:?}", mine.values);
    assert_eq!(mine.about_others, ["doctor"]);
    assert_eq!(mine.by, ["handler_id", "person_id"]);

    let (_, told) = of_the_house(&[email("bo@example.org")]);
    assert!(told.contains(&"person own bo@example.org".to_owned()), "{told:?}");
    assert!(told.iter().all(|one| !one.contains("ada@") && !one.contains("of Ada")), "{told:?}");
}

#[test]
fn a_table_nobody_could_search_is_not_passed_over() {
    let text = HOUSE.to_owned()
        + r#"
[[table]]
name = "payer"
key = ["no"]
owner = ["no"]

[table.fields]
no = { category = "rent-account", identity = "payment-reference" }
"#;
    let map = map(&[("house.toml", &text)]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut connectors = Connectors::new();
    connectors.insert("house".to_owned(), connect::open(&sqlite_house(folder.path())));
    let given = leave(&["house"]);
    for (who, rows) in [("ada@example.org", 6), ("nobody@example.org", 0)] {
        let collected = collect(&given, &map, &[email(who)], &mut connectors);
        let (_, answer) = &collected.answers[0];
        let Answer::Partly(held, missed) = answer else { panic!("{answer:?}") };
        assert_eq!((*held >= rows, missed.as_slice()), (true, ["payer".to_owned()].as_slice()));
        assert!(!collected.is_whole());
    }
}
