//! The whole way: a person on record, their landlord's database, and the pack they are sent.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::server::on_record;
use crate::{Ran, run};

pub(crate) const HOUSING: &str = "
    CREATE TABLE person (id INTEGER PRIMARY KEY, surname TEXT, email TEXT);
    CREATE TABLE complaint (ref TEXT PRIMARY KEY, person_id INTEGER, handler_id INTEGER, summary TEXT);
    INSERT INTO person VALUES (1, 'Example', 'ADA@example.org '), (2, 'Other', 'bo@example.org');
    INSERT INTO complaint VALUES ('C1', 1, 2, '=cmd|calc and <script>alert(1)</script>'),
        ('C2', 2, 1, 'The neighbour of Bo shouts');";

pub(crate) const MAP: &str = r#"
[source]
id = "housing"
name = "Housing management system"
kind = "sqlite"
purpose = "tenancy-management"

[[table]]
name = "person"
key = ["id"]
owner = ["email"]

[table.fields]
id = { category = "not-personal" }
surname = { category = "name" }
email = { category = "email", identity = "email" }

[[table]]
name = "complaint"
key = ["ref"]
owner = ["person_id"]

[table.fields]
ref = { category = "not-personal" }
person_id = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
handler_id = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
summary = { category = "complaints-record", free_text = true }
"#;

const PAPER: &str = r#"
[source]
id = "paper"
name = "The filing room"
kind = "manual"

[[table]]
name = "files"
key = ["name"]
owner = ["name"]

[table.fields]
name = { category = "name", identity = "email" }
"#;

/// Whether a document has what its schema asks for, and nothing else.
fn fits(value: &Value, schema: &Value) {
    match (value, schema["properties"].as_object()) {
        (Value::Object(object), Some(properties)) => {
            for required in schema["required"].as_array().unwrap() {
                assert!(object.contains_key(required.as_str().unwrap()), "no {required}");
            }
            for (name, value) in object {
                fits(value, properties.get(name).unwrap_or_else(|| panic!("`{name}` is too much")));
            }
        }
        (Value::Array(items), _) => items.iter().for_each(|item| fits(item, &schema["items"])),
        (value, _) => {
            assert!(schema.get("const").is_none_or(|only| only == value), "{value}");
            let one_of = schema.get("enum").map(|all| all.as_array().unwrap());
            assert!(one_of.is_none_or(|all| all.contains(value)), "{value}");
        }
    }
}

/// The files of a pack.
pub(crate) fn files(pack: &Path) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(pack).unwrap()).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn a_person_is_collected_into_a_pack_that_opens_alone_and_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let id = on_record(&data, "Ada@Example.org");

    let database = folder.path().join("housing.db");
    rusqlite::Connection::open(&database).unwrap().execute_batch(HOUSING).unwrap();
    let maps = folder.path().join("maps");
    std::fs::create_dir(&maps).unwrap();
    std::fs::write(maps.join("housing.toml"), MAP).unwrap();
    let pack = folder.path().join("pack.zip");
    let connect = format!("housing=sqlite:{}", database.display());
    let collect = |also: &[&str]| -> Ran {
        let words = [
            "collect",
            &id,
            "--map",
            maps.to_str().unwrap(),
            "--connect",
            &connect,
            "--by",
            "ann",
            "--entity",
            "heart-of-medway",
            "--out",
            pack.to_str().unwrap(),
            "--data",
            data.to_str().unwrap(),
        ];
        run(&[&words[..], also].concat())
    };
    let ran = collect(&[]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("housing: held, 3 rows\n1 rows are not"), "{}", ran.out);
    let inside = files(&pack);
    let names: Vec<&str> = inside.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "checkpoint.txt",
            "everything.json",
            "manifest.txt",
            "open-me-first.html",
            "tables/housing-complaint.csv",
            "tables/housing-person.csv"
        ]
    );
    // What Ada handled for somebody else is not hers.
    assert!(
        inside.values().all(|text| !text.contains("shouts") && !text.contains("bo@example.org"))
    );
    let page = &inside["open-me-first.html"];
    assert!(page.contains("ADA@example.org") && page.contains("We found data."), "{page}");
    assert!(page.contains("complaint") && !page.contains("This is not everything"), "{page}");
    for calls in ["<script", "src=", "href=", "url(", "@import", "<form", "<iframe"] {
        assert!(!page.contains(calls), "the page has `{calls}`");
    }
    assert!(inside["tables/housing-complaint.csv"].contains("'=cmd|calc"));
    let everything: Value = serde_json::from_str(&inside["everything.json"]).unwrap();
    assert_eq!(
        (&everything["whole"], everything["rows"].as_array().unwrap().len()),
        (&json!(true), 2)
    );

    let person = &everything["tables"][1];
    assert_eq!(
        (&person["table"], &person["basis"], &person["kinds"]),
        (&json!("person"), &json!("contract"), &json!({"email": "email", "surname": "name"}))
    );
    assert!(person["comes-from"] != "");
    assert!(person["why"] != "" && person["kept-as"] != "");

    // What she gave herself for the contract can be taken along: not what others wrote.
    let portable = folder.path().join("portable.json");
    assert_eq!(collect(&["--portable", portable.to_str().unwrap()]).status, 0);
    let taken: Value = serde_json::from_str(&std::fs::read_to_string(portable).unwrap()).unwrap();
    let schema: Value = serde_json::from_str(sources::portable::SCHEMA).unwrap();
    fits(&taken, &schema);
    assert_eq!(
        taken["records"],
        json!([{
            "place": "housing", "table": "person", "purpose": "tenancy-management", "basis": "contract",
            "fields": [
                {"name": "email", "category": "email", "value": "ADA@example.org "},
                {"name": "surname", "category": "name", "value": "Example"},
            ],
        }])
    );

    // The manifest is signed by the log's key and fits every file.
    let ran = run(&["ledger", "checkpoint", "--data", data.to_str().unwrap()]);
    let mut words = ran.out.split_whitespace().chain(ran.err.split_whitespace());
    let verifier = words.find_map(|word| ledger::Verifier::parse(word).ok()).unwrap();
    let text = verifier.open(&inside["manifest.txt"]).unwrap();
    assert!(text.starts_with("Keyholder pack\nmade "), "{text}");
    for (name, inside) in inside.iter().filter(|(name, _)| *name != "manifest.txt") {
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(inside.as_bytes()));
        assert!(text.contains(&format!("{hash}  {name}\n")), "{name}");
    }
    assert!(verifier.open(&inside["manifest.txt"].replace("everything", "nothing")).is_err());
    assert!(ledger::Checkpoint::open(&inside["manifest.txt"], &verifier).is_err());

    // A place nobody connected was not searched, and neither the page nor the exit status hides it.
    std::fs::write(maps.join("paper.toml"), PAPER).unwrap();
    let ran = collect(&[]);
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("paper: not searched: nothing is connected"), "{}", ran.out);
    assert!(ran.out.contains("NOT EVERYTHING was searched"), "{}", ran.out);
    let page = &files(&pack)["open-me-first.html"];
    assert!(page.contains("This is not everything.") && page.contains("The filing room"), "{page}");

    // A secret in an address that was written the wrong way is not said again.
    for wrong in [
        "postgres://kh:S3cret@h/db",
        "postgres://kh:S3cret@h/db?sslmode=require",
        "housing=ftp://kh:S3cret@h",
    ] {
        let ran = collect(&["--connect", wrong]);
        assert!(ran.status != 0 && !(ran.out + &ran.err).contains("S3cret"), "{wrong}");
    }

    // Somebody whose role may not is refused, and nothing is made.
    std::fs::remove_file(&pack).unwrap();
    let ran = collect(&["--role", "repairs-officer", "--team", "repairs"]);
    assert!(ran.status == 2 && !pack.exists(), "{}{}", ran.out, ran.err);
}

pub(crate) const LETTING: &str = r#"
[source]
id = "letting"
name = "Letting system"
kind = "postgresql"
purpose = "allocation"

[[table]]
name = "applicant"
key = ["id"]
owner = ["email"]

[table.fields]
id = { category = "not-personal" }
email = { category = "email", identity = "email" }
"#;

#[test]
fn a_collection_that_was_killed_goes_on_with_what_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let id = on_record(&data, "ada@example.org");
    let database = folder.path().join("housing.db");
    let housing = rusqlite::Connection::open(&database).unwrap();
    housing.execute_batch(HOUSING).unwrap();
    let maps = folder.path().join("maps");
    std::fs::create_dir(&maps).unwrap();
    std::fs::write(maps.join("housing.toml"), MAP).unwrap();
    std::fs::write(maps.join("letting.toml"), LETTING).unwrap();
    let cluster = db::cluster::Cluster::start("").unwrap();
    let letting = cluster.database("letting").unwrap();
    let store = db::Db::open(&letting).unwrap();
    let _ = store
        .write("set up", |tx| {
            tx.execute("CREATE TABLE applicant (id integer PRIMARY KEY, email text)", &[])?;
            tx.execute("INSERT INTO applicant VALUES (1, 'ada@example.org')", &[])
        })
        .unwrap();
    let pack = folder.path().join("pack.zip");
    let housing_at = format!("housing=sqlite:{}", database.display());
    let letting_at = format!("letting={letting}");
    let words = [
        "collect",
        &id,
        "--map",
        maps.to_str().unwrap(),
        "--connect",
        &housing_at,
        "--connect",
        &letting_at,
        "--by",
        "ann",
        "--entity",
        "heart-of-medway",
        "--out",
        pack.to_str().unwrap(),
        "--data",
        data.to_str().unwrap(),
    ];
    // The second system holds its table, so that the run stands in the middle when it is killed.
    let (held, release) = std::sync::mpsc::channel::<()>();
    let (locked, is_locked) = std::sync::mpsc::channel::<()>();
    let holder = std::thread::spawn(move || {
        let held = std::sync::Mutex::new(Some((release, locked)));
        let _ = store.write("hold", move |tx| {
            tx.execute("LOCK TABLE applicant IN ACCESS EXCLUSIVE MODE", &[])?;
            if let Some((release, locked)) = held.lock().unwrap().take() {
                locked.send(()).unwrap();
                let _ = release.recv_timeout(std::time::Duration::from_secs(30));
            }
            Ok::<_, db::Error>(())
        });
    });
    is_locked.recv().unwrap();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(words)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let kept = data.join(format!("collecting-{id}"));
    // Until the first system was read: what it gave is in the file.
    for _ in 0..200 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        if std::fs::metadata(&kept).is_ok_and(|file| file.len() > 600) {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop(held);
    holder.join().unwrap();
    assert!(!pack.exists());
    let sealed = std::fs::read(&kept).unwrap();
    let clear = sealed.windows(7).any(|part| part.eq_ignore_ascii_case(b"example"));
    assert!(!clear, "what is kept is sealed");

    // What was read is not read again, and the rest is: it shows by what changed in between.
    housing.execute("UPDATE person SET surname = 'Changed'", []).unwrap();
    let ran = run(&words);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("Goes on with what was read"), "{}", ran.err);
    let everything = &files(&pack)["everything.json"];
    assert!(everything.contains("\"Example\"") && everything.contains("applicant"), "{everything}");
    assert!(!kept.exists(), "what was kept has done its work");
    // Afterwards it begins anew, as it does when it is told to.
    for more in [&[][..], &["--anew"]] {
        let ran = run(&[&words[..], more].concat());
        assert!(ran.status == 0 && !ran.err.contains("Goes on"), "{}{}", ran.out, ran.err);
        assert!(files(&pack)["everything.json"].contains("Changed"));
    }
}
