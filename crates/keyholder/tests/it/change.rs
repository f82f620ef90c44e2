//! Erasing and restricting in the landlord's own systems, from the plan to the proof.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::Ran;
use crate::server::{at, on_record};

const HOUSING: &str = r#"
[source]
id = "housing"
name = "Housing management system"
kind = "sqlite"
writes = "direct"
purpose = "tenancy-management"

[[table]]
name = "person"
key = ["id"]
owner = ["email"]

[table.fields]
id = { category = "not-personal" }
surname = { category = "name", erase = "replace", with = "erased" }
email = { category = "email", identity = "email" }
"#;

/// The supplier of this one lets nobody else write.
const LETTING: &str = r#"
[source]
id = "letting"
name = "Letting system"
kind = "sqlite"
purpose = "allocation"

[[table]]
name = "applicant"
key = ["id"]
owner = ["email"]

[table.fields]
id = { category = "not-personal" }
surname = { category = "name" }
email = { category = "email", identity = "email" }
"#;

pub(crate) struct House {
    folder: tempfile::TempDir,
    pub(crate) person: String,
}

impl House {
    pub(crate) fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let person = on_record(&data, "ada@example.org");
        let house = House { folder, person };
        std::fs::create_dir(house.path("maps")).unwrap();
        std::fs::write(house.path("maps").join("housing.toml"), HOUSING).unwrap();
        std::fs::write(house.path("maps").join("letting.toml"), LETTING).unwrap();
        for (database, table) in [("housing", "person"), ("letting", "applicant")] {
            house.sql(
                database,
                &format!(
                    "CREATE TABLE {table} (id INTEGER PRIMARY KEY, surname TEXT NOT NULL, email TEXT);
                     INSERT INTO {table} VALUES (1, 'Adams', 'ada@example.org'), (2, 'Bell', 'bo@example.org')"
                ),
            );
        }
        house.sql("letting", "CREATE TABLE t (x); DROP TABLE t");
        let appoint = ["post", "appoint", "data-protection-officer", "dee", "--by", "ann"];
        assert_eq!(at(&house.path("data"), &appoint).status, 0);
        house
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn sql(&self, database: &str, sql: &str) {
        let path = self.path(&format!("{database}.db"));
        rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
    }

    pub(crate) fn people(&self, database: &str, table: &str) -> Vec<(String, Option<String>)> {
        let connection = rusqlite::Connection::open(self.path(&format!("{database}.db"))).unwrap();
        let mut rows =
            connection.prepare(&format!("SELECT surname, email FROM {table} ORDER BY id")).unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// The words of a command on both systems, for the officer.
    fn words(&self, command: &[&str]) -> Vec<String> {
        let to =
            |name: &str| format!("{name}=sqlite:{}", self.path(&format!("{name}.db")).display());
        let mut words: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
        let maps = self.path("maps").display().to_string();
        for (option, value) in [
            ("--map", maps),
            ("--connect", to("housing")),
            ("--connect", to("letting")),
            ("--by", "ann".to_owned()),
            ("--entity", "heart-of-medway".to_owned()),
        ] {
            words.extend([option.to_owned(), value]);
        }
        words
    }

    pub(crate) fn on_both(&self, command: &[&str], more: &[&str]) -> Ran {
        let words = self.words(command);
        let words: Vec<&str> =
            words.iter().map(String::as_str).chain(more.iter().copied()).collect();
        at(&self.path("data"), &words)
    }

    pub(crate) fn plan(&self, more: &[&str]) -> Ran {
        let file = self.path("plan.json").display().to_string();
        let more = [more, &["--out", &file]].concat();
        self.on_both(&["change", "plan", &self.person], &more)
    }

    /// Asks, and has the officer of the post say yes; the number of the approval.
    pub(crate) fn approved(&self) -> String {
        let file = self.path("plan.json").display().to_string();
        let ask = ["change", "ask", &file, "--by", "ann", "--reason", "They asked for it."];
        let asked = at(&self.path("data"), &ask);
        assert_eq!(asked.status, 0, "{}", asked.err);
        let no = asked.out.trim().to_owned();
        let yes = at(&self.path("data"), &["approval", "approve", &no, "--by", "dee"]);
        assert_eq!(yes.status, 0, "{}", yes.err);
        no
    }

    pub(crate) fn carry_out(&self, approval: &str, more: &[&str]) -> Ran {
        let file = self.path("plan.json").display().to_string();
        let writes = format!("housing=sqlite:{}", self.path("housing.db").display());
        let orders = self.path("orders").display().to_string();
        let fixed =
            ["--approval", approval, "--write", &writes, "--orders", &orders, "--post", "systems"];
        self.on_both(&["change", "carry-out", &file], &[&fixed[..], more].concat())
    }
}

#[test]
fn what_is_erased_is_planned_approved_carried_out_and_looked_at_again() {
    let house = House::new();
    let both = |surname: &str, email: Option<&str>| {
        let other = ("Bell".to_owned(), Some("bo@example.org".to_owned()));
        vec![(surname.to_owned(), email.map(str::to_owned)), other]
    };
    // The letting system's surname may not be empty: nothing is done, and the plan says so.
    let plan = house.plan(&["--erase"]);
    assert_eq!(plan.status, 1, "{}{}", plan.out, plan.err);
    assert!(plan.out.contains("letting:applicant.surname: it may not be empty"), "{}", plan.out);
    let refused = house.carry_out(&house.approved(), &[]);
    assert!(
        refused.status == 2 && refused.err.contains("nothing at all was changed"),
        "{}",
        refused.err
    );
    assert_eq!(house.people("housing", "person"), both("Adams", Some("ada@example.org")));

    let plan = house.plan(&["--erase", "--category", "email"]);
    assert_eq!(plan.status, 0, "{}{}", plan.out, plan.err);
    // Without the approval of this very plan nothing is done.
    let refused = house.carry_out("1", &[]);
    assert!(refused.status == 2 && refused.err.contains("for something else"), "{}", refused.err);
    let approval = house.approved();
    let ran = house.carry_out(&approval, &[]);
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("1 erased\n1 waits for a work order\n"), "{}", ran.out);
    assert!(ran.out.contains("NOT COMPLETE"), "{}", ran.out);
    assert_eq!(house.people("housing", "person"), both("Adams", None));
    assert_eq!(house.people("letting", "applicant"), both("Adams", Some("ada@example.org")));

    // The order is signed, and is somebody's task until it was looked at again.
    let orders: Vec<PathBuf> =
        std::fs::read_dir(house.path("orders")).unwrap().map(|one| one.unwrap().path()).collect();
    let order = std::fs::read_to_string(&orders[0]).unwrap();
    assert!(order.contains("In applicant find the row with id=1\n   email: empty it"), "{order}");
    at(&house.path("data"), &["post", "appoint", "systems", "sam", "--by", "ann"]);
    let tasks = || at(&house.path("data"), &["task", "list", "--of", "sam"]).out;
    assert!(tasks().contains("work-order  change "), "{}", tasks());
    let file = house.path("plan.json").display().to_string();
    let again = || house.on_both(&["change", "look-again", &file], &[]);
    assert_eq!(again().status, 1);
    assert_eq!(at(&house.path("data"), &["change", "list"]).status, 1);
    house.sql("letting", "UPDATE applicant SET email = NULL WHERE id = 1");
    let ran = again();
    assert!(ran.status == 0 && ran.out.contains("Complete.\n"), "{}{}", ran.out, ran.err);
    assert!(tasks().contains("nothing to do"), "{}", tasks());
    assert_eq!(at(&house.path("data"), &["change", "list"]).out, "0 are not settled.\n");
    // What is settled is not begun again, approved or not.
    let twice = house.carry_out(&approval, &[]);
    assert!(twice.status == 2 && twice.err.contains("plan again"), "{}", twice.err);
}

#[test]
fn a_change_that_was_killed_goes_on_and_is_never_half_done() {
    let house = House::new();
    std::fs::remove_file(house.path("maps").join("letting.toml")).unwrap();
    let housing = |command: &[&str], more: &[&str]| {
        let words: Vec<String> = house.words(command);
        let at = words.iter().position(|word| word.starts_with("letting=")).unwrap();
        let mut words = words;
        words.drain(at - 1..=at);
        words.extend(more.iter().map(|word| (*word).to_owned()));
        words
    };
    let file = house.path("plan.json").display().to_string();
    let words = housing(&["change", "plan", &house.person, "--erase"], &["--out", &file]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(at(&house.path("data"), &words).status, 0);
    let approval = house.approved();
    let writes = format!("housing=sqlite:{}", house.path("housing.db").display());
    let words = housing(
        &["change", "carry-out", &file, "--approval", &approval],
        &["--write", &writes, "--data", house.path("data").to_str().unwrap()],
    );
    // Somebody holds the file, so that it stands in the middle of it when it is killed.
    let other = rusqlite::Connection::open(house.path("housing.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(&words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(2_000));
    child.kill().unwrap();
    child.wait().unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(house.people("housing", "person")[0].0, "Adams");
    let listed = at(&house.path("data"), &["change", "list"]);
    assert!(listed.out.contains(&house.person), "it was begun: {}{}", listed.out, listed.err);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ran = crate::run(&words);
    assert!(ran.status == 0 && ran.out.contains("Complete.\n"), "{}{}", ran.out, ran.err);
    assert_eq!(house.people("housing", "person")[0], ("erased".to_owned(), None));
    assert_eq!(house.people("housing", "person")[1].0, "Bell");
}

#[test]
fn what_is_restricted_is_refused_at_the_gate_too() {
    let house = House::new();
    let plan = house.plan(&["--restrict", "--category", "email"]);
    assert_eq!(plan.status, 0, "{}{}", plan.out, plan.err);
    assert!(plan.out.contains("Refused at the gate from then on"), "{}", plan.out);
    assert!(plan.out.contains("only refused at the gate: person"), "{}", plan.out);
    let approval = house.approved();
    assert!(house.carry_out(&approval, &[]).err.contains("--ground"));
    let ran = house.carry_out(&approval, &["--ground", "they say it is wrong"]);
    assert!(ran.status == 0 && ran.out.contains("Complete.\n"), "{}{}", ran.out, ran.err);
    // Who collects for the person still may; who erases may not.
    let erase = house.plan(&["--erase", "--category", "email"]);
    assert!(
        erase.status == 2 || erase.out.contains("the notice does not let it be changed now"),
        "{}{}",
        erase.out,
        erase.err
    );
}
