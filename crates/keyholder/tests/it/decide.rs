use serde_json::{Value, json};

use crate::{BUNDLED, run, run_with};

/// The answers to asks, one a line, over the bundled charter.
fn answers(asks: &[Value]) -> Vec<Value> {
    let input: String = asks.iter().map(|ask| format!("{ask}\n")).collect();
    let ran = run_with(&["decide", "--charter", BUNDLED, "--on", "2026-11-23"], &input);
    assert_eq!(ran.status, 0, "{}", ran.err);
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// An ask by a repairs officer for a tenant's details, with some keys changed.
fn ask(changes: Value) -> Value {
    let mut ask = json!({
        "actor": "officer-7",
        "strength": "second-factor",
        "role": "repairs-officer",
        "team": "repairs",
        "entity": "mhs-homes-ltd",
        "relationship": "tenant",
        "purpose": "repairs",
        "action": "look",
        "data": ["name", "telephone"],
        "facts": {},
    });
    for (key, value) in changes.as_object().unwrap() {
        ask[key] = value.clone();
    }
    ask
}

#[test]
fn answers_come_in_order_with_reasons_paragraphs_and_who_can_unblock() {
    let answers = answers(&[
        ask(json!({})),
        ask(json!({"data": ["name", "bank-details"]})),
        ask(json!({"purpose": "gossip"})),
        ask(json!({"facts": {"walled": true}})),
        ask(json!({"facts": null})),
    ]);
    let outcomes: Vec<&str> = answers.iter().map(|a| a["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["allowed", "partly", "refused", "refused", "refused"]);
    assert_eq!(answers[0]["reasons"], json!([]));
    let reason = &answers[1]["reasons"][0];
    assert_eq!(reason["rule"], "minimise");
    assert!(reason["paragraphs"].as_array().unwrap().contains(&json!("11.4a")));
    assert!(reason["unblock"].is_string() && reason["message"].is_string());
    assert_eq!(answers[2]["reasons"][0]["rule"], "unknown");
    assert_eq!(answers[3], answers[4], "a wall and an unknown person answer alike");
    assert!(answers.iter().all(|a| a["charter"].as_str().unwrap().starts_with("sha256:")));
}

#[test]
fn what_is_never_loosened_is_refused_whatever_the_reason() {
    let answers = answers(&[
        ask(json!({"data": ["trade-union-membership"], "reason": "they told us"})),
        ask(json!({"action": "collect", "data": ["genetic-data"], "reason": "they told us"})),
    ]);
    for answer in answers {
        assert_eq!(answer["outcome"], "refused");
        let rules = answer["reasons"].as_array().unwrap();
        assert!(rules.iter().any(|reason| reason["rule"] == "never-collected"), "{rules:?}");
    }
}

#[test]
fn flags_ask_the_same_question() {
    let words = [
        "decide",
        "--on",
        "2026-11-23",
        "--strength",
        "second-factor",
        "--role",
        "repairs-officer",
        "--team",
        "repairs",
        "--entity",
        "mhs-homes-ltd",
        "--relationship",
        "tenant",
        "--purpose",
        "repairs",
        "--action",
        "look",
        "--data",
        "name,telephone",
        "--facts",
        "{}",
    ];
    let by_flags = run(&[&words[..], &["--json"]].concat());
    let by_line = answers(&[ask(json!({}))]);
    assert_eq!(serde_json::from_str::<Value>(&by_flags.out).unwrap(), by_line[0]);
    assert!(run(&words).out.starts_with("allowed\n"));
}

#[test]
fn a_line_that_is_no_ask_is_one_clear_error() {
    let huge = format!("{{\"role\": \"{}\"}}\n", "x".repeat(70_000));
    for (input, expected) in [
        ("not json\n", "line 1 is not an ask"),
        ("\n{\"role\": 1}\n", "line 2 is not an ask"),
        (&format!("{}\n", ask(json!({"colour": "red"}))), "unknown field `colour`"),
        (&format!("{}\n", ask(json!({"facts": {"consents": []}}))), "unknown field `consents`"),
        (&format!("{}\n", ask(json!({"data": []}))), "no category of data is named"),
        (&format!("{}\n", ask(json!({"action": "peek"}))), "`peek` is not an action"),
        (&format!("{}\n", ask(json!({"action": "disclose"}))), "`disclose` wants a `recipient`"),
        (&format!("{}\n", ask(json!({"on": "2026-02-30"}))), "line 1 is not an ask"),
        (&huge, "line 1 has more than 65536 bytes"),
    ] {
        let ran = run_with(&["decide"], input);
        assert_eq!(ran.status, 2, "{input}");
        assert!(ran.err.contains(expected) && ran.err.lines().count() == 1, "{}", ran.err);
    }
}
