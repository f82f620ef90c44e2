//! `keyholder clock` and `keyholder law`.

use std::process::{Command, Output};

use serde_json::{Value, json};

fn keyholder(line: &str) -> Output {
    let words = line.split(' ').filter(|word| !word.is_empty());
    Command::new(env!("CARGO_BIN_EXE_keyholder")).args(words).output().unwrap()
}

fn json_of(line: &str) -> Value {
    let output = keyholder(&format!("{line} --json"));
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text_of(line: &str) -> String {
    String::from_utf8(keyholder(line).stdout).unwrap()
}

#[test]
fn due_and_status_as_json() {
    let check = |line: &str, due: Value, state: &str, days: Value, late: bool| {
        let value = json_of(&format!("clock {line}"));
        assert_eq!(value["due"], due, "{line}");
        assert_eq!(value["status"]["state"], state, "{line}");
        assert_eq!(value["status"]["days"], days, "{line}");
        assert_eq!(value["status"]["late"], late, "{line}");
        let trace = value["trace"].as_array().unwrap();
        assert!(trace.len() > 1 && trace.iter().all(|line| line.as_str().unwrap().ends_with('.')));
        for key in ["id", "citation", "in_force_from", "source", "verified"] {
            assert!(!value["rule"][key].is_null(), "{line}: {key}");
        }
    };
    let access = "--right access --received 2026-11-25";
    let due = || json!("2026-12-29");
    check(&format!("{access} --today 2026-11-27"), due(), "OnTime", json!(32), false);
    check(&format!("{access} --today 2026-12-29"), due(), "DueToday", json!(0), false);
    check(&format!("{access} --today 2026-12-31"), due(), "Overdue", json!(2), true);
    check(&format!("{access} --replied-on 2026-12-29"), due(), "Answered", json!(0), false);
    check(&format!("{access} --replied-on 2026-12-30"), due(), "Answered", json!(1), true);
    let open = format!("{access} --asked 2026-12-01 --today 2026-12-11");
    check(&open, Value::Null, "Paused", json!(10), false);
    let identity = format!("{access} --id-asked 2026-11-27 --today 2026-11-27");
    check(&identity, Value::Null, "Paused", json!(0), false);
    let early = "--right complaint --received 2026-06-18 --today 2026-11-23";
    check(early, Value::Null, "NoDuty", Value::Null, false);
}

#[test]
fn questions_and_answers_are_paired_in_order() {
    let due = |rest: &str| {
        json_of(&format!("clock --right sar --received 2026-11-02 {rest}"))["due"].clone()
    };
    assert_eq!(due("--asked 2026-11-09 --answered 2026-11-20"), "2026-12-14");
    let two = "--asked 2026-11-09 --answered 2026-11-10 --asked 2026-11-12 --answered 2026-11-13";
    assert_eq!(due(two), "2026-12-07");
    let open = "--asked 2026-11-09 --asked 2026-11-12 --answered 2026-11-10";
    assert_eq!(due(open), Value::Null);
    assert_eq!(due("--extended-on 2026-12-01"), "2027-02-02");
    assert_eq!(due("--fee-asked 2026-11-03 --fee-paid 2026-11-10"), "2026-12-10");
    assert_eq!(due("--authority-received 2026-11-10"), "2026-12-10");
    assert_eq!(due("--division scotland"), "2026-12-02");
}

#[test]
fn proof_of_identity_asked_late_is_a_warning() {
    let warnings = |line: &str| json_of(&format!("clock {line}"))["warnings"].clone();
    let access = "--right access --received 2026-11-02 --today 2026-11-23";
    assert_eq!(warnings(access), json!([]));
    assert_eq!(warnings(&format!("{access} --id-asked 2026-11-09")), json!([]));
    assert_eq!(warnings("--right core --aware 2026-11-20T17:30"), json!([]));
    assert_eq!(warnings("--right complaint --received 2026-11-20"), json!([]));
    let late = warnings(&format!("{access} --id-asked 2026-11-20"));
    assert!(late[0].as_str().unwrap().contains("That is late"), "{late}");
    let text = text_of(&format!("clock {access} --id-asked 2026-11-20"));
    assert!(text.contains("That is late"), "{text}");
}

#[test]
fn a_complaint_has_two_readings() {
    let value = json_of("clock --right complaint --received 2026-11-23");
    assert_eq!((&value["due"], &value["target"]), (&json!("2026-12-23"), &json!("2026-12-22")));
    let readings = value["readings"].as_array().unwrap();
    let dates: Vec<_> = readings.iter().map(|reading| &reading["due"]).collect();
    assert_eq!(dates, ["2026-12-23", "2026-12-22"]);
}

#[test]
fn hours_as_json() {
    let check = |line: &str, due: &str, state: &str, hours: i64| {
        let value = json_of(&format!("clock {line}"));
        assert_eq!(value["due"], due, "{line}");
        assert_eq!(value["status"]["state"], state, "{line}");
        assert_eq!(value["status"]["hours"], hours, "{line}");
        assert_eq!(value["status"]["days"], Value::Null, "{line}");
    };
    let breach = "--right breach --aware 2026-11-20T17:30";
    let due = "2026-11-23T17:30:00+00:00";
    check(&format!("{breach} --now 2026-11-20T18:00"), due, "OnTime", 71);
    check(&format!("{breach} --today 2026-11-23"), due, "DueToday", 17);
    check(&format!("{breach} --now 2026-11-23T20:00"), due, "Overdue", 3);
    check(&format!("{breach} --replied-on 2026-11-23T17:30"), due, "Answered", 0);
    let core = "--right core --aware 2026-07-20T17:30Z --now 2026-07-20T18:30Z";
    check(core, "2026-07-21T18:30:00+01:00", "OnTime", 23);
}

#[test]
fn a_terminal_reads_the_date_first() {
    let text = text_of("clock --right access --received 2027-01-31 --today 2027-02-28");
    assert!(text.starts_with("Due Monday 1 March 2027\n"), "{text}");
    assert!(text.contains("1 day left"), "{text}");
    assert!(text.contains("That is a Sunday, so it moves to Monday 1 March 2027."), "{text}");
    assert_eq!(text.matches("Not legal advice.").count(), 1, "{text}");
    let old = text_of("clock --right access --received 2025-01-31");
    assert!(old.contains("NOT VERIFIED"), "{old}");
}

#[test]
fn what_cannot_be_is_one_clear_error() {
    let check = |line: &str, says: &[&str]| {
        let output = keyholder(&format!("clock {line}"));
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {error}");
        assert!(output.stdout.is_empty(), "{line}");
        assert!(!error.contains("parameter") && !error.contains("in string"), "{line}: {error}");
        assert_eq!(error.matches("error:").count(), 1, "{error}");
        for part in says {
            assert!(error.contains(part), "{line}: `{error}` does not say `{part}`");
        }
    };
    let access = "--right access --received 2026-11-10";
    check("--right access --received 2026-02-30", &["--received", "2026-02-30"]);
    check("--right access --received 2026-02-30", &["there is no day `2026-02-30`"]);
    check("--right access --received 2026-02-01 --today 2026-13-01", &["--today", "2026-13-01"]);
    check("--right breach --aware 2026-11-31T10:00", &["--aware", "there is no day and time"]);
    check("--right breach --aware 2026-11-30T25:00", &["--aware", "there is no day and time"]);
    check("--right breach --aware 2026-11-30T10:00[x]", &["--aware", "is not a day with a time"]);
    let ahead = format!("{access} --today 2026-11-09");
    check(&ahead, &["--today 2026-11-09", "--received 2026-11-10"]);
    let reply = format!("{access} --today 2026-11-20 --replied-on 2026-11-21");
    check(&reply, &["--today 2026-11-20", "--replied-on 2026-11-21"]);
    let loss = "--right breach --aware 2026-11-20T17:30";
    let early = format!("{loss} --now 2026-11-20T17:00");
    check(&early, &["--now 2026-11-20 17:00", "--aware 2026-11-20 17:30"]);
    let early = format!("{loss} --today 2026-11-19");
    check(&early, &["--today 2026-11-19", "--aware 2026-11-20 17:30"]);
    let reply = format!("{loss} --today 2026-11-21 --replied-on 2026-11-22T09:00");
    check(&reply, &["--today 2026-11-21", "--replied-on 2026-11-22 09:00"]);
    check("--right access --received 10/11/2026", &["--received", "10/11/2026"]);
    check("--right access --received 1999-01-01", &["--received", "1999-01-01", "2018-05-25"]);
    check("--right access --received 9999-12-31", &["--received", "9999-12-31"]);
    check("--right access", &["--received"]);
    check("--right tea --received 2026-11-10", &["--right", "tea"]);
    let answered = format!("{access} --asked 2026-11-12 --answered 2026-11-11");
    check(&answered, &["--answered", "2026-11-11", "2026-11-12"]);
    check(&format!("{access} --answered 2026-11-12"), &["--answered", "2026-11-12", "--asked"]);
    check(&format!("{access} --asked 2026-11-09"), &["--asked", "2026-11-09", "2026-11-10"]);
    check(&format!("{access} --extended-on 2026-12-11"), &["--extended-on", "2026-12-10"]);
    check(&format!("{access} --id-received 2026-11-09"), &["--id-received", "2026-11-09"]);
    check(&format!("{access} --replied-on 2026-11-31"), &["--replied-on", "2026-11-31"]);
    check(&format!("{access} --target-days -1"), &["-1"]);
    check(&format!("{access} --target-days x"), &["--target-days", "`x`", "65535"]);
    check(&format!("{access} --division kent"), &["--division", "kent", "scotland"]);
    check(&format!("{access} --aware 2026-11-20T17:30"), &["--aware"]);
    check(&format!("{access} --now 2026-11-20T17:30"), &["--now"]);
    let erasure = "--right erasure --received 2026-11-10 --asked 2026-11-12";
    check(erasure, &["--asked", "erasure", "2026-11-12"]);
    let complaint = "--right complaint --received 2026-11-10 --extended-on 2026-11-12";
    check(complaint, &["--extended-on", "complaint"]);
    check("--right breach --received 2026-11-10", &["--aware"]);
    check("--right breach --aware 2026-03-29T01:30", &["--aware", "2026-03-29T01:30"]);
    check("--right breach --aware 2026-11-10", &["--aware", "2026-11-10"]);
    let reply = "--right core --aware 2026-11-10T10:00 --replied-on 2026-11-10T09:00";
    check(reply, &["--replied-on", "2026-11-10 09:00", "2026-11-10 10:00"]);
    let pause = "--right core --aware 2026-11-10T10:00 --asked 2026-11-10";
    check(pause, &["--asked", "core"]);
}

#[test]
fn the_law_is_listed_with_what_is_not_verified() {
    let all = json_of("law");
    let rules = all.as_array().unwrap();
    assert!(rules.len() > 200);
    let before = json_of("law --table pecr --on 2026-02-04");
    let ids: Vec<_> = before.as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
    assert!(ids.contains(&&json!("consent")) && !ids.contains(&&json!("charitable-soft-opt-in")));
    let text = text_of("law");
    let unverified = rules.iter().filter(|rule| rule["verified"] == false).count();
    // Each unverified rule is marked, and their number is said at the end.
    assert_eq!(text.matches("NOT VERIFIED").count(), unverified + 1);
    assert!(text.contains(&format!("{unverified} of them NOT VERIFIED")));
    let error = keyholder("law --table gravity");
    assert_eq!(error.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&error.stderr).contains("`gravity`"));
}

/// The page with what the program prints below each of its lines that run the clock.
fn with_output(page: &str) -> String {
    let mut out = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(words) = line.strip_prefix("$ keyholder ") else { continue };
        let pinned = ["--today", "--now", "--replied-on"].iter().any(|flag| words.contains(flag));
        assert!(pinned, "`{line}` depends on the day it is run");
        let Output { stdout, stderr, .. } = keyholder(words);
        out.push_str(&String::from_utf8(stdout).unwrap());
        out.push_str(&String::from_utf8(stderr).unwrap());
        // The output of before, to the end of the block.
        lines.find(|line| line.starts_with("```")).expect("a block has an end");
        out.push_str("```\n");
    }
    out
}

#[test]
fn the_clock_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/clock.md");
    let page = std::fs::read_to_string(path).unwrap();
    let fresh = with_output(&page);
    assert!(fresh.matches("$ keyholder clock ").count() >= 8, "the page has lost its examples");
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::write(path, &fresh).unwrap();
    } else {
        assert!(page == fresh, "docs/clock.md is stale; run `cargo xtask docs`");
    }
}

#[test]
fn the_page_names_every_field_of_the_json_and_every_flag() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/clock.md"));
    let page = page.unwrap();
    let complaint = json_of("clock --right complaint --received 2026-11-23");
    let nested = [&complaint, &complaint["status"], &complaint["rule"], &complaint["readings"][0]];
    for field in nested.iter().flat_map(|object| object.as_object().unwrap().keys()) {
        assert!(page.contains(&format!("`{field}`")), "{field}");
    }
    let help = text_of("clock --help");
    for flag in help.split_whitespace().filter(|word| word.starts_with("--")) {
        let flag = flag.trim_matches(|c: char| !c.is_ascii_lowercase() && c != '-');
        let everywhere = ["--help", "--version"].contains(&flag);
        assert!(everywhere || page.contains(&format!("`{flag}`")), "{flag}");
    }
}
