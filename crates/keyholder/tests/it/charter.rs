use std::path::Path;

use serde_json::Value;

use crate::{BUNDLED, json, run};

/// A folder with one charter file of this text.
fn folder(text: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("charter.toml"), text).unwrap();
    folder
}

fn path(folder: &tempfile::TempDir) -> &str {
    folder.path().to_str().unwrap()
}

#[test]
fn the_bundled_charter_is_clean_wherever_it_is_read_from() {
    let on = ["--on", "2026-11-23"];
    for words in [&["charter", "check"][..], &["charter", "check", BUNDLED]] {
        let words = [words, &on].concat();
        let ran = run(&words);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    }
    assert_eq!(json(&["charter", "check", "--json", "--on", "2026-11-23"]), Value::Array(vec![]));
}

#[test]
fn each_example_of_the_manual_is_found_with_its_place() {
    let listed = run(&["charter", "rules"]);
    assert!(listed.out.lines().count() >= 20);
    for code in listed.out.lines() {
        let broken = run(&["charter", "rules", code, "--broken"]).out;
        let folder = folder(broken.as_bytes());
        let ran = run(&["charter", "check", path(&folder), "--on", "2026-11-23", "--json"]);
        assert_eq!(ran.status, 1, "{code}");
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        for finding in found.as_array().unwrap() {
            assert_eq!(finding["code"], code);
            assert_eq!(finding["file"], "charter.toml");
            assert!(finding["line"].as_u64().unwrap() > 0 && finding["help"].is_string());
        }
        let drawn = run(&["charter", "check", path(&folder), "--on", "2026-11-23"]).err;
        assert!(drawn.contains(&format!("[{code}]")) && drawn.contains("charter.toml:"), "{drawn}");
    }
}

#[test]
fn coverage_lists_every_row_once_and_fails_on_a_gap() {
    let coverage = json(&["charter", "coverage", "--json"]);
    let ids = |key: &str| -> Vec<String> {
        coverage[key].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let mut sorted: Vec<String> = ["enforced", "detected", "manual", "planned", "unmapped"]
        .iter()
        .flat_map(|key| ids(key))
        .collect();
    let mut rows = ids("rows");
    assert!(ids("unmapped").is_empty());
    sorted.sort();
    rows.sort();
    assert_eq!(sorted, rows);

    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(BUNDLED).unwrap() {
        let from = entry.unwrap().path();
        let text = std::fs::read_to_string(&from).unwrap();
        let gap = text.replacen("[[row]]\nid = \"8.7.10\"\n", "[[row]]\nid = \"8.7.9\"\n", 1);
        std::fs::write(copy.path().join(from.file_name().unwrap()), gap).unwrap();
    }
    let ran = run(&["charter", "coverage", path(&copy), "--json"]);
    assert_eq!(ran.status, 1);
    let coverage: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(coverage["unmapped"], serde_json::json!(["8.7.10"]));
}

#[test]
fn a_comparison_says_what_people_would_notice() {
    assert_eq!(
        run(&["charter", "diff", BUNDLED, BUNDLED]).out,
        "nothing changed that people would notice\n"
    );
    let text = run(&["charter", "rules", "undated-notice", "--broken"]).out;
    let (old, new) = (folder(text.as_bytes()), folder(text.replace("P6Y", "P7Y").as_bytes()));
    let changes = json(&["charter", "diff", path(&old), path(&new), "--json"]);
    assert_eq!(changes[0]["message"], "“tenancy file”: period was P6Y and is now P7Y");
}

#[test]
fn bad_input_is_one_clear_error() {
    let large = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(large.path().join("charter.toml")).unwrap();
    file.set_len(100 << 20).unwrap();
    for (folder, expected) in [
        (folder(b"id = \xff"), "`charter.toml` is not UTF-8 text: byte 5, on line 1"),
        (tempfile::tempdir().unwrap(), "has no `.toml` files"),
        (large, "has 104857600 bytes, where 1048576 is the most"),
    ] {
        for command in ["check", "coverage"] {
            let ran = run(&["charter", command, path(&folder)]);
            let said = ran.err.replace(&format!("{}/", path(&folder)), "");
            assert_eq!(ran.status, 2, "{said}");
            assert!(said.contains(expected) && said.lines().count() == 1, "{said}");
        }
    }
    let missing = Path::new(BUNDLED).join("no-such-folder");
    let ran = run(&["charter", "check", missing.to_str().unwrap()]);
    assert!(ran.status == 2 && ran.err.contains("cannot read the folder"), "{}", ran.err);
}

#[test]
fn text_that_is_no_charter_is_a_finding_with_its_place() {
    let folder = folder(b"[charter]\nid = \"a\"\npublished = 2026-02-30\n");
    let ran = run(&["charter", "check", path(&folder), "--json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (ran.status, &found[0]["code"], &found[0]["line"]),
        (1, &"malformed".into(), &3.into())
    );
}

#[test]
#[cfg(unix)]
fn what_is_no_regular_file_is_refused_and_not_waited_for() {
    for special in ["/dev/zero", "/dev/null"] {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(special, folder.path().join("charter.toml")).unwrap();
        let ran = run(&["charter", "check", path(&folder)]);
        assert!(ran.status == 2 && ran.err.contains("is not a regular file"), "{}", ran.err);
    }
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("charter.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let ran = run(&["charter", "check", path(&folder)]);
    assert!(ran.status == 2 && ran.err.contains("is not a regular file"), "{}", ran.err);
}
