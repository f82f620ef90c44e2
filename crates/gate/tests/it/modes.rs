use gate::Outcome;
use serde_json::json;

use crate::{explain, gate};

#[test]
fn an_advising_rule_lets_one_go_on_with_a_reason_and_says_so() {
    let more = json!({"team": "new", "data": ["name", "wage"]});
    let stopped = explain(&gate(), more.clone()).unwrap();
    assert_eq!(stopped.allowed, ["name"]);
    assert!(!stopped.decision.advised().is_empty());

    let mut reasoned = more.clone();
    reasoned["reason"] = json!("the tenant asked us to");
    let gone_on = explain(&gate(), reasoned.clone()).unwrap();
    assert_eq!(gone_on.decision.outcome(), Outcome::Allowed);
    assert!(gone_on.obligations.iter().any(|(owed, _)| owed.as_str() == "record-reason"));
    assert_eq!(gone_on.reasons.len(), 1, "what was gone past is still told");

    let mut blank = more;
    blank["reason"] = json!("  ");
    assert_eq!(explain(&gate(), blank).unwrap().allowed, ["name"]);

    reasoned["team"] = json!("housing");
    assert_eq!(explain(&gate(), reasoned).unwrap().allowed, ["name"]);
}

#[test]
fn an_observing_rule_allows_and_is_on_record() {
    let old = json!({"team": "new", "facts": {"expired": ["phone"]}});
    let seen = explain(&gate(), old).unwrap();
    assert_eq!(seen.allowed, ["name", "phone"]);
    assert!(!seen.decision.observed().is_empty() && seen.decision.refused_by().is_empty());
}

#[test]
fn a_mode_ends() {
    let old = json!({"team": "new", "facts": {"expired": ["phone"]}, "on": "2027-04-01"});
    assert_eq!(explain(&gate(), old).unwrap().allowed, ["name"]);
}
