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
    for (input, expected) in [
        ("not json", "an ask is a JSON object"),
        ("[\"officer\"]", "an ask is a JSON object"),
        ("{\"role\": 1}", "expected a string, at column 10"),
        (&ask(json!({"colour": "red"})).to_string(), "unknown field `colour`"),
        (&ask(json!({"facts": {"consents": []}})).to_string(), "unknown field `consents`"),
        (&ask(json!({"facts": []})).to_string(), "expected an object of facts"),
        (
            &ask(json!({"facts": {"told": ["nobody"]}})).to_string(),
            "in `facts`, the charter has no recipient `nobody`",
        ),
        (&ask(json!({"data": []})).to_string(), "no category of data is named"),
        (&ask(json!({"action": "peek"})).to_string(), "`peek` is not an action"),
        (&ask(json!({"action": "disclose"})).to_string(), "`disclose` wants a `recipient`"),
        (&ask(json!({"on": "2026-02-30"})).to_string(), "column"),
    ] {
        let good = ask(json!({}));
        let ran = run_with(&["decide", "--on", "2026-11-23"], &format!("\n{input}\n{good}\n"));
        assert_eq!(ran.status, 2, "{input}");
        assert!(ran.err.starts_with("error: 1 of the lines"), "{}", ran.err);
        let answers: Vec<Value> =
            ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let error = answers[0]["error"].as_str().unwrap();
        assert!(error.contains(expected) && !error.contains("struct "), "{error}");
        assert_eq!((&answers[0]["line"], &answers[1]["outcome"]), (&json!(2), &json!("allowed")));
    }
    let huge = format!("{{\"role\": \"{}\"}}\n", "x".repeat(70_000));
    let ran = run_with(&["decide"], &huge);
    assert!(ran.status == 2 && ran.err.contains("line 1 has more than 65536 bytes"), "{}", ran.err);
}
