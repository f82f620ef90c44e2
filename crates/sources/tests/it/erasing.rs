//! Erasing in a real PostgreSQL: the peer's own cases, and where it went wrong.

use std::collections::BTreeMap;
use std::path::PathBuf;

use db::cluster::Cluster;
use serde_json::Value;
use sources::change::{
    CannotBegin, Change, Does, Ended, Plan, Report, carry_out, diff, look_again,
};
use sources::{DataCategory, Map, connect};

use crate::office::{Office, Readers, Writers, email, write_to};
use crate::{fixtures, map};

const FIDES: &str = "postgres-example-test-dataset";

struct Case {
    office: Office,
    cluster: Cluster,
    map: Map,
    databases: u32,
    address: String,
    folder: PathBuf,
}

fn erase(categories: &[&str]) -> Change {
    let categories = categories.iter().map(|one| DataCategory::new(one)).collect();
    Change::Erase { categories, anonymise: false }
}

impl Case {
    fn new(folder: PathBuf) -> Case {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let file = "postgres_example_test_dataset.yml";
        let map = map(&[(file, &read(file))]).unwrap();
        let cluster = Cluster::start("").unwrap();
        let mut case = Case {
            office: Office::new(&[FIDES]),
            cluster,
            map,
            databases: 0,
            address: String::new(),
            folder,
        };
        case.fresh();
        case
    }

    /// The peer's database as it was at first.
    fn fresh(&mut self) {
        self.databases += 1;
        self.address = self.cluster.database(&format!("fides{}", self.databases)).unwrap();
        let sql = std::fs::read_to_string(self.folder.join("postgres_example.sql")).unwrap();
        self.run(&sql);
    }

    fn run(&self, sql: &str) {
        let mut client = postgres::Client::connect(&self.address, postgres::NoTls).unwrap();
        client.batch_execute(sql).unwrap();
    }

    fn plan(&self, who: &str, change: Change) -> Plan {
        let mut readers = self.readers();
        let identities = [email(&format!("{who}@example.com"))];
        self.office.plan(&self.map, change, &identities, &mut readers)
    }

    fn readers(&self) -> Readers {
        BTreeMap::from([(FIDES.to_owned(), connect::open(&self.address))])
    }

    fn writers(&self) -> Writers {
        BTreeMap::from([(FIDES.to_owned(), write_to(&self.address))])
    }

    fn carry_out(&self, plan: &Plan) -> Result<Report, CannotBegin> {
        let changing = self.office.begin(plan);
        carry_out(&changing, plan, Some(plan), &mut self.writers(), &mut self.readers())
    }

    /// Every row as an `INSERT`, sorted: the form of the golden outputs.
    fn dump(&self) -> Vec<String> {
        let mut client = postgres::Client::connect(&self.address, postgres::NoTls).unwrap();
        let sql = "SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'r'
                   AND c.relnamespace = 'public'::regnamespace";
        let mut lines = Vec::new();
        for table in client.query(sql, &[]).unwrap() {
            let table: String = table.get(0);
            let sql = format!("SELECT row_to_json(t)::text FROM public.{table} t");
            for row in client.query(&sql, &[]).unwrap() {
                let row: serde_json::Map<String, Value> = serde_json::from_str(row.get(0)).unwrap();
                lines.push(format!("INSERT INTO public.{table} VALUES ({});", values(&row)));
            }
        }
        lines.sort();
        lines
    }
}

fn values(row: &serde_json::Map<String, Value>) -> String {
    let one = |value: &Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => {
            // A moment, as PostgreSQL writes it.
            let day = text.len() == 19 && text.as_bytes()[10] == b'T';
            format!("'{}'", if day { text.replace('T', " ") } else { text.clone() })
        }
        other => other.to_string(),
    };
    row.values().map(one).collect::<Vec<_>>().join(", ")
}

/// What is gone and what is new, as in the golden outputs.
fn difference(before: &[String], after: &[String]) -> (Vec<String>, Vec<String>) {
    let gone = before.iter().filter(|line| !after.contains(line)).cloned().collect();
    let new = after.iter().filter(|line| !before.contains(line)).cloned().collect();
    (gone, new)
}

fn golden(case: &Case, name: &str) -> (Vec<String>, Vec<String>) {
    let text = std::fs::read_to_string(case.folder.join(format!("golden/{name}.txt"))).unwrap();
    let side = |mark: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix(mark));
        lines.map(str::to_owned).collect()
    };
    (side("< "), side("> "))
}

#[test]
fn what_the_peer_erases_rightly_is_erased_and_nothing_else() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let mut case = Case::new(folder);
    for (who, category, golden_name, fields) in [
        ("customer-1", "user.name", "erasure_er_name_customer-1", 1),
        // A field's own replacement goes before what was asked for.
        ("employee-1", "user.name", "erasure_er_name_employee-1", 1),
        ("customer-1", "user.financial", "erasure_er_fin_customer-1", 3),
    ] {
        case.fresh();
        let before = case.dump();
        let plan = case.plan(who, erase(&[category]));
        let report = case.carry_out(&plan).unwrap();
        assert!(report.is_complete(), "{who} {category}: {report:?}");
        assert_eq!(report.ends.len(), fields, "{who} {category}: {report:?}");
        assert_eq!(difference(&before, &case.dump()), golden(&case, golden_name), "{category}");
    }
}

#[test]
fn where_the_peer_destroys_or_forgets_nothing_is_written_or_it_is_said() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let mut case = Case::new(folder);
    // Traps 1 and 2: one field of the key stands in the way, so nothing at all is done.
    for who in ["customer-1", "customer-2"] {
        let before = case.dump();
        let plan = case.plan(who, erase(&["user.contact"]));
        let in_the_way: Vec<String> = plan
            .cannot()
            .map(|(_, step, field, _)| format!("{}.{}", step.table, field.field))
            .collect();
        assert_eq!(in_the_way, ["visit.email"], "{who}");
        let refused = case.carry_out(&plan);
        assert!(matches!(refused, Err(CannotBegin::InTheWay(..))), "{refused:?}");
        assert_eq!(case.dump(), before, "{who}");
        assert!(diff(&plan).contains("In the way, so that nothing at all is done"));
    }
    // Trap 1: both addresses are others' too. They stay, and what led there leads there no more.
    let plan = case.plan("customer-1", erase(&["user.contact.address"]));
    let before = case.dump();
    let report = case.carry_out(&plan).unwrap();
    let (gone, new) = difference(&before, &case.dump());
    assert!(gone.iter().chain(&new).all(|line| !line.contains("public.address")), "{new:?}");
    assert!(
        new.contains(
            &"INSERT INTO public.customer VALUES (1, 'customer-1@example.com', 'John Customer', \
          '2020-04-01 11:47:42', NULL);"
                .to_owned()
        )
    );
    assert!(new.iter().all(|line| !line.contains("customer-2")), "{new:?}");
    // Trap 3: every field that was asked for is accounted for.
    let streets = report.ends.iter().filter(|end| end.table == "address");
    let kept: Vec<&Ended> = streets.map(|end| &end.ended).collect();
    assert_eq!(kept.len(), 10);
    assert!(kept.iter().all(|one| matches!(one, Ended::Kept(why) if why.contains("no more"))));
    assert!(report.ends.iter().any(|end| end.ended == Ended::Detached));
    assert!(report.is_complete());

    // An encrypting mask is anonymising: the address and its use are told apart from others no more.
    case.fresh();
    let before = case.dump();
    let categories = vec![DataCategory::new("user.contact.email")];
    let plan = case.plan("customer-2", Change::Erase { categories, anonymise: true });
    let report = case.carry_out(&plan).unwrap();
    assert!(report.is_complete(), "{report:?}");
    let (gone, new) = difference(&before, &case.dump());
    let (golden_gone, golden_new) = golden(&case, "erasure_er_aes_customer-2");
    assert_eq!(gone, golden_gone);
    assert_eq!(new.len(), golden_new.len());
    assert!(new.iter().all(|line| !line.contains("customer-2@")), "{new:?}");
    assert!(new.iter().any(|line| line.contains("'Jill Customer'")), "{new:?}");
}

#[test]
fn all_of_somebodys_contact_is_masked_and_nobody_elses() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let case = Case::new(folder);
    let categories = vec![DataCategory::new("user.contact")];
    let before = case.dump();
    let plan = case.plan("customer-2", Change::Erase { categories, anonymise: true });
    let report = case.carry_out(&plan).unwrap();
    assert!(report.is_complete(), "{report:?}");
    let (gone, new) = difference(&before, &case.dump());
    // Their email, where it stands, and what ties them to homes that are others' too.
    let customer: Vec<&String> =
        new.iter().filter(|line| line.contains("public.customer")).collect();
    assert_eq!(customer.len(), 1, "{new:?}");
    assert!(customer[0].contains("'Jill Customer'") && customer[0].ends_with("NULL);"), "{new:?}");
    assert!(new.iter().all(|line| !line.contains("customer-2@")), "{new:?}");
    let others = |line: &String| {
        line.contains("public.address") || line.contains("customer-1@") || line.contains("jane@")
    };
    assert!(!gone.iter().any(others), "{gone:?}");
}

#[test]
fn what_the_catalogue_forbids_is_known_beforehand() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let case = Case::new(folder);
    // Trap 7: too long for the column. And a value that may stand only once.
    let text = |with: &str| {
        format!(
            r#"
[source]
id = "loyal"
name = "Loyalty"
kind = "postgresql"
writes = "direct"

[[table]]
name = "customer"
key = ["id"]
owner = ["id"]

[table.fields]
id = {{ category = "not-personal" }}
email = {{ category = "email", identity = "email" }}
name = {{ category = "name", erase = "replace", with = "{with}" }}

[[table]]
name = "visit"
key = ["email"]
owner = ["email"]

[table.fields]
email = {{ category = "email", identity = "email", erase = "replace", with = "nobody" }}

[[table]]
name = "composite_pk_test"
key = ["id_a", "id_b"]
owner = ["customer_id"]

[table.fields]
id_a = {{ category = "not-personal" }}
id_b = {{ category = "not-personal" }}
customer_id = {{ category = "not-personal", refers = [{{ to = "customer.id" }}] }}
description = {{ category = "correspondence" }}
"#
        )
    };
    let office = Office::new(&["loyal"]);
    let readers = || BTreeMap::from([("loyal".to_owned(), connect::open(&case.address))]);
    let plan = |with: &str, categories: &[&str]| {
        let map = map(&[("loyal.toml", &text(with))]).unwrap();
        let who = [email("customer-1@example.com")];
        office.plan(&map, erase(categories), &who, &mut readers())
    };
    let said = |plan: &Plan| -> Vec<String> {
        plan.cannot().map(|(_, _, field, why)| format!("{}: {why}", field.field)).collect()
    };
    let long = plan(&"x".repeat(128), &["name"]);
    assert_eq!(said(&long), ["name: it takes 100 characters and the new text has 128"]);
    let twice = plan("gone", &["email"]);
    assert_eq!(said(&twice), ["email: no value may stand in it twice"]);
    // A key of two columns: the row is found by both, and they stay.
    let plan = plan("gone", &["correspondence"]);
    let mut writers = BTreeMap::from([("loyal".to_owned(), write_to(&case.address))]);
    let before = case.dump();
    let report =
        carry_out(&office.begin(&plan), &plan, Some(&plan), &mut writers, &mut readers()).unwrap();
    assert!(report.is_complete());
    let (gone, new) = difference(&before, &case.dump());
    assert_eq!(
        gone,
        ["INSERT INTO public.composite_pk_test VALUES (1, 10, 'linked to customer 1', 1);"]
    );
    assert_eq!(new, ["INSERT INTO public.composite_pk_test VALUES (1, 10, NULL, 1);"]);
}

/// What goes wrong in the source: its SQL, and what every field must end as.
fn check_fault(case: &mut Case, sql: &str, expected: &str) {
    case.fresh();
    let plan = case.plan("customer-1", erase(&["user.name", "user.financial"]));
    case.run(sql);
    let before = case.dump();
    let report = case.carry_out(&plan).unwrap();
    assert!(!report.is_complete(), "{sql}: {report:?}");
    assert_eq!(case.dump(), before, "{sql}");
    for end in &report.ends {
        let Ended::Failed(why) = &end.ended else { panic!("{sql}: {end:?}") };
        assert!(why.contains(expected), "{sql}: {why}");
        assert!(!why.contains("John") && !why.contains("customer-1"), "{sql}: {why}");
    }
    // Nothing was lost by it: looked at again it stands as it did.
    let again = look_again(&plan, &BTreeMap::new(), &mut case.readers()).unwrap();
    assert!(!again.is_complete());
}

#[test]
fn a_source_that_goes_wrong_is_never_complete_and_never_half_done() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let mut case = Case::new(folder);
    let trigger = |what: &str| {
        format!(
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what} END $$;
             CREATE TRIGGER t BEFORE UPDATE ON payment_card FOR EACH ROW EXECUTE FUNCTION f()"
        )
    };
    let rejects = "RAISE EXCEPTION 'not %, thank you', OLD.name;";
    for (sql, expected) in [
        (trigger(rejects), "the source refused (postgresql P0001)"),
        // It does nothing, and says that all is well.
        (trigger("RETURN NULL;"), "not as it was when this was planned"),
        ("UPDATE payment_card SET name = 'New name'".to_owned(), "not as it was"),
        (trigger("PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW;"), ""),
        ("ALTER TABLE payment_card ADD CHECK (code IS NOT NULL)".to_owned(), "postgresql 23514"),
        (
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 RAISE EXCEPTION 'at the end'; END $$;
             CREATE CONSTRAINT TRIGGER t AFTER UPDATE ON customer DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION f()"
                .to_owned(),
            "postgresql P0001",
        ),
    ] {
        check_fault(&mut case, &sql, expected);
    }
    // A trigger that puts back what was taken out: the source said yes.
    case.fresh();
    let plan = case.plan("customer-1", erase(&["user.financial"]));
    case.run(&trigger("NEW.ccn := OLD.ccn; RETURN NEW;"));
    let report = case.carry_out(&plan).unwrap();
    assert!(!report.is_complete());
    assert!(report.ends.iter().all(|end| matches!(end.ended, Ended::Failed(_))), "{report:?}");

    // Somebody else holds the row, and does not let go.
    case.fresh();
    let plan = case.plan("customer-1", erase(&["user.name"]));
    let mut other = postgres::Client::connect(&case.address, postgres::NoTls).unwrap();
    let mut holding = other.transaction().unwrap();
    holding.execute("SELECT 1 FROM customer WHERE id = 1 FOR UPDATE", &[]).unwrap();
    let report = case.carry_out(&plan).unwrap();
    let Ended::Failed(why) = &report.ends[0].ended else { panic!("{report:?}") };
    assert!(why.contains("55P03"), "{why}");
    holding.rollback().unwrap();
    // Let go of, the same plan goes through: begun and not settled, it goes on.
    let report = case.carry_out(&plan).unwrap();
    assert!(report.is_complete(), "{report:?}");
    assert!(look_again(&plan, &BTreeMap::new(), &mut case.readers()).unwrap().is_complete());
}

#[test]
fn who_may_only_read_changes_nothing() {
    let Some(folder) = fixtures().map(|folder| folder.join("fides-case")) else { return };
    let case = Case::new(folder);
    case.run("CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");
    let plan = case.plan("customer-1", erase(&["user.name", "user.financial"]));
    let before = case.dump();
    let reading = as_user(&case.address, "reader");
    let mut writers = BTreeMap::from([(FIDES.to_owned(), write_to(&reading))]);
    let changing = case.office.begin(&plan);
    let report =
        carry_out(&changing, &plan, Some(&plan), &mut writers, &mut case.readers()).unwrap();
    assert_eq!(report.counts(), BTreeMap::from([("failed", 4)]));
    assert_eq!(case.dump(), before);
    // Without anything that writes it is the same, and says so.
    let report =
        carry_out(&changing, &plan, Some(&plan), &mut BTreeMap::new(), &mut case.readers())
            .unwrap();
    assert_eq!(report.counts(), BTreeMap::from([("failed", 4)]));
    // And where nobody can look nobody knows.
    let report =
        carry_out(&changing, &plan, Some(&plan), &mut case.writers(), &mut BTreeMap::new())
            .unwrap();
    assert_eq!(report.counts(), BTreeMap::from([("uncertain", 4)]));
    assert!(!report.is_complete());
    // What was not approved is not done.
    let mut other = plan.clone();
    other.sources[0].steps[0].fields[0].does = Does::Empty;
    other.made = other.made.tomorrow().unwrap();
    let refused =
        carry_out(&changing, &other, Some(&other), &mut case.writers(), &mut case.readers());
    assert_eq!(refused, Err(CannotBegin::NotThisPlan));
}

/// The same address for another user.
fn as_user(address: &str, user: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap();
    let (_, host) = rest.split_once('@').unwrap_or(("", rest));
    format!("{scheme}://{user}@{host}")
}
