//! The record from the command line: copied, restored, looked over.

use std::path::Path;

use crate::{Ran, run};

pub(crate) fn at(folder: &Path, words: &[&str]) -> Ran {
    let data = folder.join("data");
    let mut all = words.to_vec();
    all.extend(["--data", data.to_str().unwrap()]);
    run(&all)
}

fn token(folder: &Path, name: &str) -> Ran {
    at(
        folder,
        &[
            "token",
            "make",
            name,
            "--role",
            "housing-officer",
            "--team",
            "housing",
            "--entity",
            "heart-of-medway",
        ],
    )
}

#[test]
fn tokens_are_shown_once_listed_and_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let made = token(folder.path(), "one");
    assert!(made.out.starts_with("kh_") && made.err.contains("shown once"), "{}", made.err);
    assert_eq!(token(folder.path(), "one").status, 2, "a name is given once");
    assert!(at(folder.path(), &["token", "list"]).out.contains("one  stands  housing-officer"));
    assert_eq!(at(folder.path(), &["token", "revoke", "one"]).status, 0);
    assert!(at(folder.path(), &["token", "list"]).out.contains("one  revoked"));
    assert_eq!(at(folder.path(), &["token", "revoke", "one"]).status, 2);
    let wrong = at(
        folder.path(),
        &[
            "token",
            "make",
            "x",
            "--role",
            "king",
            "--team",
            "housing",
            "--entity",
            "heart-of-medway",
        ],
    );
    assert!(wrong.err.contains("no role `king`"), "{}", wrong.err);
}

#[test]
fn a_copy_is_restored_and_the_log_goes_on_or_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let demo = path("demo");
    assert_eq!(run(&["demo", "--once", "--people", "1000", "--out", &demo]).status, 0);
    std::fs::rename(format!("{demo}/record-of-people"), path("data")).unwrap();
    let early = at(folder.path(), &["ledger", "checkpoint"]);
    std::fs::write(path("early.txt"), &early.out).unwrap();
    assert_eq!(at(folder.path(), &["backup", "--to", &path("copy.db")]).status, 0);
    assert_eq!(
        at(folder.path(), &["backup", "--to", &path("copy.db")]).status,
        2,
        "never over another"
    );
    let kept = ["restore", &path("copy.db"), "--checkpoint", &path("early.txt")].map(str::to_owned);
    let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
    let restored = at(folder.path(), &kept);
    assert!(restored.out.contains("the log goes on"), "{}{}", restored.out, restored.err);

    // More is logged, and known outside, and then the older copy comes back.
    std::fs::rename(path("data"), format!("{demo}/record-of-people")).unwrap();
    assert_eq!(run(&["demo", "--once", "--people", "1000", "--out", &demo]).status, 0);
    std::fs::rename(format!("{demo}/record-of-people"), path("data")).unwrap();
    let late = at(folder.path(), &["ledger", "checkpoint"]);
    assert_ne!(late.out, early.out);
    std::fs::write(path("late.txt"), &late.out).unwrap();
    let lossy = ["restore", &path("copy.db"), "--checkpoint", &path("late.txt")].map(str::to_owned);
    let lossy: Vec<&str> = lossy.iter().map(String::as_str).collect();
    let restored = at(folder.path(), &lossy);
    assert!(restored.out.contains("log 2 was opened"), "{}{}", restored.out, restored.err);
    assert!(at(folder.path(), &["ledger", "verify"]).out.starts_with("GREEN"));
    assert!(
        at(folder.path(), &["ledger", "checkpoint"]).out.starts_with("keyholder/mhs-homes/2\n")
    );
    let doctor = at(folder.path(), &["doctor"]);
    assert!(doctor.out.starts_with("GREEN"), "{}{}", doctor.out, doctor.err);

    // A copy that was touched is refused.
    let mut bytes = std::fs::read(path("copy.db")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path("copy.db"), bytes).unwrap();
    let refused = at(folder.path(), &lossy);
    assert!(refused.status == 2 && refused.err.contains("damaged"), "{}", refused.err);
}

#[test]
fn a_log_that_was_rewritten_is_red() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    assert_eq!(
        run(&["demo", "--once", "--people", "1000", "--out", demo.to_str().unwrap()]).status,
        0
    );
    let data = demo.join("record-of-people");
    let data = data.to_str().unwrap();
    let proof = run(&["ledger", "prove", "5", "--data", data]);
    std::fs::write(folder.path().join("proof"), &proof.out).unwrap();
    let word = |name: &str| {
        let line = proof.err.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].trim().to_owned()
    };
    let file = folder.path().join("proof");
    let check = |commitment: &str| {
        run(&[
            "ledger",
            "check",
            file.to_str().unwrap(),
            "--commitment",
            commitment,
            "--key",
            &word("key:"),
        ])
    };
    assert!(check(&word("commitment:")).out.starts_with("GREEN"));
    assert_eq!(check(&"0".repeat(64)).status, 1);
    let out = folder.path().join("log");
    assert_eq!(
        run(&["ledger", "export", "--data", data, "--out", out.to_str().unwrap()]).status,
        0
    );
    assert!(out.join("checkpoint").exists() && out.join("tile/0/000").exists());
    let store = db::Db::open(&format!("{data}/data.db")).unwrap();
    let rewrite = "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE seq = 3) WHERE seq = 4";
    let _ = store.write("rewrite", move |tx| tx.execute(rewrite, &[])).unwrap();
    drop(store);
    let red = run(&["ledger", "verify", "--data", data]);
    assert!(red.status == 1 && red.out.starts_with("RED"), "{}{}", red.out, red.err);
    assert_eq!(run(&["doctor", "--data", data]).status, 1);
}

#[test]
fn a_messy_register_is_imported_and_importing_it_again_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(
        path("map.toml"),
        "relationship = \"tenant\"\nentity = \"heart-of-medway\"\nsource = \"the-person\"\n\
         system = \"housing\"\nnumber = \"ID\"\nsince = \"From\"\n\
         [columns]\n\"Name\" = \"name\"\n\"Tel\" = \"phone\"\n",
    )
    .unwrap();
    // Latin letters, a placeholder, two people in one field, a row without a number, one twice.
    let register = b"ID,Name,Tel,From\n1, H\xe9l\xe8ne Fenwick ,07700 900001,01/02/2019\n\
        2,\"O'Reilly, Conor\",00000000000,3 March 2020\n3,Mr & Mrs Quigley,01632 960007,soon\n\
        ,Nobody Known,,\n1,Helene Fenwick,,\n4,,,\n";
    std::fs::write(path("people.csv"), register).unwrap();
    let (csv, map) = (path("people.csv"), path("map.toml"));
    let import = |more: &[&str]| {
        let words = [&["import", csv.as_str(), "--map", map.as_str()], more].concat();
        at(folder.path(), &words)
    };
    let dry = import(&["--dry-run"]);
    assert_eq!(dry.status, 1, "{}", dry.err);
    assert!(
        dry.out.ends_with("6 rows: 3 would be taken over, 0 there already, 6 things left out.\n"),
        "{}",
        dry.out
    );
    for expected in [
        "row 3, column `Tel`: this stands for nothing",
        "row 4, column `Name`: two people stand in one field",
        "row 4, column `From`: this is no date",
        "row 5, column `ID`: the row has no number",
        "row 6: an earlier row has the same number",
        "row 7: nothing in the row tells a person apart",
    ] {
        assert!(dry.out.contains(expected), "{expected}: {}", dry.out);
    }
    assert!(!dry.out.contains("Quigley"), "what was in it is not said again");
    assert!(import(&[]).out.contains("3 taken over, 0 there already"));
    let again = import(&[]);
    assert!(again.out.contains("0 taken over, 3 there already"), "{}", again.out);
    let wrong = folder.path().join("map.toml");
    std::fs::write(&wrong, "relationship = 7").unwrap();
    assert_eq!(import(&[]).status, 2);
}

#[test]
fn an_erasure_is_asked_for_approved_by_another_and_carried_out_once() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    assert_eq!(
        run(&["demo", "--once", "--people", "1000", "--out", demo.to_str().unwrap()]).status,
        0
    );
    std::fs::rename(demo.join("record-of-people"), folder.path().join("data")).unwrap();
    let person = {
        let store = db::Db::open(folder.path().join("data/data.db").to_str().unwrap()).unwrap();
        let id = store.read("somebody", |tx| {
            tx.one("SELECT id FROM person WHERE no = 1", &[], |row| row.bytes::<16>(0))
        });
        people::PersonId::from_bytes(id.unwrap().unwrap()).to_string()
    };
    let carry_out = |no: &str| {
        let words = [
            "erase",
            "carry-out",
            &person,
            "--approval",
            no,
            "--by",
            "ann",
            "--entity",
            "heart-of-medway",
        ];
        at(folder.path(), &words)
    };
    let approve = |by: &str| at(folder.path(), &["approval", "approve", "1", "--by", by]);
    let post = "data-protection-officer";
    let appoint = at(folder.path(), &["post", "appoint", post, "dee", "--by", "ann"]);
    assert_eq!(appoint.status, 0, "{}", appoint.err);
    let asked =
        at(folder.path(), &["erase", "ask", &person, "--by", "ann", "--reason", "They asked."]);
    assert_eq!(asked.out, "1\n", "{}", asked.err);
    assert!(carry_out("1").err.contains("nobody has approved it yet"));
    assert!(approve("ann").err.contains("a second person must"));
    assert!(approve("bob").err.contains("data-protection-officer"));
    assert_eq!(approve("dee").status, 0);
    let done = carry_out("1");
    assert!(
        done.out.contains("keys are destroyed") && done.out.contains("What is left"),
        "{}{}",
        done.out,
        done.err
    );
    assert_eq!(carry_out("1").status, 2);
    assert!(at(folder.path(), &["doctor"]).out.starts_with("GREEN"));
}
