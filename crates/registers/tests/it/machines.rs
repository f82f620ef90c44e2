//! Decisions machines have a part in: registered, let by the gate, and told of.

use jiff::ToSpan;
use people::Now;
use registers::{machines, tick};
use serde_json::json;

use crate::{Office, TODAY, lettings, named, now};

#[test]
fn each_person_is_told_of_each_decision_that_matters_to_them() {
    let office = Office::new();
    let ada = office.person("Ada Example", "applicant");
    let machine = named(json!({
        "actor": "lettings system", "role": "lettings-machine", "team": "lettings",
    }));
    let officer = lettings("credit-history-check");
    let outcome = ("credit-score", "Your application goes on without a deposit.");
    let no = machines::decided(&office.record, (&machine, &officer), ada, outcome, now()).unwrap();
    let all = machines::decisions(&office.record, &officer, ada, "credit-score", now()).unwrap();
    assert_eq!(all[0].due, Some(TODAY.saturating_add(7.days())));
    for words in ["A machine prepared this", "have a person", "three groups"] {
        assert!(all[0].text.contains(words), "{words} is in {}", all[0].text);
    }
    tick(&office.record, "night", Now::noon(TODAY.tomorrow().unwrap())).unwrap();
    assert_eq!(office.tasks(), [("tell-of-decision".to_owned(), "head-of-lettings".to_owned())]);
    let of = ("credit-score", no);
    let told = (TODAY, "letter of today");
    machines::told(&office.record, &officer, ada, of, told, now()).unwrap();
    let all = machines::decisions(&office.record, &officer, ada, "credit-score", now()).unwrap();
    assert_eq!((all[0].due, all[0].settled), (None, Some(TODAY)));
    assert!(machines::told(&office.record, &officer, ada, of, told, now()).is_err());
}

#[test]
fn a_machine_nobody_registered_decides_nothing_and_the_gate_has_the_last_word() {
    let office = Office::new();
    let ada = office.person("Ada Example", "applicant");
    let machine = named(json!({"role": "lettings-machine", "team": "lettings"}));
    let officer = lettings("credit-history-check");
    let words = "Your application goes on.";
    let decide = |as_machine: &gate::NamedAsk, name: &str| {
        machines::decided(&office.record, (as_machine, &officer), ada, (name, words), now())
            .map_err(|error| error.to_string())
    };
    assert!(decide(&machine, "a-spreadsheet").unwrap_err().contains("not registered"));
    // Another machine's role may not decide by this.
    let other = named(json!({"role": "rent-machine", "team": "income"}));
    assert!(decide(&other, "credit-score").is_err());
    assert!(decide(&machine, "credit-score").is_ok());
}
