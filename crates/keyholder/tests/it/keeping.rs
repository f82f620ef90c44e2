//! Keeping it: the recovery drill, new keys, and what a server does at night.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::record::at;
use crate::server::Server;
use crate::{Ran, run};

const MAP: &str = "relationship = 'tenant'\nentity = 'heart-of-medway'\nsource = 'the-person'\n\
    system = 'housing'\nnumber = 'ID'\n[columns]\nName = 'name'\n";

fn office(folder: &Path) -> (String, String) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    std::fs::write(path("map.toml"), MAP).unwrap();
    std::fs::write(path("people.csv"), "ID,Name\n1,Ada Example\n2,Bo Example\n").unwrap();
    (path("people.csv"), path("map.toml"))
}

fn import(folder: &Path) -> Ran {
    let (csv, map) = office(folder);
    at(folder, &["import", &csv, "--map", &map])
}

#[test]
fn the_recovery_drill_brings_everything_back_on_another_machine() {
    let here = tempfile::tempdir().unwrap();
    let path = |name: &str| here.path().join(name).to_str().unwrap().to_owned();
    assert!(import(here.path()).out.contains("2 taken over"));
    let checkpoint = at(here.path(), &["ledger", "checkpoint"]).out;
    for words in [
        vec!["backup", "--to", &path("data-1.db")],
        vec!["backup", "--to", &path("keys-1.db"), "--keys"],
    ] {
        let done = at(here.path(), &words);
        assert_eq!(done.status, 0, "{words:?}: {}{}", done.out, done.err);
    }

    // The other machine: the two copies, the master key, the checkpoint somebody kept.
    let there = tempfile::tempdir().unwrap();
    let data = there.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::copy(path("keys-1.db"), data.join("vault.db")).unwrap();
    std::fs::copy(path("data/master.key"), data.join("master.key")).unwrap();
    let kept = there.path().join("checkpoint.txt");
    std::fs::write(&kept, checkpoint).unwrap();
    let restored =
        at(there.path(), &["restore", &path("data-1.db"), "--checkpoint", kept.to_str().unwrap()]);
    assert_eq!(restored.status, 0, "{}{}", restored.out, restored.err);
    assert!(restored.out.contains("the log goes on"), "{}", restored.out);
    let doctor = at(there.path(), &["doctor"]);
    assert_eq!((doctor.status, doctor.out.as_str()), (0, "GREEN: nothing is wrong.\n"));
    // Everybody is there, and can be read: the same rows are known.
    assert!(import(there.path()).out.contains("0 taken over, 2 there already"));

    // Without the master key it is so many bytes.
    std::fs::remove_file(data.join("master.key")).unwrap();
    let blind = at(there.path(), &["doctor"]);
    assert!(blind.status != 0, "{}{}", blind.out, blind.err);
    assert!(blind.out.contains("master key"), "{}{}", blind.out, blind.err);
}

#[test]
fn the_master_key_and_everybodys_keys_are_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    assert!(import(folder.path()).out.contains("2 taken over"));
    let (old, new) = (path("data/master.key"), path("new.key"));
    assert_eq!(run(&["key", "make", &new]).status, 0);
    assert_eq!(run(&["key", "make", &new]).status, 2, "never over another");
    let turned =
        at(folder.path(), &["key", "rotate", "--master-key", &new, "--old-master-key", &old]);
    assert_eq!(turned.status, 0, "{}", turned.err);
    assert!(at(folder.path(), &["doctor"]).out.contains("is not known here"));
    let with_new = |words: &[&str]| at(folder.path(), &[words, &["--master-key", &new]].concat());
    assert_eq!(with_new(&["doctor"]).status, 0);
    let people = with_new(&["key", "rotate-people", "--by", "ann"]);
    assert!(
        people.out.starts_with("2 people have new keys; 0 keys"),
        "{}{}",
        people.out,
        people.err
    );
    let (csv, map) = office(folder.path());
    assert!(with_new(&["import", &csv, "--map", &map]).out.contains("2 there already"));
    assert_eq!(with_new(&["ledger", "verify"]).status, 0);
}

/// Serves until `done`, or for a minute, then stops it as an office would.
fn serve_until(folder: &Path, words: &[&str], done: impl Fn(&db::Db) -> bool) {
    let server = Server::try_start(&folder.join("data"), words).unwrap();
    let store = db::Db::open_beside(folder.join("data/data.db").to_str().unwrap()).unwrap();
    let begun = Instant::now();
    while !done(&store) && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(done(&store), "it was not done within a minute");
    drop(store);
    server.stop();
}

#[test]
fn at_night_a_server_imports_puts_the_checkpoint_ready_and_replaces_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    assert!(import(folder.path()).out.contains("2 taken over"));
    std::fs::write(path("people.csv"), "ID,Name\n1,Ada Example\n2,Bo Example\n3,Cy Example\n")
        .unwrap();
    assert_eq!(run(&["key", "make", &path("new.key")]).status, 0);
    let nightly = format!("{}={}", path("people.csv"), path("map.toml"));
    let (new, old) = (path("new.key"), path("data/master.key"));
    let words = [
        "--nightly-at",
        "0",
        "--nightly-import",
        &nightly,
        "--auditor",
        "auditor@example.org",
        "--master-key",
        &new,
        "--old-master-key",
        &old,
        "--rotate-people",
    ];
    serve_until(folder.path(), &words, |store| {
        let read = store.read("look", |tx| {
            let jobs =
                tx.one("SELECT COUNT(*) FROM job WHERE state = 2", db::params![], |row| {
                    row.int(0)
                })?;
            Ok::<_, db::Error>((jobs, db::outbox::backlog(tx)?))
        });
        read.is_ok_and(|(jobs, (waiting, _))| jobs.is_some_and(|jobs| jobs >= 4) && waiting == 1)
    });
    let with_new = |words: &[&str]| at(folder.path(), &[words, &["--master-key", &new]].concat());
    let list = with_new(&["import", "--list"]);
    assert!(list.out.contains(": 1 rows taken over"), "{}{}", list.out, list.err);
    assert_eq!(with_new(&["ledger", "verify"]).status, 0);
    let old_alone = at(folder.path(), &["doctor"]);
    assert!(old_alone.out.contains("is not known here"), "{}", old_alone.out);
}
