//! The whole way: a person on record, their landlord's database, and the pack they are sent.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::server::{Server, officer};
use crate::{Ran, run};

const HOUSING: &str = "
    CREATE TABLE person (id INTEGER PRIMARY KEY, surname TEXT, email TEXT);
    CREATE TABLE complaint (ref TEXT PRIMARY KEY, person_id INTEGER, handler_id INTEGER, summary TEXT);
    INSERT INTO person VALUES (1, 'Example', 'ADA@example.org '), (2, 'Other', 'bo@example.org');
    INSERT INTO complaint VALUES ('C1', 1, 2, '=cmd|calc and <script>alert(1)</script>'),
        ('C2', 2, 1, 'The neighbour of Bo shouts');";

const MAP: &str = r#"
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

/// The files of a pack.
fn files(pack: &Path) -> BTreeMap<String, String> {
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
    let token = officer(&data);
    let server = Server::start(&data);
    let (status, person) = server.post(
        &token,
        "/v1/people",
        &json!({
            "why": {"purpose": "tenancy-management"}, "relationship": {"relationship": "tenant"},
            "source": "the-person", "identifiers": [{"kind": "email", "value": "Ada@Example.org"}],
        }),
    );
    assert_eq!(status, 201, "{person}");
    let id = person["id"].as_str().unwrap().to_owned();
    server.stop();

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
