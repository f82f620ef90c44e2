//! What would hurt somebody: another person's data taken, or "complete" said when it is not.

use std::collections::BTreeMap;

use db::cluster::Cluster;
use sources::change::{CannotBegin, Change, Plan, Report, carry_out, left_over, look_again};
use sources::{DataCategory, Map, connect};

use crate::map;
use crate::office::{Office, Readers, email, write_to};

const HEAD: &str = "[source]\nid = \"h\"\nname = \"H\"\nkind = \"KIND\"\nwrites = \"direct\"\n";

const PERSON: &str = r#"
[[table]]
name = "person"
key = ["id"]
owner = ["id"]
[table.fields]
id = { category = "not-personal" }
surname = { category = "name", erase = "replace", with = "erased" }
email = { category = "email", identity = "email" }
"#;
const PERSONS: &str = "CREATE TABLE person (id INTEGER PRIMARY KEY, surname TEXT, email TEXT);
    INSERT INTO person VALUES (1,'Adams','ada@example.org'),(2,'Bell','bo@example.org'),(3,'Clay',NULL);";

/// Something of a person's, with fields of its own.
fn of_person(table: &str, key: &str, fields: &str) -> String {
    format!(
        "[[table]]\nname = \"{table}\"\nkey = [\"{key}\"]\nowner = [\"person_id\"]\n[table.fields]\n\
         {key} = {{ category = \"not-personal\" }}\n\
         person_id = {{ category = \"not-personal\", refers = [{{ to = \"person.id\", follow = \"from\" }}] }}\n\
         {fields}\n"
    )
}

fn household() -> String {
    let member = "ref = { category = \"not-personal\", refers = [{ to = \"household.ref\" }] }";
    format!(
        "[[table]]\nname = \"household\"\nkey = [\"ref\"]\n[table.fields]\n\
         ref = {{ category = \"not-personal\" }}\nsavings = {{ category = \"rent-account\" }}\n{}",
        of_person("member", "no", member)
    )
}

struct Lab {
    office: Office,
    map: Map,
    address: String,
    _folder: tempfile::TempDir,
    _cluster: Option<Cluster>,
}

fn erase(categories: &[&str]) -> Change {
    let categories = categories.iter().map(|one| DataCategory::new(one)).collect();
    Change::Erase { categories, anonymise: false }
}

fn correct(category: &str, from: &str, to: &str) -> Change {
    let (from, to) = (from.to_owned(), to.to_owned());
    Change::Correct { category: DataCategory::new(category), from, to }
}

impl Lab {
    fn new(engine: &str, sql: &str, tables: &str) -> Lab {
        let folder = tempfile::tempdir().unwrap();
        let cluster = (engine == "postgresql").then(|| Cluster::start("").unwrap());
        let address = match &cluster {
            Some(cluster) => cluster.database("h").unwrap(),
            None => format!("sqlite:{}", folder.path().join("h.db").display()),
        };
        let map = map(&[("h.toml", &(HEAD.replace("KIND", engine) + tables))]).unwrap();
        let lab =
            Lab { office: Office::new(&["h"]), map, address, _folder: folder, _cluster: cluster };
        lab.run(sql);
        lab
    }

    fn run(&self, sql: &str) {
        match self.address.strip_prefix("sqlite:") {
            Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            None => postgres::Client::connect(&self.address, postgres::NoTls)
                .unwrap()
                .batch_execute(sql)
                .unwrap(),
        }
    }

    /// The first column of every row, as text.
    fn all(&self, sql: &str) -> Vec<String> {
        match self.address.strip_prefix("sqlite:") {
            Some(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut statement = connection.prepare(sql).unwrap();
                let rows = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
                rows.map(|row| row.unwrap().unwrap_or_else(|| "-".to_owned())).collect()
            }
            None => {
                let mut client = postgres::Client::connect(&self.address, postgres::NoTls).unwrap();
                let rows = client.query(sql, &[]).unwrap();
                rows.iter()
                    .map(|row| row.get::<_, Option<String>>(0).unwrap_or_else(|| "-".to_owned()))
                    .collect()
            }
        }
    }

    fn readers(&self) -> Readers {
        BTreeMap::from([("h".to_owned(), connect::open(&self.address))])
    }

    fn plan(&self, change: &Change) -> Plan {
        let who = [email("ada@example.org")];
        self.office.plan(&self.map, change.clone(), &who, &mut self.readers())
    }

    /// As the office does it: planned again, carried out, and looked for once more.
    fn go(&self, plan: &Plan) -> Result<Report, CannotBegin> {
        let again = self.plan(&plan.change);
        let changing = self.office.begin(plan);
        let mut writers = BTreeMap::from([("h".to_owned(), write_to(&self.address))]);
        let done = carry_out(&changing, plan, Some(&again), &mut writers, &mut self.readers());
        done.map(|mut report| {
            report.open.extend(left_over(plan, &self.plan(&plan.change)));
            report
        })
    }
}

struct Case<'a> {
    what: &'a str,
    engines: &'a [&'a str],
    sql: String,
    tables: String,
    change: Change,
    /// What happens between the plan and its carrying out.
    between: &'a str,
    /// What must stand there afterwards.
    look: &'a str,
    expected: &'a [&'a str],
    complete: bool,
}

const LITE: &[&str] = &["sqlite"];
const BOTH: &[&str] = &["sqlite", "postgresql"];

fn check(case: &Case<'_>) {
    for engine in case.engines {
        let what = format!("{} ({engine})", case.what);
        let lab = Lab::new(engine, &case.sql, &case.tables);
        let plan = lab.plan(&case.change);
        lab.run(case.between);
        let came = lab.go(&plan);
        assert_eq!(lab.all(case.look), case.expected, "{what}: {came:?}");
        let complete = came.as_ref().is_ok_and(Report::is_complete);
        assert_eq!(complete, case.complete, "{what}: {came:?}");
    }
}

#[test]
fn nothing_of_anybody_else_is_taken() {
    let contact = |kind: &str| {
        format!(
            "{PERSONS} CREATE TABLE contact (cid INTEGER PRIMARY KEY, person_id {kind}, phone TEXT);
             INSERT INTO contact VALUES (10,1,'a'),(11,2,'b'),(12,3,'c')"
        )
    };
    let phone =
        PERSON.to_owned() + &of_person("contact", "cid", "phone = { category = \"telephone\" }");
    for kind in ["NUMERIC(10)", "", "REAL", "DECIMAL", "TEXT"] {
        check(&Case {
            what: kind,
            engines: LITE,
            sql: contact(kind),
            tables: phone.clone(),
            change: erase(&["telephone"]),
            between: "",
            look: "SELECT phone FROM contact ORDER BY cid",
            expected: &["-", "b", "c"],
            complete: true,
        });
    }
    let thread = r#"
[[table]]
name = "thread"
key = ["org", "no"]
owner = ["person_id"]
[table.fields]
org = { category = "not-personal" }
no = { category = "not-personal" }
person_id = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
subject = { category = "correspondence", erase = "delete-row" }
"#;
    check(&Case {
        what: "a foreign key of two columns that takes rows along",
        engines: BOTH,
        sql: format!(
            "{PERSONS} CREATE TABLE thread (org INTEGER, no INTEGER, person_id INTEGER, subject TEXT,
                 PRIMARY KEY (org, no));
             CREATE TABLE message (mid INTEGER PRIMARY KEY, org INTEGER, no INTEGER, body TEXT,
                 FOREIGN KEY (org, no) REFERENCES thread (org, no) ON DELETE CASCADE);
             INSERT INTO thread VALUES (1, 5, 1, 'the leak');
             INSERT INTO message VALUES (1, 1, 5, 'Bo answers Ada')"
        ),
        tables: format!("{PERSON}{thread}"),
        change: erase(&["correspondence"]),
        between: "",
        look: "SELECT body FROM message",
        expected: &["Bo answers Ada"],
        complete: false,
    });
    let goes = "phone = { category = \"telephone\", erase = \"delete-row\" }\n\
                relative = { category = \"name\", about = \"other\" }";
    let goes = PERSON.to_owned() + &of_person("contact", "cid", goes);
    let letters = |contact: &str, refers: &str| {
        format!(
            "{PERSONS} CREATE TABLE {contact} (cid INTEGER PRIMARY KEY, person_id INTEGER, phone TEXT,
                 relative TEXT);
             CREATE TABLE letter (lid INTEGER PRIMARY KEY, body TEXT,
                 cid INTEGER REFERENCES {refers} (cid) ON DELETE CASCADE);
             INSERT INTO contact VALUES (10,1,'a',NULL);"
        )
    };
    for (contact, refers) in
        [("contact", "CONTACT"), ("Contact", "Contact"), ("contact", "contact")]
    {
        check(&Case {
            what: "letters, whatever the case of names",
            engines: LITE,
            sql: letters(contact, refers) + "INSERT INTO letter VALUES (1, 'of Bo', 10)",
            tables: goes.clone(),
            change: erase(&["telephone"]),
            between: "",
            look: "SELECT body FROM letter",
            expected: &["of Bo"],
            complete: false,
        });
    }
    let joint = r#"
[[table]]
name = "tenancy"
key = ["ref"]
owner = ["main_id"]
[table.fields]
ref = { category = "not-personal" }
main_id = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
balance = { category = "rent-account", erase = "delete-row" }
"#
    .to_owned()
        + &of_person(
            "joint",
            "no",
            "ref = { category = \"not-personal\", refers = [{ to = \"tenancy.ref\" }] }",
        );
    check(&Case {
        what: "a joint tenancy without a foreign key",
        engines: BOTH,
        sql: format!(
            "{PERSONS} CREATE TABLE tenancy (ref VARCHAR(9) PRIMARY KEY, main_id INTEGER, balance TEXT);
             INSERT INTO tenancy VALUES ('T1',1,'owes 12');
             CREATE TABLE joint (no INTEGER PRIMARY KEY, ref VARCHAR(9), person_id INTEGER);
             INSERT INTO joint VALUES (1,'T1',1),(2,'T1',2)"
        ),
        tables: format!("{PERSON}{joint}"),
        change: erase(&["rent-account"]),
        between: "",
        look: "SELECT balance FROM tenancy",
        expected: &["owes 12"],
        complete: false,
    });
    let houses = "CREATE TABLE household (ref VARCHAR(6) PRIMARY KEY, savings TEXT);
                  INSERT INTO household VALUES ('H1','12 pounds');";
    check(&Case {
        what: "a lodger in a table the map does not have",
        engines: BOTH,
        sql: format!(
            "{PERSONS} {houses}
             CREATE TABLE member (no INTEGER PRIMARY KEY, ref VARCHAR(6) NOT NULL, person_id INTEGER);
             INSERT INTO member VALUES (1,'H1',1);
             CREATE TABLE lodger (no INTEGER PRIMARY KEY, ref VARCHAR(6) REFERENCES household (ref));
             INSERT INTO lodger VALUES (1,'H1')"
        ),
        tables: PERSON.to_owned() + &household(),
        change: erase(&["rent-account"]),
        between: "",
        look: "SELECT savings FROM household",
        expected: &["12 pounds"],
        complete: false,
    });
    let domain = "CREATE DOMAIN code AS varchar(6);";
    check(&Case {
        what: "somebody else's reference is of another type, and filled up",
        engines: &["postgresql"],
        sql: format!(
            "{domain} {PERSONS} {houses}
             CREATE TABLE member (no INTEGER PRIMARY KEY, ref code, person_id INTEGER);
             INSERT INTO member VALUES (1,'H1',1),(2,'H1    ',2)"
        ),
        tables: PERSON.to_owned() + &household(),
        change: erase(&["rent-account"]),
        between: "",
        look: "SELECT savings FROM household",
        expected: &["12 pounds"],
        // The tie is cut, and the household is the other's.
        complete: true,
    });
    let partner =
        "partner_id = { category = \"not-personal\", refers = [{ to = \"person.id\" }] }\n";
    check(&Case {
        what: "a partner is not the person",
        engines: BOTH,
        sql: "CREATE TABLE person (id INTEGER PRIMARY KEY, surname TEXT, email TEXT, partner_id INTEGER);
              INSERT INTO person VALUES (1,'Adams','ada@example.org',2),(2,'Bell',NULL,1)"
            .to_owned(),
        tables: format!("{PERSON}{partner}"),
        change: erase(&[]),
        between: "",
        look: "SELECT surname FROM person ORDER BY id",
        expected: &["erased", "Bell"],
        complete: false,
    });
    check(&Case {
        what: "two numbers in one field",
        engines: LITE,
        sql: "CREATE TABLE person (id INTEGER PRIMARY KEY, surname TEXT, email TEXT);
              INSERT INTO person VALUES (1,'daughter Cy 07700 900123, own 01634 960001','ada@example.org')"
            .to_owned(),
        tables: PERSON.replace("category = \"name\"", "category = \"telephone\""),
        change: correct("telephone", "01634 960001", "01634 960009"),
        between: "",
        look: "SELECT surname FROM person",
        expected: &["daughter Cy 07700 900123, own 01634 960001"],
        complete: false,
    });
    // What happens between the plan and its carrying out stops it.
    for (what, between, look, expected) in [
        ("another's", "UPDATE contact SET person_id = 2", "SELECT phone FROM contact", &["a"][..]),
        (
            "a relative",
            "UPDATE contact SET relative = 'Di'",
            "SELECT relative FROM contact",
            &["Di"],
        ),
        (
            "a letter",
            "INSERT INTO letter VALUES (1, 'of Bo', 10)",
            "SELECT body FROM letter",
            &["of Bo"],
        ),
    ] {
        check(&Case {
            what,
            engines: LITE,
            sql: letters("contact", "contact"),
            tables: goes.clone(),
            change: erase(&["telephone"]),
            between,
            look,
            expected,
            complete: false,
        });
    }
}

#[test]
fn nothing_is_complete_that_is_not() {
    let keyless = r#"
[[table]]
name = "news"
owner = ["email"]
[table.fields]
name = { category = "name" }
email = { category = "email", identity = "email", erase = "delete-row" }
note = { category = "correspondence" }
"#;
    check(&Case {
        what: "a row without a key that changed",
        engines: BOTH,
        sql: "CREATE TABLE news (name TEXT, email TEXT, note TEXT);
              INSERT INTO news VALUES ('Ada','ada@example.org','x')"
            .to_owned(),
        tables: keyless.to_owned(),
        change: erase(&[]),
        between: "UPDATE news SET note = 'rang again'",
        look: "SELECT note FROM news",
        expected: &["rang again"],
        complete: false,
    });
    check(&Case {
        what: "a key of bytes",
        engines: LITE,
        sql: "CREATE TABLE person (id BLOB PRIMARY KEY, email TEXT);
              INSERT INTO person VALUES (x'00112233','ada@example.org')"
            .to_owned(),
        tables:
            "[[table]]\nname = \"person\"\nkey = [\"id\"]\nowner = [\"email\"]\n[table.fields]\n\
                 id = { category = \"not-personal\" }\n\
                 email = { category = \"email\", identity = \"email\", erase = \"delete-row\" }\n"
                .to_owned(),
        change: erase(&[]),
        between: "",
        look: "SELECT email FROM person",
        expected: &[],
        complete: true,
    });
    check(&Case {
        what: "numbers of many digits",
        engines: &["postgresql"],
        sql: "CREATE TABLE news (name numeric(25), email text, note double precision);
              INSERT INTO news VALUES (1234567890123456789012345,'ada@example.org',51.000000864197524)"
            .to_owned(),
        tables: keyless.to_owned(),
        change: erase(&[]),
        between: "",
        look: "SELECT email FROM news",
        expected: &[],
        complete: true,
    });
    let audit = r#"
[[table]]
name = "person_audit"
key = ["no"]
owner = ["id"]
copy_of = "person"
[table.fields]
no = { category = "not-personal" }
id = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
email = { category = "email", identity = "email" }
"#;
    let audited = format!(
        "{PERSONS} CREATE TABLE person_audit (no INTEGER PRIMARY KEY, id INTEGER, email TEXT);"
    );
    check(&Case {
        what: "a trigger that keeps what is taken out",
        engines: LITE,
        sql: audited.clone()
            + "CREATE TRIGGER a AFTER UPDATE ON person
               BEGIN INSERT INTO person_audit (id, email) VALUES (OLD.id, OLD.email); END",
        tables: format!("{PERSON}{audit}"),
        change: erase(&["email"]),
        between: "",
        look: "SELECT email FROM person_audit",
        expected: &["ada@example.org"],
        complete: false,
    });
    check(&Case {
        what: "a row that came after the plan",
        engines: LITE,
        sql: audited,
        tables: format!("{PERSON}{audit}"),
        change: erase(&["email"]),
        between: "INSERT INTO person_audit (id, email) VALUES (1, 'ada@example.org')",
        look: "SELECT email FROM person_audit",
        expected: &["ada@example.org"],
        complete: false,
    });
    let copy = PERSON.to_owned() + &of_person("bkup", "no", "surname = { category = \"name\" }");
    let copied = format!(
        "{PERSONS} CREATE TABLE bkup (no INTEGER PRIMARY KEY, person_id INTEGER, surname TEXT);
         INSERT INTO bkup VALUES (1,1,'ADAMS')"
    );
    let names = "SELECT surname FROM person WHERE id = 1 UNION ALL SELECT surname FROM bkup";
    for (what, from, expected, complete) in [
        ("in capitals", "Adams", &["Adamson", "Adamson"], true),
        ("mistyped", "Adasm", &["Adams", "ADAMS"], false),
    ] {
        check(&Case {
            what,
            engines: LITE,
            sql: copied.clone(),
            tables: copy.clone(),
            change: correct("name", from, "Adamson"),
            between: "",
            look: names,
            expected,
            complete,
        });
    }
    let flag = "flag = { category = \"correspondence\", codes = { D = \"telephone\" } }";
    check(&Case {
        what: "what a code says",
        engines: LITE,
        sql: format!(
            "{PERSONS} CREATE TABLE visit (no INTEGER PRIMARY KEY, person_id INTEGER, flag TEXT);
             INSERT INTO visit VALUES (1,1,'D')"
        ),
        tables: PERSON.to_owned() + &of_person("visit", "no", flag),
        change: erase(&["telephone"]),
        between: "",
        look: "SELECT flag FROM visit",
        expected: &["-"],
        complete: true,
    });
    let kept = "phone = { category = \"telephone\", erase = \"delete-row\" }\n\
                threat = { category = \"correspondence\", erase = \"keep\", because = \"a court may ask\" }";
    check(&Case {
        what: "a kept field goes with no row",
        engines: LITE,
        sql: format!(
            "{PERSONS} CREATE TABLE contact (cid INTEGER PRIMARY KEY, person_id INTEGER, phone TEXT,
                 threat TEXT);
             INSERT INTO contact VALUES (10,1,'a','threatened staff')"
        ),
        tables: PERSON.to_owned() + &of_person("contact", "cid", kept),
        change: erase(&["telephone"]),
        between: "",
        look: "SELECT threat FROM contact",
        expected: &["threatened staff"],
        complete: false,
    });
    check(&Case {
        what: "a type that cuts what is too long",
        engines: &["postgresql"],
        sql: "CREATE DOMAIN short AS varchar(8);
              CREATE TABLE person (id integer PRIMARY KEY, surname short, email text);
              INSERT INTO person VALUES (1,'Adams','ada@example.org')"
            .to_owned(),
        tables: PERSON.to_owned(),
        change: correct("name", "Adams", "Adamson-Wright"),
        between: "",
        look: "SELECT surname::text FROM person",
        expected: &["Adams"],
        complete: false,
    });
    let asb = r#"
[[table]]
name = "asb"
key = ["no"]
owner = ["complainant"]
[table.fields]
no = { category = "not-personal" }
complainant = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
accused = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
police_ref = { category = "correspondence", about = "accused" }
"#;
    check(&Case {
        what: "what is about them in somebody else's row",
        engines: LITE,
        sql: format!(
            "{PERSONS} CREATE TABLE asb (no INTEGER PRIMARY KEY, complainant INTEGER, accused INTEGER,
                 police_ref TEXT);
             INSERT INTO asb VALUES (1, 2, 1, 'CAD 77')"
        ),
        tables: format!("{PERSON}{asb}"),
        change: erase(&[]),
        between: "",
        look: "SELECT police_ref FROM asb",
        expected: &["CAD 77"],
        complete: false,
    });
}

#[test]
fn a_work_order_that_was_done_otherwise_is_not_done() {
    let news = r#"
[[table]]
name = "news"
owner = ["email"]
[table.fields]
id = { category = "not-personal" }
name = { category = "name" }
email = { category = "email", identity = "email" }
"#;
    let sql = "CREATE TABLE news (id INTEGER, name TEXT, email TEXT);
               INSERT INTO news VALUES (1,NULL,NULL),(1,'Ada Adams','Ada@Example.org')";
    let lab = Lab::new("sqlite", sql, news);
    let mut plan = lab.plan(&erase(&[]));
    plan.sources[0].direct = false;
    for (done, complete) in [
        ("UPDATE news SET email = lower(email)", false),
        ("UPDATE news SET email = NULL", false),
        ("UPDATE news SET name = NULL", true),
    ] {
        lab.run(done);
        let report = look_again(&plan, &BTreeMap::new(), &mut lab.readers()).unwrap();
        assert_eq!(report.is_complete(), complete, "{done}: {report:?}");
        // Half of it is no failure: it waits.
        assert!(report.counts().keys().all(|how| !how.contains("failed")), "{done}: {report:?}");
    }
    // Another database, where there is nothing, proves nothing.
    plan.places.insert("h".to_owned(), connect::place_of("sqlite:one.db"));
    let there = BTreeMap::from([("h".to_owned(), connect::place_of("sqlite:two.db"))]);
    let refused = look_again(&plan, &there, &mut lab.readers());
    assert_eq!(refused, Err(CannotBegin::OtherPlace("h".to_owned())));
}

#[test]
fn a_plan_that_was_edited_is_not_carried_out() {
    let lab = Lab::new("sqlite", PERSONS, PERSON);
    let mut plan = lab.plan(&correct("name", "Adams", "Adamson"));
    let step = &mut plan.sources[0].steps[0];
    step.key.insert("id".to_owned(), 2.into());
    step.fields[0].was = "Bell".into();
    let refused = lab.go(&plan);
    assert_eq!(refused, Err(CannotBegin::NotAsPlanned));
    assert_eq!(lab.all("SELECT surname FROM person ORDER BY id"), ["Adams", "Bell", "Clay"]);
    let shown = format!("{plan:?} {:?}", plan.change);
    assert!(!shown.contains("Adams") && !shown.contains("Bell"), "{shown}");
}
