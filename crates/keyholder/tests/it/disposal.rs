//! Letting go from the terminal: what is past its time in the landlord's systems, and a run from its plan to a
//! certificate that the key of the log alone checks.

use std::path::Path;

use std::time::{Duration, Instant};

use db::Db;
use db::cluster::Cluster;
use disposal::{InSystem, Turn};
use gate::Gate;
use people::{Now, Record};
use serde_json::{Value, json};
use vault::{LocalMaster, Vault};

use crate::publishing::bundled;
use crate::server::{Server, on_record, token};
use crate::{json as said, run};

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_is_past_its_time_in_the_systems_is_counted_and_what_has_no_rule_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let made = run(&["demo", "--once", "--people", "200", "--out", &text(&out)]);
    assert_eq!(made.status, 0, "{}", made.err);
    let housing = out.join("housing");
    let map = text(&housing.join("housing.toml"));
    let connect = format!("housing=sqlite:{}", text(&housing.join("housing.db")));
    let data = text(&out.join("record-of-people"));
    let of = |map: &str| {
        let words = ["disposal", "sources", "--map", map, "--connect", &connect, "--by", "ann"];
        said(&[&words[..], &["--data", &data, "--json"]].concat())
    };
    let table = |all: &Value, name: &str| {
        let tables = all[0]["tables"].as_array().unwrap();
        tables.iter().find(|one| one["table"] == name).unwrap()["says"].clone()
    };
    let all = of(&map);
    let rent = table(&all, "rent_transaction");
    assert_eq!((&rent["class"], &rent["from"]), (&json!("rent-account"), &json!("post_date")));
    assert!(rent["rows"].as_u64().unwrap() > 0, "{rent}");
    assert_eq!(rent["unreadable"], json!(0));
    // A copy nobody wrote down goes by the rule of what it is a copy of.
    assert_eq!(table(&all, "rent_transaction_2021")["class"], json!("rent-account"));
    assert_eq!(table(&all, "contact_log"), json!({"class": "tenancy-file", "unknown": "no day"}));
    let without = all[0]["tables"].as_array().unwrap().iter();
    let without = without.filter(|one| one["says"]["unknown"] == "no class").count();
    assert_eq!(without, 0, "every table about people has a rule: {all}");

    // What nobody has given a rule is drift.
    let whole = std::fs::read_to_string(&map).unwrap();
    let less = folder.path().join("less.toml");
    let rule = "retention = \"complaints\"\n";
    assert_eq!(whole.matches(rule).count(), 1);
    std::fs::write(&less, whole.replace(rule, "")).unwrap();
    assert_eq!(table(&of(&text(&less)), "complaint"), json!({"unknown": "no class"}));
    let url = format!("sqlite:{}", text(&housing.join("housing.db")));
    let drift = run(&["source", "drift", &text(&less), "--id", "housing", "--url", &url]);
    assert_eq!(drift.status, 1, "{}", drift.err);
    assert_eq!(
        drift.out.trim(),
        "the table `complaint` has no retention class: nobody has said how long it is kept"
    );
    let none = run(&["source", "drift", &map, "--id", "housing", "--url", &url]);
    assert_eq!(none.status, 0, "{}{}", none.out, none.err);
}

#[test]
fn a_run_goes_from_its_plan_to_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let id = on_record(&data, "ada@example.org");
    let go = |words: &[&str]| run(&[words, &["--data", &text(&data)]].concat());
    let none = go(&["disposal", "plan", "--by", "ann"]);
    assert_eq!(none.status, 0, "{}", none.err);
    assert!(none.out.starts_with("Nothing is past its time"), "{}", none.out);
    assert!(none.out.contains("Disposal is off"), "{}", none.out);
    let nothing = go(&["disposal", "make", "--by", "ann"]);
    assert_ne!(nothing.status, 0);
    assert!(nothing.err.contains("nothing is past its time"), "{}", nothing.err);
    let class = go(&["disposal", "make", "--by", "ann", "--class", "for-ever"]);
    assert!(class.err.contains("`for-ever`"), "{}", class.err);
    let off = go(&["disposal", "carry-out", "1", "--by", "ann"]);
    assert!(off.err.contains("only plans here"), "{}", off.err);
    let asked = go(&["disposal", "switch-on", "--by", "ann"]);
    assert!(asked.out.starts_with("It waits for approval "), "{}{}", asked.out, asked.err);
    assert_eq!(go(&["disposal", "list"]).out, "");
    let number = |said: &str| {
        let digits = said.trim_end_matches(['.', '\n']).rsplit(' ').next().unwrap();
        digits.parse::<i64>().unwrap_or_else(|_| panic!("{said}")).to_string()
    };
    let appoint = ["post", "appoint", "data-protection-officer", "dee", "--by", "setup"];
    assert_eq!(go(&appoint).status, 0);
    let switch = number(&asked.out);
    let on = ["disposal", "switch-on", "--by", "ann", "--approval", &switch];
    assert!(go(&on).err.contains("nobody has approved it yet"), "{}", go(&on).err);
    assert_eq!(go(&["approval", "approve", &switch, "--by", "dee"]).status, 0);
    assert!(go(&on).out.starts_with("Disposal is on"));

    // A tenancy that ended long ago: what was kept for it is past its time.
    let token = token(&data, "second", "housing-officer", "housing", "read,write");
    let server = Server::start(&data);
    let why = json!({"purpose": "tenancy-management", "officer": "ann"});
    let event = json!({"why": why, "name": "tenancy-end", "on": "2015-03-31"});
    let (status, said) = server.post(&token, &format!("/v1/people/{id}/events"), &event);
    assert_eq!(status, 204, "{said}");
    server.stop();
    let plan = go(&["disposal", "plan", "--by", "ann"]);
    assert_eq!(plan.status, 1, "{}", plan.err);
    for part in ["1 ready", "kept P6Y from tenancy-end", "31", "1 rows are ready to go."] {
        assert!(plan.out.contains(part), "{part}: {}", plan.out);
    }
    let made = go(&["disposal", "make", "--by", "ann"]);
    assert_eq!(made.status, 0, "{}", made.err);
    let mut words = made.out.split([' ', ':', ';']);
    let run_no = words.nth(1).unwrap().to_owned();
    let approval =
        made.out.split("approval ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let carry = ["disposal", "carry-out", &run_no, "--by", "ann"];
    assert!(go(&carry).err.contains("nobody has approved it yet"));
    assert_eq!(go(&["approval", "approve", &approval, "--by", "dee"]).status, 0);
    let done = go(&carry);
    assert!(
        done.out.starts_with("1 rows are gone, 0 stayed, and 1 keys"),
        "{}{}",
        done.out,
        done.err
    );
    assert!(go(&["disposal", "list"]).out.contains("done: 1 listed"));

    let file = folder.path().join("certificate.json");
    let written = go(&["disposal", "certificate", &run_no, "--out", &text(&file)]);
    assert_eq!(written.status, 0, "{}", written.err);
    let whole: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let proof = folder.path().join("proof");
    std::fs::write(&proof, whole["proof"].as_str().unwrap()).unwrap();
    let key = go(&["ledger", "checkpoint"]).err;
    let key = key.lines().find_map(|line| line.strip_prefix("key: ")).unwrap().to_owned();
    let commitment = whole["entry"]["commitment"].as_str().unwrap();
    let check = run(&["ledger", "check", &text(&proof), "--commitment", commitment, "--key", &key]);
    assert!(check.out.starts_with("GREEN"), "{}{}", check.out, check.err);
}

#[test]
fn rows_of_a_system_go_by_a_plan_a_yes_and_a_look_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let made = run(&["demo", "--once", "--people", "200", "--out", &text(&out)]);
    assert_eq!(made.status, 0, "{}", made.err);
    let housing = out.join("housing");
    let map = text(&housing.join("housing.toml"));
    let url = format!("housing=sqlite:{}", text(&housing.join("housing.db")));
    let data = text(&folder.path().join("record"));
    on_record(Path::new(&data), "ada@example.org");
    let go = |words: &[&str]| run(&[words, &["--data", &data]].concat());
    let past = || {
        let words =
            ["disposal", "sources", "--map", &map, "--connect", &url, "--by", "ann", "--json"];
        let all = said(&[&words[..], &["--data", &data]].concat());
        let tables = all[0]["tables"].as_array().unwrap().clone();
        let table = tables.iter().find(|one| one["table"] == "arrears_action").unwrap().clone();
        table["says"]["past"].as_u64().unwrap()
    };
    let before = past();
    assert!(before > 2, "{before} rows are past their time");

    let file = text(&folder.path().join("plan.json"));
    let plan = |more: &[&str]| {
        let words = [
            "disposal",
            "sources-plan",
            "--map",
            &map,
            "--connect",
            &url,
            "--source",
            "housing",
            "--table",
            "arrears_action",
            "--out",
            &file,
            "--by",
            "ann",
        ];
        go(&[&words[..], more].concat())
    };
    let unknown = plan(&[]);
    assert_eq!(unknown.status, 1, "{}", unknown.err);
    assert!(unknown.out.contains("stays: nobody on record is known by it"), "{}", unknown.out);
    assert!(unknown.out.contains("0 rows would go"), "{}", unknown.out);
    let all = ["--nobodys", "they left long ago", "--most", "2"];
    let planned = plan(&all);
    assert!(planned.out.contains("2 rows would go"), "{}{}", planned.out, planned.err);
    let number = |said: &str, before: &str| {
        let after = said.split(before).nth(1).unwrap_or_else(|| panic!("{said}"));
        after.split([' ', '.']).next().unwrap().to_owned()
    };
    let numbers = |said: &str| (number(said, ". Run "), number(said, "waits for approval "));
    let (no, approval) = numbers(&planned.out);
    let orders = text(&folder.path().join("orders"));
    let carry = |no: &str, more: &[&str]| {
        let words = [
            "disposal",
            "sources-carry-out",
            &file,
            "--run",
            no,
            "--map",
            &map,
            "--connect",
            &url,
            "--orders",
            &orders,
            "--by",
            "ann",
        ];
        go(&[&words[..], more].concat())
    };
    assert!(carry(&no, &[]).err.contains("only plans here"), "{}", carry(&no, &[]).err);
    assert_eq!(
        go(&["post", "appoint", "data-protection-officer", "dee", "--by", "setup"]).status,
        0
    );
    let on = go(&["disposal", "switch-on", "--by", "ann"]).out;
    let on = number(&on, "It waits for approval ");
    assert_eq!(go(&["approval", "approve", &on, "--by", "dee"]).status, 0);
    assert_eq!(go(&["disposal", "switch-on", "--by", "ann", "--approval", &on]).status, 0);
    assert!(carry(&no, &[]).err.contains("nobody has approved it yet"));
    assert_eq!(go(&["approval", "approve", &approval, "--by", "dee"]).status, 0);

    // Nobody may write there: a work order, and it is not done until the rows are gone.
    let waits = carry(&no, &[]);
    assert_eq!(waits.status, 1, "{}{}", waits.out, waits.err);
    assert!(waits.out.contains("2 wait for a work order"), "{}", waits.out);
    let order =
        std::fs::read_to_string(Path::new(&orders).join(format!("disposal-{no}-housing.txt")));
    assert!(order.unwrap().contains("and delete it."));
    assert_eq!(carry(&no, &[]).status, 1, "it is there still");
    let early = go(&["disposal", "certificate", &no]);
    assert!(early.err.contains("not done"), "{}", early.err);
    assert!(go(&["disposal", "carry-out", &no, "--by", "ann"]).err.contains("of a system's rows"));
    assert_eq!(past(), before);

    // The same rows where it may be written.
    let direct = plan(&[&all[..], &["--direct"]].concat());
    let (no, approval) = numbers(&direct.out);
    assert_eq!(go(&["approval", "approve", &approval, "--by", "dee"]).status, 0);
    let done = carry(&no, &["--write", &url]);
    assert_eq!(done.status, 0, "{}{}", done.out, done.err);
    assert!(done.out.starts_with("2 rows are gone, 0 stay"), "{}", done.out);
    assert_eq!(past(), before - 2);
    let whole = said(&["disposal", "certificate", &no, "--data", &data]);
    let certificate: Value = serde_json::from_str(whole["certificate"].as_str().unwrap()).unwrap();
    assert_eq!((&certificate["system"], &certificate["rows_gone"]), (&json!("housing"), &json!(2)));
    assert!(go(&["disposal", "list"]).out.contains("done: 2 listed of `housing`"));
}

/// How long a small turn may take on a busy machine.
const WITHIN: Duration = Duration::from_secs(120);

/// The record beside a server that has it open too.
fn beside((data, keys): (&str, &str), master: &Path) -> Record {
    let master = LocalMaster::from_file(master).unwrap();
    let vault = Vault::open(Db::open(keys).unwrap(), vec![Box::new(master)]).unwrap();
    Record::open(Db::open(data).unwrap(), vault, Gate::new(bundled())).unwrap()
}

/// One, once no server works at it.
fn settled(record: &Record, no: i64) -> InSystem {
    let begun = Instant::now();
    loop {
        let all = disposal::in_systems(record).unwrap();
        let one = all.into_iter().find(|one| one.no == no).unwrap();
        if !one.turn.is_under_way() {
            return one;
        }
        assert!(begun.elapsed() < WITHIN, "{one:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What a page asks for is done by a server that reaches the systems: directly, or by a work order that is looked at
/// again, and called off where a row must stay by then.
#[test]
fn a_server_lets_rows_of_a_system_go_that_was_asked_by_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let made = run(&["demo", "--once", "--people", "200", "--out", &text(&out)]);
    assert_eq!(made.status, 0, "{}", made.err);
    let housing = out.join("housing");
    let (map, db) = (text(&housing.join("housing.toml")), housing.join("housing.db"));
    let url = format!("housing=sqlite:{}", text(&db));
    // Several have the record open at once here.
    let cluster = Cluster::start("").unwrap();
    let [data, keys] = ["data", "keys"].map(|name| cluster.database(name).unwrap());
    let place_of = folder.path().join("record");
    let at = text(&place_of);
    let place = ["--data", at.as_str(), "--postgres", &data, "--vault-postgres", &keys];
    let go = |words: &[&str]| run(&[words, &place].concat());
    let serve =
        |words: &[&str]| Server::try_start(&place_of, &[&place[2..], words].concat()).unwrap();
    let dee = ["post", "appoint", "data-protection-officer", "dee", "--by", "setup"];
    assert_eq!(go(&dee).status, 0);
    let asked = go(&["disposal", "switch-on", "--by", "ann"]).out;
    let on = asked.split("approval ").nth(1).unwrap().split([' ', '.']).next().unwrap().to_owned();
    let yes = |no: &str| assert_eq!(go(&["approval", "approve", no, "--by", "dee"]).status, 0);
    yes(&on);
    assert_eq!(go(&["disposal", "switch-on", "--by", "ann", "--approval", &on]).status, 0);

    let now = || Now::new(jiff::Timestamp::now());
    let nobodys = Some("they left long ago");
    let rows = || {
        let store = rusqlite::Connection::open(&db).unwrap();
        let sql = "SELECT COUNT(*) FROM household_member";
        store.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let planned = |record: &Record| {
        let no = disposal::ask_to_plan(record, "ann", "housing", (nobodys, 0), now()).unwrap();
        let one = settled(record, no);
        assert_eq!(one.turn, Turn::Planned, "{one:?}");
        let approval = disposal::run(record, one.run.unwrap()).unwrap().approval.unwrap();
        (no, one.run.unwrap(), approval.to_string())
    };
    let carried = |record: &Record, no: i64| {
        disposal::ask_to_carry_out(record, "ann", no, now()).unwrap();
        settled(record, no)
    };

    // It may not be written there: nothing is done before somebody said yes, and then there is a work order.
    let server = serve(&["--map", &map, "--connect", &url]);
    let record = beside((&data, &keys), &place_of.join("master.key"));
    let before = rows();
    let (no, run_no, approval) = planned(&record);
    let early = carried(&record, no);
    assert_eq!(early.turn, Turn::Planned);
    assert!(early.says.unwrap().contains("nobody has approved it yet"));
    yes(&approval);
    assert_eq!(carried(&record, no).turn, Turn::Left);
    let inside = || disposal::in_system(&record, "ann", no, now()).unwrap().1;
    let order = inside().orders.text.unwrap();
    let key = order.split("In household_member find the row with ").nth(1).unwrap();
    let key = key.lines().next().unwrap().to_owned();
    assert!(inside().text.contains(&key), "{key}");
    // Somebody changes a row meanwhile: it stays by now, and whoever has the order has to hear of it.
    let mut parts = key.split(' ').map(|part| part.split_once('=').unwrap().1);
    let (house, person) = (parts.next().unwrap(), parts.next().unwrap());
    let store = rusqlite::Connection::open(&db).unwrap();
    let sql = "UPDATE household_member SET relationship = 'lodger' WHERE house_ref = ?1 AND person_no = ?2";
    assert_eq!(store.execute(sql, [house, person]).unwrap(), 1);
    drop(store);
    assert_eq!(carried(&record, no).turn, Turn::Left);
    let orders = inside().orders;
    assert!(orders.called_off.as_ref().unwrap().contains(&key));
    assert_eq!((orders.text.as_deref(), orders.stay.len()), (Some(order.as_str()), 1));
    let tasks = || go(&["task", "list", "--of", "dee"]).out;
    assert!(tasks().contains("work-order-called-off"), "{}", tasks());
    // A night in which nobody could look takes nothing back.
    let away = folder.path().join("away.db");
    std::fs::rename(&db, &away).unwrap();
    assert_eq!(carried(&record, no).turn, Turn::Left);
    std::fs::rename(&away, &db).unwrap();
    assert_eq!(inside().orders, orders);
    assert!(tasks().contains("work-order-called-off"), "{}", tasks());
    let told = |list: &str| disposal::told_of_call_off(&record, "ann", no, list, now());
    assert!(told("another list").is_err());
    told(&orders.list().unwrap()).unwrap();
    assert!(!tasks().contains("work-order-called-off"), "{}", tasks());
    // Whoever was told is not told again the next night.
    assert_eq!(disposal::look_again(&record, "night", now()).unwrap(), 1);
    assert_eq!(settled(&record, no).turn, Turn::Left);
    let orders = inside().orders;
    assert!(orders.called_off.is_none());
    assert!(orders.text.unwrap().contains("called off in part"), "whoever reads the order again");
    assert!(!tasks().contains("work-order-called-off"), "{}", tasks());
    assert_eq!(rows(), before, "nothing went");
    assert!(go(&["disposal", "certificate", &run_no.to_string()]).err.contains("not done"));
    server.stop();

    // Where it may be written, it is done, seen to be done, and what was planned is kept no longer.
    let server = serve(&["--map", &map, "--connect", &url, "--write", &url, "--direct", "housing"]);
    let (no, run_no, approval) = planned(&record);
    yes(&approval);
    let done = carried(&record, no);
    assert_eq!(done.turn, Turn::Done, "{done:?}");
    assert!(rows() < before);
    let (_, inside) = disposal::in_system(&record, "ann", no, now()).unwrap();
    assert!(inside.text.is_empty() && inside.orders.text.is_none());
    let (number, asked) = (run_no.to_string(), Instant::now());
    let certificate = loop {
        let ran = go(&["disposal", "certificate", &number]);
        if ran.status == 0 {
            break ran.out;
        }
        assert!(asked.elapsed() < WITHIN && ran.err.contains("waits for its place"), "{}", ran.err);
        std::thread::sleep(Duration::from_millis(100));
    };
    server.stop();
    let whole: Value = serde_json::from_str(&certificate).unwrap();
    let body: Value = serde_json::from_str(whole["certificate"].as_str().unwrap()).unwrap();
    assert_eq!((&body["system"], &body["rows_stayed"]), (&json!("housing"), &json!(0)));
}
